/** Showing one garment from elsewhere: the library opens with it selected. */

import { create } from 'zustand';
import { useApp } from '../../app/store.ts';

/** Garment the library is to select and scroll to, once. */
export const useShownGarment = create<{ id: string | undefined }>(() => ({ id: undefined }));

export function showGarment(id: string): void {
  useShownGarment.setState({ id });
  useApp.getState().goTo('library');
}
