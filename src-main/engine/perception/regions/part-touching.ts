/** Parting what touches: two garments that meet at a narrow place are cut apart there, where that is sure enough. */

import { connectedComponents } from '../../image/ops/components.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import type { Raster } from '../../image/raster.ts';
import { levels } from '../garment/backdrop.ts';
import { symmetry } from './symmetry.ts';

/** Half the width of the widest neck that parts, share of the picture's long side. */
const NECK = 0.02;
/** Least part, share of the piece. */
const PART = 0.22;
/** How different in colour two parts are (levels), or how alike each is to its own mirror image, to be two garments. */
const COLOUR = 40;
const SYMMETRY = 0.82;
/** Longest cut, share of the root of the smaller part's area. */
const CUT = 0.45;

/**
 * @param labels numbers of pieces by pixel
 * @returns the same with new numbers for what was parted, and which numbers those are
 */
export function partTouching(
  lab: Raster<Float32Array>,
  labels: Raster<Uint8Array>,
): { labels: Raster<Uint8Array>; parted: Set<number> } {
  const { width, height } = labels;
  const data = labels.data.slice();
  const parted = new Set<number>();
  let next = data.reduce((most, k) => Math.max(most, k), 0) + 1;
  const neck = Math.max(2, NECK * Math.max(width, height));
  for (let k = 1, count = next; k < count && next < 255; k++) {
    const outside = { width, height, channels: 1, data: data.map((v) => (v === k ? 0 : 1)) };
    const depth = distanceTo(outside);
    const core = { width, height, channels: 1, data: Uint8Array.from(depth, (d) => (d > neck ? 1 : 0)) };
    const whole = outside.data.reduce((sum, v) => sum + 1 - v, 0);
    const cores = connectedComponents(core, 4);
    // cores are thinner all round than what they are cores of
    const large = cores.area.flatMap((area, n) => (n > 0 && area > 0.4 * PART * whole ? [n] : []));
    if (large.length < 2) continue;
    const parts = grownParts(cores.labels, large, outside.data, width);
    if (!areGarments(lab, parts, large.length, whole)) continue;
    for (let i = 0; i < data.length; i++) if (parts[i] > 1) data[i] = next + parts[i] - 2;
    parted.add(k);
    for (let n = 1; n < large.length; n++) parted.add(next++);
  }
  return { labels: { width, height, channels: 1, data }, parted };
}

/** Grows the cores back through the piece, all at one pace: part per pixel, from 1; 0 outside. */
function grownParts(
  cores: Int32Array,
  large: readonly number[],
  outside: Uint8Array,
  width: number,
): Uint8Array {
  const parts = new Uint8Array(cores.length);
  let front: number[] = [];
  for (let i = 0; i < cores.length; i++) {
    const at = cores[i] ? large.indexOf(cores[i]) : -1;
    if (at < 0) continue;
    parts[i] = at + 1;
    front.push(i);
  }
  while (front.length > 0) {
    const next: number[] = [];
    for (const i of front) {
      const x = i % width;
      for (const j of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (j < 0 || j >= parts.length || parts[j] || outside[j]) continue;
        parts[j] = parts[i];
        next.push(j);
      }
    }
    front = next;
  }
  return parts;
}

/** Whether every part is a garment: large, cut off along a short line, and unlike its neighbours or the same on both sides. */
function areGarments(lab: Raster<Float32Array>, parts: Uint8Array, count: number, whole: number): boolean {
  const { width, height } = lab;
  const labelled = { width, height, channels: 1 };
  const area = new Float64Array(count + 1);
  const colour = Array.from({ length: count + 1 }, () => [0, 0, 0]);
  const cuts = new Map<string, { a: number; b: number; length: number }>();
  for (let i = 0; i < parts.length; i++) {
    const a = parts[i];
    if (!a) continue;
    area[a]++;
    for (let c = 0; c < 3; c++) colour[a][c] += lab.data[i * 3 + c];
    for (const j of [i + 1, i + width]) {
      const b = parts[j];
      if (!b || b === a) continue;
      const key = [a, b].sort().join();
      const cut = cuts.get(key) ?? { a, b, length: 0 };
      cut.length++;
      cuts.set(key, cut);
    }
  }
  for (let k = 1; k <= count; k++) {
    if (area[k] < PART * whole) return false;
    for (let c = 0; c < 3; c++) colour[k][c] /= area[k];
  }
  return [...cuts.values()].every(({ a, b, length }) => {
    if (length > CUT * Math.sqrt(Math.min(area[a], area[b]))) return false;
    const [p, q] = [colour[a], colour[b]];
    if (levels(p[0] - q[0], p[1] - q[1], p[2] - q[2]) >= COLOUR) return true;
    return [a, b].every((part) => symmetry({ ...labelled, data: parts }, part) >= SYMMETRY);
  });
}
