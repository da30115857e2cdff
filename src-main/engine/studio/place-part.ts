/** Parts in place: put on a wearer over the layers below and let hang. */

import type { ParametricBody, RestBody } from '../body/index.ts';
import type { BodyPose, DistanceField } from '../domain/body.ts';
import { LOFT_WAIST, loftSkirt } from '../mesh/loft.ts';
import { CLOTH_REACH, DEEPEST_SKIN, pushOutside, surfaceOf } from '../mesh/near-surface.ts';
import { filterQuads, normals } from '../mesh/quad-mesh.ts';
import { vertexNormals } from '../mesh/scene.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import { cutValues } from './clip.ts';
import { drape } from './drape.ts';
import { around, DRESS_OVERLAP, type GarmentPart, LOFT, loftCut, refine } from './garment-part.ts';
import { gridField } from './grid-field.ts';
import { SEWN_ROWS, seamAllowance, sewToBodice } from './waist-seam.ts';
import { type Wearer, waistHeight } from './wearer.ts';

/** A part in place. */
export interface PlacedPart {
  part: GarmentPart;
  /** Fine vertices, metres. */
  fine: Float32Array;
  mesh: TriangleMesh;
  /** Distance to the finished part, and to its trunk alone. */
  field: DistanceField;
  trunkField: DistanceField;
}

/** Where a part is put before it hangs. */
export interface PartStart {
  /** Fine vertices on the wearer and at rest, metres. */
  start: Float32Array;
  pattern: Float32Array;
  /** Vertices that stay where they are put. */
  pinned: (vertex: number) => boolean;
}

/**
 * Moves vertices (in place) outside the skin: those of sleeves off the arms, those of the trunk off the rest of the body. An
 * arm beside the trunk does not push its cloth away.
 */
function pushOffSkin(positions: Float32Array, sleeve: Uint8Array, wearer: Wearer): void {
  const onArms = Float32Array.from(positions);
  pushOutside(onArms, wearer.surface, 0.004, DEEPEST_SKIN);
  pushOutside(positions, wearer.trunkSurface, 0.004, DEEPEST_SKIN);
  for (let i = 0; i < positions.length; i++) if (sleeve[Math.floor(i / 3)]) positions[i] = onArms[i];
}

/** Puts a part on a wearer, outside skin and the layers below; the skirt of a dress is sewn to the bodice. */
export function startOf(
  part: GarmentPart,
  wearer: Wearer,
  below: readonly PlacedPart[],
  bodice?: PlacedPart,
): PartStart {
  const { body, rest, pose } = wearer;
  const { spec } = part;
  let start: Float32Array;
  let pattern: Float32Array;
  let pinned: (v: number) => boolean;
  if (!part.piece) {
    const lift = part.category === 'dress' ? DRESS_OVERLAP : 0;
    const cut = loftCut(spec, body, rest, lift);
    const belongs = around(wearer.armShare, body.asset.skinCount);
    const neutral = body.pose(rest, body.standingPose(rest)).vertices;
    pattern = loftSkirt(neutral, belongs, cut, LOFT).positions;
    const drop = pelvisShift(body, rest, pose);
    const lowered = { ...cut, top: cut.top + drop, hem: cut.hem + drop };
    start = loftSkirt(wearer.vertices, belongs, lowered, LOFT).positions;
    if (bodice) sewToBodice(start, bodice.mesh);
    pinned = (v) => v < LOFT_WAIST * SEWN_ROWS;
  } else {
    const fitted = body.fitPiece(part.piece, rest, pose);
    const puff = (positions: Float32Array): Float32Array => {
      const n = normals(part.coarse.quads, positions);
      return positions.map((x, i) => x + n[i] * spec.cut.ease);
    };
    const posed = puff(fitted.posed);
    pushOffSkin(posed, part.sleeve, wearer);
    const made = refine(part.coarse, posed);
    start = made.positions;
    pattern = refine(part.coarse, puff(fitted.rest)).positions;
    pushOffSkin(start, part.sleeve, wearer);
    pinned = holds(part, pattern, body, rest);
  }
  for (const { part: layer, fine } of below) {
    const onArms = Float32Array.from(start);
    pushOutside(onArms, surfaceOf(layer.kept, fine, CLOTH_REACH), 0.004, 0.05);
    pushOutside(start, surfaceOf(trunkQuads(layer), fine, CLOTH_REACH), 0.004, 0.05);
    for (let i = 0; i < start.length; i++) if (part.sleeve[Math.floor(i / 3)]) start[i] = onArms[i];
  }
  return { start, pattern, pinned };
}

