/** Types of @kninnug/constrainautor: its own are TypeScript sources that our compiler settings refuse. */

export default class Constrainautor {
  constructor(delaunay: { triangles: Uint32Array; halfedges: Int32Array; coords: ArrayLike<number> });
  /** Makes an edge between two points; throws when it crosses a constrained edge or runs through a point. */
  constrainOne(a: number, b: number): number;
}
