/**
 * Measurements of a shaped body at rest, by the definitions of ISO 8559-1 as far as a mesh can follow them.
 *
 * - stature: floor to the highest point of the head.
 * - bustGirth: horizontal, at the height of the bust points (of men: the chest girth at the same points).
 * - underbustGirth: horizontal, just below the breasts.
 * - waistGirth: horizontal, at the natural waist between lowest rib and hip bone.
 * - hipGirth: horizontal, at the greatest projection of the buttocks.
 * - neckGirth: square to the neck, just below the Adam's apple.
 * - shoulderWidth: from shoulder point to shoulder point (acromion) over the back neck point (seventh cervical).
 * - upperArmGirth: square to the upper arm, halfway between shoulder and elbow.
 * - wristGirth: square to the forearm, at the wrist joint.
 * - thighGirth: square to the thigh, just below the crotch.
 * - kneeGirth: square to the leg, at the middle of the kneecap. calfGirth: square to the lower leg, at its thickest.
 * - armLength: shoulder point over the elbow to the wrist bone.
 * - insideLegHeight: floor to crotch. waistHeight, hipHeight: floor to the level of the girth.
 * - backNeckToWaist: from the back neck point down the middle of the back to the waist, bridging hollows.
 * - massKg: volume times the mean density of a body with air in its lungs.
 *
 * Every girth is the convex section: a tape bridges hollows. Torso girths leave the arms out. The body stands with arms
 * and legs apart, so limbs are cut square to their axis. Levels are held by fixed vertices that travel with the shape.
 * The body is symmetric; limbs are measured on the left.
 */

import type { MeasurementName, Measurements } from '../domain/body.ts';
import { MEASUREMENTS } from '../domain/body.ts';
import { boneShares } from '../mesh/bound-piece.ts';
import { dot, normalize, sub, type Vec3 } from '../mesh/vector.ts';
import type { BodyAsset } from './asset.ts';
import {
  type Anchor,
  anchorAt,
  backChain,
  chain,
  girth,
  type Reading,
  ReadingBuilder,
  vertexAt,
} from './tape.ts';

/** kg per cubic metre. */
const DENSITY = 985;

/** Metres on either side of a girth's level, on the average body. */
const BAND = 0.1;

/** Skin vertices of the base mesh where the landmarks are. */
const LANDMARKS = {
  bustPoint: 8454,
  underbust: 10750,
  waistFront: 4121,
  waistBack: 4181,
  buttock: 10855,
  neckFront: 7514,
  neckBack: 856,
  backNeck: 1491,
  shoulder: 8274,
  elbow: 10037,
  wristBone: 10548,
  thigh: 11071,
  knee: 11223,
  calf: 11339,
  crotch: 4375,
} as const;

type Axis = (positions: Float32Array) => Vec3;
const UP: Axis = () => [0, 1, 0];

interface GirthRule {
  edges: Uint32Array;
  origin: Anchor;
  normal: Axis;
}

const one = (v: number): Anchor => [[v, 1]];

/** Measures bodies of one asset; holds what depends on the topology alone. */
export class Tape {
  private readonly asset: BodyAsset;
  private readonly girths: Partial<Record<MeasurementName, GirthRule>>;
  /** Vertices down the middle of the back, from the back neck point to the waist. */
  private readonly backLine: number[];
  /** Where the highest and the lowest point of the skin are looked for. */
  private readonly crown: number[] = [];
  private readonly soles: number[] = [];

