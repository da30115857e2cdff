/** Fit map: how much room a sewn garment leaves where fit is judged, and where its cloth is stretched. */

import type { Measurements } from '../../domain/body.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import type { ClothMaterial, FitMap, FitZone, SewnGarment, ZoneFit } from '../../domain/garment3d.ts';
import { THICKNESS } from '../sewing/drape.ts';
import type { DressForm } from '../sewing/form.ts';
import { lowestOf } from './hem.ts';

/** What a fit is judged from. */
export type FitBody = Pick<
  Measurements,
  'bustGirth' | 'waistGirth' | 'hipGirth' | 'upperArmGirth' | 'thighGirth' | 'shoulderWidth'
>;

export type WornGarment = Pick<SewnGarment, 'category' | 'panels' | 'panelOf' | 'flat' | 'seams' | 'mesh'>;

/**
 * Ease in centimetres at which a zone turns from tight to close, from close to regular and from regular to loose, for
 * cloth that does not give; patternmaking's minimum (for breathing and sitting), usual and generous ease.
 */
const LIMITS: Record<Exclude<FitZone, 'length'>, readonly [number, number, number]> = {
  bust: [2, 6, 16],
  waist: [1, 4, 18],
  hip: [2, 5, 16],
  upperArm: [1.5, 4, 12],
  thigh: [2, 5, 14],
  shoulder: [-1.5, 0, 4],
};
/** Height of the band whose cloth is measured, metres. */
const BAND = 0.03;
/** Cloth this close to the lower edge of its panel is hem, metres. */
const HEM = 0.025;

/** How far slack travels along a thread as the wearer moves, metres: a hand. */
const EVENED = 0.08;

const UPPER: readonly GarmentCategory[] = ['top', 'dress', 'jacket'];

/**
 * Verdict on an ease. Cloth that stretches is worn with less: its limits move down by the girth times half the strain that
 * is still comfortable.
 */
export function judgeEase(
  zone: Exclude<FitZone, 'length'>,
  easeCm: number,
  bodyCm: number,
  comfortStrain: number,
): ZoneFit['verdict'] {
  const give = zone === 'shoulder' ? 0 : 0.5 * comfortStrain * bodyCm;
  const [tight, close, regular] = LIMITS[zone];
  if (easeCm < tight - give) return 'tight';
  if (easeCm < close - give / 2) return 'close';
  return easeCm < regular ? 'regular' : 'loose';
}

/** Verdict on a hem by where it ends, as metres below (positive) its usual height. */
function judgeLength(below: number): ZoneFit['verdict'] {
  if (below < -0.12) return 'tight';
  if (below < -0.05) return 'close';
  return below < 0.08 ? 'regular' : 'loose';
}

/**
 * Ease by zone and stretch by vertex of a garment as it is worn.
 *
 * Girths of the garment are those of its flat panels at the cloth that lies at the body's level, so that folds and stretch do not
 * change them. `length` is how far the hem lies below the hip (tops and jackets), the knee (dresses and skirts) or the
 * ankle (trousers); shorts and garments without the zone leave it out.
 */
