/** Lane: one engine process at a time, started on demand, watched, asked to stop or ended to cancel, and renewed. */

import {
  ENGINE_METHODS,
  type EngineConfig,
  EngineEvent,
  type EngineInput,
  type EngineMethod,
  type EngineOutput,
} from '../contract/engine.ts';
import { StudioError } from '../contract/errors.ts';
import type { Log } from '../contract/log.ts';
import type { Progress } from '../contract/progress.ts';
import type { EngineChild } from './engine-child.ts';

export interface LaneOptions {
  config: EngineConfig;
  spawn: () => EngineChild;
  log: Log;
  /** Milliseconds without work after which the process ends. */
  idleMs: number;
  /** Requests after which the process is renewed; inference libraries leak a little. */
  recycleAfter: number;
  /** Milliseconds without work before it is renewed when somebody looks on: what it knows of their picture goes with it. */
  restMs: number;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /**
   * How long a cancelled request may take to end by itself, between two stages, before the process is ended: it keeps
   * its models and cache. Default 0: the process is ended at once. Infinity: never.
   */
  graceMs?: number;
  /**
   * `interactive`: somebody looks on, and goes first. `background`: waits for those, and leaves the first of several
   * lanes to them. Default: neither, in turn on every lane.
   */
  priority?: 'interactive' | 'background';
  onProgress?: (progress: Progress) => void;
}

interface Pending {
  id: number;
  stage: string | undefined;
  onProgress: ((progress: Progress) => void) | undefined;
  resolve(output: unknown): void;
  reject(error: StudioError): void;
}

/** Times `recycleAfter` requests after which no rest is waited for. */
const LONGEST_WITHOUT_REST = 20;

/** Runs one request at a time; the caller waits for `busy` to be false. */
export class Lane {
  readonly #options: LaneOptions;
  #child: EngineChild | undefined;
  #exited: Promise<void> = Promise.resolve();
  #pending: Pending | undefined;
  #served = 0;
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;
  #errorOutput = '';
  #ready = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  /** Process id of the running engine, if one runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Sends one request to the engine process, starting it where none runs.
   *
   * @throws StudioError: what the engine answered, `cancelled`, or `engine-crashed` with the stage it was in
   */
  async request<M extends EngineMethod>(
    method: M,
    input: EngineInput<M>,
    options: RequestOptions = {},
    onProcess: (pid: number | undefined) => void = () => {},
  ): Promise<EngineOutput<M>> {
    if (this.#pending) throw new StudioError('internal', 'This lane is busy.');
    if (options.signal?.aborted) throw cancelled();
    clearTimeout(this.#idle);
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending = { id, stage: undefined, onProgress: options.onProgress, resolve, reject };
    });
    let kill: NodeJS.Timeout | undefined;
    const onAbort = () => {
      const { graceMs = 0 } = options;
      if (graceMs <= 0) void this.end();
      else {
        this.#child?.send({ type: 'cancel', id });
        if (graceMs < Infinity) kill = setTimeout(() => void this.end(), graceMs);
      }
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const child = this.#child ?? this.#start();
      onProcess(child.pid);
      child.send({ type: 'request', id, method, input });
      const output = ENGINE_METHODS[method].output.safeParse(await answer);
      if (!output.success) {
        const issue = output.error.issues[0];
        throw new StudioError(
          'internal',
          `The engine's answer to "${method}" is not valid at "${issue?.path.map(String).join('.')}": ${issue?.message}.`,
        );
      }
      return output.data as EngineOutput<M>;
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
      clearTimeout(kill);
      this.#pending = undefined;
      await this.#afterRequest(options.priority === 'interactive');
    }
  }

  /** Ends the process, if one runs, and waits until it has gone; a request under way is answered with `cancelled`. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    const pending = this.#pending;
    this.#child = undefined;
    child?.kill();
    await this.#exited;
    pending?.reject(cancelled(pending.stage));
  }

  async #afterRequest(watched: boolean): Promise<void> {
    if (!this.#child) return;
    this.#served++;
    const { recycleAfter, idleMs, restMs } = this.#options;
    const due = this.#served >= recycleAfter;
    if (due && (!watched || this.#served >= LONGEST_WITHOUT_REST * recycleAfter)) {
      this.#options.log.debug('engine recycled', { served: this.#served });
      await this.end();
      return;
    }
    this.#idle = setTimeout(() => void this.end(), due ? Math.min(restMs, idleMs) : idleMs);
    this.#idle.unref();
  }

  #start(): EngineChild {
    const child = this.#options.spawn();
    this.#child = child;
    this.#served = 0;
    this.#errorOutput = '';
    this.#ready = false;
    child.onMessage((message) => this.#receive(child, message));
    child.onErrorOutput((text) => {
      this.#errorOutput = (this.#errorOutput + text).slice(-4000);
    });
    this.#exited = new Promise((resolve) => {
      child.onExit((why) => {
        this.#onExit(child, why);
        resolve();
      });
    });
    child.send({ type: 'configure', config: this.#options.config });
    return child;
  }

  #receive(child: EngineChild, message: unknown): void {
    if (child !== this.#child) return;
    const event = EngineEvent.safeParse(message);
    if (!event.success) {
      this.#options.log.error('engine message not understood', {
        issue: event.error.issues[0]?.message ?? '',
      });
      return;
    }
    const { data } = event;
    if (data.type === 'log') {
      this.#options.log[data.level](data.message, data.fields);
      return;
    }
    if (data.type === 'ready') {
      this.#ready = true;
      this.#options.log.debug('engine ready', { pid: data.pid });
      return;
    }
    const pending = this.#pending;
    if (!pending || pending.id !== data.id) return;
    if (data.type === 'progress') {
      pending.stage = data.progress.stage;
      pending.onProgress?.(data.progress);
    } else if (data.type === 'result') pending.resolve(data.output);
    else {
      const { code, message, stage } = data.error;
      pending.reject(new StudioError(code, message, stage === undefined ? {} : { stage }));
    }
  }

  #onExit(child: EngineChild, why: string): void {
    // A process that was ended on purpose is no longer the lane's.
    if (child !== this.#child) return;
    this.#child = undefined;
    const pending = this.#pending;
    this.#options.log.error('engine crashed', { why, stage: pending?.stage, output: this.#errorOutput });
    pending?.reject(
      new StudioError(
        'engine-crashed',
        this.#ready ? crashMessage(why, pending.stage) : startMessage(why, this.#errorOutput),
        pending.stage === undefined ? {} : { stage: pending.stage },
      ),
    );
  }
}

function crashMessage(why: string, stage: string | undefined): string {
  const memory = why === 'SIGKILL' ? ' The system may have ended it for lack of memory.' : '';
  return (
    `The engine stopped unexpectedly (${why})${stage ? ` during "${stage}"` : ''}.${memory} ` +
    'Nothing was written. Try again; if it happens with the same picture, try a smaller one.'
  );
}

/** A process that never said it was ready lacks something of its installation; Node's last error line names it. */
function startMessage(why: string, errorOutput: string): string {
  const cause = errorOutput.split('\n').findLast((line) => /^\w*Error\b/.test(line)) ?? why;
  return `The engine could not be started (${cause.slice(0, 300)}). Set Toile up again.`;
}

export function cancelled(stage?: string): StudioError {
  return new StudioError(
    'cancelled',
    'Cancelled; nothing was written.',
    stage === undefined ? {} : { stage },
  );
}