  constructor(asset: BodyAsset) {
    this.asset = asset;
    const share = (names: RegExp): Float32Array =>
      boneShares(asset.skin, asset.bones, names).subarray(0, asset.skinCount);
    const arm = share(/^(upperarm|lowerarm|wrist|finger)/);
    const leg = share(/^(upperleg|lowerleg|foot|toes)/);
    const at = (v: number): Vec3 => vertexAt(asset.positions, v);
    const neckBase = at(LANDMARKS.backNeck)[1] - 0.06;
    const all = edgesOf(asset.body.quads);
    const pick = (keep: (v: number) => boolean): Uint32Array => {
      const out: number[] = [];
      for (let e = 0; e < all.length; e += 2)
        if (keep(all[e]) && keep(all[e + 1])) out.push(all[e], all[e + 1]);
      return Uint32Array.from(out);
    };
    const torso = pick((v) => arm[v] < 0.5);
    const leftArm = pick((v) => arm[v] >= 0.5 && at(v)[0] > 0);
    const leftLeg = pick((v) => leg[v] > 0.3 && at(v)[0] > 0);
    const neck = pick((v) => at(v)[1] > neckBase && Math.abs(at(v)[0]) < 0.085);
    const joint = (name: string): number => {
      const v = asset.joints.get(name);
      if (v === undefined) throw new RangeError(`the skeleton has no joint "${name}"`);
      return v;
    };
    const along =
      (from: string, to: string): Axis =>
      (p) =>
        normalize(sub(vertexAt(p, joint(to)), vertexAt(p, joint(from))));
    const halfway = (a: string, b: string): Anchor => [
      [joint(a), 0.5],
      [joint(b), 0.5],
    ];
    const m = LANDMARKS;
    this.girths = {
      bustGirth: { edges: torso, origin: one(m.bustPoint), normal: UP },
      underbustGirth: { edges: torso, origin: one(m.underbust), normal: UP },
      waistGirth: { edges: torso, origin: this.waist(), normal: UP },
      hipGirth: { edges: torso, origin: one(m.buttock), normal: UP },
      neckGirth: {
        edges: neck,
        origin: one(m.neckFront),
        normal: (p) => {
          const [, y, z] = sub(vertexAt(p, m.neckBack), vertexAt(p, m.neckFront));
          return normalize([0, -z, y]);
        },
      },
      upperArmGirth: {
        edges: leftArm,
        origin: halfway('upperarm01.L', 'lowerarm01.L'),
        normal: along('upperarm01.L', 'lowerarm01.L'),
      },
      wristGirth: { edges: leftArm, origin: one(joint('wrist.L')), normal: along('lowerarm02.L', 'wrist.L') },
      thighGirth: { edges: leftLeg, origin: one(m.thigh), normal: along('upperleg01.L', 'lowerleg01.L') },
      kneeGirth: { edges: leftLeg, origin: one(m.knee), normal: along('upperleg01.L', 'foot.L') },
      calfGirth: { edges: leftLeg, origin: one(m.calf), normal: along('lowerleg01.L', 'foot.L') },
    };
    // a level travels with its vertex, so the tape never leaves this band of the mesh
    for (const rule of Object.values(this.girths)) {
      const normal = rule.normal(asset.positions);
      const level = dot(normal, anchorAt(asset.positions, rule.origin));
      rule.edges = rule.edges.filter((_, i, edges) =>
        [edges[i & ~1], edges[i | 1]].every((v) => Math.abs(dot(normal, at(v)) - level) < BAND),
      );
    }
    const line: number[] = [];
    for (let v = 0; v < asset.skinCount; v++) {
      const [x, y, z] = at(v);
      const between = y <= at(m.backNeck)[1] && y >= at(m.waistBack)[1];
      if (Math.abs(x) < 1e-4 && z < at(m.waistBack)[2] + 0.03 && between) line.push(v);
    }
    this.backLine = line.sort((a, b) => at(b)[1] - at(a)[1]);
    const heights = Float32Array.from({ length: asset.skinCount }, (_, v) => at(v)[1]);
    const top = heights.reduce((a, b) => Math.max(a, b));
    const floor = heights.reduce((a, b) => Math.min(a, b));
    heights.forEach((y, v) => {
      if (y > top - 0.05) this.crown.push(v);
      if (y < floor + 0.03) this.soles.push(v);
    });
  }

  private waist(): Anchor {
    return [
      [LANDMARKS.waistFront, 0.5],
      [LANDMARKS.waistBack, 0.5],
    ];
  }

  /** All measurements of a body at rest, centimetres and kilograms. */
  measure(rest: Float32Array): Measurements {
    const out = { massKg: this.mass(rest) } as Measurements;
    for (const name of MEASUREMENTS) out[name] = this.read(rest, name).value * 100;
    return out;
  }

  /** One measurement in metres with its derivative. */
  read(rest: Float32Array, name: MeasurementName): Reading {
    const rule = this.girths[name];
    if (rule) {
      const reading = girth(rest, rule.edges, rule.origin, rule.normal(rest));
      if (!reading) throw new RangeError(`no section of the body for ${name}`);
      return reading;
    }
    const m = LANDMARKS;
    switch (name) {
      case 'stature':
        return this.height(rest, one(extreme(rest, this.crown, 1)));
      case 'shoulderWidth': {
        // symmetric: twice the way from the shoulder point to the back neck point
        const half = chain(rest, [one(m.shoulder), one(m.backNeck)]);
        return { ...half, value: half.value * 2, gradient: half.gradient.map((g) => g * 2) };
      }
      case 'armLength':
        return chain(rest, [one(m.shoulder), one(m.elbow), one(m.wristBone)]);
      case 'insideLegHeight':
        return this.height(rest, one(m.crotch));
      case 'waistHeight':
        return this.height(rest, this.waist());
      case 'hipHeight':
        return this.height(rest, one(m.buttock));
      case 'backNeckToWaist':
        return backChain(rest, this.backLine);
      default:
        throw new RangeError(`unknown measurement ${name}`);
    }
  }

