/** Person frame: what the parts network is given, the part of a photo that shows the person, with a map for every joint. */

import { PART_JOINTS, PARTS_HEIGHT, PARTS_WIDTH } from '../../domain/part-joints.ts';
import { LM } from '../../domain/pose.ts';
import { type Frame, framePlanes } from '../../image/ops/frame-planes.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { Point, Raster } from '../../image/raster.ts';

/** Standard deviation of a joint's spot, pixels of the input. */
const SPREAD = 6;
/** Free room about the box of the landmarks, shares of its longer side. */
const [TOP, BOTTOM, SIDE] = [0.14, 0.08, 0.12];
/** Samples are given as (sample - MEAN) / STD. */
export const MEAN = 127.5;
export const STD = 64;

/** A landmark of the pose in pixels of the raster. */
export interface Mark extends Point {
  visibility: number;
}

/** The box of the landmarks inside the raster with some room, made 3 wide to 4 high about its middle, in whole pixels. */
export function personFrame(marks: readonly Mark[], width: number, height: number): Frame {
  const range = (values: number[], limit: number): [number, number] => [
    clamp(Math.min(...values), 0, limit),
    clamp(Math.max(...values), 0, limit),
  ];
  const [left, right] = range(
    marks.map(({ x }) => x),
    width,
  );
  const [top, bottom] = range(
    marks.map(({ y }) => y),
    height,
  );
  const long = Math.max(right - left, bottom - top, 1);
  const [x0, x1] = [left - SIDE * long, right + SIDE * long];
  const [y0, y1] = [top - TOP * long, bottom + BOTTOM * long];
  const w = Math.max(x1 - x0, ((y1 - y0) * PARTS_WIDTH) / PARTS_HEIGHT);
  const h = Math.max(y1 - y0, ((x1 - x0) * PARTS_HEIGHT) / PARTS_WIDTH);
  const whole = (value: number): number => Math.floor(value + 0.5);
  return {
    x: whole((x0 + x1 - w) / 2),
    y: whole((y0 + y1 - h) / 2),
    width: Math.max(1, whole(w)),
    height: Math.max(1, whole(h)),
  };
}

/**
 * The network's input, planes of PARTS_HEIGHT x PARTS_WIDTH: red, green and blue of the frame, 0 outside the raster, and
 * for every joint a Gaussian spot of the height of its visibility.
 *
 * @param marks all landmarks of the pose, in its order, pixels of `rgb`
 */
export function personInput(rgb: Raster<Uint8Array>, marks: readonly Mark[], frame: Frame): Float32Array {
  const plane = PARTS_WIDTH * PARTS_HEIGHT;
  const out = new Float32Array(plane * (3 + PART_JOINTS.length));
  out.set(framePlanes(rgb, frame, PARTS_WIDTH, PARTS_HEIGHT, [MEAN, MEAN, MEAN]).map((value) => value / STD));
  PART_JOINTS.forEach((joint, k) => {
    const { x, y, visibility } = marks[LM[joint]];
    const bell = (size: number, centre: number): number[] =>
      Array.from({ length: size }, (_, i) => Math.exp(-((i + 0.5 - centre) ** 2) / (2 * SPREAD ** 2)));
    const across = bell(PARTS_WIDTH, ((x - frame.x) * PARTS_WIDTH) / frame.width);
    const down = bell(PARTS_HEIGHT, ((y - frame.y) * PARTS_HEIGHT) / frame.height);
    const base = (3 + k) * plane;
    for (let row = 0; row < PARTS_HEIGHT; row++)
      for (let column = 0; column < PARTS_WIDTH; column++)
        out[base + row * PARTS_WIDTH + column] = visibility * down[row] * across[column];
  });
  return out;
}
