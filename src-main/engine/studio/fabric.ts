/** Fabrics: what cloth looks like spread out, drawn point by point from a description. */

import type { MaterialName } from '../domain/garment3d.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import { makeTexture, type Texture } from '../mesh/texture.ts';
import { type Motif, motifDistance } from './lettering.ts';
import { lattice, NoiseRows } from './noise.ts';

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

/** 1 inside, 0 outside an edge at distance 0, a texel soft. */
const inside = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance / 0.001));

/** Position within a repeat, -0.5..0.5. */
const within = (x: number): number => x - Math.round(x);

/** Colour of the cloth without its threads at (x, y) metres, written to `out`. */
function dye(f: Fabric, garden: Garden | undefined, x: number, y: number, out: Float64Array): void {
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
      if (garden) flowers(f, garden, x, y, ink);
      break;
    default:
  }
  if (f.motif) ink(f.inks[0], inside(motifDistance(f.motif, x, y)));
}

/** Places of the flowers on a jittered grid that covers the cloth. */
interface Garden {
  /** Half the number of rows and columns of the grid. */
  reach: number;
  /** Five numbers a flower: middle x and y, radius (metres), turn (radians) and a number 0..1 that chooses its petals. */
  flowers: Float64Array;
}

function plant(f: Fabric): Garden {
  const p = f.pitch;
  const reach = Math.ceil(CLOTH_SIZE / p) + 2;
  const n = 2 * reach + 1;
  const all = new Float64Array(n * n * 5);
  for (let j = -reach, at = 0; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++, at += 5) {
      all[at] = (i + (j % 2 ? 0.5 : 0) + (lattice(i, j, f.seed) - 0.5) * 0.4) * p;
      all[at + 1] = (j + (lattice(i, j, f.seed + 1) - 0.5) * 0.4) * p;
      all[at + 2] = p * (0.2 + 0.16 * lattice(i, j, f.seed + 2));
      all[at + 3] = lattice(i, j, f.seed + 3) * 6.283;
      all[at + 4] = lattice(i, j, f.seed + 4);
    }
  }
  return { reach, flowers: all };
}

/** Nothing is inked farther than this outside a shape, metres: `inside` and a little. */
const EDGE = 0.00051;
/** Where the two leaves point, radians. */
const LEAVES = [0.4, 2.5];

/** Flowers of five petals with two leaves. */
function flowers(
  f: Fabric,
  garden: Garden,
  x: number,
  y: number,
  ink: (colour: Rgb, share: number) => void,
): void {
  const { reach, flowers: all } = garden;
  const leaf = f.inks[0];
  const heart = f.inks[1];
  const kinds = f.inks.length - 2;
  const j0 = Math.round(y / f.pitch);
  const i0 = Math.round(x / f.pitch);
  for (let j = j0 - 1; j <= j0 + 1; j++) {
    for (let i = i0 - 1; i <= i0 + 1; i++) {
      const at = ((j + reach) * (2 * reach + 1) + i + reach) * 5;
      const dx = x - all[at];
      const dy = y - all[at + 1];
      const r = all[at + 2];
      if (dx * dx + dy * dy > r * r * 5.77) continue;
      const d = Math.hypot(dx, dy);
      if (d > r * 2.4) continue;
      const a = Math.atan2(dy, dx) - all[at + 3];
      // the soft edge ends half a texel outside the shape
      const end = 1 + EDGE / (r * 0.3);
      if (d > r * (1.45 - 0.75 * end)) {
        for (const side of LEAVES) {
          const u = (d * Math.cos(a - side) - r * 1.45) / (r * 0.75);
          const v = (d * Math.sin(a - side)) / (r * 0.26);
          if (u * u + v * v < end * end) ink(leaf, inside((Math.hypot(u, v) - 1) * r * 0.3));
        }
      }
      if (d > r * 1.04 + EDGE) continue;
      const lobe = r * (0.62 + 0.42 * Math.abs(Math.cos(a * 2.5)));
      ink(f.inks[2 + (Math.floor(all[at + 4] * kinds) % kinds)], inside(d - lobe));
      ink(heart, inside(d - r * 0.28));
    }
  }
}

