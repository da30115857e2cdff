/** Selection of a list by pointer and keyboard, as pure functions over the list's order. */

export interface Selection {
  ids: ReadonlySet<string>;
  /** Record the keyboard is at. */
  focus: string | undefined;
  /** Record a range begins at. */
  anchor: string | undefined;
}

export const NOTHING: Selection = { ids: new Set(), focus: undefined, anchor: undefined };

export const only = (id: string): Selection => ({ ids: new Set([id]), focus: id, anchor: id });

export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, focus: id, anchor: id };
}

/** Everything between the anchor and `id`. */
export function extended(selection: Selection, order: readonly string[], id: string): Selection {
  const from = order.indexOf(selection.anchor ?? id);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return only(id);
  return {
    ids: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)),
    focus: id,
    anchor: order[from],
  };
}

export const everything = (selection: Selection, order: readonly string[]): Selection => ({
  ids: new Set(order),
  focus: selection.focus ?? order[0],
  anchor: selection.anchor ?? order[0],
});

/** After a click with the keys held. */
export function clicked(
  selection: Selection,
  order: readonly string[],
  id: string,
  held: { shift: boolean; ctrl: boolean },
): Selection {
  if (held.shift) return extended(selection, order, id);
  return held.ctrl ? toggled(selection, id) : only(id);
}

/** Steps of the keys that move in a grid of `columns` columns with `page` rows on show; undefined for other keys. */
export function stepOf(key: string, columns: number, page: number): number | 'first' | 'last' | undefined {
  const steps: Record<string, number | 'first' | 'last'> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * page,
    PageDown: columns * page,
    Home: 'first',
    End: 'last',
  };
  return steps[key];
}

/** After a key that moves: the record reached, alone or with everything from the anchor on. */
export function moved(
  selection: Selection,
  order: readonly string[],
  step: number | 'first' | 'last',
  extend: boolean,
): Selection {
  if (order.length === 0) return selection;
  const last = order.length - 1;
  const at = selection.focus === undefined ? -1 : order.indexOf(selection.focus);
  let to: number;
  if (step === 'first') to = 0;
  else if (step === 'last') to = last;
  else if (at < 0) to = 0;
  // a step of several stays in its column: at the edge it does nothing rather than slide
  else if (Math.abs(step) > 1 && (at + step < 0 || at + step > last))
    to = step > 0 ? pageEnd(at, step, last) : at;
  else to = Math.min(last, Math.max(0, at + step));
  return extend ? extended(selection, order, order[to]) : only(order[to]);
}

/** Where a step down past the end leads: the last record when it is in a later row, else nowhere. */
function pageEnd(at: number, step: number, last: number): number {
  return Math.floor(last / step) > Math.floor(at / step) ? last : at;
}

/** Without records that are no longer in the list; the focus moves to the neighbour that took its place. */
export function pruned(selection: Selection, before: readonly string[], order: readonly string[]): Selection {
  if (selection.ids.size === 0 && selection.focus === undefined) return selection;
  const there = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  const kept = ids.size === selection.ids.size;
  if (kept && (selection.focus === undefined || there.has(selection.focus))) return selection;
  let { focus } = selection;
  if (focus !== undefined && !there.has(focus)) {
    const at = before.indexOf(focus);
    const after = at < 0 ? undefined : before.slice(at).find((id) => there.has(id));
    focus = after ?? (at < 0 ? undefined : order.at(-1));
  }
  if (ids.size === 0 && focus !== undefined) return only(focus);
  const anchor = selection.anchor !== undefined && there.has(selection.anchor) ? selection.anchor : focus;
  return { ids, focus, anchor };
}
