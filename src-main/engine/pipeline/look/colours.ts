/** Colours of a garment: the few it consists of, by English name and value. */

import type { z } from 'zod';
import type { GarmentColour } from '../../../contract/catalog/garment.ts';
import type { Garment } from '../../domain/garment.ts';
import { labToRgbPixel, rgbToLab, rgbToLabPixel } from '../../image/ops/colour.ts';
import { resizeArea } from '../../image/ops/resize.ts';

type Colour = z.infer<typeof GarmentColour>;

/** Longest side of the picture looked at, pixels. */
const SIZE = 160;
const INSIDE = 0.95;
/** CIE76 radius of one colour; lightness counts half, because folds and light change it. */
const NEAR = 14;
const LIGHTNESS = 0.5;
/** Colours below this share are trimmings. */
const LEAST = 0.06;
const MOST = 5;
const ROUNDS = 6;
/** Largest share of a colour that may be a blend of two others, and how far off their line it may lie (CIE76). */
const BLEND = { most: 0.15, off: 9 };

/** Names a boutique would use, by sRGB value (CSS Color 4 where it has them, usual trade names otherwise). */
const NAMES: Readonly<Record<string, string>> = {
  black: '#0e0e10',
  charcoal: '#3a3d42',
  grey: '#808285',
  'light grey': '#c4c6c8',
  white: '#f7f7f5',
  cream: '#efe6d2',
  beige: '#d6c3a3',
  camel: '#b58a5b',
  brown: '#6b4428',
  'dark brown': '#3c281d',
  rust: '#a5502c',
  red: '#c4202e',
  burgundy: '#6a1b2d',
  coral: '#f0735e',
  orange: '#ec7a1c',
  mustard: '#cf9a2b',
  yellow: '#f2d33c',
  olive: '#6d6b3a',
  khaki: '#a39a70',
  green: '#2f8a4a',
  'dark green': '#1f4634',
  mint: '#aadfc6',
  teal: '#197a7d',
  turquoise: '#3fc0c0',
  'light blue': '#a9cbe6',
  blue: '#2f6fc0',
  denim: '#4d6a8f',
  navy: '#1d2744',
  purple: '#6c3c8c',
  lilac: '#c3addb',
  pink: '#f0a8bd',
  'hot pink': '#e0408a',
};

