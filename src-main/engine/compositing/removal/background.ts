/** Backdrop: what is behind the person where clothes stuck out, continued from what can be seen of it. */

import { nearestIndex } from '../../image/ops/distance.ts';
import { diffuseFill } from '../../image/ops/fill.ts';
import { quantile } from '../../image/ops/signal.ts';
import { floatRaster } from '../../image/raster.ts';
import {
  averageCells,
  bits,
  blurField,
  cellColours,
  enlargedRows,
  grow,
  makeCells,
  type Size,
  shrink,
} from '../planes.ts';
import type { Scene } from '../scene.ts';
import type { OldGarment } from './old-garment.ts';

type Field = Size & { data: Float32Array };

/** The backdrop behind the removed clothes, drawn where it is asked for. Colours are 0..255, three channels. */
export interface Backdrop {
  /** Pixels of the scene that show it. */
  known: Uint8Array;
  /** Membrane at a quarter of the scene's size. */
  smooth: Field;
  /** What the membrane misses near the edge of the hole, at half the size. */
  missed: Field;
  /** Visible pixel whose fine texture is laid over each hidden one, or null where there is no texture to speak of. */
  mirror: Int32Array | null;
}

/** Spread of fine texture in levels above which it is continued; a studio wall is below. */
const TEXTURED = 3;

/** Pixels around the worn clothes whose backdrop may be asked for, and how far beyond them the edge counts. */
const MARGIN = 12;

/** Pixels that certainly show the backdrop, without the person's soft rim. */
function knownBackdrop(scene: Scene, old: OldGarment): Uint8Array {
  const clear = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++)
    clear[i] = scene.soft.person[i] < 0.02 && scene.labels[i] === 0 && !old.mask[i] ? 1 : 0;
  return shrink(scene, clear, 2);
}

/** Smooth backdrop, 0..255, three channels, a quarter of the scene's size: a membrane through pixels where `known` is set. */
export function smoothBackdrop(scene: Scene, known: Uint8Array, iterations: number): Field {
  const { w, h, colour, mass } = cellColours(scene, scene.rgb, known, 2);
  for (let i = 0; i < mass.length; i++) {
    const m = mass[i];
    if (m > 0) for (let c = 0; c < 3; c++) colour[i * 3 + c] /= m;
    // Only fully visible cells are centred where their colour was taken.
    mass[i] = m > 0.98 ? 1 : 0;
  }
  const filled = diffuseFill(floatRaster(w, h, 3, colour), floatRaster(w, h, 1, mass), iterations);
  return { w, h, data: filled.data };
}

/** Backdrop behind the removed clothes: the membrane plus what it misses near their edge, plus texture. */
export function inpaintBackdrop(scene: Scene, old: OldGarment): Backdrop {
  const { w, h } = scene;
  const known = knownBackdrop(scene, old);
  const smooth = smoothBackdrop(scene, known, 32);
  const rows = enlargedRows(smooth, scene, 4, 3);
  const { left, right, mix, line } = rows;
  // Only the rim of the hole is asked what the membrane misses; a few pixels tell the texture of the rest.
  const unknown = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++) unknown[i] = known[i] ^ 1;
  const rim = grow(scene, unknown, MARGIN);
  const cells = makeCells(scene, 1);
  const sample: number[] = [];
  for (let y = 0, i = 0; y < h; y++) {
    rows.at(y);
    for (let x = 0; x < w; x++, i++) {
      if (!known[i]) continue;
      const l = left[x];
      const r = right[x];
      if (i % 11 === 0)
        sample.push(Math.abs(scene.rgb[i * 3 + 1] - (line[l + 1] + (line[r + 1] - line[l + 1]) * mix[x])));
      if (!rim[i]) continue;
      const k = (y >> 1) * cells.w + (x >> 1);
      cells.mass[k]++;
      for (let c = 0; c < 3; c++)
        cells.colour[k * 3 + c] +=
          scene.rgb[i * 3 + c] - (line[l + c] + (line[r + c] - line[l + c]) * mix[x]);
    }
  }
  averageCells(cells, scene);
  // What the coarse membrane misses near the edge is carried a little way in.
  const missed = blurField(cells, cells.colour, 1.5, 3);
  const reach = blurField(cells, cells.mass, 1.5);
  for (let i = 0; i < reach.length; i++) for (let c = 0; c < 3; c++) missed[i * 3 + c] /= reach[i] + 0.02;
  const texture = sample.length > 20 ? quantile(sample, 0.8) : 0;
  return {
    known,
    smooth,
    missed: { w: cells.w, h: cells.h, data: missed },
    mirror: texture > TEXTURED ? mirrorSources(scene, known) : null,
  };
}

