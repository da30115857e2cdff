/** Cheap contact of cloth with itself: particles that are not neighbours keep a distance. */

/** Candidates are gathered out to this many times the distance kept and hold for one frame. */
const REACH = 2;

/** Pairs of particles that come near each other, gathered once a frame, kept apart every substep. */
export class SelfContact {
  private readonly distance: number;
  private readonly neighbours: Set<number>[];
  private pairs = new Uint32Array(0);

  /**
   * `distance`: metres that layers of cloth keep. Particles are balls without triangles between them: at 0.7 of the mesh
   * width nothing slips through, far below that layers can pass each other.
   * `triangles` in particle indices.
   */
  constructor(triangles: Uint32Array, particles: number, distance: number) {
    this.distance = distance;
    const ring = Array.from({ length: particles }, () => new Set<number>());
    for (let t = 0; t < triangles.length; t++) {
      const base = t - (t % 3);
      for (let k = 0; k < 3; k++) ring[triangles[t]].add(triangles[base + k]);
    }
    this.neighbours = ring.map((near) => {
      const wide = new Set(near);
      for (const i of near) for (const j of ring[i]) wide.add(j);
      return wide;
    });
  }

  /** Finds the pairs for the coming frame; skips vertices that another particle carries. */
  gather(x: Float64Array): void {
    const reach = this.distance * REACH;
    const cells = new Map<number, number[]>();
    const key = (i: number, j: number, k: number) => ((i + 4096) * 8192 + (j + 4096)) * 8192 + (k + 4096);
    const cell = (v: number) => Math.floor(v / reach);
    const found: number[] = [];
    for (let p = 0; p < this.neighbours.length; p++) {
      if (this.neighbours[p].size === 0) continue;
      const [i, j, k] = [cell(x[p * 3]), cell(x[p * 3 + 1]), cell(x[p * 3 + 2])];
      for (let a = -1; a <= 1; a++) {
        for (let b = -1; b <= 1; b++) {
          for (let c = -1; c <= 1; c++) {
            for (const q of cells.get(key(i + a, j + b, k + c)) ?? []) {
              const dx = x[p * 3] - x[q * 3];
              const dy = x[p * 3 + 1] - x[q * 3 + 1];
              const dz = x[p * 3 + 2] - x[q * 3 + 2];
              if (dx * dx + dy * dy + dz * dz > reach * reach) continue;
              if (!this.neighbours[p].has(q)) found.push(q, p);
            }
          }
        }
      }
      const own = key(i, j, k);
      const list = cells.get(own);
      if (list) list.push(p);
      else cells.set(own, [p]);
    }
    this.pairs = Uint32Array.from(found);
  }

  solve(x: Float64Array, w: Float64Array): void {
    const { pairs, distance } = this;
    for (let i = 0; i < pairs.length; i += 2) {
      const a = pairs[i] * 3;
      const b = pairs[i + 1] * 3;
      const dx = x[b] - x[a];
      const dy = x[b + 1] - x[a + 1];
      const dz = x[b + 2] - x[a + 2];
      const d2 = dx * dx + dy * dy + dz * dz;
      if (d2 >= distance * distance || d2 < 1e-16) continue;
      const d = Math.sqrt(d2);
      const wa = w[pairs[i]];
      const wb = w[pairs[i + 1]];
      if (wa + wb === 0) continue;
      // half the depth a substep: layers part gently instead of jumping
      const s = (0.5 * (distance - d)) / (d * (wa + wb));
      x[a] -= dx * s * wa;
      x[a + 1] -= dy * s * wa;
      x[a + 2] -= dz * s * wa;
      x[b] += dx * s * wb;
      x[b + 1] += dy * s * wb;
      x[b + 2] += dz * s * wb;
    }
  }
}
