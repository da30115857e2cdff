/** Cutting cloth: keeps the part of a triangle mesh where a field is positive, with a clean edge. */

/** Vertices of a cut mesh as points on edges of the mesh it was cut from: a + share * (b - a). */
export interface Cutting {
  triangles: Uint32Array;
  a: Uint32Array;
  b: Uint32Array;
  share: Float32Array;
}

/** Cuts along field = 0, keeping where it is positive; the field is one number a vertex. */
export function clipTriangles(triangles: Uint32Array, field: ArrayLike<number>): Cutting {
  const n = field.length;
  const known = new Map<number, number>();
  const a: number[] = [];
  const b: number[] = [];
  const share: number[] = [];
  const out: number[] = [];
  const vertex = (i: number, j: number): number => {
    const [low, high] = i < j ? [i, j] : [j, i];
    const key = low * n + high;
    let v = known.get(key);
    if (v === undefined) {
      v = a.length;
      known.set(key, v);
      a.push(low);
      b.push(high);
      share.push(low === high ? 0 : field[low] / (field[low] - field[high]));
    }
    return v;
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const kept: number[] = [];
    for (let k = 0; k < 3; k++) {
      const i = corners[k];
      const j = corners[(k + 1) % 3];
      if (field[i] > 0) kept.push(vertex(i, i));
      if (field[i] > 0 !== field[j] > 0) kept.push(vertex(i, j));
    }
    for (let k = 1; k + 1 < kept.length; k++) out.push(kept[0], kept[k], kept[k + 1]);
  }
  return {
    triangles: Uint32Array.from(out),
    a: Uint32Array.from(a),
    b: Uint32Array.from(b),
    share: Float32Array.from(share),
  };
}

/** Values of the cut mesh from those of the whole one, `size` numbers a vertex. */
export function cutValues(cutting: Cutting, values: ArrayLike<number>, size: number): Float32Array {
  const { a, b, share } = cutting;
  const out = new Float32Array(a.length * size);
  for (let i = 0; i < a.length; i++) {
    for (let k = 0; k < size; k++) {
      const from = values[a[i] * size + k];
      out[i * size + k] = from + share[i] * (values[b[i] * size + k] - from);
    }
  }
  return out;
}