type Threads = readonly [perX: number, perY: number, seed: number];

/** Unevenness of the two sets of threads, bumps a metre across and down. */
const PLAIN_THREADS: readonly [Threads, Threads] = [
  [1200, 300, 0],
  [300, 1200, 5],
];
const THREADS: Partial<Record<Pattern, readonly [Threads, Threads]>> = {
  // white weft shows between slubs that run along the warp, and patches that wear has faded
  denim: [
    [900, 45, 0],
    [7, 4, 3],
  ],
  melange: [
    [260, 900, 0],
    [90, 400, 1],
  ],
};

/** Threads: what makes a plain colour look like cloth. */
class Weave {
  private readonly pattern: Pattern;
  private readonly xs: Float64Array;
  private readonly cloud: NoiseRows;
  private readonly one: NoiseRows;
  private readonly two: NoiseRows;
  private y = 0;

  /** For texels at `xs` metres. */
  constructor(f: Fabric, xs: Float64Array) {
    const rows = (perX: number, perY: number, seed: number): NoiseRows =>
      new NoiseRows(xs, perX, perY, f.seed + seed);
    this.pattern = f.pattern;
    this.xs = xs;
    this.cloud = rows(60, 60, 9);
    const [one, two] = THREADS[f.pattern] ?? PLAIN_THREADS;
    this.one = rows(...one);
    this.two = rows(...two);
  }

  /** Goes to the row at `y` metres. */
  row(y: number): void {
    this.y = y;
    this.cloud.row(y);
    this.one.row(y);
    this.two.row(y);
  }

  /** Factor of the cloth's colour at texel `i` of the row. */
  at(i: number): number {
    const { one, two } = this;
    const shade = 1 + 0.03 * (this.cloud.at(i) - 0.5);
    switch (this.pattern) {
      case 'denim': {
        const twill = Math.sin((this.xs[i] + this.y) * 2200) * 0.04;
        return shade + ((one.at(i) - 0.5) * 0.3 + twill + (two.at(i) - 0.5) * 0.22);
      }
      case 'knit': {
        const rib = Math.abs(within(this.xs[i] / 0.0042));
        const stitch = Math.sin((this.y / 0.0036 + rib * 2) * 6.283);
        return shade + (0.1 * stitch * (0.5 - rib) - 0.28 * Math.max(0, rib - 0.3));
      }
      case 'melange':
        return shade + (0.34 * (one.at(i) - 0.5) + 0.12 * (two.at(i) - 0.5));
      default:
        return shade + (0.05 * (one.at(i) - 0.5) + 0.05 * (two.at(i) - 0.5));
    }
  }
}

/** The fabric as a picture of CLOTH_SIZE metres a side; cloth coordinate (0, 0) is a quarter down its middle. */
export function drawFabric(fabric: Fabric, texels = TEXELS): Raster<Uint8Array> {
  const data = new Uint8Array(texels * texels * 3);
  const out = new Float64Array(3);
  const step = CLOTH_SIZE / texels;
  const xs = Float64Array.from({ length: texels }, (_, i) => (i + 0.5) * step - CLOTH_SIZE / 2);
  const weave = new Weave(fabric, xs);
  const garden = fabric.pattern === 'floral' ? plant(fabric) : undefined;
  for (let j = 0, at = 0; j < texels; j++) {
    const y = (j + 0.5) * step - CLOTH_SIZE / 4;
    weave.row(y);
    for (let i = 0; i < texels; i++, at += 3) {
      dye(fabric, garden, xs[i], y, out);
      const shade = weave.at(i);
      for (let k = 0; k < 3; k++) data[at + k] = Math.min(255, Math.max(0, out[k] * shade)) + 0.5;
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