  /** Kilograms. */
  mass(rest: Float32Array): number {
    const { quads } = this.asset.body;
    let six = 0;
    for (let i = 0; i < quads.length; i += 4) {
      const [a, b, c, d] = [quads[i] * 3, quads[i + 1] * 3, quads[i + 2] * 3, quads[i + 3] * 3];
      six += triple(rest, a, b, c);
      if (c !== d) six += triple(rest, a, c, d);
    }
    return (six / 6) * DENSITY;
  }

  /** Change of the mass (kg) for a displacement of each skin vertex (m), three numbers a vertex. */
  massGradient(rest: Float32Array): Float64Array {
    const out = new Float64Array(this.asset.skinCount * 3);
    const { quads } = this.asset.body;
    const k = DENSITY / 6;
    const add = (v: number, p: number, q: number): void => {
      out[v] += k * (rest[p + 1] * rest[q + 2] - rest[p + 2] * rest[q + 1]);
      out[v + 1] += k * (rest[p + 2] * rest[q] - rest[p] * rest[q + 2]);
      out[v + 2] += k * (rest[p] * rest[q + 1] - rest[p + 1] * rest[q]);
    };
    for (let i = 0; i < quads.length; i += 4) {
      const [a, b, c, d] = [quads[i] * 3, quads[i + 1] * 3, quads[i + 2] * 3, quads[i + 3] * 3];
      add(a, b, c);
      add(b, c, a);
      add(c, a, b);
      if (c === d) continue;
      add(a, c, d);
      add(c, d, a);
      add(d, a, c);
    }
    return out;
  }

  /** 1 for every vertex that a measurement other than the mass depends on. */
  vertices(): Uint8Array {
    const used = new Uint8Array(this.asset.vertexCount);
    const mark = (v: number): void => {
      used[v] = 1;
    };
    for (const rule of Object.values(this.girths)) {
      rule.edges.forEach(mark);
      for (const [v] of rule.origin) mark(v);
    }
    for (const v of [...Object.values(LANDMARKS), ...this.backLine, ...this.crown, ...this.soles]) mark(v);
    // limbs are cut square to the lines between joints
    for (const v of this.asset.joints.values()) mark(v);
    return used;
  }

  private height(rest: Float32Array, of: Anchor): Reading {
    const floor = extreme(rest, this.soles, -1);
    const reading = new ReadingBuilder();
    reading.value = anchorAt(rest, of)[1] - rest[floor * 3 + 1];
    reading.moveAnchor(of, [0, 1, 0]);
    reading.move(floor, [0, -1, 0], 1);
    return reading.done();
  }
}

/** The highest (sign 1) or lowest (-1) of some vertices. */
function extreme(rest: Float32Array, vertices: readonly number[], sign: 1 | -1): number {
  let best = vertices[0];
  for (const v of vertices) if (rest[v * 3 + 1] * sign > rest[best * 3 + 1] * sign) best = v;
  return best;
}

function triple(p: Float32Array, a: number, b: number, c: number): number {
  return (
    p[a] * (p[b + 1] * p[c + 2] - p[b + 2] * p[c + 1]) +
    p[a + 1] * (p[b + 2] * p[c] - p[b] * p[c + 2]) +
    p[a + 2] * (p[b] * p[c + 1] - p[b + 1] * p[c])
  );
}

/** Every edge of a quad mesh once, and one diagonal of every quad: what a plane through its triangles cuts. */
function edgesOf(quads: Uint32Array): Uint32Array {
  const seen = new Set<number>();
  const out: number[] = [];
  const put = (a: number, b: number): void => {
    const key = Math.min(a, b) * 65536 + Math.max(a, b);
    if (a === b || seen.has(key)) return;
    seen.add(key);
    out.push(a, b);
  };
  for (let i = 0; i < quads.length; i += 4) {
    for (let k = 0; k < 4; k++) put(quads[i + k], quads[i + ((k + 1) % 4)]);
    if (quads[i + 2] !== quads[i + 3]) put(quads[i], quads[i + 2]);
  }
  return Uint32Array.from(out);
}