export function fitMap(
  garment: WornGarment,
  form: DressForm,
  body: FitBody,
  material: ClothMaterial,
): FitMap {
  const upper = UPPER.includes(garment.category);
  const zones: ZoneFit[] = [];
  const add = (zone: Exclude<FitZone, 'length'>, girth: number | null, bodyCm: number): void => {
    if (girth === null) return;
    const easeCm = girth * 100 - bodyCm;
    zones.push({ zone, easeCm, verdict: judgeEase(zone, easeCm, bodyCm, material.comfortStrain) });
  };
  const trunk = (name: string): boolean => !name.startsWith('sleeve');
  if (upper) {
    // where the armholes reach down to the bust, the tube of the garment begins below them
    const girths = [0, 0.02, 0.04, 0.06, 0.08].map((d) => girthAt(garment, trunk, form.bustY - d) ?? 0);
    const most = Math.max(...girths);
    add('bust', most > 0 ? most : null, body.bustGirth);
  }
  if (upper) add('waist', girthAt(garment, trunk, form.waistY), body.waistGirth);
  // above its waistband a lower garment has no cloth to be measured
  else if (reaches(garment, form.waistY - BAND)) add('waist', waistbandGirth(garment), body.waistGirth);
  add('hip', girthAt(garment, trunk, form.hipY), body.hipGirth);
  const arm = Math.max(...(['sleeveL', 'sleeveR'] as const).map((name) => sleeveGirth(garment, name)));
  if (arm > 0) add('upperArm', arm, body.upperArmGirth);
  if (garment.category === 'trousers' || garment.category === 'shorts') {
    const y = form.crotchY - 0.04;
    const right = girthAt(garment, (name) => name.endsWith('R'), y);
    const left = girthAt(garment, (name) => name.endsWith('L'), y);
    if (left !== null && right !== null) add('thigh', (left + right) / 2, body.thighGirth);
  }
  if (upper) add('shoulder', shoulderWidth(garment), body.shoulderWidth);
  const usual = usualHem(garment.category, form);
  if (usual !== null) {
    const { mesh, panels, panelOf } = garment;
    const below = usual - lowestOf(mesh, (i) => !panels[panelOf[i]].name.startsWith('sleeve'));
    zones.push({ zone: 'length', easeCm: below * 100, verdict: judgeLength(below) });
  }
  const strain = evened(girthStrain(garment), garment);
  const radii = radiiOf(garment, form, body);
  // cloth is held off the skin, around which it would be shorter
  const worn = strain.map((s, i) => Math.max(0, ((1 + s) * radii[i]) / (radii[i] + THICKNESS) - 1));
  return { zones, strain: worn.map((s) => s / material.comfortStrain) };
}

/**
 * Stretch of the cloth around body and limbs at every vertex, negative where it is slack: along the weft of the flat pieces,
 * which lie around the wearer. Along the warp cloth is stretched by its own weight, which is no tightness.
 */
export function girthStrain({ mesh, flat }: Pick<WornGarment, 'mesh' | 'flat'>): Float32Array {
  const { positions: p, triangles } = mesh;
  const sum = new Float64Array(p.length / 3);
  const area = new Float64Array(p.length / 3);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const [u1, v1] = [flat[b * 2] - flat[a * 2], flat[b * 2 + 1] - flat[a * 2 + 1]];
    const [u2, v2] = [flat[c * 2] - flat[a * 2], flat[c * 2 + 1] - flat[a * 2 + 1]];
    const turn = u1 * v2 - u2 * v1;
    if (Math.abs(turn) < 1e-12) continue;
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const weft = ((p[b * 3 + k] - p[a * 3 + k]) * v2 - (p[c * 3 + k] - p[a * 3 + k]) * v1) / turn;
      square += weft * weft;
    }
    const strain = Math.sqrt(square) - 1;
    for (const v of [a, b, c]) {
      sum[v] += strain * Math.abs(turn);
      area[v] += Math.abs(turn);
    }
  }
  return Float32Array.from(sum, (s, i) => (area[i] > 0 ? s / area[i] : 0));
}

/**
 * Strain after the wearer has moved: a thread that is slack in one place does not pull in another, for it slides around the
 * body until it is even (friction grows with tension and cannot hold a thread that has none). Strain spreads along the
 * weft and across seams over about EVENED metres; what is missing all around stays.
 */
