/** Paints the skin's picture: an even tone, a face where there is one, and underwear. */

import type { FigureStyle } from '../../../../contract/figure-style.ts';
import { averageShape, type ParametricBody } from '../../../body/index.ts';
import { byteRaster, type Raster } from '../../../image/raster.ts';
import { encodeLinear, LINEAR } from '../../../mesh/texture.ts';
import { armShares } from '../../../studio/wearer.ts';

type Rgb = readonly [number, number, number];

/** Linear RGB reflectance. */
export const TONES: Record<FigureStyle['skin'], Rgb> = {
  stone: [0.52, 0.5, 0.48],
  fair: [0.66, 0.47, 0.38],
  light: [0.58, 0.38, 0.285],
  olive: [0.45, 0.285, 0.19],
  tan: [0.335, 0.19, 0.115],
  brown: [0.2, 0.105, 0.062],
  deep: [0.092, 0.048, 0.03],
};
/** Cloth of the underwear: neutral, lighter than dark skin and darker than stone. */
const CLOTH: Record<'stone' | 'skin', Rgb> = { stone: [0.36, 0.348, 0.335], skin: [0.5, 0.475, 0.45] };
/** Pixels along a side: about 2 mm each. */
const SIZE = 1024;
/** How much of a photographed face's light and dark is kept. */
const FACE = 0.75;
/** Width of an elastic, metres. */
const ELASTIC = 0.012;
/** Pixels painted beyond the border of each part, so that none shows the ground between them. */
const BLEED = 6;

/** Heights on the average body of a sex, metres. */
interface Levels {
  bust: number;
  underbust: number;
  hipJoint: number;
  crotch: number;
  /** Half the width at the hips. */
  half: number;
}

/** Where each pixel of the skin's picture is on the average body at rest. */
interface Chart {
  /** Metres, three numbers a pixel. */
  positions: Float32Array;
  /** How much of it moves with an arm, 0..1. */
  arm: Float32Array;
  /** 1 where there is skin. */
  there: Uint8Array;
  levels: Levels;
}

const charts = new WeakMap<ParametricBody, Map<number, Chart>>();

function chartOf(body: ParametricBody, sex: 0 | 1): Chart {
  const made = charts.get(body) ?? new Map<number, Chart>();
  charts.set(body, made);
  const chart = made.get(sex) ?? makeChart(body, sex);
  made.set(sex, chart);
  return chart;
}

function makeChart(body: ParametricBody, sex: 0 | 1): Chart {
  const rest = body.shape(averageShape(sex));
  const { triangles, source, uvs } = body.skinTriangles;
  const share = armShares(body, body.asset.skin);
  const positions = new Float32Array(SIZE * SIZE * 3);
  const arm = new Float32Array(SIZE * SIZE);
  const there = new Uint8Array(SIZE * SIZE);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const [ax, ay] = [uvs[a * 2] * SIZE, uvs[a * 2 + 1] * SIZE];
    const [bx, by] = [uvs[b * 2] * SIZE, uvs[b * 2 + 1] * SIZE];
    const [cx, cy] = [uvs[c * 2] * SIZE, uvs[c * 2 + 1] * SIZE];
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (Math.abs(area) < 1e-9) continue;
    const corners = [source[a], source[b], source[c]];
    const x0 = Math.max(0, Math.floor(Math.min(ax, bx, cx) - 1));
    const x1 = Math.min(SIZE - 1, Math.ceil(Math.max(ax, bx, cx) + 1));
    const y0 = Math.max(0, Math.floor(Math.min(ay, by, cy) - 1));
    const y1 = Math.min(SIZE - 1, Math.ceil(Math.max(ay, by, cy) + 1));
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const [px, py] = [x + 0.5, y + 0.5];
        const wb = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) / area;
        const wc = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / area;
        const wa = 1 - wb - wc;
        if (wa < -1e-6 || wb < -1e-6 || wc < -1e-6) continue;
        const i = y * SIZE + x;
        there[i] = 1;
        const weights = [wa, wb, wc];
        for (let k = 0; k < 3; k++) {
          const v = corners[k];
          for (let n = 0; n < 3; n++) positions[i * 3 + n] += weights[k] * rest.vertices[v * 3 + n];
          arm[i] += weights[k] * share[v];
        }
      }
  }
  const at = (name: string): number => body.restPoint(rest, name)[1];
  // levels of the average body follow its joints
  const hipJoint = at('upperleg01.L');
  const neck = at('neck01');
  let half = 0;
  for (let v = 0; v < body.asset.skinCount; v++)
    if (Math.abs(rest.vertices[v * 3 + 1] - hipJoint) < 0.02)
      half = Math.max(half, Math.abs(rest.vertices[v * 3]));
  return {
    positions,
    arm,
    there,
    levels: {
      bust: hipJoint + 0.648 * (neck - hipJoint),
      underbust: hipJoint + 0.57 * (neck - hipJoint),
      hipJoint,
      crotch: hipJoint - 0.08,
      half,
    },
  };
}

/**
 * How far a place lies inside the underwear, metres, and how far from its elastics; negative outside.
 *
 * @param x, y, z on the average body at rest, metres
 */
