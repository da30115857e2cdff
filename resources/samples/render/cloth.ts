/** Lets a fitted garment fall and crease over the body: extended position-based dynamics with small steps. */

import type { Surface } from '../../../src-main/engine/mesh/near-surface.ts';

export interface ClothOptions {
  /** Frames of 1/60 s. */
  frames: number;
  /** Rest lengths relative to the pattern; above 1 the cloth has slack to crease. */
  slack: number;
  /** Bending compliance; smaller is stiffer. */
  bend: number;
  /** Distance kept from the body, decimetres. */
  gap: number;
  /** Vertices that stay where they are. */
  pinned?: (vertex: number) => boolean;
  /** Gravity, m/s2. */
  gravity?: number;
}

const SUBSTEPS = 8;
const FRICTION = 0.35;

interface Springs {
  pairs: Uint32Array;
  rest: Float32Array;
}

function springs(pairs: number[], pattern: Float32Array, slack: number): Springs {
  const rest = new Float32Array(pairs.length / 2);
  for (let i = 0; i < rest.length; i++) {
    const [a, b] = [pairs[i * 2] * 3, pairs[i * 2 + 1] * 3];
    const d = Math.hypot(
      pattern[a] - pattern[b],
      pattern[a + 1] - pattern[b + 1],
      pattern[a + 2] - pattern[b + 2],
    );
    // cloth gives unevenly: waves of a hand's width that differ from place to place start the creases
    const [x, y, z] = [0, 1, 2].map((k) => (pattern[a + k] + pattern[b + k]) / 2);
    const wave =
      Math.sin(x * 4.1 + y * 2.3 + 0.4) +
      Math.sin(y * 3.7 - x * 2.9 + z * 2.1 + 1.9) +
      Math.sin(x * 7.3 + 2.2);
    rest[i] = d * (1 + (slack - 1) * (1 + wave * 0.6));
  }
  return { pairs: Uint32Array.from(pairs), rest };
}

/** Threads (edges), shears (diagonals) and bends (across two faces) of a quad mesh. */
function connect(quads: Uint32Array): { stretch: number[]; bend: number[] } {
  const across = new Map<string, number[]>();
  const stretch: number[] = [];
  for (let i = 0; i < quads.length; i += 4) {
    for (let k = 0; k < 4; k++) {
      const a = quads[i + k];
      const b = quads[i + ((k + 1) % 4)];
      if (a === b) continue;
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const far = [quads[i + ((k + 2) % 4)], quads[i + ((k + 3) % 4)]];
      const list = across.get(key);
      if (list) list.push(...far);
      else {
        across.set(key, far);
        stretch.push(a, b);
      }
    }
    if (quads[i + 2] !== quads[i + 3]) stretch.push(quads[i], quads[i + 2], quads[i + 1], quads[i + 3]);
  }
  const bend: number[] = [];
  for (const far of across.values()) {
    // the corners next to the same end of the edge lie opposite each other
    if (far.length === 4) bend.push(far[0], far[3], far[1], far[2]);
  }
  return { stretch, bend };
}

function satisfy(x: Float32Array, w: Float32Array, s: Springs, compliance: number): void {
  for (let i = 0; i < s.rest.length; i++) {
    const a = s.pairs[i * 2];
    const b = s.pairs[i * 2 + 1];
    const dx = x[a * 3] - x[b * 3];
    const dy = x[a * 3 + 1] - x[b * 3 + 1];
    const dz = x[a * 3 + 2] - x[b * 3 + 2];
    const l = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const total = w[a] + w[b] + compliance;
    if (l < 1e-9 || total === 0) continue;
    const f = (s.rest[i] - l) / (total * l);
    x[a * 3] += dx * f * w[a];
    x[a * 3 + 1] += dy * f * w[a];
    x[a * 3 + 2] += dz * f * w[a];
    x[b * 3] -= dx * f * w[b];
    x[b * 3 + 1] -= dy * f * w[b];
    x[b * 3 + 2] -= dz * f * w[b];
  }
}

/**
 * Drapes the mesh `quads` from `start` over `bodies`, everything in decimetres. `pattern` holds the same vertices at the
 * lengths the cloth was cut to.
 */
export function drape(
  quads: Uint32Array,
  start: Float32Array,
  pattern: Float32Array,
  bodies: readonly Surface[],
  options: ClothOptions,
): Float32Array {
  const n = start.length / 3;
  const x = Float32Array.from(start);
  const before = new Float32Array(x);
  const v = new Float32Array(x.length);
  const w = Float32Array.from({ length: n }, (_, i) => (options.pinned?.(i) ? 0 : 1));
  const links = connect(quads);
  const stretch = springs(links.stretch, pattern, options.slack);
  const bend = springs(links.bend, pattern, options.slack);
  const h = 1 / 60 / SUBSTEPS;
  const fall = -(options.gravity ?? 9.8) * 10 * h;
  const damp = 1 - 3 * h;
  const near = bodies.map(() => new Int32Array(n));
  for (let frame = 0; frame < options.frames; frame++) {
    bodies.forEach((body, b) => {
      for (let i = 0; i < n; i++) near[b][i] = body.nearest.find(x[i * 3], x[i * 3 + 1], x[i * 3 + 2]);
    });
    for (let s = 0; s < SUBSTEPS; s++) {
      before.set(x);
      for (let i = 0; i < n; i++) {
        if (w[i] === 0) continue;
        v[i * 3 + 1] += fall;
        const speed = Math.hypot(v[i * 3], v[i * 3 + 1], v[i * 3 + 2]);
        // 15 dm/s at most keeps cloth from tunnelling
        const keep = damp * Math.min(1, 15 / (speed || 1));
        for (let k = i * 3; k < i * 3 + 3; k++) {
          v[k] *= keep;
          x[k] += v[k] * h;
        }
      }
      satisfy(x, w, stretch, 0.001);
      satisfy(x, w, bend, options.bend);
      for (let b = 0; b < bodies.length; b++) collide(x, before, near[b], bodies[b], options.gap);
      for (let i = 0; i < v.length; i++) v[i] = (x[i] - before[i]) / h;
    }
  }
  return x;
}

function collide(x: Float32Array, before: Float32Array, near: Int32Array, body: Surface, gap: number): void {
  const { positions: p, normals: q } = body;
  for (let i = 0; i < near.length; i++) {
    const j = near[i] * 3;
    if (j < 0) continue;
    const o = i * 3;
    const d = (x[o] - p[j]) * q[j] + (x[o + 1] - p[j + 1]) * q[j + 1] + (x[o + 2] - p[j + 2]) * q[j + 2];
    if (d >= gap || d < -0.5) continue;
    const push = Math.min(gap - d, 0.1);
    const moved = [0, 1, 2].map((k) => x[o + k] - before[o + k]);
    const out = moved[0] * q[j] + moved[1] * q[j + 1] + moved[2] * q[j + 2];
    for (let k = 0; k < 3; k++) x[o + k] += q[j + k] * push - (moved[k] - out * q[j + k]) * FRICTION;
  }
}
