/** Colours of a garment: the few it consists of, by English name and value. */

import type { z } from 'zod';
import { COLOUR_NAMES, type ColourName } from '../../../contract/catalog/colours.ts';
import type { GarmentColour } from '../../../contract/catalog/garment.ts';
import type { Garment } from '../../domain/garment.ts';
import { ciede2000 } from '../../image/ops/ciede2000.ts';
import { labToRgbPixel, rgbToLab } from '../../image/ops/colour.ts';
import { labOfHex } from '../../image/ops/dye.ts';
import { resizeArea } from '../../image/ops/resize.ts';

type Colour = z.infer<typeof GarmentColour>;

/** Longest side of the picture looked at, pixels. */
const SIZE = 320;
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
/**
 * A fold's shadow is the same colour with less light: how much less it may have (linear light), of greys, which may as
 * well be another dye, and of others, and how far off it may lie (CIEDE2000).
 */
const SHADOW = { grey: 0.72, colour: 0.3, off: 9, chroma: 12 };
/** Part of a colour's pixels, by lightness, that tells what it is: neither in folds nor shining. */
const LIT = { from: 0.25, to: 0.75 };

/**
 * How the colours of the trade look in photographs of garments, sRGB: dyed cloth, lit as in a studio, is seldom as strong
 * as a colour chart. Where dyers agree on a name over a range it has several centres.
 */
const CENTRES: Readonly<Record<ColourName, string>> = {
  black: '#0e0e10 #1b1a1b #2a2a2b #2d2627',
  charcoal: '#3a3b3d #4a4b4e #474645',
  grey: '#6b6c6e #808285 #979899',
  'light grey': '#b4b6b8 #c8cacb #c9c6c3',
  white: '#f7f7f6 #ebebee #e4e8ef',
  ivory: '#f2ede1 #e8e3d8',
  cream: '#efe3c8 #e9dcc3',
  beige: '#d6c3a3 #dccfba #cbb492 #e1d7c8',
  taupe: '#8f8277 #a0948a #7c7167 #b3a89c',
  camel: '#b58a5b #a4764a #c49a6c',
  brown: '#6b4428 #7d5636 #5a4030',
  'dark brown': '#3c281d #2f211b',
  rust: '#a5502c #8a3f24 #99512f',
  terracotta: '#c8603c #cc5834 #b9694e',
  red: '#c4202e #d42a36 #b01c28',
  burgundy: '#6a1b2d #551926 #7e2a3a',
  coral: '#f0735e #e8685a #f58b78',
  orange: '#ec7a1c #f5822f #e0651f',
  peach: '#f5c3a2 #f0b795',
  mustard: '#cf9a2b #d8a233 #b98a2c',
  yellow: '#f2d33c #f4dc74 #f0e48a',
  olive: '#6d6b3a #5a5d40 #53584c #4a4d36 #787746',
  khaki: '#a39a70 #8f8762 #b5ab84',
  sage: '#9caf8c #a9b6a0 #84987a #b7c2ae',
  green: '#2f8a4a #4c9a4a #3f7d45',
  emerald: '#0f8f68 #149474 #177f63 #00755e',
  'dark green': '#1f4634 #16352a #2e4a3a',
  mint: '#aadfc6 #bfe6d2',
  teal: '#197a7d #1b5f66 #256b70',
  turquoise: '#3fc0c0 #5cc8cf',
  'light blue': '#a9cbe6 #c0d6ea #8fb6d9',
  blue: '#2f6fc0 #3a80cc #2a5fae',
  cobalt: '#2340a0 #2c3f92 #1c34b4',
  denim: '#4d6a8f #6c86a6 #445a78 #7d8ea3',
  navy: '#1d2744 #22283c #282a38 #16203a #0c1466',
  purple: '#6c3c8c #58237b #7a4a9e',
  plum: '#5a2a4d #4a2240',
  lavender: '#c3addb #b5a6dc #cfc3e6',
  mauve: '#9a7f93 #a98a9c',
  pink: '#f0a8bd #ea93ab #f4b9c6',
  blush: '#eccac4 #f0d5cf #e6bdb4',
  rose: '#c9707f #b8626f #cf8791',
  fuchsia: '#d6367f #b73c71 #e0408a',
};

