/** Cloth solver: extended position-based dynamics with small steps (Macklin and others, 2019). */

import type { ClothMaterial } from '../../domain/garment3d.ts';
import { Bending } from './bending.ts';
import { type Collider, Contacts } from './contact.ts';
import { Membrane } from './membrane.ts';
import { SelfContact } from './self-contact.ts';
import { type Attachment, type Band, type Stitches, solveAttachments, solveBands } from './stitches.ts';

export interface ClothCut {
  /** The cut pieces flat: two numbers a vertex, metres, x along the weft, y along the warp. */
  flat: Float32Array;
  triangles: Uint32Array;
  /** Vertices in the world, three numbers each, metres. */
  positions: ArrayLike<number>;
  /** Particle that carries each vertex, an index of a vertex that carries itself; absent: every vertex its own. */
  particle?: Uint32Array;
  material: ClothMaterial;
}

export interface StepOptions {
  /** Substeps of a frame; 8 or more. */
  substeps?: number;
  /** m/s2 along y. */
  gravity?: number;
  stitches?: Stitches;
  attachments?: readonly Attachment[];
  bands?: readonly Band[];
  /** Replaces the damping of the material, 1/s. */
  damping?: number;
  /**
   * Ends the frame in the mean of its substeps: sweeps that alternate their direction leave the cloth on either side of
   * where it rests. For the last frame.
   */
  average?: boolean;
}

/** Fastest that a particle may travel, m/s: 5 mm in a substep of 1/480 s, thinner than any limb. */
const MAX_SPEED = 2.4;
const FRAME = 1 / 60;
/** A waistband of 3 cm, two layers and interfacing, stretches by a hundredth under 15 N, 1/N. */
const BAND_GIVE = 1 / 1500;

/** Cloth in motion. Deterministic: the same calls give the same positions bit for bit. */
export class Cloth {
  /** Metres, three numbers a vertex; vertices carried by another one follow it at the end of every frame. */
  readonly x: Float64Array;
  /** m/s. */
  readonly v: Float64Array;
  /** Inverse mass of every particle, 1/kg; 0: fixed, or carried by another particle. */
  readonly w: Float64Array;
  readonly particle: Uint32Array;
  /** Vertices from this one on are all carried by others. */
  private readonly live: number;
  readonly membrane: Membrane;
  readonly bending: Bending;
  private readonly before: Float64Array;
  private readonly material: ClothMaterial;
  private readonly triangles: Uint32Array;
  private contacts: Contacts | null = null;
  private self: SelfContact | null = null;
  private turn = false;

  constructor(cut: ClothCut) {
    const n = cut.flat.length / 2;
    this.particle = cut.particle ?? Uint32Array.from({ length: n }, (_, i) => i);
    this.material = cut.material;
    this.x = Float64Array.from(cut.positions);
    this.v = new Float64Array(n * 3);
    this.w = new Float64Array(n);
    this.before = new Float64Array(n * 3);
    this.triangles = cut.triangles.map((i) => this.particle[i]);
    this.membrane = new Membrane(cut.flat, cut.triangles, this.particle, cut.material);
    this.bending = new Bending(cut.flat, cut.triangles, this.particle, cut.material.bend);
    const mass = new Float64Array(n);
    this.membrane.addMass(mass);
    let live = 0;
    for (let i = 0; i < n; i++) {
      this.w[i] = mass[i] > 0 ? 1 / mass[i] : 0;
      if (mass[i] > 0) live = i + 1;
    }
    this.live = live;
    this.follow();
  }

  /** Fixes a particle where it is. */
  pin(particle: number): void {
    this.w[particle] = 0;
  }

  /** Sets what the cloth touches from now on. */
  setColliders(colliders: readonly Collider[]): void {
    this.contacts = new Contacts(colliders, this.live, this.material.friction);
  }

  /** Layers of this cloth keep `distance` metres from now on; 0 lets them pass. */
  setSelfContact(distance: number): void {
    this.self = distance > 0 ? new SelfContact(this.triangles, this.particle.length, distance) : null;
  }

