/** Seeded choices: the only source of chance in the studio. */

import { mulberry32 } from '../image/ops/signal.ts';

export interface Dice {
  /** Evenly from `low` to `high`. */
  between(low: number, high: number): number;
  /** Around `mean`, mostly within `spread`, never farther than twice that. */
  near(mean: number, spread: number): number;
  /** Whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Independent dice for one purpose: what is drawn there does not shift what is drawn here. */
  branch(name: string): Dice;
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

export function dice(seed: number): Dice {
  const next = mulberry32(seed);
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    between,
    near: (mean, spread) => mean + spread * (between(-1, 1) + between(-1, 1)),
    whole: (low, high) => low + Math.min(high - low, Math.floor(next() * (high - low + 1))),
    chance: (share) => next() < share,
    pick: (list) => list[Math.min(list.length - 1, Math.floor(next() * list.length))],
    branch: (name) => dice((Math.imul(seed, 0x9e3779b1) ^ hash(name)) >>> 0),
  };
}