/** For every hidden pixel the visible one that lies as far beyond the nearest visible pixel; -1 elsewhere. */
function mirrorSources(scene: Scene, known: Uint8Array): Int32Array {
  const { w, h, n } = scene;
  const nearest = nearestIndex(bits({ w, h }, known));
  const out = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    if (known[i] || nearest[i] < 0) continue;
    const x = i % w;
    const y = (i - x) / w;
    const nx = nearest[i] % w;
    const ny = (nearest[i] - nx) / w;
    const sx = Math.min(w - 1, Math.max(0, 2 * nx - x));
    const sy = Math.min(h - 1, Math.max(0, 2 * ny - y));
    out[i] = known[sy * w + sx] ? sy * w + sx : nearest[i];
  }
  return out;
}

/**
 * Draws the backdrop of scene `from` at the pixels of scene `to` where `where` is set; 0..255, three channels, 0 elsewhere.
 */
export function drawBackdrop(backdrop: Backdrop, from: Scene, to: Scene, where: Uint8Array): Float32Array {
  const { known, smooth, missed, mirror } = backdrop;
  const out = new Float32Array(to.n * 3);
  const dx = to.box.x0 - from.box.x0;
  const dy = to.box.y0 - from.box.y0;
  const wide = enlargedRows(smooth, from, 4, 3);
  const near = enlargedRows(missed, from, 2, 3);
  const smoothAt = (x: number, y: number, c: number): number => {
    const sx = Math.min(smooth.w - 1, Math.max(0, (x + 0.5) / 4 - 0.5));
    const sy = Math.min(smooth.h - 1, Math.max(0, (y + 0.5) / 4 - 0.5));
    const kx = Math.min(Math.max(0, smooth.w - 2), Math.floor(sx));
    const ky = Math.min(Math.max(0, smooth.h - 2), Math.floor(sy));
    const right = Math.min(smooth.w - 1, kx + 1);
    const below = Math.min(smooth.h - 1, ky + 1);
    const at = (i: number, j: number): number => smooth.data[(j * smooth.w + i) * 3 + c];
    const top = at(kx, ky) + (at(right, ky) - at(kx, ky)) * (sx - kx);
    const bottom = at(kx, below) + (at(right, below) - at(kx, below)) * (sx - kx);
    return top + (bottom - top) * (sy - ky);
  };
  for (let y = 0, i = 0; y < to.h; y++) {
    let ready = false;
    for (let x = 0; x < to.w; x++, i++) {
      if (!where[i]) continue;
      const X = x + dx;
      const p = (y + dy) * from.w + X;
      const o = i * 3;
      if (known[p]) {
        out[o] = to.rgb[o];
        out[o + 1] = to.rgb[o + 1];
        out[o + 2] = to.rgb[o + 2];
        continue;
      }
      if (!ready) {
        wide.at(y + dy);
        near.at(y + dy);
        ready = true;
      }
      const a = wide.left[X];
      const b = wide.right[X];
      const l = near.left[X];
      const r = near.right[X];
      const s = mirror ? mirror[p] : -1;
      for (let c = 0; c < 3; c++) {
        let v =
          wide.line[a + c] +
          (wide.line[b + c] - wide.line[a + c]) * wide.mix[X] +
          near.line[l + c] +
          (near.line[r + c] - near.line[l + c]) * near.mix[X];
        if (s >= 0) {
          const sx = s % from.w;
          v += 0.9 * (from.rgb[s * 3 + c] - smoothAt(sx, (s - sx) / from.w, c));
        }
        out[o + c] = v;
      }
    }
  }
  return out;
}
