/** Likeness: embeddings kept beside the catalog, the nearest found exactly, and nothing lost that cannot be made again. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';
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
  const index = likeness.writable('', 'one', WIDTH)!;
  // another model's points lie among them in the tables
  const other = likeness.writable('other', 'two', WIDTH)!;
  const all = Array.from({ length: 300 }, (_, n) => ({ id: `g${n}`, at: unit(n) }));
  for (const { id, at } of all) {
    index.put(id, { source: id, seen }, at);
    other.put(id, { source: `other ${id}`, seen: {} }, unit(0.5));
  }
  const asked = unit(1000.5);
  const product = (at: number[]): number => at.reduce((sum, v, k) => sum + v * asked[k], 0);
  const wanted = [...all].sort((a, b) => product(b.at) - product(a.at)).slice(0, 10);
  const found = index.near(asked, 10);
  expect(found.map(({ garmentId }) => garmentId)).toEqual(wanted.map(({ id }) => id));
  for (const [k, one] of found.entries()) expect(one.product).toBeCloseTo(product(wanted[k].at), 5);
  // among a few that lie far apart, too
  const few = new Set(['g1', 'g50', 'g299', 'not here']);
  const among = all.filter(({ id }) => few.has(id)).sort((a, b) => product(b.at) - product(a.at));
  expect(index.near(asked, 2, few).map(({ garmentId }) => garmentId)).toEqual(
    among.slice(0, 2).map(({ id }) => id),
  );
  expect(index.of('g3')).toEqual({ source: 'g3', seen });
  expect(other.of('g3')).toEqual({ source: 'other g3', seen: {} });
  expect([...index.embeddingOf('g3')!]).toEqual([...Float32Array.from(unit(3))]);
  expect([index.size, other.size]).toEqual([300, 300]);
  likeness.close();
});

it('replaces what it knew, and forgets what is gone, with every model', () => {
  const place = folder();
  const likeness = new Likeness(place, false);
  const index = likeness.writable('', 'one', WIDTH)!;
  index.put('a', { source: 'old', seen }, unit(1));
  index.put('a', { source: 'new', seen }, unit(2));
  index.put('b', { source: 'b', seen }, unit(3));
  expect([...index.sources()]).toEqual([
    ['a', 'new'],
    ['b', 'b'],
  ]);
  const other = likeness.writable('other', 'two', 2)!;
  other.put('b', { source: 'b', seen }, [1, 0]);
  likeness.keepOnly(new Set(['a']));
  expect(index.near(unit(3), 5).map(({ garmentId }) => garmentId)).toEqual(['a']);
  expect(other.size).toBe(0);
  expect(() => index.put('c', { source: 'c', seen }, [1, 0])).toThrow();
  // an embedding of another model lies elsewhere
  expect(index.near([1, 0], 5)).toEqual([]);
  likeness.close();
});

it('keeps an index for each of the last models, and none of what a model was before', () => {
  const place = folder();
  const likeness = new Likeness(place, false);
  const keys = () => likeness.models().map(({ key }) => key);
  likeness.writable('', 'built-in 1', WIDTH)!.put('a', { source: 'a', seen }, unit(1));
  likeness.complete('built-in 1');
  likeness.writable('clip', 'clip 1', 4)!.put('a', { source: 'a', seen }, [1, 0, 0, 0]);
  expect(likeness.models()).toMatchObject([
    { name: 'clip', key: 'clip 1', width: 4, complete: false },
    { name: '', key: 'built-in 1', width: WIDTH, complete: true },
  ]);
  // going back needs no second look
  expect(likeness.writable('', 'built-in 1', WIDTH)!.of('a')?.source).toBe('a');
  expect(keys()).toEqual(['built-in 1', 'clip 1']);
  likeness.writable('clip', 'clip 2', 4);
  expect(keys()).toEqual(['clip 2', 'built-in 1']);
  expect(likeness.index('clip 1')).toBeUndefined();
  likeness.writable('third', 'third', 4);
  likeness.writable('fourth', 'fourth', 4);
  expect(keys()).toEqual(['fourth', 'third', 'clip 2']);
  likeness.close();
  const again = new Likeness(place, false);
  expect(again.models()[0]).toMatchObject({ name: 'fourth', width: 4 });
  // what was dropped begins anew
  expect(again.writable('', 'built-in 1', WIDTH)!.size).toBe(0);
  again.close();
});

it('takes over what a file of the version before knows', () => {
  const place = folder();
  const db = new Sqlite(join(place, 'knowledge.db'));
  db.loadExtension(getLoadablePath());
  db.exec(`CREATE TABLE model (key TEXT NOT NULL, width INTEGER NOT NULL);
    CREATE TABLE garments (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, seen TEXT NOT NULL);
    CREATE VIRTUAL TABLE vectors USING vec0(embedding float[${WIDTH}]);
    INSERT INTO model VALUES ('one', ${WIDTH});
    PRAGMA user_version = 1;`);
  for (const n of [1, 2]) {
    db.prepare('INSERT INTO garments VALUES (?, ?, ?, ?)').run(
      n,
      `g${n}`,
      `source ${n}`,
      JSON.stringify(seen),
    );
    db.prepare('INSERT INTO vectors (rowid, embedding) VALUES (?, ?)').run(
      BigInt(n),
      Buffer.from(Float32Array.from(unit(n)).buffer),
    );
  }
  db.close();
  const likeness = new Likeness(place, false);
  expect(likeness.models()).toMatchObject([{ name: '', key: 'one', width: WIDTH }]);
  const index = likeness.index('one')!;
  expect(index.of('g2')).toEqual({ source: 'source 2', seen });
  expect(index.near(unit(2), 1)[0]).toMatchObject({ garmentId: 'g2', product: expect.closeTo(1, 5) });
  index.put('g3', { source: 'three', seen }, unit(3));
  expect(index.size).toBe(3);
  likeness.close();
});

it('begins anew where its file is damaged, and only reads where another process writes', () => {
  const place = folder();
  expect(new Likeness(place, true).models()).toEqual([]);
  writeFileSync(join(place, 'knowledge.db'), 'no database');
  expect(new Likeness(place, true).index('one')).toBeUndefined();
  const likeness = new Likeness(place, false);
  likeness.writable('', 'one', WIDTH)!.put('a', { source: 'a', seen }, unit(1));
  const reader = new Likeness(place, true);
  expect(reader.index('one')!.near(unit(1), 3)[0]).toMatchObject({ garmentId: 'a' });
  expect(reader.writable('', 'two', 4)).toBeUndefined();
  expect(reader.index('one')!.size).toBe(1);
  reader.close();
  likeness.close();
});
