/** `toile library export`: garments, photos or finished looks as files in a folder, with their records. */

import { resolve } from 'node:path';
import type { ExportOptions } from '../../../contract/calls/looks.ts';
import { StudioError } from '../../../contract/errors.ts';
import { allClients } from '../../../services/app/ask.ts';
import type { Studio } from '../../../services/app/studio.ts';
import { named } from '../../../services/by-name.ts';
import { type ExportOutcome, exportFiles } from '../../../services/library-export.ts';
import type { ExportSource } from '../../../services/library-exportables.ts';
import { count, print, printJson, say } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { drainable } from '../session.ts';
import { withStudio } from '../studio-session.ts';
import { exitOfFiles } from './library-import.ts';
import { type FilterFlags, queryOf } from './library-search.ts';

export interface ExportFlags extends FilterFlags {
  out: string;
  client?: string;
  format: ExportOptions['format'];
  quality: number;
  longest?: number;
  profile: ExportOptions['profile'];
  exif: boolean;
  keepGps?: boolean;
  template: string;
  records: 'csv' | 'json' | 'both' | 'none';
  force?: boolean;
  dataDir?: string;
  json?: boolean;
}

type Kind = ExportSource['kind'];

export async function exportFromLibrary(
  kind: Kind,
  words: readonly string[],
  flags: ExportFlags,
): Promise<number> {
  const progress = new ProgressLine(!flags.json);
  const outcome = await drainable(
    ({ drain, abort }) =>
      withStudio(flags.dataDir, false, async (studio) =>
        exportFiles(studio, {
          ...{ drain, abort, from: await sourceOf(studio, kind, words, flags), out: resolve(flags.out) },
          picture: {
            ...{ format: flags.format, quality: flags.quality, profile: flags.profile },
            ...{ keepExif: flags.exif, keepGps: flags.keepGps ?? false, nameTemplate: flags.template },
            ...(flags.longest === undefined ? {} : { longest: flags.longest }),
          },
          records: RECORDS[flags.records],
          force: flags.force ?? false,
          onProgress: (over, share, total, name) =>
            progress.draw((over + share) / total, `${over} of ${total} · ${name}`),
        }),
      ),
    () => {
      progress.clear();
      say('Finishing the picture in work. Ctrl-C again stops at once; nothing half-written is left.');
    },
  ).finally(() => progress.clear());
  if (flags.json) printJson({ kind, ...outcome });
  else tell(outcome, kind);
  const { error, left, failed, files } = outcome;
  return exitOfFiles(
    error,
    left,
    failed.map((one) => one.error),
    files.length,
  );
}

const RECORDS = { csv: ['csv'], json: ['json'], both: ['csv', 'json'], none: [] } as const;

/** Whether anything narrows the garments. */
const narrowed = (words: readonly string[], flags: FilterFlags): boolean =>
  words.length > 0 ||
  [flags.category, flags.brand, flags.season, flags.tag, flags.size, flags.flag].some(Boolean) ||
  [flags.rating, flags.priceFrom, flags.priceTo, flags.collection].some((value) => value !== undefined);

async function sourceOf(
  studio: Studio,
  kind: Kind,
  words: readonly string[],
  flags: ExportFlags,
): Promise<ExportSource> {
  if (kind === 'garments') {
    if (flags.client !== undefined)
      throw new StudioError('invalid-input', 'Garments belong to no client. Export "photos" or "looks".');
    return { kind, query: await queryOf(studio, words, flags) };
  }
  const clientId =
    flags.client === undefined ? undefined : named(await allClients(studio), flags.client, 'client').id;
  const client = clientId === undefined ? {} : { clientId };
  const narrow = narrowed(words, flags);
  if (kind === 'looks')
    return { kind, ...client, ...(narrow ? { query: await queryOf(studio, words, flags) } : {}) };
  if (narrow)
    throw new StudioError(
      'invalid-input',
      'Photos have no words, filters or collection. Narrow them with --client, or export "looks".',
    );
  return { kind, ...client };
}

function tell({ out, files, failed, left, records, error }: ExportOutcome, kind: string): void {
  for (const one of failed) say(`  failed: ${one.name}: ${one.error.message} (${one.error.code})`);
  print(
    `${count(files.length, kind.slice(0, -1))} in ${out}${records.length > 0 ? `, with ${records.join(' and ')}` : ''}`,
  );
  if (error) say(`toile: ${error.message} (${error.code})`);
  if (left > 0) say(`${left} are left. Run the same command again: what is there already is kept.`);
}
