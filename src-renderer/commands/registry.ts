/** Commands: everything that has a key, a line in the command palette, or an entry in the native menu. */

import { useEffect, useMemo, useRef } from 'react';
import { create } from 'zustand';

export const COMMAND_GROUPS = ['general', 'library', 'clients', 'studio', 'batch'] as const;

export interface Command {
  /** Stable name, also used by the native menu and by the key settings: `library.reject`. */
  id: string;
  /** Translation key of its title, `commands:library.reject`. */
  title: string;
  group: (typeof COMMAND_GROUPS)[number];
  /** Default combinations, see {@link comboOf}. */
  keys?: readonly string[];
  /** Command of the whole window that this one is in its room, `general.undo`: its keys, and the native menu, run it. */
  leader?: string;
  /** Asked when it is to run, and for the palette; true when left out. */
  enabled?: () => boolean;
  run: () => unknown;
  /** Runs although a field has the focus. */
  whileTyping?: boolean;
  /** Left out of the palette, as it makes sense from the keyboard only. */
  hidden?: boolean;
}

interface Registry {
  /** Newest registration last. */
  commands: readonly Command[];
  /** Every command there has been, those of rooms that are not on show too: their keys can be set all the same. */
  known: ReadonlyMap<string, Command>;
  register: (commands: readonly Command[]) => () => void;
}

export const useRegistry = create<Registry>((set) => ({
  commands: [],
  known: new Map(),
  register: (added) => {
    set((state) => ({
      commands: [...state.commands, ...added],
      known: new Map([...state.known, ...added.map((command) => [command.id, command] as const)]),
    }));
    return () => set((state) => ({ commands: state.commands.filter((c) => !added.includes(c)) }));
  },
}));

/** Every command with keys of its own there has been since the window opened, each once. */
export function useKnownCommands(): Command[] {
  const known = useRegistry((state) => state.known);
  return useMemo(() => [...known.values()].filter(({ leader }) => leader === undefined), [known]);
}

/** Combinations that run a command now: the user's own, else the defaults; those of its leader, if it has one. */
export function keysOf(command: Command, own: Readonly<Record<string, string>>): readonly string[] {
  if (command.leader !== undefined) {
    const leader = useRegistry.getState().known.get(command.leader);
    return leader ? keysOf(leader, own) : [];
  }
  const set = own[command.id];
  if (set === undefined) return command.keys ?? [];
  return set === '' ? [] : [set];
}

/** The command a combination runs: the newest enabled one that has it. */
export function commandFor(
  combo: string,
  commands: readonly Command[],
  own: Readonly<Record<string, string>>,
  typing: boolean,
): Command | undefined {
  for (let i = commands.length - 1; i >= 0; i--) {
    const command = commands[i];
    if (command.leader !== undefined || (typing && !command.whileTyping)) continue;
    if (!keysOf(command, own).includes(combo)) continue;
    if (command.enabled?.() ?? true) return command;
  }
  return undefined;
}

/** Runs a command by name; false when it is unknown or not enabled now. */
export function runCommand(id: string): boolean {
  const command = useRegistry.getState().commands.findLast((c) => c.id === id);
  if (!command || !(command.enabled?.() ?? true)) return false;
  void command.run();
  return true;
}

/** Runs what a command of the whole window is in the room on show, the newest enabled one; false when it is nothing now. */
export function runFollower(leader: string): boolean {
  const { commands } = useRegistry.getState();
  const command = commands.findLast((c) => c.leader === leader && (c.enabled?.() ?? true));
  if (!command) return false;
  void command.run();
  return true;
}

/**
 * Offers commands while the component is there. The list's names, titles and keys may not change; `run` and `enabled` are
 * read anew each time, so they may close over the component's present state.
 */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(
    () =>
      useRegistry.getState().register(
        latest.current.map((command) => {
          const now = () => latest.current.find((c) => c.id === command.id) ?? command;
          return { ...command, enabled: () => now().enabled?.() ?? true, run: () => now().run() };
        }),
      ),
    [],
  );
}
