/** Choosing: whether the people of the photo are shown for one of them to be chosen. */

import { create } from 'zustand';

export const useChoosing = create<{ person: boolean }>(() => ({ person: false }));
