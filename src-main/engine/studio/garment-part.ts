/** Garment parts: the cut pieces of a garment with a fixed topology, so that worn and product shots show the same cloth. */

import type { BodyPiece, ParametricBody, RestBody, Stance } from '../body/index.ts';
import type { BodyPose, DistanceField } from '../domain/body.ts';
import { boneShares, type SkinWeights, transferSkin } from '../mesh/bound-piece.ts';
import { legCoordinates, sleeveFaces } from '../mesh/cloth-coordinates.ts';
import { LOFT_WAIST, type LoftCut, type LoftMesh, loftSkirt } from '../mesh/loft.ts';
import { pushOutside, type Surface, surfaceOf } from '../mesh/near-surface.ts';
import { filterFaces, normals, type QuadMesh, type Subdivided, subdivide } from '../mesh/quad-mesh.ts';
import { vertexNormals } from '../mesh/scene.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import { normalize, sub } from '../mesh/vector.ts';
import { type Cutting, clipTriangles, cutValues } from './clip.ts';
import { type ClothFrame, topCoordinates } from './cloth-coordinates.ts';
import { drape } from './drape.ts';
import { gridField } from './grid-field.ts';
import { SEWN_ROWS, seamAllowance, sewToBodice } from './waist-seam.ts';
import type { GarmentSpec, PartSpec } from './wardrobe.ts';

/** How far surfaces look for each other, and how deep skin may stick out of cloth, metres. */
const REACH = 0.055;
const DEEPEST = 0.08;
/** The skirt of a dress starts this far above the waist, over the bodice, metres. */
const DRESS_OVERLAP = 0.015;
/** A hem is cut off only where at least this much goes: closer to the hem as made the two would make one ragged edge, metres. */
const OWN_HEM = 0.035;
const LOFT: LoftMesh = { rows: 44, slice: 0.025, smooth: 20 };

/** A part cut for one wearer. */
export interface GarmentPart {
  spec: PartSpec;
  category: GarmentSpec['category'];
  piece?: BodyPiece;
  /** Coarse faces that are kept, and the faces of the subdivided mesh (or the loft). */
  coarse: QuadMesh;
  fine: QuadMesh;
  /** 1 for fine vertices on a sleeve. */
  sleeve: Uint8Array;
  /** Triangles of the fine mesh before cutting, and of the finished part. */
  whole: Uint32Array;
  /** Fine vertex of every corner-split vertex of `whole`. */
  vertexOf: Uint32Array;
  cutting: Cutting;
  /** Faces of the fine mesh that the cut leaves whole. */
  kept: Uint32Array;
  /** Cloth coordinates of the finished part, metres. */
  uvs: Float32Array;
}

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

/** Someone who wears clothes. */
export interface Wearer {
  body: ParametricBody;
  rest: RestBody;
  pose: BodyPose;
  /** Posed asset vertices. */
  vertices: Float32Array;
  /** The whole skin, and the skin without the arms. */
  surface: Surface;
  trunkSurface: Surface;
  /** Distance to the whole skin, and to the skin without the arms. */
  skin: DistanceField;
  trunk: DistanceField;
  /** Share of a vertex that moves with the arm, and with the arm below the shoulder, 0..1. */
  armShare: Float32Array;
  farArm: Float32Array;
}

export function clothFrame(body: ParametricBody, rest: RestBody): ClothFrame {
  const shoulder = body.restPoint(rest, 'upperarm01.L');
  return {
    shoulder,
    arm: normalize(sub(body.restPoint(rest, 'wrist.L'), shoulder)),
    waist: waistHeight(body, rest),
  };
}

/** Height of the waist at rest: where the lowest rib meets the spine, metres. */
export function waistHeight(body: ParametricBody, rest: RestBody): number {
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  const chest = body.restPoint(rest, 'spine01')[1];
  return hip + (chest - hip) * 0.52;
}

function loftCut(part: PartSpec, body: ParametricBody, rest: RestBody, lift: number): LoftCut {
  const loft = part.loft!;
  const waist = waistHeight(body, rest);
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  const ankle = body.restPoint(rest, 'foot.L')[1];
  return { ...loft, top: waist + lift, hem: hip - (hip - ankle) * loft.hem };
}

/** Vertices a skirt goes around: trunk and legs. */
const around = (armShare: Float32Array, skin: number) => (v: number) => v < skin && armShare[v] < 0.3;

/** One step of subdivision for pieces with finger-wide faces; finer ones are drawn as they are. */
function refine(
  mesh: QuadMesh,
  positions: Float32Array,
): Pick<Subdivided, 'mesh' | 'positions' | 'parentFace'> {
  const faces = mesh.quads.length / 4;
  if (faces < 2000) return subdivide(mesh, positions);
  return {
    mesh,
    positions: Float32Array.from(positions),
    parentFace: Uint32Array.from({ length: faces }, (_, f) => f),
  };
}

