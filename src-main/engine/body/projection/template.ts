/** Template: a ready garment of the body's own, the nearest to a pictured one, in place on a posed body. */

import type { PosedBody } from '../../domain/body.ts';
import type { Garment } from '../../domain/garment.ts';
import { boneShares, transferSkin } from '../../mesh/bound-piece.ts';
import { sleeveFaces } from '../../mesh/cloth-coordinates.ts';
import { type LoftCut, loftSkirt } from '../../mesh/loft.ts';
import { pushOutside, type Surface, surfaceOf } from '../../mesh/near-surface.ts';
import { borderLoops, filterFaces, type QuadMesh, subdivide } from '../../mesh/quad-mesh.ts';
import type { Vec3 } from '../../mesh/vector.ts';
import type { BodyPiece } from '../asset.ts';
import { type Landmarks3d, outlineLandmarks } from '../outline-landmarks.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';

/** How far surfaces look for each other, and how deep skin may stick out of cloth, metres. */
const REACH = 0.055;
const DEEPEST = 0.08;
/** Room between skin and cloth, metres. */
const OVER_SKIN = 0.006;
const ARM = /^(upperarm|lowerarm|wrist|finger)/;
const LOFT = { rows: 40, slice: 0.025, smooth: 20 };

/** One piece of cloth in place. */
export interface TemplatePart {
  mesh: QuadMesh;
  /** Metres. */
  positions: Float32Array;
  /** 1 for faces of sleeves. */
  sleeve: Uint8Array;
}

/** A bound piece with its landmarks; `name` is that of the piece. */
export interface Template {
  name: string;
  part: TemplatePart;
  landmarks: Landmarks3d;
}

/** Piece of the body that comes nearest to a garment. */
function pieceFor(garment: Pick<Garment, 'category' | 'sleeve' | 'openFront'>, sex: number): string {
  const man = sex > 0.5;
  if (garment.category === 'trousers' || garment.category === 'shorts')
    return man ? 'suitTrousers' : 'jeansWomen';
  if (garment.category === 'jacket' && garment.openFront) return 'jacket';
  if (garment.sleeve === 'long') return 'sweater';
  return man ? 'teeMen' : 'teeWomen';
}

/**
 * The ready garment for tops, jackets, bodices of dresses and what has legs.
 *
 * @throws RangeError when the body has no such piece
 */
export function placeTemplate(
  garment: Pick<Garment, 'category' | 'sleeve' | 'openFront'>,
  body: ParametricBody,
  rest: RestBody,
  posed: PosedBody,
): Template {
  const name = pieceFor(garment, rest.shape.sex);
  const piece = body.pieces.find((candidate) => candidate.name === name);
  if (!piece) throw new RangeError(`the body has no piece "${name}"`);
  const skin = skinOf(body, rest.vertices);
  const fitted = body.fitPiece(piece, rest, posed.pose, (vertices) =>
    pushOutside(vertices, skin, OVER_SKIN, DEEPEST),
  );
  const arms = boneShares(transferSkin(piece.bound, body.asset.skin), body.bones, ARM);
  const legs = garment.category === 'trousers' || garment.category === 'shorts';
  const sleeve = legs ? new Uint8Array(piece.mesh.quads.length / 4) : sleeveFaces(piece.mesh, arms);
  const armless = garment.sleeve === 'sleeveless' || garment.sleeve === 'strap';
  const coarse = armless ? filterFaces(piece.mesh, (f) => sleeve[f] === 0) : piece.mesh;
  const kept = armless ? sleeve.filter((flag) => flag === 0) : sleeve;
  const landmarks = landmarksOf(garment.category, coarse, kept, fitted.posed);
  const fine = subdivide(coarse, fitted.posed);
  pushOutside(fine.positions, skinOf(body, posed.vertices), OVER_SKIN, DEEPEST);
  return {
    name,
    part: {
      mesh: fine.mesh,
      positions: fine.positions,
      sleeve: Uint8Array.from(fine.parentFace, (f) => kept[f]),
    },
    landmarks,
  };
}

function skinOf(body: ParametricBody, vertices: Float32Array): Surface {
  return surfaceOf(body.asset.body.quads, vertices.subarray(0, body.asset.skinCount * 3), REACH);
}

function landmarksOf(
  category: Garment['category'],
  mesh: BodyPiece['mesh'],
  sleeve: Uint8Array,
  positions: Float32Array,
): Landmarks3d {
  const at = (v: number): Vec3 => [positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]];
  const kinds = new Uint8Array(positions.length / 3);
  mesh.quads.forEach((v, i) => {
    kinds[v] |= sleeve[i >> 2] ? 2 : 1;
  });
  const used = [...kinds.keys()].filter((v) => kinds[v] > 0);
  const outline = {
    loops: borderLoops(mesh.quads)
      .filter((loop) => loop.length > 5)
      .map((loop) => loop.map(at)),
    armhole: used.filter((v) => kinds[v] === 3).map(at),
    points: used.map(at),
  };
  return outlineLandmarks(category === 'dress' ? 'top' : category, outline, outline);
}

/** The faces of a part above a height. */
export function cutBelow({ mesh, positions, sleeve }: TemplatePart, y: number): TemplatePart {
  const above = (f: number): boolean =>
    sleeve[f] === 1 || mesh.quads.subarray(f * 4, f * 4 + 4).every((v) => positions[v * 3 + 1] > y);
  return { mesh: filterFaces(mesh, above), positions, sleeve: sleeve.filter((_, f) => above(f)) };
}

/** A skirt around a posed body; metres. */
export function placeSkirt(body: ParametricBody, posed: PosedBody, cut: LoftCut): TemplatePart {
  const { skinCount, skin } = body.asset;
  const arms = boneShares(skin, body.bones, ARM);
  const { mesh, positions } = loftSkirt(posed.vertices, (v) => v < skinCount && arms[v] < 0.3, cut, LOFT);
  return { mesh, positions, sleeve: new Uint8Array(mesh.quads.length / 4) };
}
