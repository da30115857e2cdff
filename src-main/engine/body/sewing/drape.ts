/** Sews a pattern closed around a body and lets it fall into place. */

import type { DistanceField } from '../../domain/body.ts';
import type { ClothLayer, ClothMaterial } from '../../domain/garment3d.ts';
import { Cloth } from '../cloth/cloth.ts';
import type { Collider } from '../cloth/contact.ts';
import { type Attachment, type Band, Stitches } from '../cloth/stitches.ts';
import { armAxis, armRadii, SEWING_ARM_ANGLE } from './arm-tube.ts';
import { type DressForm, FORM_SIDES, type FormSide, limbField, signOf } from './form.ts';
import type { Pattern } from './piece.ts';
import { roomFor } from './room.ts';
import type { Sewing } from './stitch.ts';

export interface Draped {
  /** Metres, three numbers a vertex. */
  positions: Float64Array;
  /** Stretch of the cloth at every vertex, 0 where slack. */
  strain: Float32Array;
  /** Widest seam before its two sides became one, metres. */
  seamGap: number;
  /** Mean speed at the end, m/s. */
  speed: number;
}

/** Distance of cloth from skin, metres: its own thickness and what keeps triangles clear of round limbs. */
export const THICKNESS = 0.004;
/** Friction while a garment is put on: a wearer shrugs it into place. */
const SLIP = 0.03;
/** Least distance from the body in the end, metres. */
const CLEARANCE = 0.0008;
const CLOSING_FRAMES = 30;
const HANGING_FRAMES = 12;
const LOWERING_STEPS = 8;
const FRAMES_A_STEP = 3;
const SETTLING_FRAMES = 40;
/** Waistbands are held by springs of this compliance a vertex, m/N. */
const HOLD = 2e-3;

/** Drapes `sewing` on `form`, over the room that the garments beneath take. */
export function drape(
  pattern: Pattern,
  sewing: Sewing,
  form: DressForm,
  material: ClothMaterial,
  beneath: readonly ClothLayer[] = [],
): Draped {
  const pieceLimb = pattern.pieces.map((p) => p.limb);
  const meets = (test: (limb: (typeof pieceLimb)[number]) => boolean): Uint8Array =>
    Uint8Array.from(sewing.pieceOf, (p) => (test(pieceLimb[p]) ? 1 : 0));
  const upper = pieceLimb.includes('torso');
  const armMeets = {
    L: meets((limb) => limb === 'armL' || limb === 'torso'),
    R: meets((limb) => limb === 'armR' || limb === 'torso'),
  };
  const legMeets = meets((limb) => limb !== 'armL' && limb !== 'armR');
  const room = roomFor(beneath, form);
  const legs = { L: room.trunk(form.legs.L), R: room.trunk(form.legs.R) };
  const torso = room.trunk(form.torso);
  // the last one wins where two press on the cloth: the torso, so that nothing sinks into it
  const colliders = (arms: Record<FormSide, DistanceField> | null, friction?: number): Collider[] =>
    [
      ...(arms
        ? FORM_SIDES.map((s) => ({ field: room.arm(s, arms[s]), thickness: THICKNESS, meets: armMeets[s] }))
        : []),
      ...FORM_SIDES.map((s) => ({ field: legs[s], thickness: THICKNESS, meets: legMeets })),
      { field: torso, thickness: THICKNESS },
    ].map((collider) => ({ ...collider, friction }));
  const raised = (angle: number): Record<FormSide, DistanceField> => {
    const arm = (s: FormSide): DistanceField => limbField(...armAxis(form, s, angle), armRadii(form, s));
    return { L: arm('L'), R: arm('R') };
  };

  const open = new Cloth({ ...sewing, material });
  const stitches = new Stitches(sewing.seams, open.x);
  open.setColliders(colliders(upper ? raised(SEWING_ARM_ANGLE) : null, SLIP));
  const attachments = holds(pattern, sewing, open.x);
  const bands = bandsOf(pattern, sewing);
  for (let f = 0; f < CLOSING_FRAMES; f++) {
    stitches.close(Math.max(0, 1 - (f + 1) / (CLOSING_FRAMES - 8)));
    open.step({ substeps: 10, gravity: -1, stitches, attachments, damping: 8 });
  }
  const seamGap = stitches.widest(open.x);

  // from here on both sides of a seam are one
  const cloth = new Cloth({ ...sewing, positions: weld(open.x, sewing.particle), material });
  const settle = (
    frames: number,
    arms: Record<FormSide, DistanceField> | null,
    substeps: number,
    friction?: number,
  ): void => {
    cloth.setColliders(colliders(arms, friction));
    for (let f = 0; f < frames; f++) cloth.step({ substeps, attachments, bands });
  };
  settle(HANGING_FRAMES, upper ? raised(SEWING_ARM_ANGLE) : null, 12, SLIP);
  if (upper) {
    const hang = hangingAngle(form);
    for (let i = 1; i <= LOWERING_STEPS; i++) {
      const from = angleAt((i - 1) / LOWERING_STEPS, hang);
      const to = angleAt(i / LOWERING_STEPS, hang);
      for (const s of FORM_SIDES) carryAlong(cloth, sewing, pieceLimb, form, s, from[s], to[s]);
      cloth.setColliders(
        colliders(
          {
            L: limbField(...armAxis(form, 'L', to.L), armRadii(form, 'L')),
            R: limbField(...armAxis(form, 'R', to.R), armRadii(form, 'R')),
          },
          SLIP,
        ),
      );
      for (let f = 0; f < FRAMES_A_STEP; f++) cloth.step({ substeps: 12, attachments, damping: 6 });
    }
  }
  settle(SETTLING_FRAMES / 2, upper ? form.arms : null, 16, SLIP);
  settle(SETTLING_FRAMES / 2, upper ? form.arms : null, 20, SLIP);
  cloth.step({ substeps: 20, attachments, bands, average: true });
  const parts = [form.arms.L, form.arms.R, form.legs.L, form.legs.R, form.torso];
  if (beneath.length > 0) {
    makeRoom(
      cloth,
      [room.arm('L', form.arms.L), room.arm('R', form.arms.R), legs.L, legs.R, torso],
      CLEARANCE,
    );
  }
  clear(cloth, parts, CLEARANCE, sewing.triangles);
  clear(cloth, [...Object.values(form.exact.parts), form.exact.whole], CLEARANCE, sewing.triangles, parts);
  return {
    positions: cloth.x,
    strain: cloth.strain(),
    seamGap,
    speed: cloth.meanSpeed(),
  };
}

