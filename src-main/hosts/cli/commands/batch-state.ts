/** `toile batch status`, `pause`, `cancel` and `report`: what became of a batch, and its end. */

import { join, resolve } from 'node:path';
import type { BatchView } from '../../../contract/batch.ts';
import { writeReport } from '../../../services/batch/report.ts';
import { photoName } from '../../../services/batch/sources.ts';
import type { Batches } from '../../../services/batch/store.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson, table } from '../output.ts';
import { type Language, translator } from '../translations.ts';
import { find, NAMED, type Shared, withBatches } from './batch-shared.ts';

/** What the batch is doing in a word: one that runs without a process was interrupted. */
function stateOf(store: Batches, { id, state }: BatchView): string {
  return state === 'running' && !store.isClaimed(id) ? 'interrupted' : state;
}

export async function status(id: string | undefined, flags: Shared): Promise<number> {
  return withBatches(flags, async (store) => {
    const batches = (id === undefined ? store.list() : [find(store, id)]).map((batch) => ({
      ...batch,
      state: stateOf(store, batch),
    }));
    if (flags.json) printJson(id === undefined ? batches : batches[0]);
    else if (batches.length === 0) print('No batch yet. Start one with "toile batch run".');
    else {
      const rows = batches.map(({ id: whole, name, state, counts, createdAt }) => [
        whole.slice(0, 8),
        state,
        `${counts.done}/${counts.total}`,
        counts.failed ? `${counts.failed} failed` : '',
        counts.needsReview ? `${counts.needsReview} to look at` : '',
        createdAt.slice(0, 16).replace('T', ' '),
        name,
      ]);
      print(table(rows));
      if (id !== undefined) summarizeOne(store, batches[0].id);
    }
    return EXIT.ok;
  });
}

function summarizeOne(store: Batches, id: string): void {
  const { trouble } = store.get(id);
  if (trouble) print(`  ${trouble.message} (${trouble.code})`);
  for (const { number, spec, error } of store.items(id, { states: ['failed'], limit: NAMED }))
    print(`  failed: ${number} ${photoName(spec)}: ${error?.message} (${error?.code})`);
}

export async function want(id: string, wanted: 'pause' | 'cancel', flags: Shared): Promise<number> {
  return withBatches(flags, async (store) => {
    const batch = find(store, id);
    store.want(batch.id, wanted);
    // Nobody is there to hear of it.
    if (!store.isClaimed(batch.id) && batch.state !== 'done') {
      if (wanted === 'cancel') store.change(batch.id, 'all', { what: 'cancel' });
      store.setState(batch.id, wanted === 'cancel' ? 'cancelled' : 'paused');
    }
    const now = store.get(batch.id);
    if (flags.json) printJson(now);
    else
      print(
        `${now.name}: ${wanted === 'cancel' ? 'cancelled' : 'pauses'}, ${now.counts.done} of ${now.counts.total} done`,
      );
    return EXIT.ok;
  });
}

export async function report(
  id: string,
  flags: Shared & { out?: string; language: Language },
): Promise<number> {
  return withBatches(flags, async (store) => {
    const batch = find(store, id);
    const file = resolve(flags.out ?? join(batch.out, `toile-${batch.id.slice(0, 8)}-report.html`));
    const { language } = flags;
    await writeReport(store, batch.id, file, { language, t: translator(language) });
    if (flags.json) printJson({ out: file, counts: batch.counts });
    else print(file);
    return EXIT.ok;
  });
}
