/** Import jobs: every file by itself, so that one that is broken stops none of the others. */

import { z } from 'zod';
import { UploadToken } from '../../contract/calls/define.ts';
import type { JobView } from '../../contract/calls/jobs.ts';
import { Id } from '../../contract/catalog/common.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import type { StudioContext } from './context.ts';
import { type Imported, type ImportStep, importGarment, importPhoto } from './import-file.ts';
import type { JobRun, JobWork } from './job-runner.ts';

/** What an import job is kept with; names stay known when a file is gone. */
export const ImportInput = z.strictObject({
  files: z.array(z.strictObject({ token: UploadToken, name: z.string() })),
  clientId: Id.optional(),
  collectionId: Id.optional(),
});
export type ImportInput = z.infer<typeof ImportInput>;

/** Errors after which the next file would fare no better. */
const HOPELESS = new Set(['cancelled', 'disk-full', 'library-locked', 'library-damaged', 'model-missing']);

/** Runs `one` for each of `items`; errors of one become its item, and call a file put aside by the name it came with. */
export async function eachFile<T extends { name: string; token?: string }>(
  items: readonly T[],
  run: JobRun,
  onUnknown: (error: unknown) => StudioErrorData,
  one: (item: T, step: ImportStep) => Promise<Imported<{ id: string }>>,
): Promise<void> {
  for (const [k, item] of items.entries()) {
    run.check();
    const { name, token } = item;
    try {
      const { record, isNew, notes } = await one(item, {
        signal: run.signal,
        onProgress: (stage, share) => run.progress(stage, (k + share) / items.length),
      });
      run.add({ name, state: isNew ? 'done' : 'known', id: record.id, notes });
    } catch (error) {
      if (run.signal.aborted) run.check();
      const known = error instanceof StudioError ? error.toJSON() : onUnknown(error);
      const data = token ? { ...known, message: known.message.replaceAll(token, name) } : known;
      if (HOPELESS.has(data.code)) throw StudioError.from(data);
      run.add({ name, state: 'failed', error: data });
    }
  }
  run.progress('keep', 1);
}

/** Those of an earlier run that are done are not read again; equal names are told apart by their number. */
function left(files: ImportInput['files'], run: JobRun): ImportInput['files'] {
  const done = new Map<string, number>();
  for (const { name } of run.items) done.set(name, (done.get(name) ?? 0) + 1);
  return files.filter(({ name }) => {
    const count = done.get(name) ?? 0;
    if (count > 0) done.set(name, count - 1);
    return count === 0;
  });
}

/** Uploads of a job that has ended and need not be kept for running it again. */
export function spent(input: unknown, view: JobView): string[] {
  const parsed = ImportInput.safeParse(input);
  if (!parsed.success) return [];
  const failed = new Set(view.items.filter(({ state }) => state === 'failed').map(({ name }) => name));
  return parsed.data.files
    .filter(({ name }) => view.state === 'done' && !failed.has(name))
    .map(({ token }) => token);
}

/** Uploads that jobs with these inputs refer to. */
export function neededUploads(inputs: readonly unknown[]): Set<string> {
  const tokens = inputs.flatMap((input) => ImportInput.safeParse(input).data?.files ?? []);
  return new Set(tokens.map(({ token }) => token));
}

type Shared = Pick<
  StudioContext,
  'library' | 'core' | 'pictures' | 'provider' | 'knowledge' | 'log' | 'staging' | 'changed'
> & {
  onUnknown(error: unknown): StudioErrorData;
};

export function importGarments(shared: Shared): JobWork {
  return async (input, run) => {
    const { files, collectionId } = ImportInput.parse(input);
    await eachFile(left(files, run), run, shared.onUnknown, async ({ token, name }, step) => {
      const imported = await importGarment(shared, shared.staging.get(token).file, name, {}, step);
      const { id } = imported.record;
      if (collectionId) {
        shared.library.collections.add(collectionId, [id]);
        shared.changed('collections', [collectionId]);
      }
      shared.changed('garments', [id]);
      return imported;
    });
  };
}

export function importPhotos(shared: Shared): JobWork {
  return async (input, run) => {
    const { files, clientId } = ImportInput.parse(input);
    await eachFile(left(files, run), run, shared.onUnknown, async ({ token, name }, step) => {
      const imported = await importPhoto(shared, shared.staging.get(token).file, name, clientId, step);
      shared.changed('photos', [imported.record.id]);
      if (clientId) shared.changed('clients', [clientId]);
      return imported;
    });
  };
}
