/** New page: the window loaded anew, going on in the same room with what was wished for there. */

import { ROOMS, useApp } from './store.ts';

const KEY = 'toile.goOn';

/** What else is to be found again, by name. */
const keepers = new Map<string, { read(): unknown; take(value: unknown): void }>();
let kept: Record<string, unknown> = {};

/** Has `loadAnew` keep something of a room, which takes it over as soon as the room is there again. */
export function keepOver<T>(name: string, read: () => T, take: (value: T) => void): void {
  keepers.set(name, { read, take: take as (value: unknown) => void });
  if (name in kept) take(kept[name] as T);
}

export function loadAnew(): void {
  const { room, target, clientId } = useApp.getState();
  const more = Object.fromEntries([...keepers].map(([name, { read }]) => [name, read()]));
  sessionStorage.setItem(KEY, JSON.stringify({ room, target, clientId, more }));
  window.location.reload();
}

/** Goes on where {@link loadAnew} left, once. */
export function goOn(): void {
  const left = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!left) return;
  const { room, target, clientId, more } = JSON.parse(left);
  kept = more;
  for (const [name, { take }] of keepers) if (name in kept) take(kept[name]);
  if (ROOMS.includes(room)) useApp.setState({ room, target, clientId });
}
