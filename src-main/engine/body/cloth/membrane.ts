/** In-plane stiffness of cloth: stretch along warp and weft and shear, one set of constraints a triangle. */

import type { ClothMaterial } from '../../domain/garment3d.ts';

/**
 * Cloth that is pressed together buckles; a mesh of finger-wide triangles cannot show the small folds, so it gives way
 * this many times more easily than it stretches.
 */
const BUCKLING = 12;

/**
 * Constraints of Baraff and Witkin (1998) in the compliant form of Macklin, Muller and Chentanez (XPBD, 2016):
 * with wu, wv the images of one metre of weft and of warp, |wu| - 1, |wv| - 1 and wu . wv, each with the compliance
 * 1 / (stiffness * area), which makes the cloth independent of its mesh.
 */
export class Membrane {
  readonly count: number;
  /** Particle indices, three a triangle. */
  readonly corner: Uint32Array;
  /** Inverse of the flat edge matrix, four numbers a triangle. */
  private readonly inverse: Float64Array;
  private readonly area: Float64Array;
  /** 1 / area. */
  private readonly perArea: Float64Array;
  private readonly material: ClothMaterial;

  /** `flat`: two numbers a vertex, x along the weft, y along the warp; `particle`: particle of every vertex. */
  constructor(flat: Float32Array, triangles: Uint32Array, particle: Uint32Array, material: ClothMaterial) {
    const m = triangles.length / 3;
    this.material = material;
    this.corner = new Uint32Array(m * 3);
    this.inverse = new Float64Array(m * 4);
    this.area = new Float64Array(m);
    this.perArea = new Float64Array(m);
    let n = 0;
    for (let t = 0; t < m; t++) {
      const [a, b, c] = [triangles[t * 3], triangles[t * 3 + 1], triangles[t * 3 + 2]];
      const x1 = flat[b * 2] - flat[a * 2];
      const y1 = flat[b * 2 + 1] - flat[a * 2 + 1];
      const x2 = flat[c * 2] - flat[a * 2];
      const y2 = flat[c * 2 + 1] - flat[a * 2 + 1];
      const det = x1 * y2 - x2 * y1;
      const [p, q, r] = [particle[a], particle[b], particle[c]];
      // a triangle that welding has closed carries nothing
      if (!(Math.abs(det) > 1e-12) || p === q || q === r || r === p) continue;
      this.corner.set([p, q, r], n * 3);
      this.inverse.set([y2 / det, -x2 / det, -y1 / det, x1 / det], n * 4);
      this.area[n] = Math.abs(det) / 2;
      this.perArea[n] = 1 / this.area[n];
      n++;
    }
    this.count = n;
  }

  /** Adds the mass of the cloth, in kg, to its particles. */
  addMass(mass: Float64Array): void {
    for (let t = 0; t < this.count; t++) {
      const share = (this.area[t] * this.material.mass) / 3;
      for (let k = 0; k < 3; k++) mass[this.corner[t * 3 + k]] += share;
    }
  }

