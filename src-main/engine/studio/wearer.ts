/** Someone who wears clothes: a posed body with what cloth needs to know of its skin. */

import type { ParametricBody, RestBody, Stance } from '../body/index.ts';
import type { BodyPose, DistanceField } from '../domain/body.ts';
import { boneShares, type SkinWeights } from '../mesh/bound-piece.ts';
import { CLOTH_REACH, type Surface, surfaceOf } from '../mesh/near-surface.ts';
import { filterQuads } from '../mesh/quad-mesh.ts';
import { gridField } from './grid-field.ts';

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

/** Height of the waist at rest: where the lowest rib meets the spine, metres. */
export function waistHeight(body: ParametricBody, rest: RestBody): number {
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  const chest = body.restPoint(rest, 'spine01')[1];
  return hip + (chest - hip) * 0.52;
}

/** Arm share of each vertex from its skin weights, 0..1. */
export const armShares = (body: ParametricBody, skin: SkinWeights): Float32Array =>
  boneShares(skin, body.bones, /^(upperarm|lowerarm|wrist|finger)/);

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
  return {
    body,
    rest,
    pose,
    vertices,
    surface: surfaceOf(quads, skin, CLOTH_REACH),
    trunkSurface: surfaceOf(
      filterQuads(quads, (face) => face.every((v) => farArm[v] < 0.5)),
      skin,
      CLOTH_REACH,
    ),
    skin: gridField({ positions: vertices, triangles: trianglesOf(() => true) }),
    trunk: gridField({ positions: vertices, triangles: trianglesOf((v) => farArm[v] < 0.5) }),
    armShare,
    farArm,
  };
}
