/** A drawn standing figure with known parts: picture, landmarks, world landmarks and person mask. */

import {
  LANDMARKS,
  type LandmarkName,
  LM,
  type PersonPose,
  type Pose,
} from '../../../../src-main/engine/domain/pose.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import type { Photo } from '../../../../src-main/engine/image/photo.ts';
import {
  byteRaster,
  floatRaster,
  type Mask,
  type Point,
  type Raster,
} from '../../../../src-main/engine/image/raster.ts';
import { imageToRoi, roiToImage } from '../../../../src-main/engine/perception/roi.ts';

export const SIZE = { width: 300, height: 480 } as const;

/** True classes of the drawing. */
export const TRUE = { background: 0, hair: 1, skin: 2, upper: 3, lower: 4, footwear: 5 } as const;

export const COLOURS: Record<keyof typeof TRUE, readonly [number, number, number]> = {
  background: [226, 228, 230],
  hair: [52, 38, 30],
  skin: [214, 168, 142],
  upper: [40, 90, 170],
  lower: [70, 74, 80],
  footwear: [150, 30, 34],
};

const POINTS: Partial<Record<LandmarkName, readonly [number, number]>> = {
  nose: [150, 62],
  leftEyeInner: [155, 54],
  leftEye: [160, 54],
  leftEyeOuter: [165, 54],
  rightEyeInner: [145, 54],
  rightEye: [140, 54],
  rightEyeOuter: [135, 54],
  leftEar: [171, 58],
  rightEar: [129, 58],
  mouthLeft: [157, 74],
  mouthRight: [143, 74],
  leftShoulder: [190, 116],
  rightShoulder: [110, 116],
  leftElbow: [208, 178],
  rightElbow: [92, 178],
  leftWrist: [214, 236],
  rightWrist: [86, 236],
  leftPinky: [216, 250],
  rightPinky: [84, 250],
  leftIndex: [213, 252],
  rightIndex: [87, 252],
  leftThumb: [209, 246],
  rightThumb: [91, 246],
  leftHip: [172, 240],
  rightHip: [128, 240],
  leftKnee: [174, 334],
  rightKnee: [126, 334],
  leftAnkle: [174, 424],
  rightAnkle: [126, 424],
  leftHeel: [173, 436],
  rightHeel: [127, 436],
  leftFootIndex: [184, 448],
  rightFootIndex: [116, 448],
};

const at = (name: LandmarkName): Point => {
  const p = POINTS[name];
  if (!p) throw new Error(`no point for ${name}`);
  return { x: p[0], y: p[1] };
};

function nearSegment(x: number, y: number, a: Point, b: Point, ra: number, rb: number): boolean {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const t = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy) < ra + (rb - ra) * t;
}

/** True class at a point of the drawing; the bodice is sleeved to the middle of the upper arm. */
function classAt(x: number, y: number): keyof typeof TRUE {
  for (const side of ['left', 'right'] as const) {
    const [ankle, toe] = [at(`${side}Ankle`), at(`${side}FootIndex`)];
    if (nearSegment(x, y, { x: ankle.x, y: 432 }, toe, 10, 9)) return 'footwear';
  }
  for (const side of ['left', 'right'] as const) {
    const [shoulder, elbow, wrist, index] = [
      at(`${side}Shoulder`),
      at(`${side}Elbow`),
      at(`${side}Wrist`),
      at(`${side}Index`),
    ];
    const cuff = { x: (shoulder.x + elbow.x) / 2, y: (shoulder.y + elbow.y) / 2 };
    if (nearSegment(x, y, shoulder, cuff, 14, 13) && y < cuff.y + 4) return 'upper';
    if (nearSegment(x, y, shoulder, elbow, 12, 10)) return 'skin';
    if (nearSegment(x, y, elbow, wrist, 10, 7)) return 'skin';
    if (nearSegment(x, y, wrist, { x: index.x, y: index.y + 8 }, 8, 6)) return 'skin';
  }
  const half = y < 116 ? 0 : y < 240 ? 42 - 8 * Math.sin(((y - 116) / 124) * Math.PI) : 0;
  if (half > 0 && Math.abs(x - 150) < half) return y < 232 ? 'upper' : 'lower';
  if (y >= 104 && y < 118 && Math.abs(x - 150) < 18 + (y - 104) * 2)
    return Math.abs(x - 150) < 16 ? 'skin' : 'upper';
  for (const side of ['left', 'right'] as const) {
    const hip = at(`${side}Hip`);
    if (nearSegment(x, y, { x: hip.x, y: 246 }, at(`${side}Knee`), 22, 17)) return 'lower';
    if (nearSegment(x, y, at(`${side}Knee`), { x: at(`${side}Ankle`).x, y: 416 }, 17, 12)) return 'lower';
  }
  if (Math.hypot((x - 150) / 21, (y - 62) / 29) < 1) return 'skin';
  if (y > 60 && y < 112 && Math.abs(x - 150) < 11) return 'skin';
  if (Math.hypot((x - 150) / 28, (y - 54) / 32) < 1 && y < 74) return 'hair';
  return 'background';
}

