/** Dresses a posed body in pieces: layer over layer, none through the other, covered skin left out. */

import type { PosedBody } from '../domain/body.ts';
import {
  addFlags,
  CLOTH_REACH,
  coveredBy,
  DEEPEST_SKIN,
  pushOutside,
  type Surface,
  shrinkFlags,
  surfaceOf,
} from '../mesh/near-surface.ts';
import { filterFaces, normals, subdivide, trianglesOf, triangulate } from '../mesh/quad-mesh.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import type { BodyPiece } from './asset.ts';
import type { ParametricBody, RestBody } from './parametric-body.ts';

/** How far below cloth skin counts as covered, metres. */
const COVER = 0.032;
/** Room between skin and cloth, and between layers; metres. */
const OVER_SKIN = 0.006;
const OVER_CLOTH = 0.005;

export interface DressedBody {
  posed: PosedBody;
  /** Skin that is not covered. */
  skin: TriangleMesh;
  /** Pieces in the order they are worn; faces hidden below outer ones are left out. */
  layers: { piece: BodyPiece; mesh: TriangleMesh }[];
}

interface Layer {
  piece: BodyPiece;
  rest: Surface;
  posed: Surface;
  hidden: Uint8Array;
}

const both = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((flag, i) => flag & b[i]);

/**
 * Puts pieces on a body, inner ones first. They follow the skin and are not draped.
 *
 * A vertex counts as covered where cloth lies over it both at rest and in the pose.
 */
export function dressBody(
  body: ParametricBody,
  rest: RestBody,
  posed: PosedBody,
  pieces: readonly BodyPiece[],
): DressedBody {
  const { asset } = body;
  const quads = asset.body.quads;
  const skinOf = (vertices: Float32Array): Surface =>
    surfaceOf(quads, vertices.subarray(0, asset.skinCount * 3), CLOTH_REACH);
  const restSkin = skinOf(rest.vertices);
  const posedSkin = skinOf(posed.vertices);
  const bare = new Uint8Array(asset.skinCount);
  const layers: Layer[] = [];
  for (const piece of pieces) {
    const fitted = body.fitPiece(piece, rest, posed.pose, (vertices) => {
      if (piece.kind === 'shoes' || piece.kind === 'hair') return;
      pushOutside(vertices, restSkin, OVER_SKIN, DEEPEST_SKIN);
      for (const below of layers)
        if (isCloth(below)) pushOutside(vertices, below.rest, OVER_CLOTH, DEEPEST_SKIN);
    });
    const layer: Layer = {
      piece,
      rest: surfaceOf(piece.mesh.quads, fitted.rest, CLOTH_REACH),
      posed: surfaceOf(piece.mesh.quads, fitted.posed, CLOTH_REACH),
      hidden: new Uint8Array(piece.bound.count),
    };
    if (isCloth(layer)) {
      pushOutside(layer.posed.positions, posedSkin, OVER_SKIN, DEEPEST_SKIN);
      for (const below of layers)
        if (isCloth(below)) pushOutside(layer.posed.positions, below.posed, OVER_CLOTH, DEEPEST_SKIN);
      layer.posed = surfaceOf(piece.mesh.quads, layer.posed.positions, CLOTH_REACH);
    }
    if (piece.kind !== 'hair') {
      // cloth is coarser than skin: only its finer form has a vertex above every covered one
      const finer = subdivide(piece.mesh, layer.posed.positions);
      const fine = (positions: Float32Array): Surface => surfaceOf(finer.mesh.quads, positions, CLOTH_REACH);
      const clothAtRest = fine(finer.blend(fitted.rest, 3));
      const clothInPose = fine(finer.positions);
      const cover = (atRest: Surface, inPose: Surface): Uint8Array =>
        both(coveredBy(atRest, clothAtRest, COVER), coveredBy(inPose, clothInPose, COVER));
      addFlags(bare, cover(restSkin, posedSkin));
      for (const below of layers) addFlags(below.hidden, cover(below.rest, below.posed));
    }
    layers.push(layer);
  }
  const visible = (mesh: BodyPiece['mesh'], hidden: Uint8Array, surface: Surface): TriangleMesh => {
    const covered = shrinkFlags(hidden, mesh.quads, 2);
    const shown = filterFaces(mesh, (f) => !mesh.quads.subarray(f * 4, f * 4 + 4).every((v) => covered[v]));
    return trianglesOf(triangulate(shown), surface.positions, normals(mesh.quads, surface.positions));
  };
  return {
    posed,
    skin: visible(asset.body, bare, posedSkin),
    layers: layers.map(({ piece, hidden, posed: surface }) => ({
      piece,
      mesh: visible(piece.mesh, hidden, surface),
    })),
  };
}

const isCloth = ({ piece }: { piece: BodyPiece }): boolean => piece.kind !== 'shoes' && piece.kind !== 'hair';
