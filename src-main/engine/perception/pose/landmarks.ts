/** BlazePose landmark model: decoding of landmarks with heat-map refinement, world landmarks and the person mask. */

import { LANDMARKS, type Landmark, type PoseRoi, type WorldLandmark } from '../../domain/pose.ts';
import type { Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/index.ts';
import { cropToTensor, mirrorTensor, roiToImage, sigmoid } from '../roi.ts';

/** Input side of the landmark model and of its mask. */
export const LANDMARK_SIZE = 256;
const HEAT_SIZE = 64;
/** Half of the 7 x 7 window searched around the regressed position. */
const HEAT_REACH = 3;
const HEAT_MIN = 0.5;
/** 33 body landmarks, 2 alignment points, 4 spare. */
const POINTS = 39;

/** What the model says about one region, before any refinement of ours. */
export interface RawPose {
  roi: PoseRoi;
  landmarks: Landmark[];
  world: WorldLandmark[];
  presence: number;
  /** 256 x 256 probability over the region. */
  mask: Float32Array;
}

export interface LandmarkTensors {
  /** 39 x (x, y, z in input pixels, logit of visibility, logit of presence). */
  landmarks: Float32Array;
  /** 39 maps of 64 x 64 logits. */
  heatmap: Float32Array;
  /** 39 x (x, y, z) metres. */
  world: Float32Array;
  /** Probability of a person. */
  presence: Float32Array;
  /** 256 x 256 logits. */
  mask: Float32Array;
}

/**
 * Position of a landmark in region units 0..1: the regressed one, moved to the centre of mass of its heat map's
 * neighbourhood where that is confident (without this the error is ten times larger).
 */
export function refineByHeatmap(
  heatmap: Float32Array,
  index: number,
  x: number,
  y: number,
): { x: number; y: number } {
  const column = Math.trunc(x * HEAT_SIZE);
  const row = Math.trunc(y * HEAT_SIZE);
  if (column < 0 || column >= HEAT_SIZE || row < 0 || row >= HEAT_SIZE) return { x, y };
  const base = index * HEAT_SIZE * HEAT_SIZE;
  let sum = 0;
  let top = 0;
  let sx = 0;
  let sy = 0;
  for (let r = Math.max(0, row - HEAT_REACH); r <= Math.min(HEAT_SIZE - 1, row + HEAT_REACH); r++) {
    for (let c = Math.max(0, column - HEAT_REACH); c <= Math.min(HEAT_SIZE - 1, column + HEAT_REACH); c++) {
      const f = sigmoid(heatmap[base + r * HEAT_SIZE + c]);
      sum += f;
      if (f > top) top = f;
      sx += c * f;
      sy += r * f;
    }
  }
  if (top < HEAT_MIN || sum <= 0) return { x, y };
  return { x: sx / HEAT_SIZE / sum, y: sy / HEAT_SIZE / sum };
}

/** Index of each landmark's counterpart on the other side of the body. */
export const MIRROR: readonly number[] = LANDMARKS.map((name) => {
  const other = /left/i.test(name)
    ? name.replace('left', 'right').replace('Left', 'Right')
    : name.replace('right', 'left').replace('Right', 'Left');
  return (LANDMARKS as readonly string[]).indexOf(other);
});

/** Tensors to landmarks in picture pixels. `mirrored`: the input was mirrored, so the answer is mirrored back. */
export function decodeLandmarks(out: LandmarkTensors, roi: PoseRoi, mirrored = false): RawPose {
  const count = LANDMARKS.length;
  const cos = Math.cos(roi.rotation);
  const sin = Math.sin(roi.rotation);
  const landmarks = new Array<Landmark>(count);
  const world = new Array<WorldLandmark>(count);
  for (let i = 0; i < count; i++) {
    const p = i * (out.landmarks.length / POINTS);
    const at = refineByHeatmap(
      out.heatmap,
      i,
      out.landmarks[p] / LANDMARK_SIZE,
      out.landmarks[p + 1] / LANDMARK_SIZE,
    );
    const point = roiToImage(roi, mirrored ? 1 - at.x : at.x, at.y);
    const wx = mirrored ? -out.world[i * 3] : out.world[i * 3];
    const wy = out.world[i * 3 + 1];
    const target = mirrored ? MIRROR[i] : i;
    landmarks[target] = {
      ...point,
      z: (out.landmarks[p + 2] / LANDMARK_SIZE) * roi.size,
      visibility: sigmoid(out.landmarks[p + 3]),
      presence: sigmoid(out.landmarks[p + 4]),
    };
    world[target] = { x: cos * wx - sin * wy, y: sin * wx + cos * wy, z: out.world[i * 3 + 2] };
  }
  const mask = new Float32Array(out.mask.length);
  for (let i = 0; i < mask.length; i++) mask[i] = sigmoid(out.mask[i]);
  return {
    roi,
    landmarks,
    world,
    presence: out.presence[0],
    mask: mirrored ? mirrorTensor(mask, LANDMARK_SIZE) : mask,
  };
}

/** Runs the landmark model on a region: exactly what the reference implementation gives, unless `mirrored`. */
export async function landmarksInRoi(
  image: Raster<Uint8Array>,
  roi: PoseRoi,
  runtime: Runtime,
  options: { model?: string; mirrored?: boolean } = {},
): Promise<RawPose> {
  const tensor = cropToTensor(image, roi, LANDMARK_SIZE, 0, 1, 'replicate');
  const model = await runtime.model(options.model ?? 'pose_landmark_heavy');
  const out = await model.run({
    input: {
      data: options.mirrored ? mirrorTensor(tensor, LANDMARK_SIZE) : tensor,
      dims: [1, 3, LANDMARK_SIZE, LANDMARK_SIZE],
    },
  });
  return decodeLandmarks(
    {
      landmarks: out.landmarks.data,
      heatmap: out.heatmap.data,
      world: out.world.data,
      presence: out.presence.data,
      mask: out.mask.data,
    },
    roi,
    options.mirrored,
  );
}

/** Mean of two looks at the same region, each landmark weighted by its visibility. */
export function averagePoses(a: RawPose, b: RawPose): RawPose {
  const landmarks = a.landmarks.map((p, i) => {
    const q = b.landmarks[i];
    const w = (q.visibility + 0.05) / (p.visibility + q.visibility + 0.1);
    const mix = (u: number, v: number): number => u * (1 - w) + v * w;
    return {
      x: mix(p.x, q.x),
      y: mix(p.y, q.y),
      z: mix(p.z, q.z),
      visibility: (p.visibility + q.visibility) / 2,
      presence: (p.presence + q.presence) / 2,
    };
  });
  const world = a.world.map((p, i) => {
    const q = b.world[i];
    return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, z: (p.z + q.z) / 2 };
  });
  const mask = new Float32Array(a.mask.length);
  for (let i = 0; i < mask.length; i++) mask[i] = (a.mask[i] + b.mask[i]) / 2;
  return { roi: a.roi, landmarks, world, presence: Math.max(a.presence, b.presence), mask };
}
