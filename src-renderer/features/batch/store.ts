/** Batches as the window follows them, what is looked at, and the plan that is being made. */

import { create } from 'zustand';
import type {
  BatchCard,
  BatchRequestInput,
  ITEM_FILTERS,
  WindowRecipeInput,
} from '../../../src-main/contract/calls/batches.ts';
import type { StudioClient } from '../../client/studio-client.ts';

export type Filter = (typeof ITEM_FILTERS)[number];

/** Something chosen for a plan, with what shows it. */
export interface Chosen {
  id: string;
  name: string;
  hash?: string;
}

export interface Draft {
  of: 'garments' | 'looks';
  everyone: boolean;
  clients: Chosen[];
  photos: Chosen[];
  collections: Chosen[];
  garments: Chosen[];
  worn: 'apart' | 'together';
  tuck: boolean;
  everyLook: boolean;
  looks: Chosen[];
  name: string;
  /** By what is planned: looks have names of their own. */
  templates: { garments: string; looks: string };
  recipes: WindowRecipeInput[];
  folder: { token: string; name: string } | undefined;
}

export const EMPTY: Draft = {
  of: 'garments',
  everyone: false,
  clients: [],
  photos: [],
  collections: [],
  garments: [],
  worn: 'apart',
  tuck: false,
  everyLook: false,
  looks: [],
  name: '',
  templates: { garments: '{client}/{photo}-{garment}', looks: '{client}/{photo}-{look}' },
  recipes: [{ format: 'jpeg' }],
  folder: undefined,
};

const ids = (chosen: readonly Chosen[]): string[] => chosen.map(({ id }) => id);

/** What the core is asked to make; undefined while something is missing. */
export function requestOf(draft: Draft): BatchRequestInput | undefined {
  const { of, everyone, clients, photos, collections, garments, everyLook, looks, folder } = draft;
  const shared = {
    template: draft.templates[of],
    recipes: draft.recipes,
    ...(folder ? { folder: folder.token } : {}),
  };
  if (of === 'looks')
    return everyLook || looks.length > 0
      ? { ...shared, what: { of, looks: { everyone: everyLook, lookIds: ids(looks) } } }
      : undefined;
  if (!everyone && clients.length + photos.length === 0) return undefined;
  if (collections.length + garments.length === 0) return undefined;
  return {
    ...shared,
    what: {
      of,
      photos: { everyone, clientIds: ids(clients), photoIds: ids(photos) },
      garments: { collectionIds: ids(collections), garmentIds: ids(garments) },
      worn: draft.worn,
      tuck: draft.tuck && draft.worn === 'together',
    },
  };
}

interface BatchesState {
  /** Newest first; undefined until they were read. */
  cards: readonly BatchCard[] | undefined;
  error: unknown;
  /** The one on show; the newest where none was chosen. */
  batchId: string | undefined;
  filter: Filter;
  /** Number of the item that is looked at. */
  number: number | undefined;
  draft: Draft;
  load: (client: StudioClient) => Promise<void>;
  /** Takes over what the core says of a batch, and returns what was known of it before. */
  hear: (card: BatchCard) => BatchCard | undefined;
  show: (batchId: string, filter?: Filter) => void;
  look: (number: number | undefined) => void;
  change: (part: Partial<Draft>) => void;
}

export const useBatches = create<BatchesState>((set, get) => ({
  cards: undefined,
  error: undefined,
  batchId: undefined,
  filter: 'all',
  number: undefined,
  draft: EMPTY,
  load: async (client) => {
    try {
      set({ cards: await client.call('batches.list'), error: undefined });
    } catch (error) {
      set({ error });
    }
  },
  hear: (card) => {
    const cards = get().cards ?? [];
    const before = cards.find(({ id }) => id === card.id);
    set({ cards: before ? cards.map((one) => (one === before ? card : one)) : [card, ...cards] });
    return before;
  },
  show: (batchId, filter = 'all') => set({ batchId, filter, number: undefined }),
  look: (number) => set({ number }),
  change: (part) => set(({ draft }) => ({ draft: { ...draft, ...part } })),
}));

export const isMoving = ({ state }: BatchCard): boolean =>
  state === 'running' || state === 'stopping' || state === 'waiting';

/** Share of a batch that needs no more work, 0..1. */
export function shareOf({ counts }: BatchCard): number {
  const { total, waiting, running } = counts;
  return total === 0 ? 1 : (total - waiting - running) / total;
}
