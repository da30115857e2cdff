/** What the library shows and what is selected in it; kept while other rooms are on show. */

import { create } from 'zustand';
import type { GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { NOTHING, type Selection } from './selection.ts';

export const EMPTY_QUERY: GarmentQuery = {
  text: '',
  categories: [],
  tags: [],
  brands: [],
  seasons: [],
  sizes: [],
  ratingAtLeast: 0,
  flags: [],
  price: {},
  trash: false,
  sort: 'imported',
  descending: true,
};

/** Kinds of records in the trash that are no garments, which have the grid. */
export type TrashedKind = 'client' | 'photo' | 'look';

export type LoupeTool = 'look' | 'cut-out' | 'landmarks';

interface LibraryState {
  /** Kind of the trash on show in place of the garments, if any. */
  trashed: TrashedKind | undefined;
  query: GarmentQuery;
  /** Ids of what is on show, in order. */
  order: readonly string[];
  selection: Selection;
  /** Garment shown alone and large, if any. */
  loupe: boolean;
  tool: LoupeTool;
  /** Narrows what is shown; what is left out stays. */
  narrow: (changes: Partial<GarmentQuery>) => void;
  /** Shows a place (everything, a collection, the trash) without the filters of the one before. */
  goTo: (place: Partial<Pick<GarmentQuery, 'collection' | 'trash' | 'flags'>>) => void;
  /** Shows the clients, photos or looks in the trash. */
  goToTrashed: (kind: TrashedKind) => void;
  select: (change: (selection: Selection) => Selection) => void;
  openLoupe: (tool?: LoupeTool) => void;
  closeLoupe: () => void;
}

export const useLibrary = create<LibraryState>((set, get) => ({
  trashed: undefined,
  query: EMPTY_QUERY,
  order: [],
  selection: NOTHING,
  loupe: false,
  tool: 'look',
  narrow: (changes) => set(({ query }) => ({ query: { ...query, ...changes } })),
  goTo: (place) =>
    set(({ query }) => ({
      query: { ...EMPTY_QUERY, sort: query.sort, descending: query.descending, ...place },
      trashed: undefined,
      selection: NOTHING,
      loupe: false,
    })),
  goToTrashed: (trashed) => {
    get().goTo({ trash: true });
    set({ trashed });
  },
  select: (change) => set(({ selection }) => ({ selection: change(selection) })),
  openLoupe: (tool = 'look') => set({ loupe: true, tool }),
  closeLoupe: () => set({ loupe: false, tool: 'look' }),
}));

/** True when filters narrow the place that is shown. */
export function isNarrowed(query: GarmentQuery): boolean {
  const { text, categories, tags, brands, seasons, sizes, ratingAtLeast, price } = query;
  return (
    text.trim() !== '' ||
    [categories, tags, brands, seasons, sizes].some((list) => list.length > 0) ||
    ratingAtLeast > 0 ||
    price.from !== undefined ||
    price.to !== undefined
  );
}

/** The query without its filters, in the same place and order. */
export const widened = (query: GarmentQuery): GarmentQuery => ({
  ...EMPTY_QUERY,
  sort: query.sort,
  descending: query.descending,
  trash: query.trash,
  flags: query.flags,
  ...(query.collection === undefined ? {} : { collection: query.collection }),
});