  /** Advances one frame of 1/60 s. */
  step(options: StepOptions = {}): void {
    const { substeps = 8, gravity = -9.81, stitches, attachments = [], bands = [] } = options;
    const { x, v, w, before, contacts, live } = this;
    const h = FRAME / substeps;
    const keep = Math.max(0, 1 - (options.damping ?? this.material.damping) * h);
    this.self?.gather(x);
    const mean = options.average ? new Float64Array(x.length) : null;
    for (let s = 0; s < substeps; s++) {
      before.set(x);
      for (let i = 0; i < live; i++) {
        if (w[i] === 0) continue;
        const k = i * 3;
        v[k] *= keep;
        v[k + 1] = v[k + 1] * keep + gravity * h;
        v[k + 2] *= keep;
        x[k] += v[k] * h;
        x[k + 1] += v[k + 1] * h;
        x[k + 2] += v[k + 2] * h;
      }
      // sweeps alternate their direction so that the order of the triangles leaves no trace
      this.turn = !this.turn;
      this.membrane.solve(x, w, h, this.turn);
      this.bending.solve(x, w, h, this.turn);
      if (bands.length > 0) solveBands(bands, x, w, h, BAND_GIVE);
      if (attachments.length > 0) solveAttachments(attachments, x, w, h);
      stitches?.solve(x, w);
      this.self?.solve(x, w);
      contacts?.solve(x, before, w);
      this.updateSpeed(h);
      contacts?.damp(v);
      if (mean) for (let i = 0; i < x.length; i++) mean[i] += x[i] / substeps;
    }
    if (mean) x.set(mean);
    this.follow();
  }

  private updateSpeed(h: number): void {
    const { x, v, w, before, live } = this;
    const ih = 1 / h;
    for (let i = 0; i < live; i++) {
      if (w[i] === 0) continue;
      const k = i * 3;
      let vx = (x[k] - before[k]) * ih;
      let vy = (x[k + 1] - before[k + 1]) * ih;
      let vz = (x[k + 2] - before[k + 2]) * ih;
      const speed2 = vx * vx + vy * vy + vz * vz;
      if (speed2 > MAX_SPEED * MAX_SPEED) {
        const f = MAX_SPEED / Math.sqrt(speed2);
        vx *= f;
        vy *= f;
        vz *= f;
      }
      v[k] = vx;
      v[k + 1] = vy;
      v[k + 2] = vz;
    }
  }

  /** Puts carried vertices onto their particles. */
  private follow(): void {
    const { x, particle } = this;
    for (let i = 0; i < particle.length; i++) {
      if (particle[i] === i) continue;
      for (let k = 0; k < 3; k++) x[i * 3 + k] = x[particle[i] * 3 + k];
    }
  }

  /** Kinetic energy, joules. */
  kineticEnergy(): number {
    let sum = 0;
    for (let i = 0; i < this.w.length; i++) {
      if (this.w[i] === 0) continue;
      const k = i * 3;
      sum += (this.v[k] ** 2 + this.v[k + 1] ** 2 + this.v[k + 2] ** 2) / (2 * this.w[i]);
    }
    return sum;
  }

  /** Energy of stretch, shear and bend, joules. */
  elasticEnergy(): number {
    return this.membrane.energy(this.x) + this.bending.energy(this.x);
  }

  /** Mean speed of the moving particles, m/s. */
  meanSpeed(): number {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < this.w.length; i++) {
      if (this.w[i] === 0) continue;
      sum += Math.sqrt(this.v[i * 3] ** 2 + this.v[i * 3 + 1] ** 2 + this.v[i * 3 + 2] ** 2);
      count++;
    }
    return count > 0 ? sum / count : 0;
  }

  /** Stretch at every vertex, 0 where slack. */
  strain(): Float32Array {
    const strain = this.membrane.particleStrain(this.x, this.w.length);
    return strain.map((_, i) => strain[this.particle[i]]);
  }
}
