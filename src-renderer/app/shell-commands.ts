/** Commands of the shell: rooms, palette, cheat sheet, settings, panels. */

import { create } from 'zustand';
import { useCommands } from '../commands/registry.ts';
import { useSettingsDialog } from '../features/settings/settings-dialog.tsx';
import { palette } from './palette.ts';
import { useApp } from './store.ts';

export const useCheatSheet = create<{ shown: boolean }>(() => ({ shown: false }));

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
