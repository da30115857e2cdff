/** App state that rooms share: which room is shown, what the studio works on, and how the core is. */

import { create } from 'zustand';
import type { AppInfo } from '../../src-main/contract/calls/app.ts';

export const ROOMS = ['library', 'clients', 'studio', 'batch'] as const;
export type Room = (typeof ROOMS)[number];

/** What the studio is asked to show. */
export interface StudioTarget {
  clientId?: string;
  photoId?: string;
  /** Look to open; without one the studio begins a new look of `photoId`, or goes on with the one it has. */
  lookId?: string;
  /** Garments to put on, innermost first. */
  garmentIds: string[];
}

interface AppState {
  room: Room;
  /** Client shown or worked on last, in all rooms. */
  clientId: string | undefined;
  /** The newest wish for the studio; the studio takes it with {@link AppState.takeTarget}. */
  target: StudioTarget | undefined;
  info: AppInfo | undefined;
  connected: boolean;
  engine: 'ready' | 'crashed';
  panelsHidden: boolean;
  /** Everything but the picture is dark. */
  dimmed: boolean;
  goTo: (room: Room) => void;
  setClient: (clientId: string | undefined) => void;
  openStudio: (target: Partial<StudioTarget>) => void;
  takeTarget: () => StudioTarget | undefined;
  togglePanels: () => void;
  toggleDim: () => void;
}

export const useApp = create<AppState>((set, get) => ({
  room: 'library',
  clientId: undefined,
  target: undefined,
  info: undefined,
  connected: true,
  engine: 'ready',
  panelsHidden: false,
  dimmed: false,
  goTo: (room) => set({ room }),
  setClient: (clientId) => set({ clientId }),
  openStudio: (target) =>
    set((state) => ({
      room: 'studio',
      target: { garmentIds: [], ...target },
      clientId: target.clientId ?? state.clientId,
    })),
  takeTarget: () => {
    const { target } = get();
    if (target) set({ target: undefined });
    return target;
  },
  togglePanels: () => set((state) => ({ panelsHidden: !state.panelsHidden })),
  toggleDim: () => set((state) => ({ dimmed: !state.dimmed })),
}));
