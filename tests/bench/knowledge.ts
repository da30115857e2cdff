/**
 * Speed of likeness among 100,000 garments, as JSON on standard output.
 *
 *   node tests/bench/knowledge.ts [--count N] [--searches N] [--out FILE]
 *
 * Seconds of filling the index, its size, and milliseconds of the exact search for the 24 and the 160 nearest (as many as a
 * search by words looks at), by the clock
 * and by processor time: median and 95th percentile. Every tenth answer is held against a search through all of them.
 */

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Likeness } from '../../src-main/library/likeness.ts';

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    searches: { type: 'string', default: '100' },
    out: { type: 'string' },
  },
});
const count = Math.max(100, Number(flags.count));
const searches = Math.max(10, Number(flags.searches));
/** Numbers of an embedding of the models that Toile comes with. */
const WIDTH = 192;
const NEAREST = 24;
const MANY = 160;

/** Uniform numbers -1..1 by mulberry32. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

function unit(next: () => number): Float32Array {
  const values = Float32Array.from({ length: WIDTH }, next);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

const round = (value: number): number => Math.round(value * 100) / 100;

function percentiles(times: number[]): { median: number; p95: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { median: at(0.5), p95: at(0.95) };
}

function timed<T>(work: () => T): { value: T; ms: number; cpuMs: number } {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const value = work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { value, ms, cpuMs: (user + system) / 1000 };
}

/** Ids of the nearest, by the product with every one. */
function nearestOf(asked: Float32Array, all: readonly Float32Array[]): string[] {
  const products = all.map((values, k) => ({
    k,
    product: values.reduce((sum, v, i) => sum + v * asked[i], 0),
  }));
  products.sort((a, b) => b.product - a.product);
  return products.slice(0, NEAREST).map(({ k }) => `g${k}`);
}

const folder = mkdtempSync(join(tmpdir(), 'toile-bench-'));
try {
  const likeness = new Likeness(folder, false);
  const index = likeness.writable('', 'bench', WIDTH)!;
  const next = numbers(7);
  const all = Array.from({ length: count }, () => unit(next));
  const seen = { pattern: [{ value: 'plain', probability: 0.9 }] };
  const filling = timed(() => {
    for (const [k, values] of all.entries()) index.put(`g${k}`, { source: `${k}`, seen }, [...values]);
  });
  index.near(unit(next), NEAREST);
  const few: { ms: number; cpuMs: number }[] = [];
  const many: { ms: number; cpuMs: number }[] = [];
  let checked = 0;
  for (let k = 0; k < searches; k++) {
    const asked = unit(next);
    const found = timed(() => index.near(asked, NEAREST));
    few.push(found);
    many.push(timed(() => index.near(asked, MANY)));
    if (k % 10 !== 0) continue;
    const wanted = nearestOf(asked, all);
    if (found.value.some(({ garmentId }, at) => garmentId !== wanted[at]))
      throw new Error('The search is not exact.');
    checked++;
  }
  likeness.close();
  const of = (times: typeof few) => ({
    wallMs: percentiles(times.map(({ ms }) => ms)),
    cpuMs: percentiles(times.map(({ cpuMs }) => cpuMs)),
  });
  const report = {
    count,
    width: WIDTH,
    fillSeconds: round(filling.ms / 1000),
    megabytes: round(statSync(join(folder, 'knowledge.db')).size / 1e6),
    searches,
    checked,
    [`nearest${NEAREST}`]: of(few),
    [`nearest${MANY}`]: of(many),
  };
  const text = `${JSON.stringify(report, undefined, 2)}\n`;
  process.stdout.write(text);
  if (flags.out) writeFileSync(flags.out, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
