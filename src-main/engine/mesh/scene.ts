/** Scene: the triangles of several meshes as one list, as the rasteriser takes them. */

import type { Texture } from './texture.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { addCross, edge, normalizeAll } from './vector.ts';

/** Holes in a mesh that a texture makes: hair, lashes. */
export interface Cutout {
  /** Texture on the mesh's uvs. */
  texture: Texture;
  /** Which of its channels is the opacity. */
  channel: number;
}

export interface SceneMesh {
  mesh: TriangleMesh;
  cutout?: Cutout;
  /**
   * Metres by which a perspective view takes the mesh to be nearer than it is: cloth that lies on skin is drawn over it
   * although the facets of the two surfaces cross. Default 0.
   */
  lift?: number;
}

export interface Scene {
  /** Three numbers a vertex, metres. */
  positions: Float32Array;
  /** Unit normals; three numbers a vertex. */
  normals: Float32Array;
  /** Two numbers a vertex, 0 where a mesh has none. */
  uvs: Float32Array;
  /** Three vertex indices a triangle. */
  triangles: Uint32Array;
  /** Index of the mesh each triangle belongs to. */
  meshOf: Uint16Array;
  /** First vertex and first triangle of every mesh, and one past the last. */
  firstVertex: number[];
  firstTriangle: number[];
  cutouts: (Cutout | undefined)[];
  lifts: number[];
}

/** Area-weighted unit vertex normals of a triangle mesh. */
export function vertexNormals(positions: ArrayLike<number>, triangles: Uint32Array): Float32Array {
  const out = new Float32Array(positions.length);
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i] * 3, triangles[i + 1] * 3, triangles[i + 2] * 3];
    addCross(out, [a, b, c], edge(positions, a, b), edge(positions, a, c));
  }
  return normalizeAll(out);
}

/** Joins meshes; missing normals are computed. */
export function buildScene(meshes: readonly SceneMesh[]): Scene {
  let vertices = 0;
  let count = 0;
  const firstVertex = [0];
  const firstTriangle = [0];
  for (const { mesh } of meshes) {
    vertices += mesh.positions.length / 3;
    count += mesh.triangles.length / 3;
    firstVertex.push(vertices);
    firstTriangle.push(count);
  }
  const scene: Scene = {
    positions: new Float32Array(vertices * 3),
    normals: new Float32Array(vertices * 3),
    uvs: new Float32Array(vertices * 2),
    triangles: new Uint32Array(count * 3),
    meshOf: new Uint16Array(count),
    firstVertex,
    firstTriangle,
    cutouts: meshes.map((m) => m.cutout),
    lifts: meshes.map((m) => m.lift ?? 0),
  };
  meshes.forEach(({ mesh }, m) => {
    const v = firstVertex[m];
    const t = firstTriangle[m];
    scene.positions.set(mesh.positions, v * 3);
    scene.normals.set(mesh.normals ?? vertexNormals(mesh.positions, mesh.triangles), v * 3);
    if (mesh.uvs) scene.uvs.set(mesh.uvs, v * 2);
    for (let i = 0; i < mesh.triangles.length; i++) scene.triangles[t * 3 + i] = mesh.triangles[i] + v;
    scene.meshOf.fill(m, t, firstTriangle[m + 1]);
  });
  return scene;
}
