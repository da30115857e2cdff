/** Fabrics: what cloth looks like spread out, drawn point by point from a description. */

import type { MaterialName } from '../domain/garment3d.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import { makeTexture, type Texture } from '../mesh/texture.ts';
import { type Motif, motifDistance } from './lettering.ts';

export const PATTERNS = [
  'plain',
  'stripes',
  'pinstripes',
  'gingham',
  'glen check',
  'dots',
  'floral',
  'print',
  'denim',
  'knit',
  'melange',
] as const;
export type Pattern = (typeof PATTERNS)[number];

/** sRGB 0..255. */
export type Rgb = readonly [number, number, number];

export interface Fabric {
  pattern: Pattern;
  ground: Rgb;
  inks: readonly Rgb[];
  /** Repeat, metres. */
  pitch: number;
  /** Share of the repeat that is inked, 0..1. */
  fill: number;
  seed: number;
  material: MaterialName;
  motif?: Motif;
}

/** Side of the square of cloth a texture covers, metres; the pattern goes on by repetition beyond it. */
export const CLOTH_SIZE = 1.6;
/** Finest texture: a millimetre of cloth a texel. */
const TEXELS = 1536;

/** 0..1 for a lattice point. */
function lattice(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise 0..1 with one bump a unit. */
export function noise(x: number, y: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const fx = (x - i) ** 2 * (3 - 2 * (x - i));
  const fy = (y - j) ** 2 * (3 - 2 * (y - j));
  const a = lattice(i, j, seed);
  const b = lattice(i + 1, j, seed);
  const c = lattice(i, j + 1, seed);
  const d = lattice(i + 1, j + 1, seed);
  return a + (b - a) * fx + (c - a) * fy + (a - b - c + d) * fx * fy;
}

/** 1 inside, 0 outside an edge at distance 0, a texel soft. */
const inside = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance / 0.001));

/** Position within a repeat, -0.5..0.5. */
const within = (x: number): number => x - Math.round(x);

/** Colour of the cloth at (x, y) metres, written to `out`. */
function colourAt(f: Fabric, x: number, y: number, out: Float64Array): void {
  out[0] = f.ground[0];
  out[1] = f.ground[1];
  out[2] = f.ground[2];
  const ink = (colour: Rgb, share: number): void => {
    for (let k = 0; k < 3; k++) out[k] += (colour[k] - out[k]) * share;
  };
  const p = f.pitch;
  switch (f.pattern) {
    case 'stripes': {
      const i = Math.round(y / p);
      ink(
        f.inks[((i % f.inks.length) + f.inks.length) % f.inks.length],
        inside(Math.abs(within(y / p)) * p - (p * f.fill) / 2),
      );
      break;
    }
    case 'pinstripes':
      ink(f.inks[0], 0.85 * inside(Math.abs(within(x / p)) * p - 0.0009));
      break;
    case 'gingham':
      ink(f.inks[0], 0.5 * inside(Math.abs(within(x / p)) * p - p / 4));
      ink(f.inks[0], 0.5 * inside(Math.abs(within(y / p)) * p - p / 4));
      break;
    case 'glen check':
      for (const t of [x, y]) {
        ink(f.inks[0], 0.32 * inside(Math.abs(within(t / p)) * p - p * 0.18));
        ink(f.inks[1], 0.55 * inside(Math.abs(within(t / p + 0.5)) * p - Math.max(0.0012, p * 0.03)));
      }
      break;
    case 'dots': {
      const row = Math.round(y / (p * 0.5));
      const shift = row % 2 === 0 ? 0 : 0.5;
      const column = Math.round(x / p - shift);
      const d = Math.hypot(x - (column + shift) * p, y - row * p * 0.5);
      const n = f.inks.length;
      ink(f.inks[(((row + column) % n) + n) % n], inside(d - p * f.fill * 0.5));
      break;
    }
    case 'floral':
      flowers(f, x, y, ink);
      break;
    default:
  }
  if (f.motif) ink(f.inks[0], inside(motifDistance(f.motif, x, y)));
  weave(f, x, y, out);
}

