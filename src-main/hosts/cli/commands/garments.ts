/** `toile garments`: the garments that a picture shows, side by side or worn, and what each is. */

import { resolve } from 'node:path';
import type { NamedRegion } from '../../../contract/regions.ts';
import { told } from '../../../contract/told.ts';
import { namedRegions } from '../../../services/knowledge/regions.ts';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { percent, print, printJson, table } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';
import { type Language, translator } from '../translations.ts';

export interface GarmentsFlags extends ModelFlags {
  out?: string;
  language: Language;
  json?: boolean;
}

export async function garments(picture: string, flags: GarmentsFlags): Promise<number> {
  const progress = new ProgressLine(!flags.json);
  const found = await withCore((core, signal) =>
    core.findGarments(
      {
        picture: resolve(picture),
        models: modelChoice(flags),
        ...(flags.out === undefined ? {} : { into: resolve(flags.out) }),
      },
      { signal, onProgress: (p) => progress.show(p) },
    ),
  ).finally(() => progress.clear());
  const { width, height, notes, provider, ms } = found;
  const regions = namedRegions(found);
  const pictures = found.regions.flatMap(({ number, picture: file }) => (file ? [{ number, file }] : []));
  if (flags.json) {
    printJson({ picture, width, height, regions, pictures, notes, provider, ms });
    return EXIT.ok;
  }
  const t = translator(flags.language);
  print(`${picture}: ${width} x ${height}`);
  for (const note of notes) print(`  ${told(t, note)}`);
  if (regions.length > 0) print(table(regions.map((region) => ['', ...regionRow(region, flags.language)])));
  for (const { number, reasons } of regions)
    for (const reason of reasons) print(`  ${number}: ${told(t, reason)}`);
  for (const { number, file } of pictures) print(`  ${number}: ${file}`);
  return EXIT.ok;
}

/** A garment of a picture in a row: number, where it is worn, what it may be called, how sure that is, and where it is. */
export function regionRow(region: NamedRegion, language: Language): string[] {
  const { number, kind, worn, person, name, confidence, box } = region;
  const t = translator(language);
  const [x, y] = [Math.round(box.x0), Math.round(box.y0)];
  return [
    String(number),
    t(`library:region.${kind}`, {}),
    worn ? t('library:region.worn', { person: person ?? 1 }) : t('library:region.laid', {}),
    language === 'en' ? name.en : name.zh,
    percent(confidence),
    `${x},${y} ${Math.round(box.x1) - x} x ${Math.round(box.y1) - y}`,
  ];
}
