/** Choosing: whether the people of the photo, or the photos, are shown for one of them to be chosen. */

import { create } from 'zustand';
import { useApp } from '../../../app/store.ts';

export const useChoosing = create<{ person: boolean; photo: boolean }>(() => ({
  person: false,
  photo: false,
}));

/** Opens the photo picker, which is in a panel. */
export function choosePhoto(): void {
  if (useApp.getState().panelsHidden) useApp.getState().togglePanels();
  useChoosing.setState({ photo: true });
}