/**
 * Leads the last particles out of the body: between arm and trunk the press of both can hold one inside. With `near`, only
 * those that these fields see close to the skin are looked at.
 */
export function clear(
  cloth: Cloth,
  solids: readonly DistanceField[],
  distance: number,
  triangles: Uint32Array,
  near?: readonly DistanceField[],
): void {
  const out = new Float64Array(4);
  const { x, particle } = cloth;
  const close = (i: number): boolean =>
    !near ||
    near.some((field) => {
      field.sample(x[i * 3], x[i * 3 + 1], x[i * 3 + 2], out);
      return out[0] < 0.004 + distance;
    });
  const stuck: number[] = [];
  for (let i = 0; i < particle.length; i++) {
    if (particle[i] === i && close(i) && !leadOut(x, i, solids, distance)) stuck.push(i);
  }
  // held between two solids that meet: out by the way of the cloth around it
  for (let round = 0; round < 20 && stuck.length > 0; round++) {
    for (const i of stuck.splice(0)) {
      const near = neighbours(triangles, particle, i);
      for (let k = 0; k < 3; k++) {
        x[i * 3 + k] = near.reduce((sum, j) => sum + x[j * 3 + k], 0) / Math.max(1, near.length);
      }
      if (!leadOut(x, i, solids, distance)) stuck.push(i);
    }
  }
  for (let i = 0; i < particle.length; i++) {
    for (let k = 0; k < 3; k++) x[i * 3 + k] = x[particle[i] * 3 + k];
  }
}

/** Moves particle i out of solids by turns; false when it is still in one of them. */
function leadOut(x: Float64Array, i: number, solids: readonly DistanceField[], distance: number): boolean {
  const out = new Float64Array(4);
  for (let round = 0; round < 40; round++) {
    let inside = false;
    for (const solid of solids) {
      solid.sample(x[i * 3], x[i * 3 + 1], x[i * 3 + 2], out);
      if (out[0] >= distance) continue;
      inside = true;
      const push = Math.min(0.004, distance + 2e-4 - out[0]);
      for (let k = 0; k < 3; k++) x[i * 3 + k] += out[k + 1] * push;
    }
    if (!inside) return true;
  }
  return false;
}

/** Leads particles out to `distance` from solids where there is room for it. */
function makeRoom({ x, particle }: Cloth, solids: readonly DistanceField[], distance: number): void {
  for (let i = 0; i < particle.length; i++) {
    if (particle[i] !== i) continue;
    const before = x.slice(i * 3, i * 3 + 3);
    if (!leadOut(x, i, solids, distance)) x.set(before, i * 3);
  }
}

/** Particles that share a triangle with particle i. */
function neighbours(triangles: Uint32Array, particle: Uint32Array, i: number): number[] {
  const found = new Set<number>();
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [particle[triangles[t]], particle[triangles[t + 1]], particle[triangles[t + 2]]];
    if (!corners.includes(i)) continue;
    for (const j of corners) if (j !== i) found.add(j);
  }
  return [...found];
}

