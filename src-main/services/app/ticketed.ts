/** Ticketed work: what a window waits for, with progress under its ticket and a way to cancel; and files made for it. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelled, type RequestOptions } from '../lane.ts';
import type { StudioContext } from './context.ts';

export interface Ticketed {
  /**
   * Runs `work` with what makes it cancellable and heard of.
   *
   * @throws StudioError cancelled, also when the work was done before it heard of it; and as the work does
   */
  run<T>(ticket: string, work: (options: RequestOptions) => Promise<T>): Promise<T>;
  /** Of work that comes later, too. Without effect once it has ended. */
  cancel(ticket: string): void;
}

/** Cancelled tickets remembered whose work has not come. */
const EARLY = 256;

/** Tickets cancelled before their work came: two requests of a window may overtake each other. */
export class EarlyCancels {
  readonly #tickets = new Set<string>();

  add(ticket: string): void {
    this.#tickets.add(ticket);
    const [oldest] = this.#tickets;
    if (this.#tickets.size > EARLY) this.#tickets.delete(oldest);
  }

  /** Whether work that now comes was cancelled already; true once. */
  take(ticket: string): boolean {
    return this.#tickets.delete(ticket);
  }
}

export function ticketed(emit: StudioContext['emit']): Ticketed {
  const underWay = new Map<string, AbortController>();
  const early = new EarlyCancels();
  return {
    run: async (ticket, work) => {
      if (early.take(ticket)) throw cancelled();
      const abort = new AbortController();
      underWay.set(ticket, abort);
      try {
        const result = await work({
          priority: 'interactive',
          signal: abort.signal,
          onProgress: ({ stage, fraction }) => emit({ type: 'render', ticket, stage, fraction }),
        });
        if (abort.signal.aborted) throw cancelled();
        return result;
      } finally {
        underWay.delete(ticket);
      }
    },
    cancel: (ticket) => {
      const abort = underWay.get(ticket);
      if (abort) abort.abort();
      else early.add(ticket);
    },
  };
}

/** Has a file made that then lives under the hash of its content; nothing stays behind of one that failed. */
export async function madeFile<T>(
  { work, transient }: Pick<StudioContext, 'work' | 'transient'>,
  ending: string,
  make: (out: string) => Promise<T>,
): Promise<[T, string]> {
  const out = join(work, `${randomUUID()}.${ending}`);
  try {
    return [await make(out), await transient.take(out)];
  } finally {
    await rm(out, { force: true });
  }
}