  /** One sweep over all triangles; `w` are inverse masses, `h` the substep in seconds. */
  solve(x: Float64Array, w: Float64Array, h: number, reverse: boolean): void {
    const { corner, inverse, perArea, count } = this;
    const ih2 = 1 / (h * h);
    const weft = this.material.stretchWeft * ih2;
    const warp = this.material.stretchWarp * ih2;
    const shear = this.material.shear * ih2;
    for (let k = 0; k < count; k++) {
      const t = reverse ? count - 1 - k : k;
      const i0 = corner[t * 3];
      const i1 = corner[t * 3 + 1];
      const i2 = corner[t * 3 + 2];
      const w0 = w[i0];
      const w1 = w[i1];
      const w2 = w[i2];
      if (w0 + w1 + w2 === 0) continue;
      const a = i0 * 3;
      const b = i1 * 3;
      const c = i2 * 3;
      const m0 = inverse[t * 4];
      const m1 = inverse[t * 4 + 1];
      const m2 = inverse[t * 4 + 2];
      const m3 = inverse[t * 4 + 3];
      // derivative of wu and wv by the three corners
      const u1 = m0;
      const u2 = m2;
      const u0 = -m0 - m2;
      const v1 = m1;
      const v2 = m3;
      const v0 = -m1 - m3;
      const ia = perArea[t];
      let e1x = x[b] - x[a];
      let e1y = x[b + 1] - x[a + 1];
      let e1z = x[b + 2] - x[a + 2];
      let e2x = x[c] - x[a];
      let e2y = x[c + 1] - x[a + 1];
      let e2z = x[c + 2] - x[a + 2];
      let d0x = 0;
      let d0y = 0;
      let d0z = 0;
      let d1x = 0;
      let d1y = 0;
      let d1z = 0;
      let d2x = 0;
      let d2y = 0;
      let d2z = 0;
      // weft
      let ux = e1x * u1 + e2x * u2;
      let uy = e1y * u1 + e2y * u2;
      let uz = e1z * u1 + e2z * u2;
      let l = Math.sqrt(ux * ux + uy * uy + uz * uz);
      if (l > 1e-6) {
        const give = l < 1 ? weft * BUCKLING : weft;
        const s = (1 - l) / ((w0 * u0 * u0 + w1 * u1 * u1 + w2 * u2 * u2 + give * ia) * l);
        const s0 = s * w0 * u0;
        const s1 = s * w1 * u1;
        const s2 = s * w2 * u2;
        d0x = s0 * ux;
        d0y = s0 * uy;
        d0z = s0 * uz;
        d1x = s1 * ux;
        d1y = s1 * uy;
        d1z = s1 * uz;
        d2x = s2 * ux;
        d2y = s2 * uy;
        d2z = s2 * uz;
        e1x += d1x - d0x;
        e1y += d1y - d0y;
        e1z += d1z - d0z;
        e2x += d2x - d0x;
        e2y += d2y - d0y;
        e2z += d2z - d0z;
      }
      // warp
      let vx = e1x * v1 + e2x * v2;
      let vy = e1y * v1 + e2y * v2;
      let vz = e1z * v1 + e2z * v2;
      l = Math.sqrt(vx * vx + vy * vy + vz * vz);
      if (l > 1e-6) {
        const give = l < 1 ? warp * BUCKLING : warp;
        const s = (1 - l) / ((w0 * v0 * v0 + w1 * v1 * v1 + w2 * v2 * v2 + give * ia) * l);
        const s0 = s * w0 * v0;
        const s1 = s * w1 * v1;
        const s2 = s * w2 * v2;
        d0x += s0 * vx;
        d0y += s0 * vy;
        d0z += s0 * vz;
        d1x += s1 * vx;
        d1y += s1 * vy;
        d1z += s1 * vz;
        d2x += s2 * vx;
        d2y += s2 * vy;
        d2z += s2 * vz;
        e1x += (s1 - s0) * vx;
        e1y += (s1 - s0) * vy;
        e1z += (s1 - s0) * vz;
        e2x += (s2 - s0) * vx;
        e2y += (s2 - s0) * vy;
        e2z += (s2 - s0) * vz;
      }
      // shear
      ux = e1x * u1 + e2x * u2;
      uy = e1y * u1 + e2y * u2;
      uz = e1z * u1 + e2z * u2;
      vx = e1x * v1 + e2x * v2;
      vy = e1y * v1 + e2y * v2;
      vz = e1z * v1 + e2z * v2;
      const g0x = u0 * vx + v0 * ux;
      const g0y = u0 * vy + v0 * uy;
      const g0z = u0 * vz + v0 * uz;
      const g1x = u1 * vx + v1 * ux;
      const g1y = u1 * vy + v1 * uy;
      const g1z = u1 * vz + v1 * uz;
      const g2x = u2 * vx + v2 * ux;
      const g2y = u2 * vy + v2 * uy;
      const g2z = u2 * vz + v2 * uz;
      const sum =
        w0 * (g0x * g0x + g0y * g0y + g0z * g0z) +
        w1 * (g1x * g1x + g1y * g1y + g1z * g1z) +
        w2 * (g2x * g2x + g2y * g2y + g2z * g2z) +
        shear * ia;
      const s = -(ux * vx + uy * vy + uz * vz) / sum;
      const s0 = s * w0;
      const s1 = s * w1;
      const s2 = s * w2;
      x[a] += d0x + s0 * g0x;
      x[a + 1] += d0y + s0 * g0y;
      x[a + 2] += d0z + s0 * g0z;
      x[b] += d1x + s1 * g1x;
      x[b + 1] += d1y + s1 * g1y;
      x[b + 2] += d1z + s1 * g1z;
      x[c] += d2x + s2 * g2x;
      x[c + 1] += d2y + s2 * g2y;
      x[c + 2] += d2z + s2 * g2z;
    }
  }

  /** Strain of triangle `t` along weft and warp and its shear, written to `out`. */
  strainOf(t: number, x: Float64Array, out: Float64Array): void {
    const [a, b, c] = [this.corner[t * 3] * 3, this.corner[t * 3 + 1] * 3, this.corner[t * 3 + 2] * 3];
    let uu = 0;
    let vv = 0;
    let uv = 0;
    for (let k = 0; k < 3; k++) {
      const e1 = x[b + k] - x[a + k];
      const e2 = x[c + k] - x[a + k];
      const u = e1 * this.inverse[t * 4] + e2 * this.inverse[t * 4 + 2];
      const v = e1 * this.inverse[t * 4 + 1] + e2 * this.inverse[t * 4 + 3];
      uu += u * u;
      vv += v * v;
      uv += u * v;
    }
    out[0] = Math.sqrt(uu) - 1;
    out[1] = Math.sqrt(vv) - 1;
    out[2] = uv;
  }

  /** Elastic energy, joules. */
  energy(x: Float64Array): number {
    const out = new Float64Array(3);
    const { stretchWeft, stretchWarp, shear } = this.material;
    let sum = 0;
    for (let t = 0; t < this.count; t++) {
      this.strainOf(t, x, out);
      const weft = stretchWeft * (out[0] < 0 ? BUCKLING : 1);
      const warp = stretchWarp * (out[1] < 0 ? BUCKLING : 1);
      sum +=
        0.5 *
        this.area[t] *
        ((out[0] * out[0]) / weft + (out[1] * out[1]) / warp + (out[2] * out[2]) / shear);
    }
    return sum;
  }

  /**
   * Largest stretch (0 where the cloth is slack) around every particle: the mean over its triangles of the larger of
   * warp and weft strain, weighted by area.
   */
  particleStrain(x: Float64Array, particles: number): Float32Array {
    const sum = new Float64Array(particles);
    const weight = new Float64Array(particles);
    const out = new Float64Array(3);
    for (let t = 0; t < this.count; t++) {
      this.strainOf(t, x, out);
      const strain = Math.max(0, out[0], out[1]);
      for (let k = 0; k < 3; k++) {
        sum[this.corner[t * 3 + k]] += strain * this.area[t];
        weight[this.corner[t * 3 + k]] += this.area[t];
      }
    }
    return Float32Array.from(sum, (s, i) => (weight[i] > 0 ? s / weight[i] : 0));
  }
}