function evened(strain: Float32Array, { mesh, flat, seams }: WornGarment): Float32Array {
  const { triangles } = mesh;
  const n = strain.length;
  // both ways of every edge, by how far it runs along the weft
  const ends: number[] = [];
  const weights: number[] = [];
  let step = 0;
  for (let t = 0; t < triangles.length; t++) {
    const [a, b] = [triangles[t], triangles[t % 3 === 2 ? t - 2 : t + 1]];
    const [du, dv] = [flat[b * 2] - flat[a * 2], flat[b * 2 + 1] - flat[a * 2 + 1]];
    ends.push(a, b);
    weights.push((du * du) ** 2 / Math.max(1e-12, (du * du + dv * dv) ** 2));
    step += Math.hypot(du, dv) / triangles.length;
  }
  for (let i = 0; i < seams.length; i += 2) {
    ends.push(seams[i], seams[i + 1]);
    weights.push(1);
  }
  // a walk of half steps along the weft
  const rounds = Math.round(2 * (EVENED / Math.max(step, 1e-3)) ** 2);
  let now = Float64Array.from(strain);
  for (let round = 0; round < rounds; round++) {
    const sum = new Float64Array(n);
    const weight = new Float64Array(n);
    for (let e = 0; e < weights.length; e++) {
      const [a, b, w] = [ends[e * 2], ends[e * 2 + 1], weights[e]];
      sum[a] += w * now[b];
      sum[b] += w * now[a];
      weight[a] += w;
      weight[b] += w;
    }
    now = now.map((v, i) => (weight[i] > 0 ? 0.5 * v + (0.5 * sum[i]) / weight[i] : v));
  }
  return Float32Array.from(now);
}

/** Radius of what each vertex lies around, metres: trunk, arm or leg as if round. */
function radiiOf(
  { panels, panelOf, mesh, category }: WornGarment,
  form: DressForm,
  body: FitBody,
): Float32Array {
  const legs = category === 'trousers' || category === 'shorts';
  const radius = (girthCm: number): number => girthCm / 100 / (2 * Math.PI);
  const [trunk, arm, thigh] = [body.waistGirth, body.upperArmGirth, body.thighGirth].map(radius);
  return Float32Array.from(panelOf, (panel, i) => {
    if (panels[panel].name.startsWith('sleeve')) return arm;
    return legs && mesh.positions[i * 3 + 1] < form.crotchY ? thigh : trunk;
  });
}

function reaches(garment: WornGarment, y: number): boolean {
  const p = garment.mesh.positions;
  for (let i = 1; i < p.length; i += 3) if (p[i] > y) return true;
  return false;
}

function usualHem(category: GarmentCategory, form: DressForm): number | null {
  const knee = (form.knee.L[1] + form.knee.R[1]) / 2;
  if (category === 'top' || category === 'jacket') return form.hipY;
  if (category === 'dress' || category === 'skirt') return knee;
  if (category === 'trousers') return (form.ankle.L[1] + form.ankle.R[1]) / 2;
  return null;
}

/**
 * Girth of the flat panels where the worn cloth lies at height y: for every panel the width of its outline at the mean flat
 * height of the cloth in a band there. Null where a panel does not reach, or only just: a hem is seldom level, and its outline has
 * rounded corners.
 */
function girthAt(garment: WornGarment, which: (name: string) => boolean, y: number): number | null {
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
function waistbandGirth({ mesh, flat, seams }: WornGarment): number | null {
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
function sleeveGirth(garment: WornGarment, name: string): number {
  const panel = garment.panels.find((p) => p.name === name);
  if (!panel) return 0;
  const low = Math.min(...panel.outline.map((p) => p.y));
  let most = 0;
  for (let y = low + 0.01; y < 0; y += 0.01) most = Math.max(most, widthAt(panel.outline, y));
  return most;
}

/** Distance over the back from one shoulder tip to the other. */
function shoulderWidth(garment: WornGarment): number | null {
  const back = garment.panels.find((p) => p.name === 'back');
  if (!back || !garment.panels.some((p) => p.name.startsWith('sleeve'))) return null;
  // the armholes narrow the back: its narrowest width above the underarm and below the shoulder tips
  const top = Math.max(...back.outline.map((p) => p.y));
  const widths: number[] = [];
  for (let y = top - 0.14; y < top - 0.04; y += 0.01) widths.push(widthAt(back.outline, y));
  return Math.max(...widths);
}
