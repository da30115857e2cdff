/** `toile tryon`: one person, one or more garments, one picture. */

import { resolve } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { duration, garmentLine, percent, print, printJson } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface TryOnFlags extends ModelFlags {
  person: string;
  garment: string[];
  out: string;
  tuck?: boolean;
  subject?: number;
  quality?: number;
  keepGps?: boolean;
  mask?: string;
  explain?: string;
  json?: boolean;
}

export async function tryon(flags: TryOnFlags): Promise<number> {
  const progress = new ProgressLine();
  const result = await withCore(async (core, signal) => {
    try {
      return await core.tryOn(
        {
          person: resolve(flags.person),
          garments: flags.garment.map((file) => resolve(file)),
          out: resolve(flags.out),
          tuck: flags.tuck ?? false,
          ...(flags.subject === undefined ? {} : { subject: flags.subject }),
          keepGps: flags.keepGps ?? false,
          ...(flags.quality === undefined ? {} : { quality: flags.quality }),
          ...(flags.mask === undefined ? {} : { editedOut: resolve(flags.mask) }),
          ...(flags.explain === undefined ? {} : { explain: resolve(flags.explain) }),
          models: modelChoice(flags),
        },
        { signal, onProgress: (p) => progress.show(p) },
      );
    } finally {
      progress.clear();
    }
  });
  if (flags.json) {
    printJson(result);
    return EXIT.ok;
  }
  print(
    `${flags.out}: ${result.width} x ${result.height}, ${duration(result.ms)}, confidence ${percent(result.confidence)}`,
  );
  for (const garment of result.garments) print(`  ${garmentLine(garment)}`);
  for (const { text } of result.notes) print(`  note: ${text}`);
  for (const { text } of result.reasons) print(`  ${result.needsReview ? 'look at' : 'note'}: ${text}`);
  if (result.needsReview) print('  Please look at this result before using it.');
  if (result.explainPage) print(`  explained in ${result.explainPage}`);
  return EXIT.ok;
}
