/** Keys: combinations as text ("Ctrl+Shift+Z", "?", "Space"), read from keyboard events and shown to people. */

const NAMED: Record<string, string> = { ' ': 'Space', Spacebar: 'Space', Esc: 'Escape', Del: 'Delete' };
const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process']);

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * The combination of a key press, undefined for a modifier alone. Ctrl stands for Command on a Mac too. Shift is named only
 * with letters and named keys: in "?" it is part of the sign.
 */
export function comboOf(event: KeyPress): string | undefined {
  if (MODIFIERS.has(event.key)) return undefined;
  const name = NAMED[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const shiftCounts = event.key.length > 1 || event.key === ' ' || name !== event.key.toLowerCase();
  return [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && shiftCounts ? 'Shift' : '',
    name,
  ]
    .filter(Boolean)
    .join('+');
}

const SIGNS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};
const MAC_SIGNS: Record<string, string> = { ...SIGNS, Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Delete: '⌫' };

/** The parts of a combination as keycaps. */
export function keycaps(combo: string, mac = false): string[] {
  const parts = combo === '+' ? ['+'] : combo.split(/\+(?!$)/);
  return parts.map((part) => (mac ? MAC_SIGNS : SIGNS)[part] ?? part);
}

/** True while keys belong to a field the user types in. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !['checkbox', 'radio', 'button', 'range', 'color', 'file', 'submit'].includes(target.type);
}
