/** Batch plans: what the window asks for, photos and garments or looks of the library, as a plan that says everything. */

import { BatchPlan, type BatchSpec, MOST_ITEMS } from '../../contract/batch.ts';
import type { BatchRequest, LookChoice, PhotoChoice } from '../../contract/calls/batches.ts';
import type { Photo } from '../../contract/catalog/client.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { Library } from '../../library/library.ts';
import { assemble, optionsOf } from '../batch/plan.ts';
import { fileFacts, lookSpec, outfitSpec } from './batch-specs.ts';

/** Layers of one look. */
const MOST_WORN = 6;
const PAGE = 1000;

export interface PlanTarget {
  out: string;
  /** Name of the batch where the user gave none. */
  name: string;
  /** The folder may hold files of others: these are written beside. */
  shared: boolean;
}

/**
 * Plans a batch from the library; reads no picture.
 *
 * @throws StudioError invalid-input when there is nothing or too much to do; not-in-library, asset-missing
 */
export async function planFromLibrary(
  library: Library,
  request: BatchRequest,
  provider: ProviderName,
  { out, name, shared }: PlanTarget,
): Promise<BatchPlan> {
  const { template, recipes } = request;
  const options = optionsOf({ template, recipes, models: { provider } });
  const specs = await specsOf(library, request);
  if (specs.length === 0)
    throw new StudioError(
      'invalid-input',
      'There is nothing to do in this plan: choose photos and garments.',
    );
  const parted = specs.map((spec) => ({
    spec,
    parts: {
      client: spec.client,
      photo: spec.photoName ?? '',
      // The part of a name that looks like an ending is taken off; these have none.
      garments: spec.layers.map((layer) => `${layer.name}.x`),
      look: spec.look,
      sizes: spec.layers.flatMap(({ size }) => (size ? [size] : [])),
    },
  }));
  const head = { name: request.name || name, out, options };
  return BatchPlan.parse(assemble(head, parted, shared ? 'number' : 'stop').plan);
}

async function specsOf(library: Library, { what }: BatchRequest): Promise<BatchSpec[]> {
  const facts = fileFacts();
  if (what.of === 'looks') {
    const specs = [];
    for (const look of looksOf(library, what.looks)) specs.push(await lookSpec(library, look, facts));
    const drawn = specs.filter((spec) => spec !== undefined);
    limited(drawn.length);
    return drawn;
  }
  const photos = photosOf(library, what.photos);
  const garmentIds = garmentsOf(library, what.garments);
  if (what.worn === 'together' && garmentIds.length > MOST_WORN)
    throw new StudioError(
      'invalid-input',
      `At most ${MOST_WORN} garments are worn together, these are ${garmentIds.length}. Choose fewer, or each by itself.`,
    );
  const outfits =
    garmentIds.length === 0 ? [] : what.worn === 'together' ? [garmentIds] : garmentIds.map((id) => [id]);
  limited(photos.length * outfits.length);
  const specs = [];
  for (const { id } of photos)
    for (const outfit of outfits) specs.push(await outfitSpec(library, id, outfit, what.tuck, facts));
  return specs;
}

function limited(count: number): void {
  if (count > MOST_ITEMS)
    throw new StudioError(
      'invalid-input',
      `A batch has at most ${MOST_ITEMS} pictures, this one would have ${count}. Split it.`,
    );
}

function clientIds(library: Library): string[] {
  const ids: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = library.clients.list({ page: { offset, limit: PAGE } });
    ids.push(...page.map(({ id }) => id));
    if (page.length < PAGE) return ids;
  }
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

/** Photos that are not in the trash, client by client, each once. */
export function photosOf(library: Library, choice: PhotoChoice): Photo[] {
  const found = new Map<string, Photo>();
  const take = (photos: readonly Photo[]) => {
    for (const photo of photos) if (!photo.trashedAt) found.set(photo.id, photo);
  };
  for (const id of choice.everyone ? clientIds(library) : unique(choice.clientIds))
    take(library.clients.photos(id));
  if (choice.everyone) take(library.clients.photos());
  take(choice.photoIds.map((id) => library.clients.photo(id)));
  return [...found.values()];
}

function looksOf(library: Library, choice: LookChoice) {
  const looks = choice.everyone
    ? library.looks.list()
    : [
        ...unique(choice.clientIds).flatMap((clientId) => library.looks.list({ clientId })),
        ...unique(choice.lookIds).map((id) => library.looks.get(id)),
      ];
  return [...new Map(looks.filter(({ trashedAt }) => !trashedAt).map((look) => [look.id, look])).values()];
}

/** Garments of collections and single ones that are not in the trash, each once. */
export function garmentsOf(
  library: Library,
  { collectionIds, garmentIds }: { collectionIds: readonly string[]; garmentIds: readonly string[] },
): string[] {
  const ofCollections = unique(collectionIds).flatMap((id) => {
    const { kind, query } = library.collections.get(id);
    return library.garments.searchIds(kind === 'search' ? { ...query, trash: false } : { collection: id });
  });
  const single = garmentIds.filter((id) => !library.garments.get(id).trashedAt);
  return unique([...ofCollections, ...single]);
}
