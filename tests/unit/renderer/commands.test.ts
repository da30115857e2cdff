import { describe, expect, it } from 'vitest';
import { comboOf, keycaps } from '../../../src-renderer/commands/keys.ts';
import {
  type Command,
  commandFor,
  keysOf,
  runCommand,
  runFollower,
  useRegistry,
} from '../../../src-renderer/commands/registry.ts';

const press = (key: string, held: { ctrl?: boolean; meta?: boolean; shift?: boolean; alt?: boolean } = {}) =>
  comboOf({
    key,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    shiftKey: held.shift ?? false,
    altKey: held.alt ?? false,
  });

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'general',
  run: () => {},
  ...more,
});

describe('key combinations', () => {
  it.each([
    ['g', {}, 'G'],
    ['G', { shift: true }, 'Shift+G'],
    ['z', { ctrl: true }, 'Ctrl+Z'],
    ['Z', { ctrl: true, shift: true }, 'Ctrl+Shift+Z'],
    ['k', { meta: true }, 'Ctrl+K'],
    ['?', { shift: true }, '?'],
    ['\\', {}, '\\'],
    ['[', {}, '['],
    [' ', {}, 'Space'],
    ['ArrowLeft', { shift: true }, 'Shift+ArrowLeft'],
    ['+', { ctrl: true }, 'Ctrl++'],
    ['Shift', { shift: true }, undefined],
  ] as const)('%s with %o is %s', (key, held, combo) => {
    expect(press(key, held)).toBe(combo);
  });

  it('are drawn part by part, plus signs too, and as on a Mac', () => {
    expect(keycaps('Ctrl+Shift+Z')).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keycaps('Ctrl++')).toEqual(['Ctrl', '+']);
    expect(keycaps('+')).toEqual(['+']);
    expect(keycaps('Ctrl+Shift+ArrowLeft', true)).toEqual(['⌘', '⇧', '←']);
  });
});

describe('commands', () => {
  const two = [command('a', { keys: ['G'] }), command('b', { keys: ['G', 'Ctrl+K'], whileTyping: false })];

  it('are found by key, the newest enabled one first', () => {
    expect(commandFor('G', two, {}, false)?.id).toBe('b');
    expect(commandFor('G', [two[0], { ...two[1], enabled: () => false }], {}, false)?.id).toBe('a');
    expect(commandFor('H', two, {}, false)).toBeUndefined();
  });

  it('follow the keys of the settings, and an empty one takes the key away', () => {
    expect(commandFor('G', two, { b: 'H' }, false)?.id).toBe('a');
    expect(commandFor('H', two, { b: 'H' }, false)?.id).toBe('b');
    expect(commandFor('Ctrl+K', two, { b: '' }, false)).toBeUndefined();
  });

  it('leave the keys of a field alone unless they say so', () => {
    expect(commandFor('G', two, {}, true)).toBeUndefined();
    expect(commandFor('G', [{ ...two[0], whileTyping: true }], {}, true)?.id).toBe('a');
  });

  it('of a room have the keys of the one of the window that leads them, and are run by those alone', () => {
    let ran = '';
    const leader = command('general.undo', { keys: ['Ctrl+Z'] });
    const room = command('room.undo', { leader: 'general.undo', run: () => (ran += 'room ') });
    let brushing = true;
    const tool = command('tool.undo', {
      leader: 'general.undo',
      enabled: () => brushing,
      run: () => (ran += 'tool '),
    });
    const leave = useRegistry.getState().register([leader, room, tool]);
    expect(keysOf(room, {})).toEqual(['Ctrl+Z']);
    expect(keysOf(room, { 'general.undo': 'U' })).toEqual(['U']);
    expect(commandFor('Ctrl+Z', [leader, room, tool], {}, false)?.id).toBe('general.undo');
    expect(commandFor('U', [leader, room, tool], { 'general.undo': 'U' }, false)?.id).toBe('general.undo');
    expect(runFollower('general.undo')).toBe(true);
    brushing = false;
    expect(runFollower('general.undo')).toBe(true);
    expect(ran).toBe('tool room ');
    leave();
    expect(runFollower('general.undo')).toBe(false);
  });

  it('run by name while they are there', () => {
    let ran = 0;
    const taken = useRegistry.getState().register([command('x', { run: () => ran++ })]);
    expect(runCommand('x')).toBe(true);
    taken();
    expect(runCommand('x')).toBe(false);
    expect(ran).toBe(1);
  });
});
