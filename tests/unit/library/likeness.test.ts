/** Likeness: embeddings kept beside the catalog, the nearest found exactly, and nothing lost that cannot be made again. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Likeness } from '../../../src-main/library/likeness.ts';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'toile-likeness-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});
const WIDTH = 8;
const unit = (seed: number): number[] => {
  const values = Array.from({ length: WIDTH }, (_, k) => Math.sin(seed * 7.3 + k * 1.7));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
};
const seen = { pattern: [{ value: 'dot', probability: 0.9 }] };

it('finds the very nearest, as a search through all of them does', () => {
  const likeness = new Likeness(folder(), false);
  likeness.use('one', WIDTH);
  const all = Array.from({ length: 300 }, (_, n) => ({ id: `g${n}`, at: unit(n) }));
  for (const { id, at } of all) likeness.put(id, { source: id, seen }, at);
  const asked = unit(1000.5);
  const product = (at: number[]): number => at.reduce((sum, v, k) => sum + v * asked[k], 0);
  const wanted = [...all].sort((a, b) => product(b.at) - product(a.at)).slice(0, 10);
  const found = likeness.near(asked, 10);
  expect(found.map(({ garmentId }) => garmentId)).toEqual(wanted.map(({ id }) => id));
  for (const [k, one] of found.entries()) expect(one.product).toBeCloseTo(product(wanted[k].at), 5);
  // among a few that lie far apart, too
  const few = new Set(['g1', 'g50', 'g299', 'not here']);
  const among = all.filter(({ id }) => few.has(id)).sort((a, b) => product(b.at) - product(a.at));
  expect(likeness.near(asked, 2, few).map(({ garmentId }) => garmentId)).toEqual(
    among.slice(0, 2).map(({ id }) => id),
  );
  expect(likeness.of('g3')).toEqual({ source: 'g3', seen });
  expect([...likeness.embeddingOf('g3')!]).toEqual([...Float32Array.from(unit(3))]);
  likeness.close();
});

it('replaces what it knew, forgets what is gone, and starts anew with another model', () => {
  const place = folder();
  const likeness = new Likeness(place, false);
  likeness.use('one', WIDTH);
  likeness.put('a', { source: 'old', seen }, unit(1));
  likeness.put('a', { source: 'new', seen }, unit(2));
  likeness.put('b', { source: 'b', seen }, unit(3));
  expect([...likeness.sources()]).toEqual([
    ['a', 'new'],
    ['b', 'b'],
  ]);
  likeness.keepOnly(new Set(['a']));
  expect(likeness.near(unit(3), 5).map(({ garmentId }) => garmentId)).toEqual(['a']);
  expect(() => likeness.put('c', { source: 'c', seen }, [1, 0])).toThrow();
  likeness.close();

  const again = new Likeness(place, false);
  expect(again.model).toBe('one');
  expect(again.of('a')?.source).toBe('new');
  again.use('two', 4);
  expect(again.sources().size).toBe(0);
  again.put('d', { source: 'd', seen }, [1, 0, 0, 0]);
  // an embedding of another model lies elsewhere
  expect(again.near(unit(1), 5)).toEqual([]);
  again.close();
});

it('begins anew where its file is damaged, and only reads where another process writes', () => {
  const place = folder();
  expect(new Likeness(place, true).near(unit(1), 3)).toEqual([]);
  writeFileSync(join(place, 'knowledge.db'), 'no database');
  expect(new Likeness(place, true).sources().size).toBe(0);
  const likeness = new Likeness(place, false);
  likeness.use('one', WIDTH);
  likeness.put('a', { source: 'a', seen }, unit(1));
  const reader = new Likeness(place, true);
  expect(reader.near(unit(1), 3)[0]).toMatchObject({ garmentId: 'a' });
  reader.use('two', 4);
  expect(reader.sources().size).toBe(1);
  reader.close();
  likeness.close();
});
