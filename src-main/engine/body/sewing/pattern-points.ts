/** Pattern points: where on the flat pieces the points lie that can be moved. */

import type { AlterationPoint } from '../../../contract/names.ts';
import type { GarmentCategory, GarmentLandmarkName } from '../../domain/garment.ts';
import type { FlatMap } from './flat-map.ts';
import type { Pattern, Point2 } from './piece.ts';

export interface PatternPoint {
  name: AlterationPoint;
  /** Piece it lies on. */
  panel: string;
  /** Flat, metres, y up. */
  at: Point2;
  /** Which way outwards is on the piece: along x, against it, or neither for points of the middle. */
  outwards: 1 | -1 | 0;
}

type Keys = Partial<Record<GarmentLandmarkName, Point2>>;

const SIDES = ['L', 'R'] as const;
const UPPER = ['collar', 'shoulder', 'armpit', 'waist', 'hip', 'hem'] as const;
const LEGS = ['waist', 'hip', 'legOuter', 'legInner'] as const;
const SKIRT = ['waist', 'hip', 'hem'] as const;

/** A hip nearer to waist or hem than this is no point of its own, metres. */
const APART = 0.05;

/** @param keys landmarks in the picture, armpits where the cut has them */
export function patternPoints(
  category: GarmentCategory,
  pattern: Pattern,
  map: FlatMap,
  keys: Keys,
): PatternPoint[] {
  const has = (name: string) => pattern.pieces.some((piece) => piece.name === name);
  const frontOf = (s: 'L' | 'R') => (has('front') ? 'front' : `front${s}`);
  const legs = category === 'trousers' || category === 'shorts';
  const points: PatternPoint[] = [];
  const put = (name: AlterationPoint & GarmentLandmarkName, panel: string, outwards: 1 | -1 | 0): void => {
    const at = keys[name];
    if (at) points.push({ name, panel, at: map.toFlat(at), outwards });
  };
  const isBeside = (name: 'hip', ...others: ('waist' | 'hem')[]): boolean =>
    SIDES.some((s) => {
      const at = keys[`${name}${s}`];
      return others.some((other) => {
        const next = keys[`${other}${s}`];
        return at && next && Math.abs(map.plain.toFlat(at).y - map.plain.toFlat(next).y) < APART;
      });
    });
  const straps = has('strapL');
  // off-shoulder edges lie where the wearer's arms have them
  const bare = pattern.pieces.some(
    ({ name, edges }) => name.startsWith('sleeve') && edges.some((edge) => edge.name === 'top'),
  );
  const parts = legs ? LEGS : category === 'skirt' ? SKIRT : UPPER;
  for (const part of parts) {
    if ((part === 'collar' || part === 'shoulder') && (straps || bare)) continue;
    if (part === 'armpit' && bare) continue;
    if (part === 'hip' && isBeside('hip', 'waist', 'hem')) continue;
    for (const s of SIDES) put(`${part}${s}`, frontOf(s), s === 'R' ? 1 : -1);
  }
  if (legs) {
    const crotch = keys.crotch && map.toFlat(keys.crotch);
    if (crotch) points.push({ name: 'crotch', panel: 'frontR', at: { x: 0, y: crotch.y }, outwards: 0 });
    return points;
  }
  if (has('front')) put('hemC', 'front', 0);
  const neck = pattern.pieces
    .find(({ name }) => name === 'front')
    ?.edges.find(({ name }) => name === 'neck')?.points;
  if (category !== 'skirt' && neck && neck.length > 2) {
    const lowest = neck.reduce((low, p) => (p.y < low.y ? p : low));
    points.push({ name: 'neck', panel: 'front', at: lowest, outwards: 0 });
  }
  for (const s of SIDES) {
    const sleeve = pattern.pieces.find(({ name }) => name === `sleeve${s}`);
    const cuff = sleeve?.edges.find(({ name }) => name === 'cuff')?.points.at(-1);
    if (cuff) points.push({ name: `cuff${s}`, panel: `sleeve${s}`, at: cuff, outwards: 1 });
  }
  return points;
}
