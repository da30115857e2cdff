/** Panel girth: how wide a sewn garment is around trunk and limbs, told by its flat pieces where their cloth is worn. */

import type { SewnGarment } from '../../domain/garment3d.ts';
import type { DressForm } from '../sewing/form.ts';

export type WornGarment = Pick<SewnGarment, 'category' | 'panels' | 'panelOf' | 'flat' | 'seams' | 'mesh'>;

/** Height of the band whose cloth is measured, metres. */
export const BAND = 0.03;
/** Cloth this close to the lower edge of its panel is hem, metres. */
const HEM = 0.025;
/** Where armholes reach down to the bust, the tube of a garment begins below them: metres below the bust. */
const BELOW_BUST = [0, 0.02, 0.04, 0.06, 0.08] as const;

/** Panels that go around the trunk. */
export const isTrunk = (name: string): boolean => !/^(sleeve|strap)/.test(name);

/** Girth of an upper garment at the bust, metres, and the height at which it is measured; null where it is no tube there. */
export function trunkAtBust(
  garment: WornGarment,
  { bustY }: Pick<DressForm, 'bustY'>,
): { girth: number; y: number } | null {
  let widest: { girth: number; y: number } | null = null;
  for (const below of BELOW_BUST) {
    const girth = girthAt(garment, isTrunk, bustY - below);
    if (girth !== null && girth > (widest?.girth ?? 0)) widest = { girth, y: bustY - below };
  }
  return widest;
}

/** Mean girth of both legs of trousers at height y, metres; null where they do not reach. */
export function legGirth(garment: WornGarment, y: number): number | null {
  const right = girthAt(garment, (name) => name.endsWith('R'), y);
  const left = girthAt(garment, (name) => name.endsWith('L'), y);
  return left === null || right === null ? null : (left + right) / 2;
}

/**
 * Girth of the flat panels where the worn cloth lies at height y: for every panel the width of its outline at the mean flat
 * height of the cloth in a band there. Null where a panel does not reach, or only just: a hem is seldom level, and its outline has
 * rounded corners.
 */
export function girthAt(garment: WornGarment, which: (name: string) => boolean, y: number): number | null {
  let girth = 0;
  for (const [index, panel] of garment.panels.entries()) {
    if (!which(panel.name)) continue;
    let sum = 0;
    let count = 0;
    for (let i = 0; i < garment.panelOf.length; i++) {
      if (garment.panelOf[i] !== index) continue;
      if (Math.abs(garment.mesh.positions[i * 3 + 1] - y) > BAND / 2) continue;
      sum += garment.flat[i * 2 + 1];
      count++;
    }
    if (count < 3) return null;
    const level = sum / count;
    if (level < Math.min(...panel.outline.map((p) => p.y)) + HEM) return null;
    girth += widthAt(panel.outline, level);
  }
  return girth > 0 ? girth : null;
}

/** Length of the upper free edge of the flat panels of a lower garment. */
export function waistbandGirth({ mesh, flat, seams }: WornGarment): number | null {
  const { positions, triangles } = mesh;
  const n = positions.length / 3;
  const sewn = new Uint8Array(n);
  for (const v of seams) sewn[v] = 1;
  const uses = new Map<number, number>();
  for (let t = 0; t < triangles.length; t++) {
    const [a, b] = [triangles[t], triangles[t % 3 === 2 ? t - 2 : t + 1]];
    const key = Math.min(a, b) * n + Math.max(a, b);
    uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  const heights = positions.filter((_, i) => i % 3 === 1);
  const [low, high] = [heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b))];
  let girth = 0;
  for (const [key, count] of uses) {
    const [a, b] = [Math.floor(key / n), key % n];
    if (count > 1 || (sewn[a] === 1 && sewn[b] === 1) || heights[a] < (low + high) / 2) continue;
    girth += Math.hypot(flat[a * 2] - flat[b * 2], flat[a * 2 + 1] - flat[b * 2 + 1]);
  }
  return girth > 0 ? girth : null;
}

/** Length of the level line at height y inside an outline. */
function widthAt(outline: readonly { x: number; y: number }[], y: number): number {
  const xs: number[] = [];
  for (let i = 0; i < outline.length; i++) {
    const a = outline[i];
    const b = outline[(i + 1) % outline.length];
    if (a.y <= y === b.y <= y) continue;
    xs.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
  }
  xs.sort((p, q) => p - q);
  let sum = 0;
  for (let i = 0; i + 1 < xs.length; i += 2) sum += xs[i + 1] - xs[i];
  return sum;
}

/** Girth of a sleeve a hand below its underarm, where the upper arm is measured; 0 without a sleeve. */
export function sleeveGirth(garment: WornGarment, name: string): number {
  const panel = garment.panels.find((p) => p.name === name);
  if (!panel) return 0;
  const low = Math.min(...panel.outline.map((p) => p.y));
  let most = 0;
  for (let y = low + 0.01; y < 0; y += 0.01) most = Math.max(most, widthAt(panel.outline, y));
  return most;
}

/** Distance over the back from one shoulder tip to the other. */
export function shoulderWidth(garment: WornGarment): number | null {
  const back = garment.panels.find((p) => p.name === 'back');
  if (!back || !garment.panels.some((p) => p.name.startsWith('sleeve'))) return null;
  // the armholes narrow the back: its narrowest width above the underarm and below the shoulder tips
  const top = Math.max(...back.outline.map((p) => p.y));
  const widths: number[] = [];
  for (let y = top - 0.14; y < top - 0.04; y += 0.01) widths.push(widthAt(back.outline, y));
  return Math.max(...widths);
}
