/** Exportables: what an export of the library is of, and how the file of each comes about. */

import { extname } from 'node:path';
import { ExportOptions } from '../contract/calls/looks.ts';
import type { Client, Photo } from '../contract/catalog/client.ts';
import type { MediaType } from '../contract/catalog/common.ts';
import type { CatalogGarment, GarmentQueryInput } from '../contract/catalog/garment.ts';
import type { Look } from '../contract/catalog/look.ts';
import { StudioError } from '../contract/errors.ts';
import { label, safeName, titleOf } from '../contract/file-names.ts';
import { type Asked, allClients, ask, jobEnded, PART } from './app/ask.ts';
import type { Studio } from './app/studio.ts';
import { garmentRow, lookRow, photoRow, type Row } from './library-records.ts';

export type ExportSource =
  /** Pictures of garments as they were imported, in the order of the query. */
  | { kind: 'garments'; query: GarmentQueryInput }
  /** Photos as they were imported: those of a client, or all. */
  | { kind: 'photos'; clientId?: string }
  /** Finished pictures of looks: of a client, and that wear something of the query. */
  | { kind: 'looks'; clientId?: string; query?: GarmentQueryInput };

export interface ExportStep {
  signal: AbortSignal;
  /** Share done, 0..1. */
  onProgress(share: number): void;
}

export interface Exportable {
  id: string;
  /** For messages. */
  name: string;
  /** As the library keeps it. */
  record: object;
  row: Row;
  /** The file, which stays where it is, and the name it is to have. @throws StudioError */
  make(step: ExportStep): Promise<{ file: string; name: string }>;
}

/** @throws StudioError not-in-library when there is nothing */
export async function exportables(
  studio: Studio,
  from: ExportSource,
  picture: Partial<ExportOptions>,
): Promise<Exportable[]> {
  const found =
    from.kind === 'garments'
      ? (await allGarments(studio, from.query)).map((garment) => ofGarment(studio, garment))
      : from.kind === 'photos'
        ? await ofPhotos(studio, from.clientId)
        : await ofLooks(studio, from, ExportOptions.parse(picture));
  if (found.length > 0) return found;
  throw new StudioError(
    'not-in-library',
    `No ${from.kind} in the library answer to this. Try "toile library search" with fewer words or filters.`,
  );
}

const ENDINGS: Record<MediaType, readonly [string, ...string[]]> = {
  'image/jpeg': ['.jpg', '.jpeg', '.jpe'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/avif': ['.avif'],
  'image/tiff': ['.tif', '.tiff'],
  'image/gif': ['.gif'],
  'image/heic': ['.heic', '.heif'],
};

/** Picture of the library under a name with the ending of what it is; the file's own ending where that is true. */
async function original(
  studio: Studio,
  hash: string,
  fileName: string,
  stem: string,
): Promise<{ file: string; name: string }> {
  const { file, mediaType } = await studio.pictureFile(hash);
  const own = extname(fileName).toLowerCase();
  const endings = ENDINGS[mediaType as MediaType] ?? [own];
  return { file, name: `${safeName(stem, 120) || 'picture'}${endings.includes(own) ? own : endings[0]}` };
}

function ofGarment(studio: Studio, garment: CatalogGarment): Exportable {
  const { id, hash, fileName, name, sku } = garment;
  const called = name || sku || titleOf(fileName);
  return {
    ...{ id, name: called, record: garment, row: garmentRow(garment) },
    make: () => original(studio, hash, fileName, called),
  };
}

async function allGarments(studio: Asked, query: GarmentQueryInput): Promise<CatalogGarment[]> {
  const all: CatalogGarment[] = [];
  for (;;) {
    const page = { limit: PART, offset: all.length };
    const { garments, total } = await ask(studio, 'garments.search', { query, page });
    all.push(...garments);
    if (garments.length === 0 || all.length >= total) return all;
  }
}

async function ofPhotos(studio: Studio, clientId: string | undefined): Promise<Exportable[]> {
  const clients = new Map((await allClients(studio)).map((client) => [client.id, client]));
  const photos: Photo[] = [];
  for (const id of clientId === undefined ? [undefined, ...clients.keys()] : [clientId])
    photos.push(...(await ask(studio, 'photos.list', id === undefined ? {} : { clientId: id })));
  return photos.map((photo) => {
    const client = photo.clientId ? clients.get(photo.clientId) : undefined;
    const stem = [client?.name, titleOf(label(photo.fileName))].filter(Boolean).join('-');
    return {
      ...{ id: photo.id, name: photo.fileName, record: photo, row: photoRow(photo, client) },
      make: () => original(studio, photo.hash, photo.fileName, stem),
    };
  });
}

async function ofLooks(
  studio: Studio,
  { clientId, query }: Extract<ExportSource, { kind: 'looks' }>,
  options: ExportOptions,
): Promise<Exportable[]> {
  const wanted = query ? new Set(await ask(studio, 'garments.ids', { query })) : undefined;
  const cards = await ask(studio, 'looks.list', clientId ? { clientId } : {});
  const clients = new Map((await allClients(studio)).map((client) => [client.id, client]));
  const looks = cards
    .map(({ look }) => look)
    .filter((look) => !wanted || worn(look).some((id) => wanted.has(id)));
  return Promise.all(
    looks.map(async (look) => {
      const garments = await Promise.all(worn(look).map((id) => garmentOf(studio, id)));
      const known = garments.filter((garment) => garment !== undefined);
      return {
        ...{ id: look.id, record: look },
        name: look.name || known.map(({ name, fileName }) => name || fileName).join(' + '),
        row: lookRow(look, clientOf(clients, look), known),
        make: (step: ExportStep) => finished(studio, look.id, options, step),
      };
    }),
  );
}

const worn = ({ document }: Look): string[] =>
  document.layers.filter(({ visible }) => visible).map(({ garmentId }) => garmentId);

const clientOf = (
  clients: ReadonlyMap<string, Pick<Client, 'name'>>,
  { clientId }: Look,
): Pick<Client, 'name'> | undefined => (clientId ? clients.get(clientId) : undefined);

async function garmentOf(studio: Asked, id: string): Promise<CatalogGarment | undefined> {
  try {
    return await ask(studio, 'garments.get', { id });
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-in-library') return undefined;
    throw error;
  }
}

/** Draws a look and has it written as a file. */
async function finished(
  studio: Studio,
  id: string,
  options: ExportOptions,
  { signal, onProgress }: ExportStep,
): Promise<{ file: string; name: string }> {
  const job = await ask(studio, 'looks.export', { id, options });
  const cancel = (): void => void ask(studio, 'jobs.cancel', { id: job.id }).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const view = await jobEnded(studio, job, ({ progress }) => onProgress(progress?.fraction ?? 0));
    if (view.error) throw StudioError.from(view.error);
    if (!view.download) throw new StudioError('cancelled', 'Cancelled.');
    const { file, fileName } = studio.downloadFile(view.download.token);
    return { file, name: fileName };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