/** Flowers of five petals with two leaves on a jittered grid. */
function flowers(f: Fabric, x: number, y: number, ink: (colour: Rgb, share: number) => void): void {
  const [leaf, heart, ...petals] = f.inks;
  const p = f.pitch;
  const j0 = Math.round(y / p);
  const i0 = Math.round(x / p);
  for (let j = j0 - 1; j <= j0 + 1; j++) {
    for (let i = i0 - 1; i <= i0 + 1; i++) {
      const cx = (i + (j % 2 ? 0.5 : 0) + (lattice(i, j, f.seed) - 0.5) * 0.4) * p;
      const cy = (j + (lattice(i, j, f.seed + 1) - 0.5) * 0.4) * p;
      const r = p * (0.2 + 0.16 * lattice(i, j, f.seed + 2));
      const turn = lattice(i, j, f.seed + 3) * 6.283;
      const d = Math.hypot(x - cx, y - cy);
      if (d > r * 2.4) continue;
      const a = Math.atan2(y - cy, x - cx) - turn;
      for (const side of [0.4, 2.5]) {
        const u = d * Math.cos(a - side) - r * 1.45;
        const v = d * Math.sin(a - side);
        ink(leaf, inside((Math.hypot(u / (r * 0.75), v / (r * 0.26)) - 1) * r * 0.3));
      }
      const lobe = r * (0.62 + 0.42 * Math.abs(Math.cos(a * 2.5)));
      const colour = petals[Math.floor(lattice(i, j, f.seed + 4) * petals.length) % petals.length];
      ink(colour, inside(d - lobe));
      ink(heart, inside(d - r * 0.28));
    }
  }
}

/** Threads: what makes a plain colour look like cloth. */
function weave(f: Fabric, x: number, y: number, out: Float64Array): void {
  let shade = 1 + 0.03 * (noise(x * 60, y * 60, f.seed + 9) - 0.5);
  if (f.pattern === 'denim') {
    // white weft shows between slubs that run along the warp
    const slub = noise(x * 900, y * 45, f.seed) - 0.5;
    const twill = Math.sin((x + y) * 2200) * 0.04;
    const fade = noise(x * 7, y * 4, f.seed + 3) - 0.5;
    shade += slub * 0.3 + twill + fade * 0.22;
  } else if (f.pattern === 'knit') {
    const rib = Math.abs(within(x / 0.0042));
    const stitch = Math.sin((y / 0.0036 + rib * 2) * 6.283);
    shade += 0.1 * stitch * (0.5 - rib) - 0.28 * Math.max(0, rib - 0.3);
  } else if (f.pattern === 'melange') {
    shade +=
      0.34 * (noise(x * 260, y * 900, f.seed) - 0.5) + 0.12 * (noise(x * 90, y * 400, f.seed + 1) - 0.5);
  } else {
    shade +=
      0.05 * (noise(x * 1200, y * 300, f.seed) - 0.5) + 0.05 * (noise(x * 300, y * 1200, f.seed + 5) - 0.5);
  }
  for (let k = 0; k < 3; k++) out[k] = Math.min(255, Math.max(0, out[k] * shade));
}

/** The fabric as a picture of CLOTH_SIZE metres a side; cloth coordinate (0, 0) is a quarter down its middle. */
export function drawFabric(fabric: Fabric, texels = TEXELS): Raster<Uint8Array> {
  const data = new Uint8Array(texels * texels * 3);
  const out = new Float64Array(3);
  const step = CLOTH_SIZE / texels;
  for (let j = 0, at = 0; j < texels; j++) {
    const y = (j + 0.5) * step - CLOTH_SIZE / 4;
    for (let i = 0; i < texels; i++, at += 3) {
      colourAt(fabric, (i + 0.5) * step - CLOTH_SIZE / 2, y, out);
      data[at] = out[0] + 0.5;
      data[at + 1] = out[1] + 0.5;
      data[at + 2] = out[2] + 0.5;
    }
  }
  return byteRaster(texels, texels, 3, data);
}

/** Texture of a fabric for pictures of that long side, pixels: twice as fine as they can show. */
export const fabricTexture = (fabric: Fabric, size: number): Texture =>
  makeTexture(drawFabric(fabric, Math.min(TEXELS, Math.max(256, size * 2))));

/** From cloth metres to texture coordinates. */
export const CLOTH_SCALE: readonly [number, number] = [1 / CLOTH_SIZE, 1 / CLOTH_SIZE];
export const CLOTH_SHIFT: readonly [number, number] = [0.5, 0.25];
