/** Showing one garment from elsewhere: the library opens with it selected. */

import { create } from 'zustand';
import { useApp } from '../../app/store.ts';
import { useLibrary } from './store.ts';

/** Garment the library is to select and scroll to, once. */
export const useShownGarment = create<{ id: string | undefined }>(() => ({ id: undefined }));

export function showGarment(id: string): void {
  useLibrary.setState({ trashed: undefined });
  useShownGarment.setState({ id });
  useApp.getState().goTo('library');
}
