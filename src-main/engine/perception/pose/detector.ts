/** BlazePose detector: anchors, box decoding, weighted non-maximum suppression and the region a detection spans. */

import type { PoseRoi } from '../../domain/pose.ts';
import type { Box, Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/index.ts';
import { cropToTensor, sigmoid } from '../roi.ts';

/** Input side of the detector in pixels. */
export const DETECTOR_SIZE = 224;
const STRIDES = [8, 16, 32, 32, 32];
const KEYPOINTS = 4;
const VALUES = 4 + 2 * KEYPOINTS;
/** MediaPipe's thresholds for single pictures. */
const MIN_SCORE = 0.5;
const NMS_IOU = 0.3;

export interface Detection {
  score: number;
  /** Head-and-shoulders box in picture pixels. */
  box: Box;
  /** 4 keypoints in picture pixels: middle of the hips, a point on the circle around the body, and the same twice for the upper body. */
  keypoints: { x: number; y: number }[];
}

/** Anchor centres (x, y pairs in 0..1), 2 per cell and layer; layers of equal stride share a grid: 2254 for 224 px. */
export function detectorAnchors(size = DETECTOR_SIZE, strides: readonly number[] = STRIDES): Float32Array {
  const out: number[] = [];
  for (let layer = 0; layer < strides.length; ) {
    let next = layer;
    while (next < strides.length && strides[next] === strides[layer]) next++;
    const perCell = 2 * (next - layer);
    const grid = Math.ceil(size / strides[layer]);
    for (let y = 0; y < grid; y++)
      for (let x = 0; x < grid; x++)
        for (let k = 0; k < perCell; k++) out.push((x + 0.5) / grid, (y + 0.5) / grid);
    layer = next;
  }
  return Float32Array.from(out);
}

export interface Candidate {
  score: number;
  /** x0, y0, x1, y1, then keypoints, in window units 0..1. */
  values: Float64Array;
}

/** Candidates of at least `minScore` from the raw output tensors, best first. */
export function decodeDetections(
  boxes: Float32Array,
  scores: Float32Array,
  anchors: Float32Array,
  size = DETECTOR_SIZE,
  minScore = MIN_SCORE,
): Candidate[] {
  const out: Candidate[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = sigmoid(Math.max(-100, Math.min(100, scores[i])));
    if (score < minScore) continue;
    const p = i * VALUES;
    const ax = anchors[2 * i];
    const ay = anchors[2 * i + 1];
    const cx = boxes[p] / size + ax;
    const cy = boxes[p + 1] / size + ay;
    const w = boxes[p + 2] / size;
    const h = boxes[p + 3] / size;
    const values = new Float64Array(VALUES);
    values.set([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]);
    for (let k = 4; k < VALUES; k += 2) {
      values[k] = boxes[p + k] / size + ax;
      values[k + 1] = boxes[p + k + 1] / size + ay;
    }
    out.push({ score, values });
  }
  return out.sort((a, b) => b.score - a.score);
}

function overlap(a: Float64Array, b: Float64Array): number {
  const w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  const areaA = (a[2] - a[0]) * (a[3] - a[1]);
  const areaB = (b[2] - b[0]) * (b[3] - b[1]);
  return (w * h) / (areaA + areaB - w * h);
}

/** Weighted NMS (MediaPipe): overlapping candidates are averaged by score, the best score is kept. Input best first. */
export function weightedNms(candidates: readonly Candidate[], minOverlap = NMS_IOU): Candidate[] {
  const out: Candidate[] = [];
  let rest = [...candidates];
  while (rest.length > 0) {
    const top = rest[0];
    const same = rest.filter((c) => c === top || overlap(c.values, top.values) > minOverlap);
    const values = new Float64Array(top.values.length);
    let total = 0;
    for (const c of same) {
      total += c.score;
      for (let k = 0; k < values.length; k++) values[k] += c.values[k] * c.score;
    }
    for (let k = 0; k < values.length; k++) values[k] /= total;
    out.push({ score: top.score, values });
    const taken = new Set(same);
    rest = rest.filter((c) => !taken.has(c));
  }
  return out;
}

/** Angle wrapped to -pi..pi. */
export function wrapAngle(a: number): number {
  return a - 2 * Math.PI * Math.floor((a + Math.PI) / (2 * Math.PI));
}

/**
 * Region the landmark model looks at: centred on the hips (x0, y0), reaching 1.25 times as far as the circle point
 * (x1, y1), turned so that the body stands upright.
 */
export function roiFromKeypoints(x0: number, y0: number, x1: number, y1: number): PoseRoi {
  return {
    cx: x0,
    cy: y0,
    size: 2 * Math.hypot(x1 - x0, y1 - y0) * 1.25,
    rotation: wrapAngle(Math.PI / 2 - Math.atan2(-(y1 - y0), x1 - x0)),
  };
}

export function roiOfDetection(detection: Detection): PoseRoi {
  const [hips, circle] = detection.keypoints;
  return roiFromKeypoints(hips.x, hips.y, circle.x, circle.y);
}

let anchorCache: Float32Array | undefined;

/** Square window of a picture: centre and side in pixels. Without one, the square that holds the whole picture. */
export interface Window {
  cx: number;
  cy: number;
  side: number;
}

/** Runs the detector on a window of the picture. Detections in picture pixels, best first. */
export async function detectPeople(
  image: Raster<Uint8Array>,
  runtime: Runtime,
  window?: Window,
): Promise<Detection[]> {
  const side = window?.side ?? Math.max(image.width, image.height);
  const cx = window?.cx ?? image.width / 2;
  const cy = window?.cy ?? image.height / 2;
  const input = cropToTensor(image, { cx, cy, size: side, rotation: 0 }, DETECTOR_SIZE, -1, 1, 'zero');
  const model = await runtime.model('pose_detection');
  const out = await model.run({ input: { data: input, dims: [1, 3, DETECTOR_SIZE, DETECTOR_SIZE] } });
  anchorCache ??= detectorAnchors();
  const kept = weightedNms(decodeDetections(out.boxes.data, out.scores.data, anchorCache));
  const ox = cx - side / 2;
  const oy = cy - side / 2;
  return kept.map(({ score, values }) => {
    const keypoints = [];
    for (let k = 4; k < values.length; k += 2)
      keypoints.push({ x: values[k] * side + ox, y: values[k + 1] * side + oy });
    return {
      score,
      box: {
        x0: values[0] * side + ox,
        y0: values[1] * side + oy,
        x1: values[2] * side + ox,
        y1: values[3] * side + oy,
      },
      keypoints,
    };
  });
}
