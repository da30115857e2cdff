/**
 * Changes: the differences between two JSON documents in a form that can be applied forwards (redo) and backwards (undo).
 * An array that grows, shrinks or has one stretch replaced costs that stretch, not its whole length.
 */

import { isDeepStrictEqual } from 'node:util';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

type Path = (string | number)[];

/** `before` or `after` left out: the key is absent on that side. */
export type Change =
  | { path: Path; before?: Json; after?: Json }
  | { path: Path; at: number; removed: Json[]; inserted: Json[] };

type Plain = { [key: string]: Json };

const isPlain = (value: Json | undefined): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Changes that lead from `before` to `after`; empty when they are equal. */
export function changesBetween(before: Json, after: Json): Change[] {
  const changes: Change[] = [];
  walk(before, after, [], changes);
  return changes;
}

function walk(before: Json, after: Json, path: Path, out: Change[]): void {
  if (isDeepStrictEqual(before, after)) return;
  if (isPlain(before) && isPlain(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [a, b] = [own(before, key), own(after, key)];
      if (a !== undefined && b !== undefined) walk(a, b, [...path, key], out);
      else out.push({ path: [...path, key], ...(a === undefined ? { after: b } : { before: a }) });
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    let head = 0;
    const shorter = Math.min(before.length, after.length);
    while (head < shorter && isDeepStrictEqual(before[head], after[head])) head++;
    let tail = 0;
    while (
      tail < shorter - head &&
      isDeepStrictEqual(before[before.length - 1 - tail], after[after.length - 1 - tail])
    )
      tail++;
    const removed = before.slice(head, before.length - tail);
    const inserted = after.slice(head, after.length - tail);
    if (removed.length === 1 && inserted.length === 1) walk(removed[0], inserted[0], [...path, head], out);
    else out.push({ path, at: head, removed, inserted });
    return;
  }
  out.push({ path, before, after });
}

const own = (value: Plain, key: string): Json | undefined =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/**
 * The document after `changes`, or with `back` the one before them. The document given stays as it is.
 *
 * @throws Error when the changes do not belong to this document
 */
export function applyChanges(document: Json, changes: readonly Change[], back = false): Json {
  let result = document;
  for (const change of back ? changes.toReversed() : changes) {
    if ('at' in change) {
      const { at } = change;
      const [from, to] = back ? [change.inserted, change.removed] : [change.removed, change.inserted];
      result = edit(result, change.path, 0, (value) => {
        if (!Array.isArray(value) || !isDeepStrictEqual(value.slice(at, at + from.length), from))
          throw stray();
        return value.toSpliced(at, from.length, ...to);
      });
    } else {
      const [from, to] = back ? [change.after, change.before] : [change.before, change.after];
      result = edit(result, change.path, 0, (value) => {
        if (!isDeepStrictEqual(value, from)) throw stray();
        return to;
      }) as Json;
    }
  }
  return result;
}

const stray = (): Error => new Error('changes do not belong to this document');

function edit(
  value: Json | undefined,
  path: Path,
  depth: number,
  change: (value: Json | undefined) => Json | undefined,
): Json {
  if (depth === path.length) return change(value) as Json;
  const key = path[depth];
  if (Array.isArray(value) && typeof key === 'number' && key in value)
    return value.with(key, edit(value[key], path, depth + 1, change));
  if (!isPlain(value) || typeof key !== 'string') throw stray();
  const last = depth === path.length - 1;
  if (!last && !Object.hasOwn(value, key)) throw stray();
  const next = edit(own(value, key), path, depth + 1, change);
  // Entries are rebuilt so that a key named "__proto__" is a key like any other.
  const entries = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(next === undefined ? entries : [...entries, [key, next]]);
}
