/** `toile body`: the body of a person from one or two photos, drawn over the first, with its measurements. */

import { resolve } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { duration, percent, print, printJson, table } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface BodyFlags extends ModelFlags {
  out: string;
  side?: string;
  stature?: number;
  sex?: 'f' | 'm';
  age?: number;
  json?: boolean;
}

export async function body(photo: string, flags: BodyFlags): Promise<number> {
  const progress = new ProgressLine();
  const result = await withCore(async (core, signal) => {
    try {
      return await core.body(
        {
          photo: resolve(photo),
          out: resolve(flags.out),
          ...(flags.side === undefined ? {} : { side: resolve(flags.side) }),
          ...(flags.stature === undefined ? {} : { statureCm: flags.stature }),
          ...(flags.sex === undefined ? {} : { sex: flags.sex === 'm' ? 'male' : 'female' }),
          ...(flags.age === undefined ? {} : { ageYears: flags.age }),
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
  print(`${flags.out}: ${duration(result.ms)}`);
  for (const view of result.views) {
    print(
      `  ${view.file}: silhouettes agree ${percent(view.iou)}, ${percent(view.iouBody)} without hair and things carried; landmarks within ${(view.landmarkError * 100).toFixed(1)} % of the stature`,
    );
    const spreads = Object.values(view.joints).map((joint) => joint.spread);
    const sure = spreads.filter((spread) => spread < 12).length;
    print(`  joint angles known within 12 degrees: ${sure} of ${spreads.length}`);
  }
  print(
    table(
      Object.entries(result.measurements).map(([name, { value, spread }]) => [
        `  ${name}`,
        `${value.toFixed(1)} cm`,
        `+/- ${spread.toFixed(1)}`,
      ]),
    ),
  );
  for (const { text } of result.notes) print(`  note: ${text}`);
  return EXIT.ok;
}
