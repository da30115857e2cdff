/** Command palette's own store, and how its first line is chosen once answers have come. */

import { createSpotlight } from '@mantine/spotlight';
import { useEffect } from 'react';

export const [paletteStore, palette] = createSpotlight();

/**
 * Chooses the first line whenever the lines change. Mantine does so when something is typed, which is before the core has
 * answered: Enter would then do nothing.
 */
export function useFirstLine(lines: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: run for the lines, which it finds in the page
  useEffect(() => {
    const { listId, opened } = paletteStore.getState();
    const list = opened && listId ? document.getElementById(listId) : null;
    if (!list) return;
    list.querySelector('[data-selected]')?.removeAttribute('data-selected');
    const first = list.querySelector('[data-action]');
    first?.setAttribute('data-selected', 'true');
    paletteStore.updateState((state) => ({ ...state, selected: first ? 0 : -1, empty: !first }));
  }, [lines]);
}
