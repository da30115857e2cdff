/** Library import: picture files of this computer taken into the library the way the app takes them, group by group. */

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { JobItem, JobView } from '../contract/calls/jobs.ts';
import { StudioError, type StudioErrorData } from '../contract/errors.ts';
import { type Asked, allClients, ask, jobEnded } from './app/ask.ts';
import type { Studio } from './app/studio.ts';
import { alike } from './by-name.ts';

export interface ImportCommand {
  kind: 'garments' | 'photos';
  files: readonly string[];
  /** Collection of the garments or client of the photos; made where there is none of that name. */
  into?: string;
  /** Makes a garment of each of those that lie side by side in a picture. */
  split?: boolean;
  /** Aborted: the file in work is finished and the rest left. */
  drain: AbortSignal;
  /** Aborted: the file in work is given up as well. */
  abort: AbortSignal;
  /** @param over files that are in the library or failed @param share of the file in work, 0..1 */
  onProgress(over: number, share: number, name: string): void;
}

/** What became of a file; `known`: the library has it already. */
export interface ImportedFile extends Omit<JobItem, 'name'> {
  file: string;
  /** What became of its garments where it showed several and they were split. */
  parts?: { id: string; name: string }[];
}

export interface ImportOutcome {
  files: ImportedFile[];
  /** Files that were not looked at: it was stopped, or an error concerns them all. */
  left: number;
  error?: StudioErrorData;
}

/** Files put aside at a time: copies of them lie beside the library meanwhile. */
const GROUP = { files: 100, bytes: 1e9 };

/** @throws StudioError library-locked, not-in-library or invalid-input for what they are to go into */
export async function importFiles(studio: Studio, command: ImportCommand): Promise<ImportOutcome> {
  if (studio.readOnly)
    throw new StudioError(
      'library-locked',
      'This library is open in another Toile. Import there, or close it and run this again.',
    );
  const into = command.into === undefined ? {} : await target(studio, command.kind, command.into);
  const outcome: ImportOutcome = { files: [], left: command.files.length };
  const stopped = (): boolean => command.drain.aborted || command.abort.aborted;
  while (outcome.left > 0 && !stopped() && !outcome.error)
    await importGroup(studio, command, into, outcome, stopped);
  return outcome;
}

type Into = { collectionId?: string; clientId?: string };

async function importGroup(
  studio: Studio,
  command: ImportCommand,
  into: Into,
  outcome: ImportOutcome,
  stopped: () => boolean,
): Promise<void> {
  const { files, kind, onProgress } = command;
  const uploads: string[] = [];
  const sent: string[] = [];
  const failed: ImportedFile[] = [];
  let bytes = 0;
  for (let at = outcome.files.length; at < files.length && !stopped(); at++) {
    const file = files[at];
    if (uploads.length > 0 && (sent.length + failed.length >= GROUP.files || bytes > GROUP.bytes)) break;
    try {
      bytes += (await stat(file).catch(() => undefined))?.size ?? 0;
      onProgress(outcome.files.length, 0, basename(file));
      uploads.push((await studio.upload(file, basename(file))).token);
      sent.push(file);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      if (concernsAll(error)) {
        outcome.error = error.toJSON();
        break;
      }
      failed.push({ file, state: 'failed', notes: [], error: error.toJSON() });
    }
  }
  const before = outcome.files.length + failed.length;
  const add = (more: ImportedFile[]): void => {
    outcome.files.push(...more);
    outcome.left -= more.length;
  };
  add(failed);
  if (uploads.length === 0) return;
  const job =
    kind === 'garments'
      ? await ask(studio, 'garments.import', { uploads, ...into })
      : await ask(studio, 'photos.import', { uploads, ...into });
  const view = await watched(studio, job, command, ({ items, progress }) => {
    const share = (progress?.fraction ?? 0) * sent.length - items.length;
    onProgress(before + items.length, Math.max(0, share), basename(sent[items.length] ?? ''));
  });
  // In the order in which they were sent.
  const done = view.items.map(({ name: _name, ...item }, k) => ({ ...item, file: sent[k] }));
  add(done);
  if (command.split) for (const file of done) if (!stopped()) await splitFile(studio, file);
  if (view.state === 'failed' && view.items.length < sent.length && view.error) outcome.error = view.error;
  // The files are where they were: nobody has to be offered them again in the app.
  await ask(studio, 'jobs.clear', { ids: [job.id] });
}

/**
 * Makes a garment of each of those in a picture that was taken in, or was there already: a picture that was split before comes out of the
 * trash when it is imported again, and goes back there.
 */
async function splitFile(studio: Studio, file: ImportedFile): Promise<void> {
  const several = file.notes.some(({ code }) => code === 'import-several-garments');
  if (file.id === undefined || (file.state === 'done' && !several)) return;
  try {
    const parts = await ask(studio, 'garments.split', { id: file.id });
    if (parts.length > 0) file.parts = parts.map(({ id, name }) => ({ id, name }));
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    Object.assign(file, { state: 'failed', error: error.toJSON() });
  }
}

const concernsAll = ({ code }: StudioError): boolean =>
  ['disk-full', 'library-locked', 'library-damaged', 'output-unwritable', 'invalid-input'].includes(code);

/** Ends a job when it was asked to: at once, or with its next finished file. */
async function watched(
  studio: Asked,
  job: JobView,
  { drain, abort }: ImportCommand,
  onView: (view: JobView) => void,
): Promise<JobView> {
  let seen = 0;
  let left: number | undefined;
  const cancel = (): void => void ask(studio, 'jobs.cancel', { id: job.id }).catch(() => {});
  const onDrain = (): void => {
    left = seen;
  };
  drain.addEventListener('abort', onDrain, { once: true });
  abort.addEventListener('abort', cancel, { once: true });
  try {
    return await jobEnded(studio, job, (view) => {
      onView(view);
      seen = view.items.length;
      if (left !== undefined && seen > left) cancel();
    });
  } finally {
    drain.removeEventListener('abort', onDrain);
    abort.removeEventListener('abort', cancel);
  }
}

async function target(studio: Asked, kind: ImportCommand['kind'], name: string): Promise<Into> {
  if (kind === 'garments') {
    const [collection, ...others] = alike(await ask(studio, 'collections.list', undefined), name);
    if (others.length > 0) throw ambiguous('collections', name);
    if (collection?.kind === 'search')
      throw new StudioError(
        'invalid-input',
        `"${name}" is a saved search: what is in it follows from its filters. Name a collection, or another new one.`,
      );
    const { id } = collection ?? (await ask(studio, 'collections.create', { kind: 'manual', name }));
    return { collectionId: id };
  }
  const [client, ...others] = alike(await allClients(studio), name);
  if (others.length > 0) throw ambiguous('clients', name);
  return { clientId: (client ?? (await ask(studio, 'clients.create', { name }))).id };
}

const ambiguous = (kind: string, name: string): StudioError =>
  new StudioError(
    'not-in-library',
    `Several ${kind} are called "${name}". Give the id of one: toile library search tells it, with --json.`,
  );
