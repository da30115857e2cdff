/** `toile library import`: pictures of this computer into the library, as the app takes them. */

import { basename } from 'node:path';
import { StudioError, type StudioErrorData } from '../../../contract/errors.ts';
import { texts } from '../../../contract/sentences.ts';
import { findPictures } from '../../../services/found-pictures.ts';
import { type ImportOutcome, importFiles } from '../../../services/library-import.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { count, print, printJson, say } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { drainable } from '../session.ts';
import { withStudio } from '../studio-session.ts';

export interface ImportFlags {
  recursive?: boolean;
  collection?: string;
  client?: string;
  split?: boolean;
  dataDir?: string;
  json?: boolean;
}

export async function importToLibrary(
  kind: 'garments' | 'photos',
  paths: readonly string[],
  flags: ImportFlags,
): Promise<number> {
  if (flags.split && kind !== 'garments')
    throw new StudioError('invalid-input', '--split is for pictures of garments, not for photos.');
  const found = await findPictures(paths, { recursive: flags.recursive ?? false, raw: false });
  const into = kind === 'garments' ? flags.collection : flags.client;
  const progress = new ProgressLine(!flags.json);
  const outcome = await drainable(
    ({ drain, abort }) =>
      withStudio(flags.dataDir, true, (studio) =>
        importFiles(studio, {
          ...{ kind, drain, abort, files: found.map(({ file }) => file) },
          ...(into === undefined ? {} : { into }),
          ...(flags.split ? { split: true } : {}),
          onProgress: (over, share, name) =>
            progress.draw((over + share) / found.length, `${over} of ${found.length} · ${name}`),
        }),
      ),
    () => {
      progress.clear();
      say('Finishing the picture in work. Ctrl-C again stops at once; nothing is lost.');
    },
  ).finally(() => progress.clear());
  if (flags.json) printJson({ kind, counts: counted(outcome), ...outcome });
  else tell(outcome, kind);
  return exitOf(outcome);
}

function counted({ files, left }: ImportOutcome) {
  const of = (state: string): number => files.filter((file) => file.state === state).length;
  return { imported: of('done'), known: of('known'), failed: of('failed'), left };
}

function tell(outcome: ImportOutcome, kind: string): void {
  for (const { file, state, notes, parts, error } of outcome.files) {
    if (state === 'failed') say(`  failed: ${basename(file)}: ${error?.message} (${error?.code})`);
    else if (parts)
      say(
        `  ${basename(file)}: ${count(parts.length, 'garment')}: ${parts.map(({ name }) => name).join(', ')}`,
      );
    else if (notes.length > 0) say(`  ${basename(file)}: ${texts(notes).join('; ')}`);
  }
  const { imported, known, failed, left } = counted(outcome);
  const parts = [`${count(imported, kind.slice(0, -1))} imported`];
  if (known > 0) parts.push(`${known} were there already`);
  if (failed > 0) parts.push(`${failed} failed`);
  print(parts.join(', '));
  if (outcome.error) say(`toile: ${outcome.error.message} (${outcome.error.code})`);
  if (left > 0)
    say(`${left} are left. Run the same command again: what is in the library is not read twice.`);
}

/** Of work on many files: what stopped it, else whether some or all of them failed. */
export function exitOfFiles(
  error: StudioErrorData | undefined,
  left: number,
  failures: readonly (StudioErrorData | undefined)[],
  done: number,
): number {
  if (error) return exitCodeOf(error.code);
  if (left > 0) return EXIT.cancelled;
  if (failures.length === 0) return EXIT.ok;
  return done > 0 ? EXIT.incomplete : exitCodeOf(failures[0]?.code ?? 'internal');
}

function exitOf({ files, left, error }: ImportOutcome): number {
  const failed = files.filter(({ state }) => state === 'failed');
  return exitOfFiles(
    error,
    left,
    failed.map((file) => file.error),
    files.length - failed.length,
  );
}
