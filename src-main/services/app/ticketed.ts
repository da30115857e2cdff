/** Ticketed work: what a window waits for, with progress under its ticket and a way to cancel; and files made for it. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestOptions } from '../lane.ts';
import type { StudioContext } from './context.ts';

export interface Ticketed {
  /** Runs `work` with what makes it cancellable and heard of. */
  run<T>(ticket: string, work: (options: RequestOptions) => Promise<T>): Promise<T>;
  /** Without effect when the work has ended. */
  cancel(ticket: string): void;
}

export function ticketed(emit: StudioContext['emit']): Ticketed {
  const underWay = new Map<string, AbortController>();
  return {
    run: async (ticket, work) => {
      const abort = new AbortController();
      underWay.set(ticket, abort);
      try {
        return await work({
          priority: 'interactive',
          signal: abort.signal,
          onProgress: ({ stage, fraction }) => emit({ type: 'render', ticket, stage, fraction }),
        });
      } finally {
        underWay.delete(ticket);
      }
    },
    cancel: (ticket) => underWay.get(ticket)?.abort(),
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
