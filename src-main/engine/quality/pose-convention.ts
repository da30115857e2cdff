/**
 * Convention of the pose model in figures: true joints moved to where the model should find them (see
 * domain/joint-centres.ts), and offsets estimated from people whose joints are known.
 */

import {
  blazePose,
  type Convention,
  JOINT_CENTRES,
  JOINT_PAIRS,
  type JointCentres,
  type JointPair,
  jointAxes,
  landmarkPlaces,
  type Offset,
  trunkOf,
} from '../domain/joint-centres.ts';
import type { LandmarkName } from '../domain/pose.ts';
import type { Point } from '../image/raster.ts';
import { solveSymmetric } from '../mesh/linear-solve.ts';
import type { Vec3 } from '../mesh/vector.ts';
import type { TrueLandmarks } from './pose-error.ts';

/** The convention where the sex of a person is not known. */
export const CONVENTION = blazePose(0.5);

function centresOf(truth: TrueLandmarks): Partial<JointCentres> {
  const out: Partial<JointCentres> = {};
  for (const joint of JOINT_CENTRES) {
    const mark = truth[joint];
    if (mark) out[joint] = mark.world as Vec3;
  }
  return out;
}

/**
 * Pixels a metre, least squares over all true joints of the picture against space: the same for all joints, because people
 * stand far from the camera for their depth.
 */
function pixelsPerMetre(truth: TrueLandmarks): number | undefined {
  const marks = JOINT_CENTRES.flatMap((joint) => truth[joint] ?? []);
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

/** The true joints moved to where a model of that convention should find them, in the picture and in space. */
export function inConvention(truth: TrueLandmarks, convention: Convention = CONVENTION): TrueLandmarks {
  const pixels = pixelsPerMetre(truth);
  if (pixels === undefined) return truth;
  const centres = centresOf(truth);
  const places = landmarkPlaces(centres, convention);
  if (places === centres) return truth;
  const out: TrueLandmarks = { ...truth };
  for (const joint of JOINT_CENTRES) {
    const [mark, world] = [truth[joint], places[joint]];
    if (!mark || !world) continue;
    const [dx, dy] = [world[0] - mark.world[0], world[1] - mark.world[1]];
    out[joint] = { ...mark, x: mark.x + dx * pixels, y: mark.y + dy * pixels, world };
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
    JointPair,
    Offset
  >;
}

function offsetOf(sightings: readonly Sighting[], pair: JointPair): Offset {
  /** Of every sighting the two rows of the axes and what they should add up to. */
  const rows: { axes: readonly [Vec3, Vec3, Vec3]; apart: [number, number]; weight: number }[] = [];
  for (const { truth, found } of sightings) {
    const centres = centresOf(truth);
    const trunk = trunkOf(centres);
    const pixels = pixelsPerMetre(truth);
    if (!trunk || pixels === undefined) continue;
    for (const joint of [`left${pair}`, `right${pair}`] as const) {
      const mark = truth[joint];
      const axes = mark?.visible ? jointAxes(centres, trunk, joint) : undefined;
      if (!mark || !axes || axes.sure < 1) continue;
      const { x, y } = found(joint);
      const unit = pixels * trunk.length;
      rows.push({ axes: axes.axes, apart: [(x - mark.x) / unit, (y - mark.y) / unit], weight: 1 });
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
