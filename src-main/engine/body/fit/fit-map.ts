/** Fit map: how much room a sewn garment leaves where fit is judged, and where its cloth is stretched. */

import type { Measurements } from '../../domain/body.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import type { ClothMaterial, FitMap, ZoneFit } from '../../domain/garment3d.ts';
import { THICKNESS } from '../sewing/drape.ts';
import type { DressForm } from '../sewing/form.ts';
import { bodyGirths } from './body-girths.ts';
import { lowestOf } from './hem.ts';
import {
  BAND,
  girthAt,
  isTrunk,
  legGirth,
  shoulderWidth,
  sleeveGirth,
  trunkAtBust,
  type WornGarment,
  waistbandGirth,
} from './panel-girth.ts';
import { type GirthZone, judgeEase } from './verdict.ts';

/** What a fit is judged from. */
export type FitBody = Pick<
  Measurements,
  | 'bustGirth'
  | 'waistGirth'
  | 'hipGirth'
  | 'upperArmGirth'
  | 'thighGirth'
  | 'kneeGirth'
  | 'calfGirth'
  | 'shoulderWidth'
>;

/** How far slack travels along a thread as the wearer moves, metres: a hand. */
const EVENED = 0.08;

const UPPER: readonly GarmentCategory[] = ['top', 'dress', 'jacket'];

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
  const add = (zone: GirthZone, girth: number | null, bodyCm: number): void => {
    if (girth === null) return;
    const easeCm = girth * 100 - bodyCm;
    zones.push({ zone, easeCm, verdict: judgeEase(zone, easeCm, bodyCm, material.comfortStrain) });
  };
  if (upper) add('bust', trunkAtBust(garment, form)?.girth ?? null, body.bustGirth);
  if (upper) add('waist', girthAt(garment, isTrunk, form.waistY), body.waistGirth);
  // above its waistband a lower garment has no cloth to be measured
  else if (reaches(garment, form.waistY - BAND)) add('waist', waistbandGirth(garment), body.waistGirth);
  add('hip', girthAt(garment, isTrunk, form.hipY), body.hipGirth);
  const arm = Math.max(...(['sleeveL', 'sleeveR'] as const).map((name) => sleeveGirth(garment, name)));
  if (arm > 0) add('upperArm', arm, body.upperArmGirth);
  if (garment.category === 'trousers' || garment.category === 'shorts') {
    const { knee, calf, thigh } = bodyGirths(form).levels;
    add('thigh', legGirth(garment, thigh), body.thighGirth);
    add('knee', legGirth(garment, knee), body.kneeGirth);
    add('calf', legGirth(garment, calf), body.calfGirth);
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
