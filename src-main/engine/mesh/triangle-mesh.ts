/** Triangle mesh: the one surface type of the engine. */

/** Counter-clockwise triangles seen from outside. */
export interface TriangleMesh {
  /** Three numbers a vertex. */
  positions: Float32Array;
  /** Three vertex indices a triangle. */
  triangles: Uint32Array;
  /** Texture coordinates, two numbers a vertex, 0..1, v runs down the picture; absent when there is no texture. */
  uvs?: Float32Array;
  /** Unit normals, three numbers a vertex, where they are known already. */
  normals?: Float32Array;
}
