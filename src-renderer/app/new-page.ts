/** New page: the window loaded anew, going on in the same room with what was wished for there. */

import { ROOMS, useApp } from './store.ts';

const KEY = 'toile.goOn';

export function loadAnew(): void {
  const { room, target, clientId } = useApp.getState();
  sessionStorage.setItem(KEY, JSON.stringify({ room, target, clientId }));
  window.location.reload();
}

/** Goes on where {@link loadAnew} left, once. */
export function goOn(): void {
  const left = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!left) return;
  const { room, target, clientId } = JSON.parse(left);
  if (ROOMS.includes(room)) useApp.setState({ room, target, clientId });
}
