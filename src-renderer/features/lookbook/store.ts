/** What a lookbook is to be made of, while its dialog is open. */

import { create } from 'zustand';

export type LookbookFrom = { kind: 'collection'; id: string } | { kind: 'client'; id: string };

interface LookbookState {
  from: LookbookFrom | undefined;
  open: (from: LookbookFrom) => void;
  close: () => void;
}

export const useLookbook = create<LookbookState>((set) => ({
  from: undefined,
  open: (from) => set({ from }),
  close: () => set({ from: undefined }),
}));
