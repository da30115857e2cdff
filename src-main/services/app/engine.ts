/**
 * Engine of the app: the core's methods with what every use of them has in common. An engine that crashes is told of and
 * asked once more; it says when it works again.
 */

import { StudioError } from '../../contract/errors.ts';
import type { RequestOptions } from '../lane.ts';
import type { StudioCore } from './context.ts';

type Method = Exclude<keyof StudioCore, 'restart'>;

export class Engine {
  readonly #core: StudioCore;
  readonly #tell: (state: 'ready' | 'crashed') => void;
  #crashed = false;

  constructor(core: StudioCore, tell: (state: 'ready' | 'crashed') => void) {
    this.#core = core;
    this.#tell = tell;
  }

  /** @throws StudioError: what the engine answers; `engine-crashed` when it crashed twice on the same request */
  async ask<M extends Method>(
    method: M,
    input: Parameters<StudioCore[M]>[0],
    options: RequestOptions = {},
  ): Promise<Awaited<ReturnType<StudioCore[M]>>> {
    const run = this.#core[method] as (input: unknown, options: RequestOptions) => Promise<never>;
    for (let attempt = 1; ; attempt++) {
      try {
        const output = await run(input, options);
        this.#works();
        return output;
      } catch (error) {
        if (!(error instanceof StudioError) || error.code !== 'engine-crashed') {
          if (error instanceof StudioError && error.code !== 'cancelled') this.#works();
          throw error;
        }
        this.#crashed = true;
        this.#tell('crashed');
        if (attempt === 2 || options.signal?.aborted) throw error;
      }
    }
  }

  async restart(): Promise<void> {
    await this.#core.restart();
    this.#crashed = false;
    this.#tell('ready');
  }

  #works(): void {
    if (!this.#crashed) return;
    this.#crashed = false;
    this.#tell('ready');
  }
}
