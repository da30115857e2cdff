/** Commands of the shell: rooms, palette, cheat sheet, settings, panels. */

import { create } from 'zustand';
import { isTyping } from '../commands/keys.ts';
import { runFollower, useCommands } from '../commands/registry.ts';
import { useSettingsDialog } from '../features/settings/settings-dialog.tsx';
import { notify } from '../ui/notify.tsx';
import { palette } from './palette.ts';
import { useApp } from './store.ts';

export const useCheatSheet = create<{ shown: boolean }>(() => ({ shown: false }));

/** Takes back or does again: in the field that is typed in, else in the room on show. */
function back(way: 'undo' | 'redo'): void {
  if (isTyping(document.activeElement)) document.execCommand(way);
  else runFollower(`general.${way}`);
}

export function useShellCommands(): void {
  const goTo = useApp((state) => state.goTo);
  const { togglePanels, toggleDim } = useApp.getState();
  const openSettings = useSettingsDialog((state) => state.open);
  useCommands([
    {
      id: 'general.library',
      title: 'commands:general.library',
      group: 'general',
      keys: ['G'],
      run: () => goTo('library'),
    },
    {
      id: 'general.clients',
      title: 'commands:general.clients',
      group: 'general',
      keys: ['K'],
      run: () => goTo('clients'),
    },
    {
      id: 'general.studio',
      title: 'commands:general.studio',
      group: 'general',
      keys: ['D'],
      run: () => goTo('studio'),
    },
    {
      id: 'general.batch',
      title: 'commands:general.batch',
      group: 'general',
      keys: ['B'],
      run: () => goTo('batch'),
    },
    {
      id: 'general.palette',
      title: 'commands:general.palette',
      group: 'general',
      keys: ['Ctrl+K'],
      hidden: true,
      whileTyping: true,
      run: () => palette.toggle(),
    },
    {
      id: 'general.keys',
      title: 'commands:general.keys',
      group: 'general',
      keys: ['?'],
      run: () => useCheatSheet.setState({ shown: true }),
    },
    {
      id: 'general.settings',
      title: 'commands:general.settings',
      group: 'general',
      keys: ['Ctrl+,'],
      whileTyping: true,
      run: () => openSettings(),
    },
    // what they do is told by the room; the palette has that
    {
      id: 'general.undo',
      title: 'commands:general.undo',
      group: 'general',
      keys: ['Ctrl+Z'],
      hidden: true,
      run: () => back('undo'),
    },
    {
      id: 'general.redo',
      title: 'commands:general.redo',
      group: 'general',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      hidden: true,
      run: () => back('redo'),
    },
    {
      id: 'general.export',
      title: 'commands:general.export',
      group: 'general',
      keys: ['Ctrl+E'],
      hidden: true,
      run: () => runFollower('general.export') || notify((t) => t('common:exportNeedsLook')),
    },
    {
      id: 'general.panels',
      title: 'commands:general.panels',
      group: 'general',
      keys: ['Tab', 'Ctrl+\\'],
      run: togglePanels,
    },
    {
      id: 'general.dim',
      title: 'commands:general.dim',
      group: 'general',
      keys: ['L'],
      run: () => {
        // what was clicked last would stay lit
        if (document.activeElement instanceof HTMLElement && document.activeElement.closest('[data-chrome]'))
          document.activeElement.blur();
        toggleDim();
      },
    },
  ]);
}
