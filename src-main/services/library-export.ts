/** Library export: garments, photos or finished looks as files in a folder, with a table of their records beside them. */

import { randomBytes } from 'node:crypto';
import { copyFile, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportOptions } from '../contract/calls/looks.ts';
import type { StudioErrorData } from '../contract/errors.ts';
import { StudioError } from '../contract/errors.ts';
import { syncFolder, writeFileWhole } from '../engine/image/write-file.ts';
import { hashFile } from './app/hash-file.ts';
import type { Studio } from './app/studio.ts';
import { place } from './batch/place.ts';
import { UniqueNames } from './batch/targets.ts';
import { isRunning } from './leftovers.ts';
import { type Exportable, type ExportSource, exportables } from './library-exportables.ts';
import { csv } from './library-records.ts';

export interface ExportCommand {
  from: ExportSource;
  out: string;
  /** Of looks. */
  picture: Pick<ExportOptions, 'format' | 'quality' | 'profile' | 'keepExif' | 'keepGps' | 'nameTemplate'> & {
    longest?: number;
  };
  /** Tables written beside the files. */
  records: readonly ('csv' | 'json')[];
  /** Replaces files of the same names. */
  force: boolean;
  /** Aborted: the file in work is finished and the rest left. */
  drain: AbortSignal;
  /** Aborted: the file in work is given up as well. */
  abort: AbortSignal;
  onProgress(over: number, share: number, total: number, name: string): void;
}

export interface ExportOutcome {
  out: string;
  files: { file: string; id: string }[];
  failed: { name: string; id: string; error: StudioErrorData }[];
  /** Files that were not made: it was stopped, or an error concerns them all. */
  left: number;
  /** Names of the tables. */
  records: string[];
  error?: StudioErrorData;
}

/**
 * Writes every file whole or not at all. What another run has written there already is left as it is; other files of the same
 * name are not replaced unless that is wanted.
 *
 * @throws StudioError not-in-library when there is nothing to export, output-exists for a table that is there, output-unwritable
 */
export async function exportFiles(studio: Studio, command: ExportCommand): Promise<ExportOutcome> {
  const { out, drain, abort, force, onProgress } = command;
  const wanted = await exportables(studio, command.from, command.picture);
  await prepare(command);
  const outcome: ExportOutcome = { out, files: [], failed: [], left: wanted.length, records: [] };
  const rows: { file: string; one: Exportable }[] = [];
  const names = new UniqueNames();
  const temporary = join(out, `${TEMPORARY}${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const step = (name: string) => ({
    signal: abort,
    onProgress: (share: number) => onProgress(wanted.length - outcome.left, share, wanted.length, name),
  });
  for (const one of wanted) {
    if (drain.aborted || abort.aborted) break;
    onProgress(wanted.length - outcome.left, 0, wanted.length, one.name);
    try {
      const made = await one.make(step(one.name));
      const file = names.give(made.name);
      await bring(made.file, temporary, join(out, file), force);
      outcome.files.push({ file, id: one.id });
      rows.push({ file, one });
    } catch (error) {
      if (abort.aborted) break;
      if (!(error instanceof StudioError)) throw error;
      const data = error.toJSON();
      if (CONCERNS_ALL.has(data.code)) {
        outcome.error = data;
        break;
      }
      outcome.failed.push({ name: one.name, id: one.id, error: data });
    }
    outcome.left--;
  }
  if (outcome.left === 0)
    for (const kind of command.records) {
      const name = `records.${kind}`;
      const whole = rows.map(({ file, one }) => ({ file, ...one.record }));
      const text =
        kind === 'json'
          ? `${JSON.stringify(whole, null, 2)}\n`
          : csv(rows.map(({ file, one }) => ({ file, ...one.row })));
      await writeFileWhole(join(out, name), [Buffer.from(text)]);
      outcome.records.push(name);
    }
  return outcome;
}

const CONCERNS_ALL = new Set(['disk-full', 'output-unwritable', 'library-damaged', 'model-missing']);

const TEMPORARY = '.toile-export-';

async function prepare({ out, records, force }: ExportCommand): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    // What a run that was killed has left behind.
    for (const entry of await readdir(out)) {
      const pid = entry.startsWith(TEMPORARY) ? Number.parseInt(entry.slice(TEMPORARY.length), 10) : 0;
      if (pid > 0 && !isRunning(pid)) await rm(join(out, entry), { force: true });
    }
  } catch (cause) {
    throw new StudioError(
      'output-unwritable',
      `The folder "${basename(out)}" cannot be made or written to. Choose another place or change its permissions.`,
      { cause },
    );
  }
  for (const kind of force ? [] : records) {
    const there = await lstat(join(out, `records.${kind}`)).catch(() => undefined);
    if (there)
      throw new StudioError(
        'output-exists',
        `"records.${kind}" is in "${basename(out)}" already. Choose an empty folder, or add --force to replace what has the same name.`,
      );
  }
}

/** Copies `from`, which stays, to `to` by way of `temporary` in the same folder. */
async function bring(from: string, temporary: string, to: string, force: boolean): Promise<void> {
  try {
    await copyFile(from, temporary);
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    if (force) {
      await rename(temporary, to);
      await syncFolder(join(to, '..'));
    } else await place(temporary, to, await hashFile(temporary), new Set());
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw asExportError(error, basename(to));
  }
}

function asExportError(error: unknown, name: string): unknown {
  if (error instanceof StudioError)
    return error.code === 'output-exists'
      ? new StudioError(
          'output-exists',
          `"${name}" is there already and is another file. Add --force to replace it, or choose another folder.`,
        )
      : error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return new StudioError('asset-missing', `The picture of "${name}" is gone from the library's disk.`, {
      cause: error,
    });
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StudioError(
      'disk-full',
      `There is not enough space on the disk for "${name}". Free some and run it again.`,
      { cause: error },
    );
  return new StudioError('output-unwritable', `"${name}" cannot be written (${code}). Check the folder.`, {
    cause: error,
  });
}
