/** From the library: the looks and garments of a lookbook, with what the catalog says of them. */

import type { Client } from '../../contract/catalog/client.ts';
import type { CatalogGarment, Collection } from '../../contract/catalog/garment.ts';
import type { Look } from '../../contract/catalog/look.ts';
import { StudioError } from '../../contract/errors.ts';
import { titleOf } from '../../contract/file-names.ts';
import { type LookbookOptions, MOST_PLATES, type PlateGarment } from '../../contract/lookbook.ts';
import { money } from '../../contract/money.ts';
import type { LOOKBOOK_CONTENTS } from '../../contract/names.ts';
import { say } from '../../contract/sentences.ts';
import type { Library } from '../../library/library.ts';
import type { Renders } from '../app/renders.ts';
import type { LookbookSource } from './make-lookbook.ts';
import { RECOLOURED } from './words.ts';

export interface FromLibrary {
  library: Library;
  renders: Renders;
  options: LookbookOptions;
}

/** What of a collection is shown: looks that wear something of it, its garments alone, or garments that no look wears, too. */
export type Contents = (typeof LOOKBOOK_CONTENTS)[number];

const nameOf = ({ name, sku, fileName }: CatalogGarment): string => name || sku || titleOf(fileName);

/** A garment as captions tell it. */
export function toldGarment(
  garment: CatalogGarment,
  { language, prices, sizes, skus }: LookbookOptions,
  note = '',
): PlateGarment {
  const { brand, sku, price, currency } = garment;
  return {
    name: nameOf(garment),
    about: [brand, skus ? sku : '', note].filter(Boolean).join('  ·  '),
    sizes: sizes ? garment.sizes.map(({ label }) => label).join(' / ') : '',
    price: prices && price !== undefined ? money(price, currency, language) : '',
  };
}

/** A look as it is now. Garments that are no longer in the library are not told. */
export function lookSource({ library, renders, options }: FromLibrary, look: Look): LookbookSource {
  const { id, name, document } = look;
  const worn = new Map<string, PlateGarment>();
  for (const { visible, garmentId, colourway } of document.layers) {
    if (!visible || worn.has(garmentId)) continue;
    const garment = found(() => library.garments.get(garmentId));
    const note = colourway ? RECOLOURED[options.language] : '';
    if (garment) worn.set(garmentId, toldGarment(garment, options, note));
  }
  const garments = [...worn.values()];
  return {
    name: name || garments.map((garment) => garment.name).join(' + '),
    ...(look.clientId ? { client: look.clientId } : {}),
    picture: (signal, onProgress) => renders.finalFile(id, document, signal, onProgress),
    before: () => library.assets.file(library.clients.photo(document.photoId).hash),
    caption: { title: name, text: '', garments },
  };
}

export function garmentSource({ library, options }: FromLibrary, garment: CatalogGarment): LookbookSource {
  const { name, ...told } = toldGarment(garment, options);
  const rest = Object.values(told).some(Boolean);
  return {
    name,
    picture: async () => library.assets.file(garment.hash),
    // its name is the title, and stands there once
    caption: { title: name, text: '', garments: rest ? [{ name: '', ...told }] : [] },
  };
}

/** Whether the client of a look has agreed to be shown to others. */
function mayBeShown(library: Library, { clientId }: Look): boolean {
  const client = clientId ? found(() => library.clients.get(clientId)) : undefined;
  if (!client) return true;
  const { given, scope } = client.consent;
  return given && (scope.includes('show') || scope.includes('publish'));
}

/**
 * What a collection shows, looks first, in the order of its garments: the collection's own, or that of the saved search. Looks of clients who have
 * not agreed to be shown are left out: nobody chose them one by one.
 *
 * @param clientId only looks of this client, who was named
 *
 * @throws StudioError 'not-in-library' when there is nothing in it, 'invalid-input' when there is too much
 */
export function collectionSources(
  from: FromLibrary,
  collection: Collection,
  contents: Contents,
  clientId?: string,
): { sources: LookbookSource[]; unshown: string[] } {
  const { library } = from;
  const wanted =
    collection.kind === 'search'
      ? (collection.query ?? {})
      : { collection: collection.id, sort: 'collection' as const };
  const { garments } = library.garments.search(wanted, { limit: MOST_PLATES });
  if (garments.length === 0)
    throw new StudioError(
      'not-in-library',
      `The collection "${collection.name}" is empty. Put garments into it in the library first.`,
      { reason: say('collection-empty', { name: collection.name }) },
    );
  const place = new Map(garments.map(({ id }, i) => [id, i]));
  const wears = ({ document }: Look): number[] =>
    document.layers.flatMap(({ visible, garmentId }) => (visible ? (place.get(garmentId) ?? []) : []));
  const wearing =
    contents === 'garments'
      ? []
      : library.looks
          .list(clientId === undefined ? {} : { clientId })
          .map((look) => ({ look, at: Math.min(...wears(look)) }))
          .filter(({ at }) => Number.isFinite(at))
          .sort((a, b) => a.at - b.at || a.look.createdAt.localeCompare(b.look.createdAt));
  const shown = wearing
    .filter(({ look }) => clientId !== undefined || mayBeShown(library, look))
    .map(({ look }) => look);
  const seen = new Set(shown.flatMap(wears));
  const alone = contents === 'looks' || clientId !== undefined ? [] : garments.filter((_, i) => !seen.has(i));
  const sources = [
    ...shown.map((look) => lookSource(from, look)),
    ...alone.map((garment) => garmentSource(from, garment)),
  ];
  const unshown = wearing
    .filter(({ look }) => !shown.includes(look))
    .map(({ look }) => lookSource(from, look).name);
  if (sources.length === 0)
    throw new StudioError(
      'not-in-library',
      `No look that may be shown wears anything of the collection "${collection.name}". Show its garments as well, make looks with them, or note in the clients' cards that they may be shown.`,
      { reason: say('no-look-to-show', { name: collection.name }) },
    );
  return { sources: within(sources), unshown };
}

/** Looks of a client, the oldest first. @throws StudioError 'not-in-library' when there is none */
export function clientSources(from: FromLibrary, client: Client): LookbookSource[] {
  const looks = from.library.looks.list({ clientId: client.id });
  if (looks.length === 0)
    throw new StudioError(
      'not-in-library',
      `"${client.name}" has no look yet. Make one in the studio first.`,
    );
  const oldest = looks.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  return within(oldest.map((look) => lookSource(from, look)));
}

/** @throws StudioError 'not-in-library' */
export function lookSources(from: FromLibrary, ids: readonly string[]): LookbookSource[] {
  return within(ids.map((id) => lookSource(from, from.library.looks.get(id))));
}

function within(sources: LookbookSource[]): LookbookSource[] {
  if (sources.length > MOST_PLATES)
    throw new StudioError(
      'invalid-input',
      `A lookbook has at most ${MOST_PLATES} pictures, not ${sources.length}. Make several.`,
      { reason: say('lookbook-too-long', { most: MOST_PLATES, count: sources.length }) },
    );
  return sources;
}

function found<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-in-library') return undefined;
    throw error;
  }
}
