/**
 * Convention: where the pose model puts a joint whose true centre is known. It was taught on points that people marked on
 * photos, which lie beside the centres of rotation that a body model has; a fixed offset a joint tells the two apart.
 */

import type { LandmarkName } from '../domain/pose.ts';
import type { Point } from '../image/raster.ts';
import { solveSymmetric } from '../mesh/linear-solve.ts';
import { add, cross, dot, length, normalize, scale, sub, type Vec3 } from '../mesh/vector.ts';
import { JOINT_PAIRS, type TrueLandmarks } from './pose-error.ts';

type Pair = (typeof JOINT_PAIRS)[number];
type Side = 'left' | 'right';

/** Along the bone (shoulder and hip: down the trunk), outward from the body, and forward; in true torso lengths. */
export type Offset = readonly [along: number, outward: number, forward: number];
export type Convention = Readonly<Record<Pair, Offset>>;

/**
 * Offsets of BlazePose (heavy), by `tests/bench/pose-convention.ts` on 13 synthetic people of seed 7001, which no other
 * set has. Those of 24 people of seed 1 differ by less than 0.01, forward by less than 0.02.
 */
export const BLAZEPOSE: Convention = {
  Shoulder: [-0.064, -0.012, 0.002],
  Elbow: [-0.02, -0.01, 0.009],
  Wrist: [0.011, -0.002, 0.017],
  Hip: [0.057, 0, 0.021],
  Knee: [0.054, 0.003, 0.016],
  Ankle: [-0.074, 0.01, 0.002],
};

/** Joint at the other end of the bone that ends in a joint; shoulders and hips go by the trunk. */
const BONE: Partial<Record<Pair, Pair>> = { Elbow: 'Shoulder', Wrist: 'Elbow', Knee: 'Hip', Ankle: 'Knee' };

/** A true pose with what its offsets are measured in. */
interface Body {
  /** Length of the trunk, middle of the shoulders to middle of the hips, metres. */
  torso: number;
  down: Vec3;
  forward: Vec3;
  /** Pixels a metre, the same for all joints: people stand far from the camera for their depth. */
  pixels: number;
}

function bodyOf(truth: TrueLandmarks): Body | undefined {
  const { leftShoulder, rightShoulder, leftHip, rightHip } = truth;
  if (!leftShoulder || !rightShoulder || !leftHip || !rightHip) return undefined;
  const middle = (a: Vec3, b: Vec3): Vec3 => scale(add(a, b), 0.5);
  const [ls, rs] = [leftShoulder.world as Vec3, rightShoulder.world as Vec3];
  const trunk = sub(middle(leftHip.world as Vec3, rightHip.world as Vec3), middle(ls, rs));
  const torso = length(trunk);
  if (torso < 1e-6) return undefined;
  const down = normalize(trunk);
  const across = sub(ls, rs);
  const left = sub(across, scale(down, dot(across, down)));
  const pixels = pixelsPerMetre(truth);
  if (length(left) < 1e-6 || pixels === undefined) return undefined;
  return { torso, down, forward: cross(down, normalize(left)), pixels };
}

/** Least squares over all true joints of the picture against space. */
function pixelsPerMetre(truth: TrueLandmarks): number | undefined {
  const marks = JOINT_PAIRS.flatMap((pair) => [truth[`left${pair}`], truth[`right${pair}`]]).filter(
    (mark) => mark !== undefined,
  );
  const mean = (of: (mark: (typeof marks)[number]) => number): number =>
    marks.reduce((sum, mark) => sum + of(mark), 0) / marks.length;
  const [x, y] = [mean((m) => m.x), mean((m) => m.y)];
  const [u, v] = [mean((m) => m.world[0]), mean((m) => m.world[1])];
  let across = 0;
  let square = 0;
  for (const m of marks) {
    across += (m.x - x) * (m.world[0] - u) + (m.y - y) * (m.world[1] - v);
    square += (m.world[0] - u) ** 2 + (m.world[1] - v) ** 2;
  }
  return square > 0 && across > 0 ? across / square : undefined;
}

