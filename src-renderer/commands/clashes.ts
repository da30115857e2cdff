/** Clashes: commands that would hear the same combination at the same time. */

import { type Command, keysOf } from './registry.ts';

/**
 * Other commands with a combination of `command`. Rooms are never on show together, and what a room's default shares with
 * another's on purpose (a tool over its room) is no clash: one of the two must have been set by the user.
 */
export function clashesOf(
  command: Command,
  all: readonly Command[],
  own: Readonly<Record<string, string>>,
): Command[] {
  const combos = keysOf(command, own);
  return all.filter(
    (other) =>
      other.id !== command.id &&
      (other.group === command.group || other.group === 'general' || command.group === 'general') &&
      (own[command.id] !== undefined || own[other.id] !== undefined) &&
      keysOf(other, own).some((combo) => combos.includes(combo)),
  );
}
