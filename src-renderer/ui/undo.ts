/** Undo of what was done to records: each deed leaves how to take it back. Looks keep their own history. */

import { create } from 'zustand';
import type { Said } from './notify.tsx';

export interface Deed {
  /** What was done. */
  label: Said;
  undo: () => Promise<unknown>;
  redo: () => Promise<unknown>;
}

/** Deeds remembered. */
const MOST = 100;

interface UndoState {
  done: readonly Deed[];
  undone: readonly Deed[];
  /** Remembers a deed that has been done. */
  push: (deed: Deed) => void;
  /** Drops a deed that was taken back in another way, or never came to be. */
  forget: (deed: Deed) => void;
  /** Takes the newest deed back, and returns it. */
  undo: () => Promise<Deed | undefined>;
  redo: () => Promise<Deed | undefined>;
}

export const useUndo = create<UndoState>((set, get) => ({
  done: [],
  undone: [],
  push: (deed) => set(({ done }) => ({ done: [...done, deed].slice(-MOST), undone: [] })),
  forget: (deed) =>
    set(({ done, undone }) => ({
      done: done.filter((other) => other !== deed),
      undone: undone.filter((other) => other !== deed),
    })),
  undo: async () => {
    const deed = get().done.at(-1);
    if (!deed) return undefined;
    set(({ done, undone }) => ({ done: done.slice(0, -1), undone: [...undone, deed] }));
    await deed.undo();
    return deed;
  },
  redo: async () => {
    const deed = get().undone.at(-1);
    if (!deed) return undefined;
    set(({ done, undone }) => ({ done: [...done, deed], undone: undone.slice(0, -1) }));
    await deed.redo();
    return deed;
  },
}));
