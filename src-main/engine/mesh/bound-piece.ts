/** Pieces bound to a surface, such as clothes and hair: they follow its shape and borrow its skin weights. */

/** Each vertex is a weighted sum of three vertices of the surface plus an offset. */
export interface BoundPiece {
  count: number;
  /** Three surface vertices, and three weights, for each vertex. */
  refs: Uint32Array;
  weights: Float32Array;
  /** Three numbers a vertex, in the unit of the surface at its reference size. */
  offsets: Float32Array;
}

/** For x, y and z: two surface vertices and their distance along that axis at which offsets count 1:1. */
export type ScaleRefs = readonly (readonly [number, number, number])[];

/** Vertices of a piece on the surface vertices `surface`. */
export function fitPiece(piece: BoundPiece, surface: Float32Array, refs: ScaleRefs): Float32Array {
  const s = refs.map(([a, b, d], k) => Math.abs(surface[a * 3 + k] - surface[b * 3 + k]) / d);
  const out = new Float32Array(piece.count * 3);
  for (let i = 0; i < piece.count; i++) {
    for (let k = 0; k < 3; k++) {
      let x = piece.offsets[i * 3 + k] * s[k];
      for (let r = i * 3; r < i * 3 + 3; r++) x += piece.weights[r] * surface[piece.refs[r] * 3 + k];
      out[i * 3 + k] = x;
    }
  }
  return out;
}

/** Four bones and weights for each vertex. */
export interface SkinWeights {
  index: Uint16Array;
  weight: Float32Array;
}

/** How much of each vertex moves with the bones whose names match, 0..1; `bones` in the order `index` counts them. */
export function boneShares(
  { index, weight }: SkinWeights,
  bones: readonly { name: string }[],
  names: RegExp,
): Float32Array {
  const belongs = bones.map((bone) => names.test(bone.name));
  return Float32Array.from({ length: index.length / 4 }, (_, v) => {
    let share = 0;
    for (let k = v * 4; k < v * 4 + 4; k++) if (belongs[index[k]]) share += weight[k];
    return share;
  });
}

/** Skin weights of a piece: those of its surface vertices, the four largest kept (not normalised). */
export function transferSkin(piece: BoundPiece, surface: SkinWeights): SkinWeights {
  const index = new Uint16Array(piece.count * 4);
  const weight = new Float32Array(piece.count * 4);
  for (let i = 0; i < piece.count; i++) {
    const sums = new Map<number, number>();
    for (let r = i * 3; r < i * 3 + 3; r++) {
      const w = Math.max(0, piece.weights[r]);
      for (let k = piece.refs[r] * 4; k < piece.refs[r] * 4 + 4; k++) {
        sums.set(surface.index[k], (sums.get(surface.index[k]) ?? 0) + w * surface.weight[k]);
      }
    }
    const best = [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 4);
    best.forEach(([bone, w], k) => {
      index[i * 4 + k] = bone;
      weight[i * 4 + k] = w;
    });
  }
  return { index, weight };
}