type Lab = readonly [number, number, number];
const NAMED = COLOUR_NAMES.flatMap((name) =>
  CENTRES[name].split(' ').map((hex) => ({ name, at: labOfHex(hex) })),
);

const distance = (a: ArrayLike<number>, b: ArrayLike<number>, i = 0): number =>
  Math.hypot(LIGHTNESS * (a[i] - b[0]), a[i + 1] - b[1], a[i + 2] - b[2]);

/** The name whose centre is nearest by CIEDE2000, which weighs hue and strength of a colour as the eye does. */
export function colourNameOf([L, a, b]: Lab): ColourName {
  let least = Number.POSITIVE_INFINITY;
  let best: ColourName = 'grey';
  for (const { name, at } of NAMED) {
    const d = ciede2000(L, a, b, at[0], at[1], at[2]);
    if (d < least) {
      least = d;
      best = name;
    }
  }
  return best;
}

/**
 * Largest first. Centres are found one after another, each where most of what is left lies, then settled by a few
 * rounds of means: no randomness, so a garment always has the same colours.
 */
export function garmentColours({ rgb, alpha }: Pick<Garment, 'rgb' | 'alpha'>): Colour[] {
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
  const lit = litColours(all, pixels, centres);
  joinShadows(lit, shares);
  const byName = new Map<string, Colour>();
  for (const [k, centre] of lit.entries()) {
    const share = shares[k];
    if (share === 0) continue;
    const name = colourNameOf(centre);
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

/** Mean of the well-lit pixels of every colour. */
function litColours(all: Float32Array, pixels: readonly number[], centres: readonly number[][]): Lab[] {
  const members: number[][] = centres.map(() => []);
  for (const i of pixels) members[nearestOf(all, i, centres)].push(i);
  return members.map((own, k) => {
    own.sort((i, j) => all[i] - all[j]);
    const part = own.slice(Math.floor(LIT.from * own.length), Math.ceil(LIT.to * own.length));
    if (part.length === 0) return [centres[k][0], centres[k][1], centres[k][2]];
    const mean = (c: number): number => part.reduce((sum, i) => sum + all[i + c], 0) / part.length;
    return [mean(0), mean(1), mean(2)];
  });
}

/** Gives what lies in the shadow of a larger colour to that colour. */
function joinShadows(colours: readonly Lab[], shares: number[]): void {
  const order = [...colours.keys()].sort((i, j) => shares[i] - shares[j]);
  for (const k of order) {
    const lit = order.findLast((i) => shares[i] > shares[k] && isShadowOf(colours[k], colours[i]));
    if (lit === undefined) continue;
    shares[lit] += shares[k];
    shares[k] = 0;
  }
}

function isShadowOf(dark: Lab, lit: Lab): boolean {
  const light = luminanceOf(dark) / luminanceOf(lit);
  const least = Math.hypot(lit[1], lit[2]) < SHADOW.chroma ? SHADOW.grey : SHADOW.colour;
  if (light > 1 || light < least) return false;
  // with less light the cube roots of Lab shrink alike: so do a and b
  const root = Math.cbrt(light);
  return (
    ciede2000(dark[0], dark[1], dark[2], (lit[0] + 16) * root - 16, lit[1] * root, lit[2] * root) < SHADOW.off
  );
}

/** CIE Y of a Lab colour, 0..1, above its linear part. */
const luminanceOf = ([L]: Lab): number => ((L + 16) / 116) ** 3;

function nearestOf(all: Float32Array, i: number, centres: readonly number[][]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < centres.length; k++) {
    const d = distance(all, centres[k], i);
    if (d < least) {
      least = d;
      best = k;
    }
  }
  return best;
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
    const sum = sums[nearestOf(all, i, centres)];
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
