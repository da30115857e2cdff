import { describe, expect, it } from 'vitest';
import { BLAZEPOSE, type Convention, JOINT_PAIRS } from '../../../src-main/engine/domain/joint-centres.ts';
import type { LandmarkName } from '../../../src-main/engine/domain/pose.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import {
  estimateConvention,
  inConvention,
  type Sighting,
} from '../../../src-main/engine/quality/pose-convention.ts';
import type { TrueLandmarks } from '../../../src-main/engine/quality/pose-error.ts';

const PIXELS = 300;

/** A person seen from far away, turned by `turn` radians about the vertical, arms out by `arms` radians. */
function person(turn: number, arms: number, pixels = PIXELS): TrueLandmarks {
  const put = (side: 1 | -1, x: number, y: number, z: number): [number, number, number] => [
    side * x * Math.cos(turn) - z * Math.sin(turn),
    y,
    side * x * Math.sin(turn) + z * Math.cos(turn),
  ];
  const out: TrueLandmarks = {};
  for (const [name, side] of [
    ['left', 1],
    ['right', -1],
  ] as const) {
    const joints: Record<(typeof JOINT_PAIRS)[number], [number, number, number]> = {
      Shoulder: [0.18, -0.5, 0],
      Elbow: [0.18 + 0.28 * Math.sin(arms), -0.5 + 0.28 * Math.cos(arms), 0.02],
      Wrist: [0.18 + 0.53 * Math.sin(arms), -0.5 + 0.53 * Math.cos(arms), 0],
      Hip: [0.1, 0, 0],
      Knee: [0.11, 0.42, -0.02],
      Ankle: [0.12, 0.82, 0.03],
    };
    for (const pair of JOINT_PAIRS) {
      const world = put(side, ...joints[pair]);
      out[`${name}${pair}`] = {
        x: 200 + world[0] * pixels,
        y: 300 + world[1] * pixels,
        world,
        visible: true,
      };
    }
  }
  return out;
}

const MADE: Convention = {
  Shoulder: [-0.05, 0.03, 0.06],
  Elbow: [0.01, 0.02, -0.03],
  Wrist: [0.04, 0, 0.02],
  Hip: [-0.08, 0.06, 0.05],
  Knee: [0.02, -0.01, 0.04],
  Ankle: [0.03, 0.02, 0],
};

/** People whose joints are found where `MADE` puts them, with noise of `noise` pixels. */
function sightings(count: number, noise: number): Sighting[] {
  const random = mulberry32(3);
  return Array.from({ length: count }, () => {
    const truth = person((random() - 0.5) * 2, random() * 1.2, 200 + 200 * random());
    const placed = inConvention(truth, MADE);
    const at = new Map(
      Object.entries(placed).map(([name, mark]) => [
        name,
        { x: mark.x + (random() - 0.5) * 2 * noise, y: mark.y + (random() - 0.5) * 2 * noise },
      ]),
    );
    return { truth, found: (name: LandmarkName) => at.get(name)! };
  });
}

describe('a convention', () => {
  it('moves a joint along its bone, outward and forward, the same on both sides, for the size of the trunk', () => {
    const truth = person(0, 0);
    const moved = inConvention(truth, { ...MADE, Hip: [0.1, 0.2, 0.3] });
    const { leftHip, rightHip } = moved;
    // the trunk is half a metre long; down, to their own side, towards the camera
    expect(leftHip?.world.map((v) => Math.round(v * 1e6) / 1e6)).toEqual([0.2, 0.05, -0.15]);
    expect(rightHip?.world.map((v) => Math.round(v * 1e6) / 1e6)).toEqual([-0.2, 0.05, -0.15]);
    expect(leftHip?.x).toBeCloseTo(truth.leftHip!.x + 0.1 * PIXELS);
    expect(leftHip?.y).toBeCloseTo(truth.leftHip!.y + 0.05 * PIXELS);
  });

  it('goes with the bone when the arm is raised', () => {
    const straight: Convention = { ...MADE, Wrist: [0.2, 0, 0] };
    const truth = person(0, Math.PI / 2);
    const { leftWrist, rightWrist } = inConvention(truth, straight);
    expect(leftWrist!.x - truth.leftWrist!.x).toBeCloseTo(0.1 * PIXELS, 0);
    expect(rightWrist!.x - truth.rightWrist!.x).toBeCloseTo(-0.1 * PIXELS, 0);
    expect(leftWrist!.y - truth.leftWrist!.y).toBeCloseTo(0, 0);
  });

  it('leaves a pose without a trunk as it is, and joints that are not known out', () => {
    const { leftHip: _, ...rest } = person(0, 0);
    expect(inConvention(rest, MADE)).toBe(rest);
    const { leftWrist: __, ...more } = person(0, 0);
    expect(inConvention(more, MADE).leftWrist).toBeUndefined();
  });

  it('of the pose model is a few hundredths of the trunk, never far', () => {
    for (const sex of ['female', 'male'] as const)
      for (const pair of JOINT_PAIRS) {
        const size = Math.hypot(...BLAZEPOSE[sex][pair]);
        expect(size).toBeGreaterThan(0.005);
        expect(size).toBeLessThan(0.2);
      }
  });
});

describe('estimating a convention', () => {
  const apart = (found: Convention): number[] =>
    JOINT_PAIRS.map((pair) => Math.hypot(...found[pair].map((v, k) => v - MADE[pair][k])));

  it('finds what the joints were moved by, but for the part that pictures from the front hardly show', () => {
    const found = estimateConvention(sightings(40, 0));
    for (const pair of JOINT_PAIRS) {
      expect(found[pair][0]).toBeCloseTo(MADE[pair][0], 2);
      expect(found[pair][1]).toBeCloseTo(MADE[pair][1], 2);
      expect(Math.abs(found[pair][2] - MADE[pair][2])).toBeLessThan(0.02);
    }
  });

  it('bears noise, and joints that were mistaken altogether', () => {
    const noisy = sightings(60, 4);
    const wrong = noisy.map((one, i) =>
      i % 8 === 0 ? { ...one, found: () => ({ x: 900, y: 20 * i }) } : one,
    );
    for (const error of apart(estimateConvention(wrong))) expect(error).toBeLessThan(0.035);
  });

  it('does not move what was never seen', () => {
    const hidden = sightings(10, 0).map(({ truth, found }) => ({
      truth: {
        ...truth,
        leftKnee: { ...truth.leftKnee!, visible: false },
        rightKnee: { ...truth.rightKnee!, visible: false },
      },
      found,
    }));
    expect(estimateConvention(hidden).Knee).toEqual([0, 0, 0]);
    expect(estimateConvention([]).Hip).toEqual([0, 0, 0]);
  });
});
