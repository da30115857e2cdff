/** `toile studio make`: a set of synthetic people with their exact truth. */

import { resolve } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { casesAtOnce, makeStudioSet, STUDIO_SETS } from '../../../services/studio.ts';
import { EXIT } from '../exit-codes.ts';
import { duration, print, printJson } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface StudioFlags {
  set?: keyof typeof STUDIO_SETS;
  seed?: number;
  count?: number;
  size?: string;
  out: string;
  lanes?: number;
  json?: boolean;
}

/** Width and height from 'WxH'. */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(text);
  const [width, height] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (width < 64 || height < 64 || width > 4096 || height > 4096)
    throw new StudioError(
      'invalid-input',
      `Expected a size like 576x768 with sides from 64 to 4096, received "${text}".`,
    );
  return { width, height };
}

export async function makeStudio(flags: StudioFlags): Promise<number> {
  const base = STUDIO_SETS[flags.set ?? 'quick'];
  const size = flags.size === undefined ? base : parseSize(flags.size);
  const lanes = flags.lanes ?? casesAtOnce();
  const progress = new ProgressLine();
  const started = performance.now();
  const outcome = await withCore(async (core, signal) => {
    try {
      return await makeStudioSet(core, {
        seed: flags.seed ?? base.seed,
        count: flags.count ?? base.count,
        width: size.width,
        height: size.height,
        out: resolve(flags.out),
        parallel: lanes,
        signal,
        onProgress: (done, total) =>
          progress.draw(done / total, `making case ${Math.min(total, Math.floor(done) + 1)} of ${total}`),
      });
    } finally {
      progress.clear();
    }
  }, lanes);
  if (flags.json) printJson(outcome);
  else {
    const kept = outcome.cases.filter((c) => c.kept).length;
    print(
      `${flags.out}: ${outcome.cases.length} cases in ${duration(performance.now() - started)}` +
        (kept > 0 ? `, ${kept} of them were there` : ''),
    );
  }
  return EXIT.ok;
}