function weld(x: Float64Array, particle: Uint32Array): Float64Array {
  const out = new Float64Array(x.length);
  const count = new Uint32Array(particle.length);
  for (let i = 0; i < particle.length; i++) {
    const p = particle[i];
    count[p]++;
    for (let k = 0; k < 3; k++) out[p * 3 + k] += x[i * 3 + k];
  }
  for (let i = 0; i < particle.length; i++) {
    if (particle[i] === i) for (let k = 0; k < 3; k++) out[i * 3 + k] /= count[i];
  }
  for (let i = 0; i < particle.length; i++) {
    for (let k = 0; k < 3; k++) out[i * 3 + k] = out[particle[i] * 3 + k];
  }
  return out;
}

/** Springs of the edges that are held. */
function holds(pattern: Pattern, sewing: Sewing, x: Float64Array): Attachment[] {
  const ways = new Map<number, 'height' | 'sideways' | 'both'>();
  const heights = new Map<number, number>();
  for (const [piece, edge, way] of pattern.held) {
    const along = Array.from(sewing.edges.get(`${piece} ${edge}`) ?? [], (i) => sewing.particle[i]);
    // the edge of a sleeve lies level between its ends once the arm hangs, whatever it does while the arm is raised
    const onArm = pattern.pieces.some((p) => p.name === piece && (p.limb === 'armL' || p.limb === 'armR'));
    for (const particle of along) {
      if (onArm && !ways.has(particle)) {
        heights.set(particle, (x[along[0] * 3 + 1] + x[along[along.length - 1] * 3 + 1]) / 2);
      }
      const before = ways.get(particle);
      ways.set(particle, before && before !== way ? 'both' : way);
    }
  }
  return [...ways].map(([particle, way]) => ({
    particle,
    target: [
      way === 'height' ? Number.NaN : x[particle * 3],
      way === 'sideways' ? Number.NaN : (heights.get(particle) ?? x[particle * 3 + 1]),
      Number.NaN,
    ],
    compliance: HOLD,
  }));
}

/** Tape along the edges of the pattern's band, as long as the cloth or shorter. */
function bandsOf({ band }: Pattern, { edges, particle, flat }: Sewing): Band[] {
  if (!band) return [];
  const bands: Band[] = [];
  let girth = 0;
  for (const [piece, edge] of band.edges) {
    const along = edges.get(`${piece} ${edge}`)!;
    for (let i = 1; i < along.length; i++) {
      const [p, q] = [along[i - 1], along[i]];
      const length = Math.hypot(flat[p * 2] - flat[q * 2], flat[p * 2 + 1] - flat[q * 2 + 1]);
      girth += length;
      bands.push({ a: particle[p], b: particle[q], length });
    }
  }
  const share = Math.min(1, band.girth / Math.max(girth, 1e-6));
  return bands.map((one) => ({ ...one, length: one.length * share }));
}

/** Angle of each arm from straight down as the body stands, radians. */
function hangingAngle(form: DressForm): Record<FormSide, number> {
  const angle = (s: FormSide): number =>
    Math.atan2(signOf(s) * (form.elbow[s][0] - form.shoulder[s][0]), form.shoulder[s][1] - form.elbow[s][1]);
  return { L: angle('L'), R: angle('R') };
}

function angleAt(t: number, hang: Record<FormSide, number>): Record<FormSide, number> {
  const mix = (end: number): number => {
    const start = Math.max(end, SEWING_ARM_ANGLE);
    return start + (end - start) * t;
  };
  return { L: mix(hang.L), R: mix(hang.R) };
}

/** Turns a sleeve with its arm, less and less towards the armhole. */
function carryAlong(
  cloth: Cloth,
  sewing: Sewing,
  limbs: readonly string[],
  form: DressForm,
  side: FormSide,
  from: number,
  to: number,
): void {
  const s = form.shoulder[side];
  const full = 0.15;
  const own = side === 'L' ? 'armL' : 'armR';
  const done = new Uint8Array(sewing.particle.length);
  for (let i = 0; i < sewing.particle.length; i++) {
    if (limbs[sewing.pieceOf[i]] !== own) continue;
    const p = sewing.particle[i];
    if (done[p]) continue;
    done[p] = 1;
    const [x, y] = [cloth.x[p * 3] - s[0], cloth.x[p * 3 + 1] - s[1]];
    const share = Math.min(1, Math.hypot(x, y) / full);
    const turn = -signOf(side) * (from - to) * share * share;
    const [c, n] = [Math.cos(turn), Math.sin(turn)];
    cloth.x[p * 3] = s[0] + c * x - n * y;
    cloth.x[p * 3 + 1] = s[1] + n * x + c * y;
  }
}
