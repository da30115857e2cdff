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

/** What the garments on show are like: one of the library, or a picture handed over. */
export type Like =
  | { garmentId: string }
  /** `url` shows the picture in this window; `garment`: number of the one chosen of those in it, else the one seen best. */
  | { upload: string; name: string; url: string; garment?: number };

interface LibraryState {
  /** Kind of the trash on show in place of the garments, if any. */
  trashed: TrashedKind | undefined;
  query: GarmentQuery;
  /** Shows what is like this, likeliest first; the filters of the query stay. */
  like: Like | undefined;
  /** Order to go back to when words are taken away. */
  before: Pick<GarmentQuery, 'sort' | 'descending'> | undefined;
  /** Ids of what is on show, in order. */
  order: readonly string[];
  selection: Selection;
  /** Garment shown alone and large, if any. */
  loupe: boolean;
  tool: LoupeTool;
  /** Narrows what is shown; what is left out stays. */
  narrow: (changes: Partial<GarmentQuery>) => void;
  /** Searches by words: what answers them best comes first. */
  searchFor: (text: string) => void;
  showLike: (like: Like | undefined) => void;
  /** Compares with another garment of the picture that is searched by. */
  compareWith: (garment: number) => void;
  /** Takes the filters, the words and the likeness away. */
  clear: () => void;
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
  like: undefined,
  before: undefined,
  order: [],
  selection: NOTHING,
  loupe: false,
  tool: 'look',
  narrow: (changes) => set(({ query }) => ({ query: { ...query, ...changes } })),
  searchFor: (text) =>
    set(({ query, before }) => {
      const { sort, descending } = query;
      const begins = query.text.trim() === '' && text.trim() !== '';
      const ends = query.text.trim() !== '' && text.trim() === '';
      if (begins)
        return {
          query: { ...query, text, sort: 'relevance', descending: true },
          before: sort === 'relevance' ? before : { sort, descending },
        };
      return { query: { ...query, text, ...(ends && sort === 'relevance' ? before : {}) } };
    }),
  showLike: (like) =>
    set(({ query, before, like: was }) => {
      forgetPicture(was, like);
      return {
        like,
        selection: NOTHING,
        loupe: false,
        tool: 'look',
        // it is compared with all there are: filters are set anew from here
        ...(like ? { query: { ...EMPTY_QUERY, ...orderOf(query, before) }, trashed: undefined } : {}),
      };
    }),
  compareWith: (garment) =>
    set(({ like }) => (like && 'upload' in like ? { like: { ...like, garment }, selection: NOTHING } : {})),
  clear: () =>
    set(({ query, before, like }) => ({
      query: widened({ ...query, ...orderOf(query, before) }),
      like: forgetPicture(like, undefined),
    })),
  goTo: (place) =>
    set(({ query, before, like }) => ({
      query: { ...EMPTY_QUERY, ...orderOf(query, before), ...place },
      like: forgetPicture(like, undefined),
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

/** Lets the picture go that was searched by. */
function forgetPicture(was: Like | undefined, next: Like | undefined): undefined {
  const kept = next && 'upload' in next ? next.url : undefined;
  if (was && 'upload' in was && was.url !== kept) URL.revokeObjectURL(was.url);
}

/** Order of a list that is not searched by words. */
const orderOf = (
  { sort, descending }: GarmentQuery,
  before: LibraryState['before'],
): Pick<GarmentQuery, 'sort' | 'descending'> =>
  sort === 'relevance' && before ? before : { sort, descending };

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
