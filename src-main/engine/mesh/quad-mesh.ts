/** Quad meshes and what is done with them: connected pieces, normals, subdivision, border loops, triangles. */

import type { TriangleMesh } from './triangle-mesh.ts';
import { addCross, edge, normalizeAll } from './vector.ts';

/** Faces of four corners; a triangle repeats its third corner. Both index arrays hold four entries per face. */
export interface QuadMesh {
  /** Vertex index of each corner, counter-clockwise seen from outside. */
  quads: Uint32Array;
  /** Texture coordinate index of each corner. */
  uvQuads: Uint32Array;
  /** u, v pairs, 0..1, v runs up the picture. */
  uvs: Float32Array;
}

/** For each vertex the smallest vertex index of the piece it hangs together with through `quads`. */
export function components(quads: Uint32Array, count: number): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const find = (a: number): number => {
    while (parent[a] !== a) {
      parent[a] = parent[parent[a]];
      a = parent[a];
    }
    return a;
  };
  for (let i = 0; i < quads.length; i += 4) {
    for (let k = 1; k < 4; k++) {
      const a = find(quads[i]);
      const b = find(quads[i + k]);
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return Int32Array.from({ length: count }, (_, i) => find(i));
}

/** Those of the quads, four corners each, that `keep` holds for. */
export function filterQuads(quads: Uint32Array, keep: (face: Uint32Array) => boolean): Uint32Array {
  const out: number[] = [];
  for (let i = 0; i < quads.length; i += 4) {
    const face = quads.subarray(i, i + 4);
    if (keep(face)) out.push(...face);
  }
  return Uint32Array.from(out);
}

/** The faces for which `keep` holds; vertex numbering stays. */
export function filterFaces(mesh: QuadMesh, keep: (face: number) => boolean): QuadMesh {
  const quads: number[] = [];
  const uvQuads: number[] = [];
  for (let f = 0; f < mesh.quads.length / 4; f++) {
    if (!keep(f)) continue;
    for (let k = f * 4; k < f * 4 + 4; k++) {
      quads.push(mesh.quads[k]);
      uvQuads.push(mesh.uvQuads[k]);
    }
  }
  return { quads: Uint32Array.from(quads), uvQuads: Uint32Array.from(uvQuads), uvs: mesh.uvs };
}

/** Area-weighted unit vertex normals. */
export function normals(quads: Uint32Array, positions: Float32Array): Float32Array {
  const out = new Float32Array(positions.length);
  for (let i = 0; i < quads.length; i += 4) {
    // the cross product of the diagonals is twice the area vector of a quad, and of a triangle with c = d
    const [a, b, c, d] = [quads[i] * 3, quads[i + 1] * 3, quads[i + 2] * 3, quads[i + 3] * 3];
    const corners = c === d ? [a, b, c] : [a, b, c, d];
    addCross(out, corners, edge(positions, a, c), edge(positions, b, d));
  }
  return normalizeAll(out);
}

export interface Subdivided {
  mesh: QuadMesh;
  positions: Float32Array;
  /** Face of the coarse mesh each fine face lies in. */
  parentFace: Uint32Array;
  /** Linear blend of per-vertex values of the coarse mesh, `size` numbers a vertex. */
  blend(values: Float32Array, size: number): Float32Array;
}

/** One step of Catmull-Clark subdivision; open borders are smoothed along themselves, UVs split linearly. */
export function subdivide(mesh: QuadMesh, positions: Float32Array): Subdivided {
  const n = positions.length / 3;
  const faces = mesh.quads.length / 4;
  const edgeOf = new Map<number, number>();
  const ends: number[] = [];
  const edgeFaces: number[][] = [];
  const vertexEdges: number[][] = Array.from({ length: n }, () => []);
  const vertexFaces: number[][] = Array.from({ length: n }, () => []);
  const faceEdges: number[][] = [];
  const cornersOf = (f: number): number[] => {
    const q = [...mesh.quads.subarray(f * 4, f * 4 + 4)];
    return q[2] === q[3] ? q.slice(0, 3) : q;
  };
  for (let f = 0; f < faces; f++) {
    const corners = cornersOf(f);
    faceEdges.push(
      corners.map((a, k) => {
        const b = corners[(k + 1) % corners.length];
        const key = Math.min(a, b) * n + Math.max(a, b);
        let e = edgeOf.get(key);
        if (e === undefined) {
          e = edgeFaces.length;
          edgeOf.set(key, e);
          ends.push(a, b);
          edgeFaces.push([]);
          vertexEdges[a].push(e);
          vertexEdges[b].push(e);
        }
        edgeFaces[e].push(f);
        return e;
      }),
    );
    for (const v of corners) vertexFaces[v].push(f);
  }
  const rows: [number, number][][] = [];
  const faceRow = (f: number, w: number): [number, number][] => {
    const corners = cornersOf(f);
    return corners.map((v) => [v, w / corners.length]);
  };
  for (let v = 0; v < n; v++) {
    const border = vertexEdges[v].filter((e) => edgeFaces[e].length === 1);
    const other = (e: number): number => (ends[e * 2] === v ? ends[e * 2 + 1] : ends[e * 2]);
    const k = vertexFaces[v].length;
    if (k === 0 || (border.length > 0 && border.length !== 2)) rows.push([[v, 1]]);
    else if (border.length === 2)
      rows.push([[v, 0.75], ...border.map((e): [number, number] => [other(e), 0.125])]);
    else {
      const m = vertexEdges[v].length;
      const row: [number, number][] = vertexFaces[v].flatMap((f) => faceRow(f, 1 / (k * k)));
      for (const e of vertexEdges[v]) row.push([v, 1 / (k * m)], [other(e), 1 / (k * m)]);
      rows.push([...row, [v, (k - 3) / k]]);
    }
  }
  for (let e = 0; e < edgeFaces.length; e++) {
    const [a, b] = [ends[e * 2], ends[e * 2 + 1]];
    if (edgeFaces[e].length === 2) {
      rows.push([[a, 0.25], [b, 0.25], ...faceRow(edgeFaces[e][0], 0.25), ...faceRow(edgeFaces[e][1], 0.25)]);
    } else rows.push([[a, 0.5], [b, 0.5]]); // biome-ignore format: one rule a line
  }
  for (let f = 0; f < faces; f++) rows.push(faceRow(f, 1));
  const blend = (values: Float32Array, size: number): Float32Array => {
    const out = new Float32Array(rows.length * size);
    rows.forEach((row, i) => {
      for (const [v, w] of row) for (let c = 0; c < size; c++) out[i * size + c] += w * values[v * size + c];
    });
    return out;
  };
  const quads: number[] = [];
  const uvQuads: number[] = [];
  const uvs: number[] = [];
  const parent: number[] = [];
  for (let f = 0; f < faces; f++) {
    const corners = cornersOf(f);
    const m = corners.length;
    const uv = corners.map((_, k) => {
      const u = mesh.uvQuads[f * 4 + k];
      return [mesh.uvs[u * 2], mesh.uvs[u * 2 + 1]];
    });
    const put = (...points: number[][]): number => {
      uvs.push(...[0, 1].map((c) => points.reduce((s, p) => s + p[c], 0) / points.length));
      return uvs.length / 2 - 1;
    };
    const centre = put(...uv);
    for (let k = 0; k < m; k++) {
      const before = (k + m - 1) % m;
      const firstEdge = n + faceEdges[f][k];
      const lastEdge = n + faceEdges[f][before];
      quads.push(corners[k], firstEdge, n + edgeFaces.length + f, lastEdge);
      uvQuads.push(put(uv[k]), put(uv[k], uv[(k + 1) % m]), centre, put(uv[k], uv[before]));
      parent.push(f);
    }
  }
  return {
    mesh: { quads: Uint32Array.from(quads), uvQuads: Uint32Array.from(uvQuads), uvs: Float32Array.from(uvs) },
    positions: blend(positions, 3),
    parentFace: Uint32Array.from(parent),
    blend,
  };
}

/** Edges with one face, in the direction of that face. */
export function borderEdges(quads: Uint32Array): [number, number][] {
  const uses = new Map<string, [number, number]>();
  for (let i = 0; i < quads.length; i += 4) {
    for (let k = 0; k < 4; k++) {
      const a = quads[i + k];
      const b = quads[i + ((k + 1) % 4)];
      if (a === b) continue;
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (uses.has(key)) uses.delete(key);
      else uses.set(key, [a, b]);
    }
  }
  return [...uses.values()];
}

/** Closed chains of border vertices (edges with one face), longest first. */
export function borderLoops(quads: Uint32Array): number[][] {
  const next = new Map<number, number>(borderEdges(quads));
  const loops: number[][] = [];
  for (const start of [...next.keys()]) {
    const loop: number[] = [];
    let v: number | undefined = start;
    while (v !== undefined && next.has(v)) {
      loop.push(v);
      const after: number | undefined = next.get(v);
      next.delete(v);
      v = after;
    }
    if (loop.length > 2) loops.push(loop);
  }
  return loops.sort((a, b) => b.length - a.length);
}

/** How the vertices of a triangle mesh come from a quad mesh: split where the texture has a seam. */
export interface Triangulation {
  triangles: Uint32Array;
  /** Quad mesh vertex of every triangle mesh vertex. */
  source: Uint32Array;
  /** Two numbers a vertex, v runs down the picture. */
  uvs: Float32Array;
}

/** Splits quads into triangles; corners that share vertex and texture coordinate share a vertex. */
export function triangulate(mesh: QuadMesh): Triangulation {
  const known = new Map<number, number>();
  const source: number[] = [];
  const uvs: number[] = [];
  const triangles: number[] = [];
  const uvCount = mesh.uvs.length / 2;
  for (let i = 0; i < mesh.quads.length; i += 4) {
    const corners: number[] = [];
    for (let k = i; k < i + 4; k++) {
      const key = mesh.quads[k] * uvCount + mesh.uvQuads[k];
      let v = known.get(key);
      if (v === undefined) {
        v = source.length;
        known.set(key, v);
        source.push(mesh.quads[k]);
        uvs.push(mesh.uvs[mesh.uvQuads[k] * 2], 1 - mesh.uvs[mesh.uvQuads[k] * 2 + 1]);
      }
      corners.push(v);
    }
    triangles.push(corners[0], corners[1], corners[2]);
    if (mesh.quads[i + 2] !== mesh.quads[i + 3]) triangles.push(corners[0], corners[2], corners[3]);
  }
  return {
    triangles: Uint32Array.from(triangles),
    source: Uint32Array.from(source),
    uvs: Float32Array.from(uvs),
  };
}

/** The triangle mesh of a triangulation for given quad mesh vertices and, where known, normals. */
export function trianglesOf(
  { triangles, source, uvs }: Triangulation,
  positions: Float32Array,
  normalsOf?: Float32Array,
): TriangleMesh {
  const spread = (values: Float32Array): Float32Array => {
    const out = new Float32Array(source.length * 3);
    for (let i = 0; i < source.length; i++) {
      const v = source[i] * 3;
      out[i * 3] = values[v];
      out[i * 3 + 1] = values[v + 1];
      out[i * 3 + 2] = values[v + 2];
    }
    return out;
  };
  return {
    positions: spread(positions),
    triangles,
    uvs,
    ...(normalsOf ? { normals: spread(normalsOf) } : {}),
  };
}
