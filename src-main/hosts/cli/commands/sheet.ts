/** `toile sheet`: a contact sheet of people, garments and results. */

import { resolve } from 'node:path';
import type { PairOutcome, SheetOutcome } from '../../../services/sheet.ts';
import { choosePairs, makeSheet, readPairs } from '../../../services/sheet.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { duration, percent, print, printJson } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface SheetFlags extends ModelFlags {
  people: string;
  garments: string;
  out: string;
  pairs?: string;
  results?: string;
  columns: number;
  limit: number;
  lanes: number;
  json?: boolean;
}

export async function sheet(flags: SheetFlags): Promise<number> {
  const progress = new ProgressLine();
  const models = modelChoice(flags);
  const people = resolve(flags.people);
  const garments = resolve(flags.garments);
  const outcome = await withCore(async (core, signal) => {
    try {
      const pairs = flags.pairs
        ? (await readPairs(resolve(flags.pairs), people, garments)).slice(0, flags.limit)
        : await choosePairs(core, people, garments, flags.limit, {
            models,
            signal,
            onProgress: (done, total) =>
              progress.draw(done / total, `looking at picture ${done} of ${total}`),
          });
      return await makeSheet(core, {
        pairs,
        out: resolve(flags.out),
        columns: flags.columns,
        models,
        parallel: flags.lanes,
        signal,
        ...(flags.results === undefined ? {} : { resultsDir: resolve(flags.results) }),
        onProgress: (done, total, now) =>
          progress.draw(
            (done + (now?.fraction ?? 0)) / total,
            `dressing pair ${Math.min(done + 1, total)} of ${total}`,
          ),
      });
    } finally {
      progress.clear();
    }
  }, flags.lanes);
  if (flags.json) printJson(outcome);
  else summarize(flags.out, outcome);
  return exitOf(outcome.pairs);
}

export function summarize(out: string, outcome: SheetOutcome): void {
  const done = outcome.pairs.filter((pair) => pair.result);
  const flagged = done.filter((pair) => pair.result?.needsReview).length;
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  print(
    `${out}: ${outcome.width} x ${outcome.height}, ${done.length} of ${outcome.pairs.length} pairs dressed`,
  );
  if (done.length > 0) {
    const ms = mean(done.map((pair) => pair.result?.ms ?? 0));
    const confidence = mean(done.map((pair) => pair.result?.confidence ?? 0));
    print(`  ${duration(ms)} and ${percent(confidence)} confidence on average, ${flagged} to look at`);
  }
  for (const pair of outcome.pairs) {
    if (pair.error) print(`  failed: ${[pair.person, ...pair.garments].join(' + ')}: ${pair.error.message}`);
  }
}

/** Success as long as one pair could be dressed; otherwise the first pair's error decides. */
export function exitOf(pairs: PairOutcome[]): number {
  if (pairs.some((pair) => pair.result)) return EXIT.ok;
  const code = pairs[0]?.error?.code;
  return code ? exitCodeOf(code) : EXIT.internal;
}