/** Cuts a part for a wearer. */
export function cutPart(spec: PartSpec, garment: GarmentSpec, wearer: Wearer): GarmentPart {
  const { body, rest } = wearer;
  const frame = clothFrame(body, rest);
  const lift = garment.category === 'dress' ? DRESS_OVERLAP : 0;
  let coarse: QuadMesh;
  let fine: QuadMesh;
  let fineRest: Float32Array;
  let sleeveFace: Uint8Array;
  let piece: BodyPiece | undefined;
  if (spec.piece === 'loft') {
    const neutral = body.pose(rest, body.standingPose(rest)).vertices;
    const made = loftSkirt(
      neutral,
      around(wearer.armShare, body.asset.skinCount),
      loftCut(spec, body, rest, lift),
      LOFT,
    );
    coarse = made.mesh;
    fine = made.mesh;
    fineRest = made.positions;
    sleeveFace = new Uint8Array(fine.quads.length / 4);
  } else {
    piece = body.pieces.find((p) => p.name === spec.piece);
    if (!piece) throw new RangeError(`the body asset has no piece "${spec.piece}"`);
    const fitted = body.fitPiece(piece, rest, wearer.pose).rest;
    const share = armShares(body, transferSkin(piece.bound, body.asset.skin));
    const onArm = sleeveFaces(piece.mesh, share);
    const keep = (f: number): boolean => !(spec.cut.sleeve === 0 && onArm[f] === 1);
    coarse = filterFaces(piece.mesh, keep);
    const made = refine(coarse, fitted);
    fine = made.mesh;
    fineRest = made.positions;
    const kept = onArm.filter((_, f) => keep(f));
    sleeveFace = Uint8Array.from(made.parentFace, (f) => kept[f]);
  }
  const legs = garment.category === 'trousers' || garment.category === 'shorts';
  const corners = legs
    ? legCoordinates(fine, fineRest, frame.waist, 1)
    : topCoordinates(fine, fineRest, sleeveFace, frame);
  const split = splitCorners(fine, corners);
  const sleeve = new Uint8Array(fineRest.length / 3);
  fine.quads.forEach((v, i) => {
    if (sleeveFace[i >> 2]) sleeve[v] = 1;
  });
  const field = cutField(spec, body, rest, fineRest, sleeve);
  const cutting = clipTriangles(
    split.triangles,
    Float32Array.from(split.vertexOf, (v) => field[v]),
  );
  const kept: number[] = [];
  for (let i = 0; i < fine.quads.length; i += 4) {
    const face = fine.quads.subarray(i, i + 4);
    if (face.every((v) => field[v] > 0)) kept.push(...face);
  }
  return {
    spec,
    category: garment.category,
    kept: Uint32Array.from(kept),
    ...(piece ? { piece } : {}),
    coarse,
    fine,
    sleeve,
    whole: split.triangles,
    vertexOf: split.vertexOf,
    cutting,
    uvs: cutValues(cutting, split.uvs, 2),
  };
}

/** Arm share of each vertex from its skin weights, 0..1. */
export const armShares = (body: ParametricBody, skin: SkinWeights): Float32Array =>
  boneShares(skin, body.bones, /^(upperarm|lowerarm|wrist|finger)/);

/** Triangles whose vertices are split where the cloth coordinates of their corners differ. */
function splitCorners(
  mesh: QuadMesh,
  corners: Float32Array,
): { triangles: Uint32Array; vertexOf: Uint32Array; uvs: Float32Array } {
  const known = new Map<string, number>();
  const vertexOf: number[] = [];
  const uvs: number[] = [];
  const triangles: number[] = [];
  for (let i = 0; i < mesh.quads.length; i += 4) {
    const at = [0, 1, 2, 3].map((k) => {
      const [u, v] = [corners[(i + k) * 2], corners[(i + k) * 2 + 1]];
      const key = `${mesh.quads[i + k]} ${Math.round(u * 1e4)} ${Math.round(v * 1e4)}`;
      let found = known.get(key);
      if (found === undefined) {
        found = vertexOf.length;
        known.set(key, found);
        vertexOf.push(mesh.quads[i + k]);
        uvs.push(u, v);
      }
      return found;
    });
    triangles.push(at[0], at[1], at[2]);
    if (mesh.quads[i + 2] !== mesh.quads[i + 3]) triangles.push(at[0], at[2], at[3]);
  }
  return {
    triangles: Uint32Array.from(triangles),
    vertexOf: Uint32Array.from(vertexOf),
    uvs: Float32Array.from(uvs),
  };
}

