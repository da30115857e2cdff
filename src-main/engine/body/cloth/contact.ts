/** Contact of cloth with solids and with cloth worn beneath, given as distance fields. */

import type { DistanceField } from '../../domain/body.ts';

export interface Collider {
  field: DistanceField;
  /** Distance that the cloth keeps from the surface, metres. */
  thickness: number;
  /** Particles that meet this solid, one flag each; absent: all. */
  meets?: Uint8Array;
  /** Coulomb friction; absent: that of the material. */
  friction?: number;
}

/** A field is sampled anew when the particle has moved this far along the surface since, metres. */
const REFRESH = 0.0015;
/** A particle deep inside is led out at this pace, metres a substep. */
const MAX_PUSH = 0.006;
/** Share of its velocity that a touching particle keeps each substep: the hairs of cloth on skin. */
const KEEP = 0.9;

/**
 * Contact state of one cloth with one collider. Between samples the surface counts as the plane found last, which for
 * bodies is exact to REFRESH^2 / (2 radius), below 0.1 mm.
 */
class Surface {
  readonly collider: Collider;
  /** Distance at the last sample; NaN: not sampled yet. */
  private readonly distance: Float64Array;
  private readonly normal: Float64Array;
  private readonly at: Float64Array;

  constructor(collider: Collider, particles: number) {
    this.collider = collider;
    this.distance = new Float64Array(particles).fill(Number.NaN);
    this.normal = new Float64Array(particles * 3);
    this.at = new Float64Array(particles * 3);
  }

  /** Writes [distance, normal] for particle i at x to `out`; false when it is surely farther than the thickness. */
  find(x: Float64Array, i: number, out: Float64Array): boolean {
    const k = i * 3;
    const dx = x[k] - this.at[k];
    const dy = x[k + 1] - this.at[k + 1];
    const dz = x[k + 2] - this.at[k + 2];
    const known = this.distance[i];
    if (!Number.isNaN(known)) {
      const moved = dx * dx + dy * dy + dz * dz;
      const spare = known - this.collider.thickness;
      if (spare > 0 && spare * spare > moved) return false;
      if (moved < REFRESH * REFRESH) {
        out[1] = this.normal[k];
        out[2] = this.normal[k + 1];
        out[3] = this.normal[k + 2];
        out[0] = known + dx * out[1] + dy * out[2] + dz * out[3];
        return out[0] < this.collider.thickness;
      }
    }
    this.collider.field.sample(x[k], x[k + 1], x[k + 2], out);
    this.distance[i] = out[0];
    this.normal[k] = out[1];
    this.normal[k + 1] = out[2];
    this.normal[k + 2] = out[3];
    this.at[k] = x[k];
    this.at[k + 1] = x[k + 1];
    this.at[k + 2] = x[k + 2];
    return out[0] < this.collider.thickness;
  }
}

/** Contact of one cloth with several colliders, in the order given. */
export class Contacts {
  private readonly surfaces: Surface[];
  private readonly friction: number;
  /** 1 where a particle touched something in the last substep. */
  readonly touching: Uint8Array;
  private readonly out = new Float64Array(4);
  /** Sum of contact normals of the last substep. */
  private readonly normal: Float64Array;

  constructor(colliders: readonly Collider[], particles: number, friction: number) {
    this.surfaces = colliders.map((c) => new Surface(c, particles));
    this.friction = friction;
    this.touching = new Uint8Array(particles);
    this.normal = new Float64Array(particles * 3);
  }

  /**
   * Moves particles that are closer than the thickness out along the surface normal and holds them back along the
   * surface by Coulomb's law. `before` are the positions at the start of the substep.
   */
  solve(x: Float64Array, before: Float64Array, w: Float64Array): void {
    this.touching.fill(0);
    this.pass(x, before, w, false);
    // a particle in the crease between two solids is led out of it by turns
    if (this.surfaces.length > 1) this.pass(x, before, w, true);
  }

  /** One turn over all surfaces; `again`: only what touches already. */
  private pass(x: Float64Array, before: Float64Array, w: Float64Array, again: boolean): void {
    const { out, normal, touching } = this;
    for (const surface of this.surfaces) {
      const { meets, thickness } = surface.collider;
      const mu = surface.collider.friction ?? this.friction;
      for (let i = 0; i < touching.length; i++) {
        if (w[i] === 0 || (meets && meets[i] === 0) || (again && touching[i] === 0)) continue;
        if (!surface.find(x, i, out)) continue;
        const nx = out[1];
        const ny = out[2];
        const nz = out[3];
        const k = i * 3;
        const push = Math.min(thickness - out[0], MAX_PUSH);
        x[k] += nx * push;
        x[k + 1] += ny * push;
        x[k + 2] += nz * push;
        let tx = x[k] - before[k];
        let ty = x[k + 1] - before[k + 1];
        let tz = x[k + 2] - before[k + 2];
        const along = tx * nx + ty * ny + tz * nz;
        tx -= along * nx;
        ty -= along * ny;
        tz -= along * nz;
        const slide = Math.sqrt(tx * tx + ty * ty + tz * tz);
        if (slide > 0) {
          const hold = Math.min(1, (mu * push) / slide);
          x[k] -= tx * hold;
          x[k + 1] -= ty * hold;
          x[k + 2] -= tz * hold;
        }
        if (touching[i] === 0) {
          normal[k] = nx;
          normal[k + 1] = ny;
          normal[k + 2] = nz;
        } else {
          normal[k] += nx;
          normal[k + 1] += ny;
          normal[k + 2] += nz;
        }
        touching[i] = 1;
      }
    }
  }

  /**
   * Takes the speed away from the surface that pushing out would have given, and damps what touches, so that contact
   * never adds energy.
   */
  damp(v: Float64Array): void {
    const { normal, touching } = this;
    for (let i = 0; i < touching.length; i++) {
      if (touching[i] === 0) continue;
      const k = i * 3;
      const n2 = normal[k] ** 2 + normal[k + 1] ** 2 + normal[k + 2] ** 2;
      const away = v[k] * normal[k] + v[k + 1] * normal[k + 1] + v[k + 2] * normal[k + 2];
      const s = away > 0 && n2 > 1e-9 ? away / n2 : 0;
      for (let c = k; c < k + 3; c++) v[c] = (v[c] - s * normal[c]) * KEEP;
    }
  }
}
