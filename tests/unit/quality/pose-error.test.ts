import { describe, expect, it } from 'vitest';
import { LANDMARKS, LM } from '../../../src-main/engine/domain/pose.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import {
  BODY_JOINTS,
  poseError,
  poseError3d,
  type TrueLandmarks,
  torsoSize,
} from '../../../src-main/engine/quality/pose-error.ts';
import { procrustes, type Vector3 } from '../../../src-main/engine/quality/procrustes.ts';

const random = mulberry32(5);
const truth: TrueLandmarks = Object.fromEntries(
  BODY_JOINTS.map((name) => [
    name,
    { x: 100 * random(), y: 100 * random(), world: [random(), random(), random()], visible: true },
  ]),
);
Object.assign(truth.leftShoulder!, { x: 30, y: 0 });
Object.assign(truth.rightShoulder!, { x: 0, y: 0 });
Object.assign(truth.leftHip!, { x: 30, y: 40 });
Object.assign(truth.rightHip!, { x: 0, y: 40 });

const found = (dx: number, dy: number) =>
  LANDMARKS.map((name) => ({ x: (truth[name]?.x ?? 0) + dx, y: (truth[name]?.y ?? 0) + dy }));

describe('pose error in the picture', () => {
  it('takes the diagonal of the torso for its size', () => {
    expect(torsoSize(truth)).toBe(50);
    expect(torsoSize({})).toBeUndefined();
  });

  it('counts joints within a fifth of the torso', () => {
    expect(poseError(found(6, 8), truth, BODY_JOINTS)).toEqual({ errorPx: 10, pck: 1 });
    const off = found(0, 0);
    off[LM.leftWrist].x += 24;
    const { errorPx, pck } = poseError(off, truth, BODY_JOINTS) ?? {};
    expect(errorPx).toBeCloseTo(2);
    expect(pck).toBeCloseTo(11 / 12);
  });

  it('leaves hidden joints out', () => {
    const off = found(0, 0);
    off[LM.leftWrist].x += 24;
    const hidden = { ...truth, leftWrist: { ...truth.leftWrist!, visible: false } };
    expect(poseError(off, hidden)).toEqual({ errorPx: 0, pck: 1 });
    expect(poseError(off, {})).toBeUndefined();
  });
});

describe('pose error in space', () => {
  const world = (move: (p: Vector3) => Vector3) =>
    LANDMARKS.map((name) => {
      const [x, y, z] = move(truth[name]?.world ?? [0, 0, 0]);
      return { x, y, z };
    });

  it('does not see a shift', () => {
    const { mm, procrustesMm } =
      poseError3d(
        world(([x, y, z]) => [x + 1, y - 2, z + 3]),
        truth,
      ) ?? {};
    expect(mm).toBeCloseTo(0);
    expect(procrustesMm).toBeCloseTo(0);
  });

  it('sees turn and scale unless they are aligned away', () => {
    const { mm, procrustesMm } =
      poseError3d(
        world(([x, y, z]) => [-1.2 * y, 1.2 * x, 1.2 * z]),
        truth,
      ) ?? {};
    expect(mm).toBeGreaterThan(100);
    expect(procrustesMm).toBeCloseTo(0, 6);
  });

  it('is in millimetres', () => {
    const off = world((p) => p);
    off[LM.leftWrist].z += 0.12;
    expect(poseError3d(off, truth)?.mm).toBeCloseTo(10);
  });

  it('needs the hips', () => {
    expect(
      poseError3d(
        world((p) => p),
        { ...truth, leftHip: undefined },
      ),
    ).toBeUndefined();
  });
});

describe('Procrustes', () => {
  it('turns but never mirrors', () => {
    const points: Vector3[] = [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 3],
      [0, 0, 0],
    ];
    const mirrored = points.map(([x, y, z]): Vector3 => [-x, y, z]);
    const aligned = procrustes(points, mirrored);
    const error = aligned.reduce(
      (sum, p, i) => sum + Math.hypot(p[0] - mirrored[i][0], p[1] - mirrored[i][1], p[2] - mirrored[i][2]),
      0,
    );
    expect(error).toBeGreaterThan(0.5);
  });
});
