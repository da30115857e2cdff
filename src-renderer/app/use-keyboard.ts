/** Keyboard: one listener that runs the command a combination stands for. */

import { useEffect } from 'react';
import { comboOf, isTyping } from '../commands/keys.ts';
import { commandFor, useRegistry } from '../commands/registry.ts';
import { useSettings } from './settings.ts';

/** True while a dialog has the window: only its own keys count. */
const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

/**
 * True where Tab hides the panels instead of going on: on a picture the pointer was last used on. Whoever came there with
 * the keyboard goes on with Tab, as everywhere.
 */
function onPicture(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.matches('[data-picture]:not(:focus-visible)');
}

export function useKeyboard(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const combo = comboOf(event);
      if (!combo) return;
      if (combo === 'Tab' && !onPicture()) return;
      const inDialog = dialogOpen();
      const typing = isTyping(event.target);
      const { commands } = useRegistry.getState();
      const command = commandFor(combo, commands, useSettings.getState().settings.keys, typing || inDialog);
      if (!command || (inDialog && command.id !== 'general.palette')) return;
      event.preventDefault();
      void command.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
