/**
 * Matches: which garments are on show, in order. A plain list comes as ids alone, its records by the page; what is searched by
 * words, by a garment or by a picture comes ranked, its records with it.
 */

import { useLayoutEffect, useMemo, useRef } from 'react';
import type { CatalogGarment, GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { type Read, useRead } from '../../client/context.tsx';
import { useRecords } from './records.ts';
import { type Like, useLibrary } from './store.ts';

/** Most matches of words and of a likeness that are shown, by the contract. */
const MOST = { words: 1000, like: 200 };

const WATCHED = ['garments', 'collections', 'trash'] as const;

export interface Matches {
  /** Undefined until the first answer. */
  order: readonly string[] | undefined;
  /** How many there are, also of those that are not shown. */
  total: number;
  /** The records are all there. */
  ranked: boolean;
  error: unknown;
  reload: () => void;
}

/** What is asked of the core for a likeness. */
const wished = (like: Like, query: GarmentQuery) => ({
  ...('garmentId' in like
    ? { id: like.garmentId }
    : { upload: like.upload, ...(like.garment ? { garment: like.garment } : {}) }),
  query,
  limit: MOST.like,
});

export function useMatches(query: GarmentQuery): Matches {
  const like = useLibrary((state) => state.like);
  const searching = !like && query.text.trim() !== '' && !query.trash;
  const plain = useRead('garments.ids', like || searching ? null : { query }, WATCHED);
  const found = useRead(
    'knowledge.search',
    searching ? { query, page: { limit: MOST.words } } : null,
    WATCHED,
  );
  const alike = useRead('knowledge.like', like ? wished(like, query) : null, WATCHED);
  const { sort, descending } = query;
  const garments = useMemo(() => {
    if (like) return alike.data?.map(({ garment }) => garment);
    return searching ? found.data && arranged(found.data.garments, sort, descending) : undefined;
  }, [like, searching, alike.data, found.data, sort, descending]);
  // there before the list is drawn
  useLayoutEffect(() => {
    if (garments) useRecords.getState().put(garments);
  }, [garments]);
  const ranked = like !== undefined || searching;
  const ids = useMemo(() => garments?.map(({ id }) => id), [garments]);
  const read: Read<unknown> = like ? alike : searching ? found : plain;
  const order = ranked ? ids : plain.data;
  // what was on show stays until the answer to something else is there
  const shown = useRef<{ order: readonly string[] | undefined; ranked: boolean }>({ order, ranked });
  if (order || read.error) shown.current = { order, ranked };
  return {
    order: shown.current.order,
    total: searching && found.data ? found.data.total : (shown.current.order?.length ?? 0),
    ranked: shown.current.ranked,
    error: read.error,
    reload: read.reload,
  };
}

/** What was found, in another order than by how well it answers. */
export function arranged(
  garments: readonly CatalogGarment[],
  sort: GarmentQuery['sort'],
  descending: boolean,
): readonly CatalogGarment[] {
  if (sort === 'relevance' || sort === 'collection') return garments;
  const key = {
    imported: (one: CatalogGarment) => one.importedAt,
    name: (one: CatalogGarment) => one.name.toLowerCase(),
    brand: (one: CatalogGarment) => one.brand.toLowerCase(),
    price: (one: CatalogGarment) => one.price ?? 0,
    rating: (one: CatalogGarment) => one.rating,
  }[sort];
  const sign = descending ? -1 : 1;
  return garments.toSorted((a, b) => {
    const [one, two] = [key(a), key(b)];
    return one < two ? -sign : one > two ? sign : 0;
  });
}