const lab = (hex: string): [number, number, number] =>
  rgbToLabPixel(
    ...([1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as [number, number, number]),
  );
const NAMED = Object.entries(NAMES).map(([name, hex]) => ({ name, at: lab(hex) }));

const distance = (a: ArrayLike<number>, b: ArrayLike<number>, i = 0): number =>
  Math.hypot(LIGHTNESS * (a[i] - b[0]), a[i + 1] - b[1], a[i + 2] - b[2]);

function nameOf(colour: readonly number[]): string {
  return NAMED.reduce(
    (best, next) => {
      const d = Math.hypot(colour[0] - next.at[0], colour[1] - next.at[1], colour[2] - next.at[2]);
      return d < best.d ? { d, name: next.name } : best;
    },
    { d: Number.POSITIVE_INFINITY, name: 'grey' },
  ).name;
}

/**
 * Largest first. Centres are found one after another, each where most of what is left lies, then settled by a few
 * rounds of means: no randomness, so a garment always has the same colours.
 */
export function garmentColours({ rgb, alpha }: Garment): Colour[] {
  const scale = Math.min(1, SIZE / Math.max(rgb.width, rgb.height));
  const width = Math.max(1, Math.round(rgb.width * scale));
  const height = Math.max(1, Math.round(rgb.height * scale));
  const all = rgbToLab(resizeArea(rgb, width, height)).data;
  const cover = resizeArea(alpha, width, height).data;
  const pixels: number[] = [];
  for (let i = 0; i < cover.length; i++) if (cover[i] >= INSIDE) pixels.push(i * 3);
  if (pixels.length === 0) return [];
  const centres = seedsOf(all, pixels);
  let shares = settle(all, pixels, centres);
  for (let round = 1; round < ROUNDS; round++) shares = settle(all, pixels, centres);
  dropBlends(centres, shares);
  const byName = new Map<string, Colour>();
  for (const [k, centre] of centres.entries()) {
    const share = shares[k];
    const name = nameOf(centre);
    const known = byName.get(name);
    if (known) known.share = Math.min(1, known.share + share);
    else byName.set(name, { name, hex: hexOf(centre), share });
  }
  const found = [...byName.values()].sort((a, b) => b.share - a.share);
  return found.filter(({ share }, index) => index === 0 || share >= LEAST).slice(0, MOST);
}

/** Where two colours of a fine pattern share pixels a third one shows between them: what it has goes to the nearer one. */
function dropBlends(centres: number[][], shares: number[]): void {
  for (let k = centres.length - 1; k >= 0; k--) {
    if (shares[k] > BLEND.most) continue;
    const between = centres.some((a, i) =>
      centres.some(
        (b, j) =>
          i < j &&
          i !== k &&
          j !== k &&
          Math.min(shares[i], shares[j]) > shares[k] &&
          onLine(centres[k], a, b),
      ),
    );
    if (!between) continue;
    const [lost] = centres.splice(k, 1);
    const [share] = shares.splice(k, 1);
    const nearest = centres.reduce(
      (best, c, i) => (distance(c, lost) < distance(centres[best], lost) ? i : best),
      0,
    );
    shares[nearest] += share;
  }
}

/** Whether `c` lies between `a` and `b`, away from both, in full CIE Lab. */
function onLine(c: readonly number[], a: readonly number[], b: readonly number[]): boolean {
  const length2 = a.reduce((sum, v, i) => sum + (b[i] - v) ** 2, 0);
  const t = a.reduce((sum, v, i) => sum + (c[i] - v) * (b[i] - v), 0) / Math.max(1, length2);
  if (t < 0.15 || t > 0.85) return false;
  return Math.hypot(...a.map((v, i) => c[i] - v - t * (b[i] - v))) < BLEND.off;
}

function seedsOf(all: Float32Array, pixels: readonly number[]): number[][] {
  const centres: number[][] = [];
  let left = [...pixels];
  while (centres.length < 8 && left.length > LEAST * 0.7 * pixels.length) {
    const cells = new Map<number, number[]>();
    for (const i of left) {
      const cell =
        (Math.round(all[i] / 16) << 16) +
        ((Math.round(all[i + 1] / 10) + 64) << 8) +
        Math.round(all[i + 2] / 10) +
        64;
      const members = cells.get(cell);
      if (members) members.push(i);
      else cells.set(cell, [i]);
    }
    let fullest: number[] = [];
    for (const members of cells.values()) if (members.length > fullest.length) fullest = members;
    const centre = [0, 1, 2].map((c) => fullest.reduce((sum, i) => sum + all[i + c], 0) / fullest.length);
    centres.push(centre);
    left = left.filter((i) => distance(all, centre, i) > NEAR);
  }
  return centres;
}

/** Moves every centre to the mean of what is nearest to it; returns their shares. */
function settle(all: Float32Array, pixels: readonly number[], centres: number[][]): number[] {
  const sums = centres.map(() => [0, 0, 0, 0]);
  for (const i of pixels) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [k, centre] of centres.entries()) {
      const d = distance(all, centre, i);
      if (d < least) {
        least = d;
        best = k;
      }
    }
    const sum = sums[best];
    for (let c = 0; c < 3; c++) sum[c] += all[i + c];
    sum[3]++;
  }
  for (const [k, sum] of sums.entries()) if (sum[3] > 0) centres[k] = sum.slice(0, 3).map((v) => v / sum[3]);
  return sums.map((sum) => sum[3] / pixels.length);
}

function hexOf([l, a, b]: readonly number[]): string {
  return `#${labToRgbPixel(l, a, b)
    .map((v) =>
      Math.round(Math.min(255, Math.max(0, v)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