export interface DrawnFigure {
  photo: Photo;
  pose: Pose;
  truth: Raster<Uint8Array>;
  /** 1 inside the figure. */
  person: Mask;
}

export function photoOf(rgb: Raster<Uint8Array>): Photo {
  return {
    hash: 'drawn',
    width: rgb.width,
    height: rgb.height,
    rgb,
    analysis: rgb,
    scale: 1,
    source: { format: 'png', bitDepth: 8, space: 'srgb', hasAlpha: false, orientation: 1, notes: [] },
  };
}

/** World landmarks that project exactly onto the drawing: 1 m = 250 px, flat, origin between the hips. */
export function drawFigure(options: { dress?: boolean; noise?: number } = {}): DrawnFigure {
  const { width, height } = SIZE;
  const random = mulberry32(7);
  const rgb = byteRaster(width, height, 3);
  const truth = byteRaster(width, height, 1);
  const person = floatRaster(width, height, 1);
  const noise = options.noise ?? 6;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let name = classAt(x + 0.5, y + 0.5);
      if (
        options.dress &&
        (name === 'lower' || (y > 232 && y < 330 && Math.abs(x - 149.5) < 46 && name === 'background'))
      )
        name = y < 330 ? 'upper' : 'skin';
      truth.data[i] = TRUE[name];
      person.data[i] = name === 'background' ? 0 : 1;
      // Shading falls off to the right as from a window at the left.
      const light = name === 'background' ? 0 : (150 - x) * 0.12;
      for (let c = 0; c < 3; c++)
        rgb.data[i * 3 + c] = Math.max(
          0,
          Math.min(255, COLOURS[name][c] + light + (random() - 0.5) * 2 * noise),
        );
    }
  }
  return { photo: photoOf(rgb), pose: { people: [drawnPose(person)], subject: 0 }, truth, person };
}

export function drawnPose(person: Mask): PersonPose {
  const roi = { cx: 150, cy: 240, size: 560, rotation: 0 };
  const mask = new Float32Array(256 * 256);
  for (let v = 0; v < 256; v++) {
    for (let u = 0; u < 256; u++) {
      const p = roiToImage(roi, (u + 0.5) / 256, (v + 0.5) / 256);
      const x = Math.floor(p.x);
      const y = Math.floor(p.y);
      if (x >= 0 && y >= 0 && x < person.width && y < person.height)
        mask[v * 256 + u] = person.data[y * person.width + x];
    }
  }
  return {
    box: { x0: 110, y0: 20, x1: 190, y1: 120 },
    score: 0.95,
    presence: 0.99,
    roi,
    landmarks: LANDMARKS.map((name) => ({ ...at(name), z: 0, visibility: 0.99, presence: 0.99 })),
    world: LANDMARKS.map((name) => ({ x: (at(name).x - 150) / 250, y: (at(name).y - 240) / 250, z: 0 })),
    limbs: { leftArm: 1, rightArm: 1, leftLeg: 1, rightLeg: 1, torso: 1, head: 1 },
    backView: false,
    maskInRoi: mask,
  };
}

/** Share of the pixels of true class `name` for which `ok` holds, the two outermost pixels of the class left out. */
export function agreement(
  truth: Raster<Uint8Array>,
  name: keyof typeof TRUE,
  ok: (i: number) => boolean,
): number {
  let hit = 0;
  let all = 0;
  const { width, height, data } = truth;
  for (let y = 3; y < height - 3; y++) {
    for (let x = 3; x < width - 3; x++) {
      const i = y * width + x;
      const k = TRUE[name];
      if (
        data[i] !== k ||
        data[i - 2] !== k ||
        data[i + 2] !== k ||
        data[i - 2 * width] !== k ||
        data[i + 2 * width] !== k
      )
        continue;
      all++;
      if (ok(i)) hit++;
    }
  }
  return hit / all;
}

export { imageToRoi, LM };
