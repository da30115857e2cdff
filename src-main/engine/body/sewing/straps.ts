/** Straps: found in the picture, cut as thin strips of their own and laid over the shoulders. */

import type { DistanceField } from '../../domain/body.ts';
import type { Garment } from '../../domain/garment.ts';
import type { FlatMap } from './flat-map.ts';
import { type DressForm, union } from './form.ts';
import { along, lengthOf, type Piece, type Point2, type Vec3 } from './piece.ts';
import { SIDES, type Side, sign, type UpperKeys } from './upper-keys.ts';

/** Widest strap over the width of the chest; what is wider is a shoulder. */
const WIDEST = 0.1;
/** Least length of a strap over the width of the chest. */
const SHORTEST = 0.1;
/** A strip that leaves the neckline nearer to the middle than this stands around the neck: a collar, metres. */
const COLLAR = 0.075;
/** Narrowest and widest strap that is cut, metres. */
const STRAP = [0.01, 0.03] as const;
/** Straps cross the shoulder no farther in and out than this, metres. */
const OVER_SHOULDER = [0.065, 0.105] as const;
/** Distance of a strap from the skin while it is sewn, metres. */
const CLOSE = 0.005;
/** A worn strap is adjusted to this share of its way over the shoulder. */
const ADJUSTED = 0.97;

export interface Strap {
  /** Where its inner edge leaves the neckline, garment pixels. */
  base: Point2;
  /** Width, metres. */
  width: number;
  /** Its inner edge from the base to its top in the picture, garment pixels. */
  rim: Point2[];
}

/** The straps of a garment, both or none; one that a sleeve hides is taken to be like the other. */
export function findStraps(garment: Garment, map: FlatMap, keys: UpperKeys): Record<Side, Strap> | null {
  const [L, R] = [strapOf(garment, map, keys, 'L'), strapOf(garment, map, keys, 'R')];
  const mirrored = ({ base, width, rim }: Strap): Strap => {
    const flip = (p: Point2): Point2 => ({ x: 2 * garment.axisX - p.x, y: p.y });
    return { base: flip(base), width, rim: rim.map(flip) };
  };
  if (L && R) return { L, R };
  if (L) return { L, R: mirrored(L) };
  return R ? { L: mirrored(R), R } : null;
}

/** Follows the neckline down from its end for as long as the cloth beside it is no wider than a strap. */
function strapOf(garment: Garment, map: FlatMap, keys: UpperKeys, side: Side): Strap | null {
  const { alpha, neckline, axisX } = garment;
  if (neckline.length < 3) return null;
  const out = sign(side);
  const chest = Math.abs(keys.armpit.R.x - keys.armpit.L.x);
  const rim = neckline.filter((p) => out * (p.x - axisX) > 0);
  if (side === 'L') rim.reverse();
  // from the middle of the neckline to the top of the strap; walked from the top
  const line = [...rim].reverse();
  const run = (p: Point2): number => {
    const row = Math.min(alpha.height - 1, Math.max(0, Math.round(p.y)));
    let x = Math.round(p.x);
    // the neckline runs along the cloth's edge: onto the cloth first
    for (let i = 0; i < 0.03 * chest && !(alpha.data[row * alpha.width + x] > 0.5); i++) x += out;
    let count = 0;
    while (x >= 0 && x < alpha.width && alpha.data[row * alpha.width + x] > 0.5) {
      count++;
      x += out;
    }
    return count;
  };
  const top = line[0];
  if (!top) return null;
  const lowest = Math.max(...line.map((p) => p.y));
  const widths: number[] = [];
  let base: Point2 | null = null;
  const step = Math.max(1, 0.01 * chest);
  for (let y = top.y + 0.03 * chest; y < lowest; y += step) {
    const at = crossing(line, y);
    if (!at) continue;
    const width = run(at);
    if (width > WIDEST * chest) {
      base = at;
      break;
    }
    widths.push(width);
  }
  if (!base || base.y - top.y < SHORTEST * chest || widths.length < 3) return null;
  if (Math.abs(map.toFlat(base).x) < COLLAR) return null;
  const usual = [...widths].sort((a, b) => a - b)[widths.length >> 1];
  const perPixel = Math.abs(map.toFlat({ x: base.x + 1, y: base.y }).x - map.toFlat(base).x);
  const bottom = base;
  return {
    base,
    width: Math.min(STRAP[1], Math.max(STRAP[0], usual * perPixel)),
    rim: [base, ...line.filter((p) => p.y < bottom.y).reverse()],
  };
}

