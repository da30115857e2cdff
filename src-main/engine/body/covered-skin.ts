/** Skin of a posed body without what a garment hides. */

import type { PosedBody } from '../domain/body.ts';
import {
  addFlags,
  coveredBy,
  NearestVertex,
  type Surface,
  shrinkFlags,
  surfaceOf,
} from '../mesh/near-surface.ts';
import { filterFaces, normals, trianglesOf, triangulate } from '../mesh/quad-mesh.ts';
import { vertexNormals } from '../mesh/scene.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import type { ParametricBody } from './parametric-body.ts';

/** How far cloth may lie over the skin it hides, and how far surfaces look for each other, metres. */
const COVER = 0.045;
const REACH = 0.055;

/** Cloth that hides skin. */
export interface CoveringCloth {
  mesh: TriangleMesh;
  /** 1 for vertices where there is cloth to see; all when left out. */
  there?: Uint8Array;
}

/**
 * @param sunk how far skin that stays below the edges of cloth lies deeper, metres, so that it does not cut the cloth
 * @param gone 1 for vertices of skin that is not to be seen whatever the cloths leave
 */
export function skinBeside(
  body: ParametricBody,
  posed: PosedBody,
  cloths: readonly CoveringCloth[],
  sunk = 0,
  gone?: Uint8Array,
): TriangleMesh {
  const { body: mesh, skinCount } = body.asset;
  const positions = posed.vertices.subarray(0, skinCount * 3);
  const skin = surfaceOf(mesh.quads, positions, REACH);
  const covered = new Uint8Array(skinCount);
  for (const { mesh: cloth, there } of cloths) {
    const used = there ? new Set(cloth.triangles.filter((v) => there[v] === 1)) : new Set(cloth.triangles);
    const layer: Surface = {
      positions: cloth.positions,
      normals: cloth.normals ?? vertexNormals(cloth.positions, cloth.triangles),
      nearest: new NearestVertex(cloth.positions, REACH, used),
    };
    addFlags(covered, coveredBy(skin, layer, COVER));
  }
  // a margin stays at every edge, where the eye looks in
  const hidden = Uint8Array.from(shrinkFlags(covered, mesh.quads, 2));
  if (gone) addFlags(hidden, gone);
  const shown = filterFaces(
    mesh,
    (f) => !mesh.quads.subarray(f * 4, f * 4 + 4).every((v) => hidden[v] === 1),
  );
  const smooth = normals(mesh.quads, posed.vertices);
  const vertices = sunk === 0 ? posed.vertices : posed.vertices.slice();
  for (let v = 0; sunk !== 0 && v < skinCount; v++) {
    if (covered[v] !== 1) continue;
    for (let k = v * 3; k < v * 3 + 3; k++) vertices[k] -= sunk * smooth[k];
  }
  return trianglesOf(triangulate(shown), vertices, smooth);
}
