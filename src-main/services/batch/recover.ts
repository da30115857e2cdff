/** Recover: brings the items that were in work when a process ended back to a state they can go on from. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchItem, BatchView } from '../../contract/batch.ts';
import { ENDING_OF } from '../../contract/recipe.ts';
import type { Batches } from '../../library/batches/batches.ts';
import type { ItemInWork } from '../../library/batches/rows.ts';
import { hashOf, place } from './place.ts';

/** Folder below that of the results that unfinished files lie in. */
export function scratchFolder(out: string, id: string): string {
  return join(out, `.toile-${id.slice(0, 8)}`);
}

/** Where each file of an item is made, and where it goes. */
export function filesOf(
  { id, out, options }: Pick<BatchView, 'id' | 'out' | 'options'>,
  { number, targets }: Pick<BatchItem, 'number' | 'targets'>,
): { from: string; to: string }[] {
  return targets.map((target, index) => ({
    from: join(scratchFolder(out, id), `${number}-${index}.${ENDING_OF[options.recipes[index].format]}`),
    to: join(out, target),
  }));
}

/**
 * Renames what was finished and only waited for that; the rest is made again. Only for the process that holds the batch.
 *
 * @throws StudioError disk-full, output-unwritable
 */
export async function recover(store: Batches, id: string): Promise<void> {
  const batch = store.get(id);
  for (const item of store.items(id, { states: ['running', 'placing'] })) {
    const files = filesOf(batch, item);
    if (item.state === 'placing' && (await allPlaced(item, files))) store.move(id, item.number, 'done');
    else {
      store.move(id, item.number, 'waiting');
      for (const { from } of files) await rm(from, { force: true });
    }
  }
}

async function allPlaced(item: ItemInWork, files: { from: string; to: string }[]): Promise<boolean> {
  const wanted = item.outcome?.files ?? [];
  if (wanted.length !== files.length) return false;
  const own = new Set(item.placed);
  for (const [index, { from, to }] of files.entries()) {
    const { sha256 } = wanted[index];
    if ((await hashOf(from)) === sha256) await place(from, to, sha256, own);
    else if ((await hashOf(to)) !== sha256) return false;
    else await rm(from, { force: true });
  }
  return true;
}