/** Unit axes of a joint in space, as `Offset` names them; undefined where its bone points straight at the front or back. */
function axesOf(truth: TrueLandmarks, body: Body, pair: Pair, side: Side): [Vec3, Vec3, Vec3] | undefined {
  const from = BONE[pair];
  let along = body.down;
  if (from) {
    const [start, end] = [truth[`${side}${from}`], truth[`${side}${pair}`]];
    if (!start || !end) return undefined;
    along = normalize(sub(end.world as Vec3, start.world as Vec3));
  }
  const ahead = sub(body.forward, scale(along, dot(body.forward, along)));
  if (length(ahead) < 0.2) return undefined;
  const forward = normalize(ahead);
  const leftward = cross(forward, along);
  return [along, side === 'left' ? leftward : scale(leftward, -1), forward];
}

/** The true joints moved to where a model of that convention should find them, in the picture and in space. */
export function inConvention(truth: TrueLandmarks, convention: Convention = BLAZEPOSE): TrueLandmarks {
  const body = bodyOf(truth);
  if (!body) return truth;
  const out: TrueLandmarks = { ...truth };
  for (const pair of JOINT_PAIRS) {
    for (const side of ['left', 'right'] as const) {
      const name: LandmarkName = `${side}${pair}`;
      const mark = truth[name];
      const axes = mark && axesOf(truth, body, pair, side);
      if (!mark || !axes) continue;
      const move = [0, 1, 2].map((c) =>
        axes.reduce((sum, axis, k) => sum + axis[c] * convention[pair][k] * body.torso, 0),
      );
      out[name] = {
        ...mark,
        x: mark.x + move[0] * body.pixels,
        y: mark.y + move[1] * body.pixels,
        world: [mark.world[0] + move[0], mark.world[1] + move[1], mark.world[2] + move[2]],
      };
    }
  }
  return out;
}

/** A true pose and where the model found its landmarks, by index, in the pixels of the truth. */
export interface Sighting {
  truth: TrueLandmarks;
  found: (name: LandmarkName) => Point;
}

/** Share of a joint's rows by which an offset forward is drawn to nothing: pictures from the front hardly show it. */
const RIDGE = 0.05;
/** Rounds of reweighting, and the residual in medians from which a sighting counts less (Huber 1964). */
const ROUNDS = 12;
const OUTLIER = 2;

/** The convention that explains sightings best, robustly; joints without sightings keep their place. */
export function estimateConvention(sightings: readonly Sighting[]): Convention {
  return Object.fromEntries(JOINT_PAIRS.map((pair) => [pair, offsetOf(sightings, pair)])) as Record<
    Pair,
    Offset
  >;
}

function offsetOf(sightings: readonly Sighting[], pair: Pair): Offset {
  /** Of every sighting the two rows of the axes and what they should add up to. */
  const rows: { axes: [Vec3, Vec3, Vec3]; apart: [number, number]; weight: number }[] = [];
  for (const { truth, found } of sightings) {
    const body = bodyOf(truth);
    for (const side of ['left', 'right'] as const) {
      const mark = truth[`${side}${pair}`];
      const axes = body && mark?.visible ? axesOf(truth, body, pair, side) : undefined;
      if (!body || !mark || !axes) continue;
      const { x, y } = found(`${side}${pair}`);
      const unit = body.pixels * body.torso;
      rows.push({ axes, apart: [(x - mark.x) / unit, (y - mark.y) / unit], weight: 1 });
    }
  }
  let offset: Offset = [0, 0, 0];
  if (rows.length === 0) return offset;
  for (let round = 0; round < ROUNDS; round++) {
    const matrix = new Float64Array(9);
    const right = new Float64Array(3);
    matrix[8] = RIDGE * rows.length;
    for (const { axes, apart, weight } of rows) {
      for (const c of [0, 1]) {
        for (let i = 0; i < 3; i++) {
          right[i] += weight * axes[i][c] * apart[c];
          for (let j = 0; j < 3; j++) matrix[i * 3 + j] += weight * axes[i][c] * axes[j][c];
        }
      }
    }
    for (let i = 0; i < 3; i++) matrix[i * 4] += 1e-9;
    const solved = solveSymmetric(matrix, right);
    offset = [solved[0], solved[1], solved[2]];
    const residuals = rows.map(({ axes, apart }) =>
      Math.hypot(
        ...[0, 1].map((c) => apart[c] - axes.reduce((sum, axis, k) => sum + axis[c] * offset[k], 0)),
      ),
    );
    const middle = residuals.toSorted((a, b) => a - b)[residuals.length >> 1] || 1e-9;
    rows.forEach((row, i) => {
      row.weight = Math.min(1, (OUTLIER * middle) / Math.max(1e-12, residuals[i]));
    });
  }
  return offset;
}
