/** What lies near a surface: keeping layers of cloth outside it and finding what they cover. */

import { normals } from './quad-mesh.ts';

/** For cloth on a body: how far surfaces look for each other, and how deep skin may stick out of cloth, metres. */
export const CLOTH_REACH = 0.055;
export const DEEPEST_SKIN = 0.08;

/** Vertices of a surface in a hashed grid, to find the nearest one. */
export class NearestVertex {
  private readonly cells = new Map<number, number[]>();
  private readonly positions: Float32Array;
  private readonly cell: number;

  /** `cell` is the largest distance that can be found for certain; `vertices` are the ones that count. */
  constructor(positions: Float32Array, cell: number, vertices?: Iterable<number>) {
    this.positions = positions;
    this.cell = cell;
    for (const i of vertices ?? positions.keys()) {
      if (i * 3 >= positions.length) break;
      const key = this.key(positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2], 0, 0, 0);
      const list = this.cells.get(key);
      if (list) list.push(i);
      else this.cells.set(key, [i]);
    }
  }

  private key(x: number, y: number, z: number, i: number, j: number, k: number): number {
    const c = this.cell;
    return (
      ((Math.floor(x / c) + i + 512) * 1024 + Math.floor(y / c) + j + 512) * 1024 +
      Math.floor(z / c) +
      k +
      512
    );
  }

  /** Index of the nearest vertex, or -1 when there is none in the neighbouring cells. */
  find(x: number, y: number, z: number): number {
    let best = Number.POSITIVE_INFINITY;
    let found = -1;
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        for (let k = -1; k <= 1; k++) {
          for (const v of this.cells.get(this.key(x, y, z, i, j, k)) ?? []) {
            const dx = this.positions[v * 3] - x;
            const dy = this.positions[v * 3 + 1] - y;
            const dz = this.positions[v * 3 + 2] - z;
            const d = dx * dx + dy * dy + dz * dz;
            if (d < best) {
              best = d;
              found = v;
            }
          }
        }
      }
    }
    return found;
  }
}

export interface Surface {
  positions: Float32Array;
  normals: Float32Array;
  nearest: NearestVertex;
}

/**
 * Moves `positions` (in place) so that every vertex lies at least `gap` outside the surface it is near; what lies
 * deeper than `deepest` inside belongs to another part and stays.
 */
export function pushOutside(positions: Float32Array, surface: Surface, gap: number, deepest: number): void {
  const { positions: p, normals: n } = surface;
  for (let v = 0; v < positions.length; v += 3) {
    const i = surface.nearest.find(positions[v], positions[v + 1], positions[v + 2]) * 3;
    if (i < 0) continue;
    const d =
      (positions[v] - p[i]) * n[i] +
      (positions[v + 1] - p[i + 1]) * n[i + 1] +
      (positions[v + 2] - p[i + 2]) * n[i + 2];
    if (d >= gap || d < -deepest) continue;
    for (let k = 0; k < 3; k++) positions[v + k] += n[i + k] * (gap - d);
  }
}

/** Sets (in place) the flags that are set in `more` too. */
export function addFlags(flags: Uint8Array, more: Uint8Array): void {
  for (let i = 0; i < flags.length; i++) flags[i] |= more[i];
}

/** Takes flags back from faces that are not wholly flagged, `rounds` times: keeps a margin at the edge. */
export function shrinkFlags(flags: Uint8Array, quads: Uint32Array, rounds: number): Uint8Array {
  let out = flags;
  for (let r = 0; r < rounds; r++) {
    const now = Uint8Array.from(out);
    for (let i = 0; i < quads.length; i += 4) {
      const corners = quads.subarray(i, i + 4);
      if (corners.every((v) => out[v])) continue;
      for (const v of corners) now[v] = 0;
    }
    out = now;
  }
  return out;
}

/** A surface made of the vertices that `quads` use; `reach` is the largest distance at which it can be found. */
export function surfaceOf(quads: Uint32Array, positions: Float32Array, reach: number): Surface {
  const nearest = new NearestVertex(positions, reach, new Set(quads));
  return { positions, normals: normals(quads, positions), nearest };
}

/** 1 for vertices of `surface` that lie below the cloth, at most `reach` away. */
export function coveredBy(surface: Surface, cloth: Surface, reach: number): Uint8Array {
  const { positions: p, normals: n } = surface;
  const q = cloth.positions;
  return Uint8Array.from({ length: p.length / 3 }, (_, v) => {
    const o = v * 3;
    const i = cloth.nearest.find(p[o], p[o + 1], p[o + 2]) * 3;
    if (i < 0) return 0;
    const away = [0, 1, 2].map((k) => q[i + k] - p[o + k]);
    const distance = Math.hypot(away[0], away[1], away[2]);
    // cloth in front of the vertex, not beside it, and facing the same way
    const ahead = away[0] * n[o] + away[1] * n[o + 1] + away[2] * n[o + 2];
    const same = [0, 1, 2].reduce((s, k) => s + n[o + k] * cloth.normals[i + k], 0);
    const below = distance < reach && ahead > distance * 0.55 && same > 0.2;
    const touching = distance < reach / 2 && same > 0.6;
    return below || touching ? 1 : 0;
  });
}
