/** Bending stiffness of cloth: one constraint for every edge between two triangles. */

/**
 * The isometric bending model of Bergou and others (2006): the energy 3 B / (A1 + A2) |sum c_i x_i|^2 / 2 of the four
 * vertices around an edge, with c from the cotangents at the edge in the flat. It is linear in the positions, so each
 * edge is solved in closed form. Edges on a seam bend like any other once their vertices are welded; cloth is flat at
 * rest everywhere.
 */
export class Bending {
  readonly count: number;
  /** Particle indices, four an edge: the edge's ends, then the far corners. */
  private readonly index: Uint32Array;
  private readonly weight: Float64Array;
  /** Compliance in units of the constraint, 1/J a square metre. */
  private readonly give: Float64Array;

  /** `bend`: 1 / B, rad/(N m); `flat` and `particle` as for `Membrane`. */
  constructor(flat: Float32Array, triangles: Uint32Array, particle: Uint32Array, bend: number) {
    const n = flat.length / 2;
    const first = new Map<number, number>();
    const index: number[] = [];
    const weight: number[] = [];
    const give: number[] = [];
    for (let t = 0; t < triangles.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const p = particle[triangles[t + k]];
        const q = particle[triangles[t + ((k + 1) % 3)]];
        if (p === q) continue;
        const key = p < q ? p * n + q : q * n + p;
        const other = first.get(key);
        if (other === undefined) {
          first.set(key, t + k);
          continue;
        }
        if (other < 0) continue;
        first.set(key, -1);
        const one = wing(flat, triangles, other, p, particle);
        const two = wing(flat, triangles, t + k, p, particle);
        if (!one || !two || one.far === two.far) continue;
        index.push(p, q, one.far, two.far);
        weight.push(one.cotQ + two.cotQ, one.cotP + two.cotP, -one.cotP - one.cotQ, -two.cotP - two.cotQ);
        give.push(((one.area + two.area) * bend) / 3);
      }
    }
    this.count = give.length;
    this.index = Uint32Array.from(index);
    this.weight = Float64Array.from(weight);
    this.give = Float64Array.from(give);
  }

  /** One sweep over all edges. */
  solve(x: Float64Array, w: Float64Array, h: number, reverse: boolean): void {
    const { index, weight, give, count } = this;
    const ih2 = 1 / (h * h);
    for (let k = 0; k < count; k++) {
      const e = (reverse ? count - 1 - k : k) * 4;
      const a = index[e];
      const b = index[e + 1];
      const c = index[e + 2];
      const d = index[e + 3];
      const ca = weight[e];
      const cb = weight[e + 1];
      const cc = weight[e + 2];
      const cd = weight[e + 3];
      const s = -1 / (w[a] * ca * ca + w[b] * cb * cb + w[c] * cc * cc + w[d] * cd * cd + give[e >> 2] * ih2);
      const sa = s * w[a] * ca;
      const sb = s * w[b] * cb;
      const sc = s * w[c] * cc;
      const sd = s * w[d] * cd;
      const i = a * 3;
      const j = b * 3;
      const l = c * 3;
      const m = d * 3;
      const vx = ca * x[i] + cb * x[j] + cc * x[l] + cd * x[m];
      const vy = ca * x[i + 1] + cb * x[j + 1] + cc * x[l + 1] + cd * x[m + 1];
      const vz = ca * x[i + 2] + cb * x[j + 2] + cc * x[l + 2] + cd * x[m + 2];
      x[i] += sa * vx;
      x[i + 1] += sa * vy;
      x[i + 2] += sa * vz;
      x[j] += sb * vx;
      x[j + 1] += sb * vy;
      x[j + 2] += sb * vz;
      x[l] += sc * vx;
      x[l + 1] += sc * vy;
      x[l + 2] += sc * vz;
      x[m] += sd * vx;
      x[m + 1] += sd * vy;
      x[m + 2] += sd * vz;
    }
  }

  /** Bending energy, joules. */
  energy(x: Float64Array): number {
    let sum = 0;
    for (let e = 0; e < this.count; e++) {
      let v2 = 0;
      for (let k = 0; k < 3; k++) {
        let v = 0;
        for (let j = 0; j < 4; j++) v += this.weight[e * 4 + j] * x[this.index[e * 4 + j] * 3 + k];
        v2 += v * v;
      }
      sum += (0.5 * v2) / this.give[e];
    }
    return sum;
  }
}

interface Wing {
  /** Particle of the corner opposite the edge. */
  far: number;
  /** Cotangents of the triangle's angles at the edge's ends p and q. */
  cotP: number;
  cotQ: number;
  area: number;
}

/** The triangle on one side of the edge that starts at entry `at` of `triangles`, seen from particle `p`. */
function wing(
  flat: Float32Array,
  triangles: Uint32Array,
  at: number,
  p: number,
  particle: Uint32Array,
): Wing | null {
  const t = at - (at % 3);
  const k = at % 3;
  let a = triangles[t + k];
  let b = triangles[t + ((k + 1) % 3)];
  const c = triangles[t + ((k + 2) % 3)];
  if (particle[a] !== p) [a, b] = [b, a];
  const ex = flat[b * 2] - flat[a * 2];
  const ey = flat[b * 2 + 1] - flat[a * 2 + 1];
  const fx = flat[c * 2] - flat[a * 2];
  const fy = flat[c * 2 + 1] - flat[a * 2 + 1];
  const cross = Math.abs(ex * fy - ey * fx);
  if (cross < 1e-12) return null;
  const dotA = ex * fx + ey * fy;
  const dotB = ex * ex + ey * ey - dotA;
  return { far: particle[c], cotP: dotA / cross, cotQ: dotB / cross, area: cross / 2 };
}