function inUnderwear(
  sex: 0 | 1,
  { bust, underbust, hipJoint, crotch, half }: Levels,
  [x, y, z]: Rgb,
): { inside: number; elastic: number } {
  const aside = Math.min(1, Math.abs(x) / half);
  if (sex === 1) {
    // trunks
    const top = hipJoint + 0.045 - y;
    const leg = y - (crotch - 0.075);
    return { inside: Math.min(top, leg), elastic: top };
  }
  // briefs: the leg opens higher in front than behind
  const top = hipJoint + 0.03 + 0.012 * aside - y;
  const rise = z > 0 ? aside ** 1.15 : aside ** 2.1;
  const leg = (y - (crotch - 0.03) - rise * (hipJoint - 0.02 - crotch)) * 0.8;
  const briefs = Math.min(top, leg);
  // a band without straps: what is worn over it may have any neckline
  const upper = bust + 0.045 - 0.012 * (1 - aside) - y;
  const lower = y - (underbust - 0.022);
  const band = Math.min(upper, lower);
  return band > briefs ? { inside: band, elastic: Math.min(upper, lower) } : { inside: briefs, elastic: top };
}

/**
 * @param photo the skin's picture of the looks, for its face; left out for stone
 * @returns sRGB picture by the skin's texture coordinates
 */
export function paintSkin(
  body: ParametricBody,
  sex: 0 | 1,
  { skin, underwear }: Pick<FigureStyle, 'skin' | 'underwear'>,
  photo?: Raster<Uint8Array>,
): Raster<Uint8Array> {
  const { positions, arm, there, levels } = chartOf(body, sex);
  const out = byteRaster(SIZE, SIZE, 3);
  const tone = TONES[skin];
  const cloth = CLOTH[skin === 'stone' ? 'stone' : 'skin'];
  const face = photo && faceOf(photo);
  const colour = [0, 0, 0];
  for (let i = 0; i < there.length; i++) {
    for (let k = 0; k < 3; k++) colour[k] = tone[k];
    if (face) {
      const [x, y] = [(i % SIZE) + 0.5, Math.floor(i / SIZE) + 0.5];
      face(x / SIZE, y / SIZE, colour);
    }
    if (underwear && there[i] === 1 && arm[i] < 0.35) {
      const place: Rgb = [positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]];
      const { inside, elastic } = inUnderwear(sex, levels, place);
      const share = Math.min(1, Math.max(0, inside / 0.002 + 0.5));
      const dark = elastic < ELASTIC ? 0.86 : 1;
      if (share > 0) for (let k = 0; k < 3; k++) colour[k] += share * (cloth[k] * dark - colour[k]);
    }
    for (let k = 0; k < 3; k++) out.data[i * 3 + k] = encodeLinear(colour[k]);
  }
  bleed(out, there);
  return out;
}

/** The face's place in the skin's picture: middle and half sizes, shares of the picture; measured on the asset. */
const FACE_AT = { x: 0.885, y: 0.512, width: 0.115, height: 0.125 };

/** Multiplies a tone with what a photographed face has beyond its own mean. */
function faceOf({
  width,
  height,
  channels,
  data,
}: Raster<Uint8Array>): (u: number, v: number, colour: number[]) => void {
  const at = (u: number, v: number, k: number): number => {
    const x = Math.min(width - 1.001, Math.max(0, u * width - 0.5));
    const y = Math.min(height - 1.001, Math.max(0, v * height - 0.5));
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - i, y - j];
    const value = (dx: number, dy: number) => LINEAR[data[((j + dy) * width + i + dx) * channels + k]];
    return (
      (value(0, 0) * (1 - fx) + value(1, 0) * fx) * (1 - fy) +
      (value(0, 1) * (1 - fx) + value(1, 1) * fx) * fy
    );
  };
  const mean = [0, 0, 0];
  let count = 0;
  // cheeks and forehead, where there is nothing but skin
  for (let n = 0; n < 400; n++) {
    const u = FACE_AT.x + FACE_AT.width * 0.7 * ((n % 20) / 10 - 1);
    const v = FACE_AT.y + FACE_AT.height * 0.7 * (Math.floor(n / 20) / 10 - 1);
    for (let k = 0; k < 3; k++) mean[k] += at(u, v, k);
    count++;
  }
  return (u, v, colour) => {
    const r = Math.hypot((u - FACE_AT.x) / FACE_AT.width, (v - FACE_AT.y) / FACE_AT.height);
    const share = FACE * Math.min(1, Math.max(0, (1 - r) / 0.3));
    if (share === 0) return;
    for (let k = 0; k < 3; k++) {
      const by = at(u, v, k) / (mean[k] / count);
      colour[k] *= 1 + share * (Math.min(1.25, by) - 1);
    }
  };
}

/** Lets colours run over the borders of painted places. */
function bleed({ data }: Raster<Uint8Array>, there: Uint8Array): void {
  const done = Uint8Array.from(there);
  for (let round = 0; round < BLEED; round++) {
    const next: number[] = [];
    for (let i = SIZE; i < done.length - SIZE; i++) {
      if (done[i] === 1) continue;
      const from = [i - 1, i + 1, i - SIZE, i + SIZE].find((j) => done[j] === 1);
      if (from === undefined) continue;
      for (let k = 0; k < 3; k++) data[i * 3 + k] = data[from * 3 + k];
      next.push(i);
    }
    for (const i of next) done[i] = 1;
  }
}
