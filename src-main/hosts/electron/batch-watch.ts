/** Batch watch: keeps the computer awake while batches are made, and says which one has just ended. */

import type { BatchCard } from '../../contract/calls/batches.ts';
import type { Texts } from './texts.ts';

type Card = Pick<BatchCard, 'id' | 'name' | 'state' | 'counts' | 'elsewhere'>;

/** A batch of this Toile that is worked on, or waits for its turn. */
const moves = ({ state, elsewhere }: Card): boolean =>
  !elsewhere && (state === 'running' || state === 'stopping' || state === 'waiting');

export class BatchWatch {
  readonly #moving = new Set<string>();

  /** Whether something is made now. */
  get busy(): boolean {
    return this.#moving.size > 0;
  }

  /** Whether something is made now; a batch of which every picture has just been made or has failed. */
  hear(batch: Card): { busy: boolean; ended: Card | undefined } {
    const moved = this.#moving.has(batch.id);
    if (moves(batch)) this.#moving.add(batch.id);
    else this.#moving.delete(batch.id);
    return {
      busy: this.busy,
      ended: moved && !moves(batch) && batch.state === 'done' ? batch : undefined,
    };
  }
}

/** What became of a batch in a line. */
export function outcomeWords(
  { done, needsReview, failed }: Card['counts'],
  { batchDone, batchReview, batchFailed }: Texts,
): string {
  return [[done, batchDone] as const, [needsReview, batchReview] as const, [failed, batchFailed] as const]
    .filter(([count], at) => at === 0 || count > 0)
    .map(([count, words]) => words.replace('{n}', String(count)))
    .join(' · ');
}
