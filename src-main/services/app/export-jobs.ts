/** Export jobs: a look as a picture file of the user's choice, and care of the library that ends in a file or a list. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ExportOptions } from '../../contract/calls/looks.ts';
import { Id } from '../../contract/catalog/common.ts';
import { LookDocument } from '../../contract/catalog/look.ts';
import { fileName } from '../../contract/file-names.ts';
import { say } from '../../contract/sentences.ts';
import type { StudioContext } from './context.ts';
import type { JobWork } from './job-runner.ts';

export const ExportInput = z.strictObject({
  lookId: Id,
  /** As it was when the export was asked for. */
  document: LookDocument,
  options: ExportOptions,
  n: z.int(),
});
export type ExportInput = z.infer<typeof ExportInput>;

type Shared = Pick<StudioContext, 'library' | 'core' | 'renders' | 'downloads' | 'work'>;

/** Writes a look's picture and offers it for download. */
export async function writeLook(
  shared: Shared,
  { lookId, document, options, n }: ExportInput,
  signal: AbortSignal,
  onProgress: (stage: string, fraction: number) => void,
): Promise<{ token: string; fileName: string; bytes: number }> {
  const { library, core, renders, downloads, work } = shared;
  const picture = await renders.finalFile(lookId, document, signal, (stage, fraction) =>
    onProgress(stage, 0.85 * fraction),
  );
  onProgress('save-picture', 0.85);
  const name = exportName(shared, { lookId, document, options, n });
  const out = join(work, `${randomUUID()}${name.slice(name.lastIndexOf('.'))}`);
  const { format, quality, longest, profile, keepExif, keepGps } = options;
  try {
    await core.ask(
      'exportPicture',
      { picture, out, format, quality, ...(longest ? { longest } : {}), profile, keepExif, keepGps },
      { signal, priority: 'background', graceMs: 1500 },
    );
    // It may have been deleted meanwhile.
    const { clientId } = library.looks.get(lookId);
    return downloads.add(out, name, clientId);
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  }
}

function exportName({ library }: Shared, { lookId, document, options, n }: ExportInput): string {
  const look = library.looks.get(lookId);
  const client = look.clientId ? library.clients.get(look.clientId).name : '';
  const garments = document.layers
    .filter(({ visible }) => visible)
    .map(({ garmentId }) => library.garments.get(garmentId))
    .map(({ name, sku, fileName: file }) => name || sku || file);
  const photo = library.clients.photo(document.photoId).fileName;
  const parts = { client, look: look.name, garments, photo, n, at: new Date() };
  return fileName(options.nameTemplate, parts, options.format);
}

export function exportLook(shared: Shared): JobWork {
  return async (input, run) => {
    const wanted = ExportInput.parse(input);
    run.finished(
      await writeLook(shared, wanted, run.signal, (stage, fraction) => run.progress(stage, fraction)),
    );
    run.progress('save-picture', 1);
  };
}

export function backUp({ library, downloads, work }: Shared): JobWork {
  return async (_input, run) => {
    const target = join(work, `${randomUUID()}.toile`);
    const result = await library.backUp(target, {
      signal: run.signal,
      onProgress: ({ fraction }) => run.progress('backup', fraction),
    });
    const day = new Date().toISOString().slice(0, 10);
    if (result.missing > 0)
      run.add({
        name: `${result.missing}`,
        state: 'failed',
        notes: [say('pictures-missing', { count: result.missing })],
      });
    run.finished(downloads.add(result.file, `toile-${day}.toile`));
  };
}

const CheckInput = z.strictObject({ repair: z.boolean() });

/** Findings become items: `done` where it was mended. */
export function checkUp({ library }: Pick<StudioContext, 'library'>): JobWork {
  return async (input, run) => {
    const { repair } = CheckInput.parse(input);
    const findings = await library.check({
      repair,
      deep: true,
      signal: run.signal,
      onProgress: (fraction) => run.progress('check', fraction),
    });
    for (const { kind, what: named, hash, repaired } of findings) {
      const what = named ?? hash?.slice(0, 12) ?? '';
      const note = kind === 'index-stale' ? say(kind) : say(kind, { what });
      run.add({ name: what || kind, state: repaired ? 'done' : 'failed', notes: [note] });
    }
    if (repair) library.collectGarbage();
  };
}
