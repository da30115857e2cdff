/** Retouch: a mannequin's chest is smooth. The skin's small relief there is filled from what lies around it. */

import { type Part, sameMake } from './glb.ts';

/** Places in the body's texture coordinates: the same on every body, posed or dressed. */
const PLACES = [
  [0.3255, 0.3022],
  [0.4356, 0.3022],
] as const;
/** In texture coordinates; about 13 mm. */
const RADIUS = 0.014;
/** Rounds of averaging; a few dozen vertices are even long before. */
const ROUNDS = 60;

interface Retouch {
  vertices: Int32Array;
  /** Neighbours of each of the vertices. */
  around: Int32Array[];
}

/** What is to be smoothed on a part; nothing on any but the body's skin. The plan holds for every part of the same make. */
function planRetouch({ name, uvs, indices }: Part): Retouch {
  const vertices: number[] = [];
  if (name === 'body' && uvs)
    for (let v = 0; v * 2 < uvs.length; v++)
      if (PLACES.some(([x, y]) => Math.hypot(uvs[v * 2] - x, uvs[v * 2 + 1] - y) < RADIUS)) vertices.push(v);
  const around = new Map(vertices.map((v) => [v, new Set<number>()]));
  if (around.size > 0)
    for (let i = 0; i < indices.length; i += 3)
      for (let k = 0; k < 3; k++) {
        const ring = around.get(indices[i + k]);
        ring?.add(indices[i + ((k + 1) % 3)]).add(indices[i + ((k + 2) % 3)]);
      }
  const kept = vertices.filter((v) => around.get(v)!.size > 2);
  return { vertices: Int32Array.from(kept), around: kept.map((v) => Int32Array.from(around.get(v)!)) };
}

/** Smooths places and normals of a part. */
function retouch({ vertices, around }: Retouch, { positions, normals }: Part): void {
  for (const values of normals ? [positions, normals] : [positions])
    for (let round = 0; round < ROUNDS; round++)
      for (let n = 0; n < vertices.length; n++) {
        const ring = around[n];
        for (let k = 0; k < 3; k++) {
          let sum = 0;
          for (let j = 0; j < ring.length; j++) sum += values[ring[j] * 3 + k];
          values[vertices[n] * 3 + k] = sum / ring.length;
        }
      }
}

/** Retouches parts as they are read; parts of the same make share a plan. */
export class Retoucher {
  private readonly plans = new Map<string, { part: Part; plan: Retouch }>();

  apply(parts: readonly Part[]): void {
    for (const part of parts) {
      const known = this.plans.get(part.name);
      const plan = known && sameMake(known.part, part) ? known.plan : planRetouch(part);
      retouch(plan, part);
      this.plans.set(part.name, { part, plan });
    }
  }
}
