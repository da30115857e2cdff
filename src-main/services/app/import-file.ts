/** Importing one file: known pictures are recognised by their bytes, others are read by the engine and entered. */

import type { Photo } from '../../contract/catalog/client.ts';
import { CATEGORIES, type CatalogGarment, type GarmentInput } from '../../contract/catalog/garment.ts';
import { StudioError } from '../../contract/errors.ts';
import { label, titleOf } from '../../contract/file-names.ts';
import type { InspectGarmentResult } from '../../contract/inspect.ts';
import { type Sentence, say } from '../../contract/sentences.ts';
import type { RequestOptions } from '../lane.ts';
import type { StudioContext } from './context.ts';
import { hashFile } from './hash-file.ts';
import type { Examined } from './pictures.ts';

export interface ImportStep {
  signal: AbortSignal;
  /** Share of this file that is done, 0..1. */
  onProgress(stage: 'read' | 'look' | 'keep', fraction: number): void;
}

export type ImportShared = Pick<
  StudioContext,
  'library' | 'core' | 'pictures' | 'provider' | 'knowledge' | 'log'
>;

const background = ({ signal }: ImportStep): RequestOptions => ({
  signal,
  priority: 'background',
  graceMs: 1500,
});

/** Stores the bytes and the thumbnails of a picture. */
async function keep(
  { library, pictures }: ImportShared,
  file: string,
  examined: Examined,
  signal: AbortSignal,
): Promise<string> {
  const { mediaType, width, height } = examined;
  const asset = await library.assets.importFile(file, { kind: 'original', mediaType, width, height }, signal);
  await pictures.enter(asset.hash, examined);
  return asset.hash;
}

export interface Imported<T> {
  record: T;
  isNew: boolean;
  notes: Sentence[];
}

/**
 * @param given fields that are known already; the engine fills in the others
 * @throws StudioError: what is wrong with the file, or `cancelled`
 */
export async function importGarment(
  shared: ImportShared,
  file: string,
  fileName: string,
  given: GarmentInput,
  step: ImportStep,
): Promise<Imported<CatalogGarment>> {
  const { library, pictures } = shared;
  step.onProgress('read', 0);
  const hash = await hashFile(file, step.signal);
  if (library.garments.withPicture(hash))
    return { record: library.garments.add(hash, fileName).garment, isNew: false, notes: [] };
  const examined = await pictures.examine(file, background(step));
  try {
    step.onProgress('look', 0.25);
    const seen = await inspect(shared, file, step);
    step.onProgress('keep', 0.9);
    await keep(shared, file, examined, step.signal);
    const name = given.name || titleOf(label(fileName));
    const fields = { ...(seen.result ? fieldsOf(seen.result) : {}), ...given, name };
    const { garment, isNew } = library.garments.add(hash, label(fileName), fields);
    await look(shared, garment, step);
    return { record: garment, isNew, notes: [...examined.notes, ...seen.notes] };
  } finally {
    await pictures.discard(examined);
  }
}

/** A picture in which no garment is found stays useful: the user can say what it is and mend its cut-out. */
async function inspect(
  { core, provider }: ImportShared,
  file: string,
  step: ImportStep,
): Promise<{ result?: InspectGarmentResult; notes: Sentence[] }> {
  try {
    const result = await core.ask(
      'inspectGarment',
      { garment: file, count: true, models: { provider: provider() } },
      {
        ...background(step),
        onProgress: ({ fraction }) => step.onProgress('look', 0.25 + 0.65 * fraction),
      },
    );
    const { count = 0, reasons } = result;
    return { result, notes: count > 1 ? [...reasons, say('import-several-garments', { count })] : reasons };
  } catch (error) {
    if (error instanceof StudioError && NO_GARMENT.has(error.code))
      return {
        notes: [say(error.code === 'garment-worn' ? 'import-worn-garment' : 'import-no-garment')],
      };
    throw error;
  }
}

/** What pictures tell by the models can be looked at later: that it cannot now fails no import. */
async function look(
  { knowledge, log }: ImportShared,
  garment: CatalogGarment,
  step: ImportStep,
): Promise<void> {
  try {
    await knowledge.look(garment, background(step));
  } catch (error) {
    if (step.signal.aborted) throw error;
    log.warn('a garment was not looked at', { garment: garment.id, cause: String(error) });
  }
}

const NO_GARMENT = new Set([
  'no-garment-found',
  'garment-not-supported',
  'garment-worn',
  'landmarks-not-found',
]);

function fieldsOf(seen: InspectGarmentResult): GarmentInput {
  const category = CATEGORIES.find((name) => name === seen.category);
  return {
    ...(category ? { category } : {}),
    colours: seen.colours,
    attributes: seen.attributes,
  };
}

/** @throws StudioError: what is wrong with the file, not-in-library for the client, or `cancelled` */
export async function importPhoto(
  shared: ImportShared,
  file: string,
  fileName: string,
  clientId: string | undefined,
  step: ImportStep,
): Promise<Imported<Photo>> {
  const { library, pictures } = shared;
  step.onProgress('read', 0);
  if (clientId) library.clients.get(clientId);
  const hash = await hashFile(file, step.signal);
  if (library.clients.photoOf(hash, clientId))
    return { record: library.clients.addPhoto(hash, fileName, clientId), isNew: false, notes: [] };
  const examined = await pictures.examine(file, background(step));
  try {
    step.onProgress('keep', 0.8);
    await keep(shared, file, examined, step.signal);
    const record = library.clients.addPhoto(hash, label(fileName), clientId);
    return { record, isNew: true, notes: examined.notes };
  } finally {
    await pictures.discard(examined);
  }
}
