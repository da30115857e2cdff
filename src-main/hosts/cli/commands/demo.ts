/** `toile demo`: the main job on the sample clients and garments. */

import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModelChoice } from '../../../contract/options.ts';
import { choosePairs, makeSheet } from '../../../services/sheet.ts';
import { print, printJson, say } from '../output.ts';
import { RESOURCES } from '../places.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';
import { exitOf, summarize } from './sheet.ts';

export interface DemoFlags {
  out: string;
  provider: ModelChoice['provider'];
  json?: boolean;
}

/** Enough to show every sample garment once and more. */
const PAIRS = 12;

export async function demo(flags: DemoFlags): Promise<number> {
  const progress = new ProgressLine();
  const models = { provider: flags.provider };
  const samples = join(RESOURCES, 'samples');
  const out = resolve(flags.out);
  if (!flags.json) say('Dressing the sample clients; this takes about half a minute.');
  const outcome = await withCore(async (core, signal) => {
    try {
      const pairs = await choosePairs(core, join(samples, 'clients'), join(samples, 'garments'), PAIRS, {
        models,
        signal,
        onProgress: (done, total) => progress.draw(done / total, `looking at picture ${done} of ${total}`),
      });
      return await makeSheet(core, {
        pairs,
        out,
        columns: 3,
        models,
        signal,
        onProgress: (done, total, now) =>
          progress.draw(
            (done + (now?.fraction ?? 0)) / total,
            `dressing pair ${Math.min(done + 1, total)} of ${total}`,
          ),
      });
    } finally {
      progress.clear();
    }
  });
  if (flags.json) printJson(outcome);
  else {
    summarize(flags.out, outcome);
    print(`Open it: ${pathToFileURL(out).href}`);
  }
  return exitOf(outcome.pairs);
}