/** Where a line that starts at the top first reaches row y. */
function crossing(line: readonly Point2[], y: number): Point2 | null {
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (a.y <= y && b.y > y) return { x: a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x), y };
  }
  return null;
}

/**
 * Strips from front to back, as long as the way over the wearer's shoulders. `front` and `back` say where the middle of
 * each strap's ends is held while it is sewn.
 */
export function strapPieces(
  straps: Record<Side, Strap>,
  map: FlatMap,
  form: DressForm,
  front: Record<Side, Vec3>,
  back: Record<Side, Vec3>,
): Piece[] {
  const solid = union([form.torso, form.arms.L, form.arms.R]);
  return SIDES.map((s) => {
    const { width, rim } = straps[s];
    const way = overShoulder(solid, front[s], back[s]);
    const steps = way
      .slice(1)
      .map((p, i) => Math.hypot(...([0, 1, 2] as const).map((k) => p[k] - way[i][k])));
    const total = steps.reduce((sum, l) => sum + l, 0);
    const length = ADJUSTED * total;
    const half = width / 2;
    const at = (t: number): Vec3 => {
      let left = Math.min(1, Math.max(0, t)) * total;
      let i = 0;
      while (i < steps.length - 1 && left > steps[i]) left -= steps[i++];
      const f = Math.min(1, left / Math.max(1e-9, steps[i]));
      const [a, b] = [way[i], way[i + 1]];
      return [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f];
    };
    const perPixel = lengthOf([map.toFlat(rim[0]), map.toFlat({ x: rim[0].x + 1, y: rim[0].y })]);
    return {
      name: `strap${s}`,
      edges: [
        {
          name: 'front',
          points: [
            { x: -half, y: 0 },
            { x: half, y: 0 },
          ],
        },
        {
          name: 'right',
          points: [
            { x: half, y: 0 },
            { x: half, y: length },
          ],
        },
        {
          name: 'back',
          points: [
            { x: half, y: length },
            { x: -half, y: length },
          ],
        },
        {
          name: 'left',
          points: [
            { x: -half, y: length },
            { x: -half, y: 0 },
          ],
        },
      ],
      facesOut: true,
      picture: 'front' as const,
      photo: (p: Point2) => {
        // the half that lies behind is like the half in front
        const t = 1 - Math.abs(2 * (p.y / length) - 1);
        const edge = along(rim, 0.9 * t);
        return { x: edge.x + (sign(s) * 0.8 * half + 0.3 * p.x) / perPixel, y: edge.y };
      },
      place: (p: Point2): Vec3 => {
        const [x, y, z] = at(p.y / length);
        return [x + p.x, y, z];
      },
      limb: 'torso' as const,
    };
  });
}

/** The way over a shoulder close to the skin. */
function overShoulder(solid: DistanceField, from: Vec3, to: Vec3): Vec3[] {
  const side = Math.sign(from[0]);
  const [least, most] = OVER_SHOULDER;
  const crossing = Math.min(most, Math.max(least, 0.9 * Math.abs(from[0])));
  const centre: Vec3 = [0, Math.min(from[1], to[1]), (from[2] + to[2]) / 2];
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, i): Vec3 => {
    if (i === 0) return from;
    if (i === steps) return to;
    const a = (i / steps) * Math.PI;
    const share = Math.sin(a);
    const end = Math.abs(i < steps / 2 ? from[0] : to[0]);
    const x = side * (end + (crossing - end) * share);
    const [dy, dz] = [Math.sin(a), Math.cos(a)];
    const r = wayOut(solid, [x, centre[1], centre[2]], [0, dy, dz]) + CLOSE;
    return [x, centre[1] + dy * r, centre[2] + dz * r];
  });
}

/** Distance from a point inside a solid to where a ray first leaves it, metres. */
function wayOut(solid: DistanceField, from: Vec3, dir: Vec3): number {
  const out = new Float64Array(4);
  let r = 0;
  for (let i = 0; i < 200 && r < 0.4; i++) {
    solid.sample(from[0] + dir[0] * r, from[1] + dir[1] * r, from[2] + dir[2] * r, out);
    if (out[0] >= 0) break;
    r += Math.max(5e-4, -out[0]);
  }
  return r;
}