/** Where cloth stays: positive; about metres from the cut. */
function cutField(
  spec: PartSpec,
  body: ParametricBody,
  rest: RestBody,
  p: Float32Array,
  sleeve: Uint8Array,
): Float32Array {
  const { cut } = spec;
  const field = new Float32Array(p.length / 3).fill(1);
  if (spec.piece === 'loft') return field;
  const shoulder = body.restPoint(rest, 'upperarm01.L');
  const wrist = body.restPoint(rest, 'wrist.L');
  const hip = body.restPoint(rest, 'upperleg01.L');
  const ankle = body.restPoint(rest, 'foot.L');
  const neck = body.restPoint(rest, 'neck01');
  const waist = waistHeight(body, rest);
  const along = sub(wrist, shoulder);
  const length2 = along[0] ** 2 + along[1] ** 2 + along[2] ** 2;
  let own = Number.POSITIVE_INFINITY;
  for (let v = 0; v < field.length; v++) if (!sleeve[v]) own = Math.min(own, p[v * 3 + 1]);
  const hem = cut.hem !== undefined && hip[1] + cut.hem > own + OWN_HEM ? hip[1] + cut.hem : undefined;
  for (let v = 0; v < field.length; v++) {
    const [x, y, z] = [p[v * 3], p[v * 3 + 1], p[v * 3 + 2]];
    const lower = (value: number): void => {
      field[v] = Math.min(field[v], value);
    };
    if (sleeve[v] && cut.sleeve) {
      const t =
        ((Math.abs(x) - shoulder[0]) * along[0] +
          (y - shoulder[1]) * along[1] +
          (z - shoulder[2]) * along[2]) /
        length2;
      lower((cut.sleeve - t) * Math.sqrt(length2));
    }
    if (!sleeve[v] && hem !== undefined) lower(y - hem);
    if (cut.leg !== undefined) lower(y - (hip[1] - (hip[1] - ankle[1]) * cut.leg));
    if (!sleeve[v] && cut.waist !== undefined) lower(y - waist - cut.waist);
    // the fronts of an open jacket fall apart towards the hem
    if (cut.open && !sleeve[v] && z > neck[2])
      lower(Math.abs(x) - cut.open * (0.55 + (0.9 * (neck[1] - y)) / (neck[1] - hip[1])));
    if (cut.neck && !sleeve[v] && z > neck[2] - 0.01) {
      const { depth, width, shape } = cut.neck;
      const down = neck[1] + 0.02 - y;
      const side = Math.abs(x) / width;
      if (shape === 'vee') lower(down - depth * (1 - side));
      else lower((Math.hypot(side, Math.max(0, down) / depth) - 1) * depth);
    }
  }
  return field;
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
  pushOutside(onArms, wearer.surface, 0.004, DEEPEST);
  pushOutside(positions, wearer.trunkSurface, 0.004, DEEPEST);
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
    pushOutside(onArms, surfaceOf(layer.kept, fine, REACH), 0.004, 0.05);
    pushOutside(start, surfaceOf(trunkQuads(layer), fine, REACH), 0.004, 0.05);
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
const trunkQuads = ({ kept, sleeve }: GarmentPart): Uint32Array => {
  const out: number[] = [];
  for (let i = 0; i < kept.length; i += 4) {
    const face = kept.subarray(i, i + 4);
    if (!face.every((v) => sleeve[v])) out.push(...face);
  }
  return Uint32Array.from(out);
};

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

/** Makes a wearer of a body in a pose. */
export function wearerOf(body: ParametricBody, rest: RestBody, stance: Stance): Wearer {
  const pose = body.stance(rest, stance);
  const { vertices } = body.pose(rest, pose);
  const { asset } = body;
  const armShare = armShares(body, asset.skin);
  // shoulders carry the trunk of a garment, the arm below them does not
  const farArm = boneShares(asset.skin, body.bones, /^(upperarm02|lowerarm|wrist|finger)/);
  const trianglesOf = (keep: (v: number) => boolean): Uint32Array => {
    const out: number[] = [];
    const q = asset.body.quads;
    for (let i = 0; i < q.length; i += 4) {
      if (!keep(q[i]) || !keep(q[i + 1]) || !keep(q[i + 2])) continue;
      out.push(q[i], q[i + 1], q[i + 2]);
      if (q[i + 2] !== q[i + 3]) out.push(q[i], q[i + 2], q[i + 3]);
    }
    return Uint32Array.from(out);
  };
  const skin = vertices.slice(0, asset.skinCount * 3);
  const { quads } = asset.body;
  const armless: number[] = [];
  for (let i = 0; i < quads.length; i += 4) {
    const face = quads.subarray(i, i + 4);
    if (face.every((v) => farArm[v] < 0.5)) armless.push(...face);
  }
  return {
    body,
    rest,
    pose,
    vertices,
    surface: surfaceOf(quads, skin, REACH),
    trunkSurface: surfaceOf(Uint32Array.from(armless), skin, REACH),
    skin: gridField({ positions: vertices, triangles: trianglesOf(() => true) }),
    trunk: gridField({ positions: vertices, triangles: trianglesOf((v) => farArm[v] < 0.5) }),
    armShare,
    farArm,
  };
}
