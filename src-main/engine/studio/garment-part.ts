/** Garment parts: the cut pieces of a garment with a fixed topology, so that worn and product shots show the same cloth. */

import type { BodyPiece, ParametricBody, RestBody } from '../body/index.ts';
import { transferSkin } from '../mesh/bound-piece.ts';
import { legCoordinates, sleeveFaces } from '../mesh/cloth-coordinates.ts';
import { type LoftCut, type LoftMesh, loftSkirt } from '../mesh/loft.ts';
import { filterFaces, filterQuads, type QuadMesh, type Subdivided, subdivide } from '../mesh/quad-mesh.ts';
import { normalize, sub } from '../mesh/vector.ts';
import { type Cutting, clipTriangles, cutValues } from './clip.ts';
import { type ClothFrame, topCoordinates } from './cloth-coordinates.ts';
import type { GarmentSpec, PartSpec } from './wardrobe.ts';
import { armShares, type Wearer, waistHeight } from './wearer.ts';

/** The skirt of a dress starts this far above the waist, over the bodice, metres. */
export const DRESS_OVERLAP = 0.015;
/** A hem is cut off only where at least this much goes: closer to the hem as made the two would make one ragged edge, metres. */
const OWN_HEM = 0.035;
export const LOFT: LoftMesh = { rows: 44, slice: 0.025, smooth: 20 };

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

function clothFrame(body: ParametricBody, rest: RestBody): ClothFrame {
  const shoulder = body.restPoint(rest, 'upperarm01.L');
  return {
    shoulder,
    arm: normalize(sub(body.restPoint(rest, 'wrist.L'), shoulder)),
    waist: waistHeight(body, rest),
  };
}

/** The cut of a skirt on a body at rest; `lift` raises its top, metres. */
export function loftCut(part: PartSpec, body: ParametricBody, rest: RestBody, lift: number): LoftCut {
  const loft = part.loft!;
  const waist = waistHeight(body, rest);
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  const ankle = body.restPoint(rest, 'foot.L')[1];
  return { ...loft, top: waist + lift, hem: hip - (hip - ankle) * loft.hem };
}

/** Vertices a skirt goes around: trunk and legs. */
export const around = (armShare: Float32Array, skin: number) => (v: number) => v < skin && armShare[v] < 0.3;

/** One step of subdivision for pieces with finger-wide faces; finer ones are drawn as they are. */
export function refine(
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
  return {
    spec,
    category: garment.category,
    kept: filterQuads(fine.quads, (face) => face.every((v) => field[v] > 0)),
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