/** Puts the parts of a garment on a wearer over the layers below and lets them hang. */
export function placeParts(
  parts: readonly GarmentPart[],
  wearer: Wearer,
  below: readonly PlacedPart[],
): PlacedPart[] {
  const placed: PlacedPart[] = [];
  for (const part of parts) {
    // parts of one garment are sewn together, not worn over each other
    const bodice = placed.at(-1);
    const { start, pattern, pinned } = startOf(part, wearer, below, bodice);
    const fine = drape(part, start, pattern, wearer, below, pinned);
    if (bodice) placed[placed.length - 1] = finish(bodice.part, seamAllowance(bodice.fine, start));
    placed.push(finish(part, fine));
  }
  return placed;
}

/** Faces of a part that are not wholly on a sleeve. */
const trunkQuads = ({ kept, sleeve }: GarmentPart): Uint32Array =>
  filterQuads(kept, (face) => !face.every((v) => sleeve[v]));

/** Where a waistband or collar holds the cloth: trousers by their waist, jackets by collar and shoulders. */
function holds(
  part: GarmentPart,
  pattern: Float32Array,
  body: ParametricBody,
  rest: RestBody,
): (v: number) => boolean {
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  if (part.category === 'trousers' || part.category === 'shorts')
    return (v) => pattern[v * 3 + 1] > hip + 0.05;
  if (part.category === 'dress') {
    const waist = waistHeight(body, rest);
    return (v) => pattern[v * 3 + 1] < waist + 0.03;
  }
  // the shoulders carry tops and jackets
  const shoulder = body.restPoint(rest, 'upperarm01.L')[1];
  return (v) => pattern[v * 3 + 1] > shoulder + 0.025;
}

/** How far the pelvis moved up or down from rest, metres. */
function pelvisShift(body: ParametricBody, rest: RestBody, pose: BodyPose): number {
  return pose.root[1] - body.restPose(rest).root[1];
}

/** A part whose fine vertices lie there: its drawn mesh is cut, with smooth normals over the seams of the cloth coordinates. */
export function finish(part: GarmentPart, fine: Float32Array): PlacedPart {
  const whole = part.whole.map((i) => part.vertexOf[i]);
  const smooth = vertexNormals(fine, whole);
  const spread = (values: Float32Array): Float32Array => {
    const out = new Float32Array(part.vertexOf.length * 3);
    for (let i = 0; i < part.vertexOf.length; i++) {
      for (let k = 0; k < 3; k++) out[i * 3 + k] = values[part.vertexOf[i] * 3 + k];
    }
    return out;
  };
  const mesh: TriangleMesh = {
    positions: cutValues(part.cutting, spread(fine), 3),
    normals: cutValues(part.cutting, spread(smooth), 3),
    triangles: part.cutting.triangles,
    uvs: part.uvs,
  };
  const field = gridField(mesh);
  return {
    part,
    fine,
    mesh,
    field,
    trunkField: part.sleeve.includes(1) ? gridField(trunkOf(part, mesh)) : field,
  };
}

/** The mesh of a part without its sleeves. */
function trunkOf(part: GarmentPart, mesh: TriangleMesh): TriangleMesh {
  const { a, triangles } = part.cutting;
  const onSleeve = (v: number): boolean => part.sleeve[part.vertexOf[a[v]]] === 1;
  const kept: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    if (!corners.every(onSleeve)) kept.push(...corners);
  }
  return { ...mesh, triangles: Uint32Array.from(kept) };
}
