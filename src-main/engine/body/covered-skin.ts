/** Skin of a posed body without what a garment hides. */

import type { PosedBody } from '../domain/body.ts';
import { coveredBy, NearestVertex, type Surface, shrinkFlags, surfaceOf } from '../mesh/near-surface.ts';
import { filterFaces, normals, trianglesOf, triangulate } from '../mesh/quad-mesh.ts';
import { vertexNormals } from '../mesh/scene.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import type { ParametricBody } from './parametric-body.ts';

/** How far cloth may lie over the skin it hides, and how far surfaces look for each other, metres. */
const COVER = 0.03;
const REACH = 0.055;

/** @param there 1 for vertices of the cloth where there is cloth to see; all when left out */
export function skinBeside(
  body: ParametricBody,
  posed: PosedBody,
  cloth: TriangleMesh,
  there?: Uint8Array,
): TriangleMesh {
  const { body: mesh, skinCount } = body.asset;
  const positions = posed.vertices.subarray(0, skinCount * 3);
  const skin = surfaceOf(mesh.quads, positions, REACH);
  const used = there ? new Set(cloth.triangles.filter((v) => there[v] === 1)) : new Set(cloth.triangles);
  const layer: Surface = {
    positions: cloth.positions,
    normals: cloth.normals ?? vertexNormals(cloth.positions, cloth.triangles),
    nearest: new NearestVertex(cloth.positions, REACH, used),
  };
  // a margin stays at every edge, where the eye looks in
  const hidden = shrinkFlags(coveredBy(skin, layer, COVER), mesh.quads, 2);
  const shown = filterFaces(
    mesh,
    (f) => !mesh.quads.subarray(f * 4, f * 4 + 4).every((v) => hidden[v] === 1),
  );
  return trianglesOf(triangulate(shown), posed.vertices, normals(mesh.quads, posed.vertices));
}
