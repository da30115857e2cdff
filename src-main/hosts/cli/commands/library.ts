/** `toile library`: check, back up and restore the library. */

import { resolve } from 'node:path';
import type { Finding } from '../../../services/library.ts';
import * as service from '../../../services/library.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson } from '../output.ts';
import { dataDir, libraryDir } from '../places.ts';
import { ProgressLine } from '../progress.ts';
import { interruptible } from '../session.ts';

interface Flags {
  dataDir?: string;
  json?: boolean;
}

const folderOf = ({ dataDir: data }: Flags): string =>
  libraryDir(data === undefined ? dataDir() : resolve(data));

/** Runs long work with a progress line; Ctrl-C cancels it. */
async function withProgress<T>(
  text: string,
  work: (options: { signal: AbortSignal; onProgress: (fraction: number) => void }) => Promise<T>,
): Promise<T> {
  const progress = new ProgressLine();
  try {
    return await interruptible((signal) =>
      work({ signal, onProgress: (fraction) => progress.draw(fraction, text) }),
    );
  } finally {
    progress.clear();
  }
}

const WORDS: Record<Finding['kind'], string> = {
  'catalog-damaged': 'the catalog is damaged',
  'reference-broken': 'a record refers to one that is gone',
  'asset-missing': 'a picture is missing',
  'asset-damaged': 'a picture is not what it was',
  orphan: 'a picture belongs to nothing',
  'index-stale': 'the search index does not match the garments',
};

function sentence({ kind, what, original, hash, repaired }: Finding): string {
  const name = what ? ` (${JSON.stringify(what)})` : hash ? ` (${hash.slice(0, 12)})` : '';
  const next = repaired
    ? 'mended'
    : original
      ? 'import it again or restore a backup'
      : kind === 'catalog-damaged' || kind === 'reference-broken'
        ? 'restore a backup'
        : 'run with --repair';
  return `${WORDS[kind]}${name}: ${next}`;
}

export async function checkLibrary(flags: Flags & { repair?: boolean; deep?: boolean }): Promise<number> {
  const report = await withProgress('checking the library', (options) =>
    service.checkLibrary(folderOf(flags), {
      ...options,
      repair: flags.repair ?? false,
      deep: flags.deep ?? false,
    }),
  );
  if (flags.json) printJson(report);
  else {
    if (report.recovered)
      print(
        `The catalog was damaged; the newest good copy was brought back. The damaged file is kept as ${report.recovered.aside}.`,
      );
    for (const finding of report.findings) print(sentence(finding));
    if (report.collected > 0) print(`${report.collected} pictures that nothing refers to were deleted`);
    if (report.findings.length === 0) print('All is well.');
  }
  return report.findings.every(({ repaired }) => repaired) ? EXIT.ok : EXIT.library;
}

export async function backUpLibrary(file: string, flags: Flags): Promise<number> {
  const result = await withProgress('backing up', ({ signal, onProgress }) =>
    service.backUpLibrary(folderOf(flags), resolve(file), {
      signal,
      onProgress: ({ fraction }) => onProgress(fraction),
    }),
  );
  if (flags.json) printJson(result);
  else {
    print(`${result.file}: ${result.assets} pictures`);
    if (result.missing > 0)
      print(
        `${result.missing} pictures are missing on the disk and are not in it. Run "toile library check".`,
      );
  }
  return EXIT.ok;
}

export async function restoreLibrary(file: string, flags: Flags): Promise<number> {
  const result = await withProgress('restoring', ({ signal, onProgress }) =>
    service.restoreLibrary(resolve(file), folderOf(flags), {
      signal,
      onProgress: ({ fraction }) => onProgress(fraction),
    }),
  );
  if (flags.json) printJson(result);
  else {
    print(`The library is restored with ${result.assets} pictures.`);
    if (result.previous) print(`The one that was there is kept as ${result.previous}.`);
  }
  return EXIT.ok;
}
