/** Synthetic mannequin and garments for the fitting tests: exact geometry, no photographs. */

import type { ArmFrame, BodyFrame } from '../../../src-main/engine/domain/body-frame.ts';
import type { Garment, GarmentLandmarkName } from '../../../src-main/engine/domain/garment.ts';
import { PART, type Parsing } from '../../../src-main/engine/domain/parsing.ts';
import { LANDMARKS, type PersonPose } from '../../../src-main/engine/domain/pose.ts';
import { gaussianBlur } from '../../../src-main/engine/image/ops/blur.ts';
import { distanceTo } from '../../../src-main/engine/image/ops/distance.ts';
import { linspace } from '../../../src-main/engine/image/ops/signal.ts';
import type { Photo } from '../../../src-main/engine/image/photo.ts';
import {
  byteRaster,
  floatRaster,
  type Mask,
  type Point,
  type Raster,
} from '../../../src-main/engine/image/raster.ts';

/** Fills a polygon into a 0/1 raster (even-odd, pixel centres). */
export function fillPolygon(
  target: Raster<Uint8Array>,
  polygon: readonly (readonly [number, number])[],
  value = 1,
): void {
  for (let y = 0; y < target.height; y++) {
    const xs: number[] = [];
    for (let i = 0; i < polygon.length; i++) {
      const [ax, ay] = polygon[i];
      const [bx, by] = polygon[(i + 1) % polygon.length];
      const yy = y + 0.5;
      if (ay <= yy === by <= yy) continue;
      xs.push(ax + ((yy - ay) * (bx - ax)) / (by - ay));
    }
    xs.sort((a, b) => a - b);
    for (let k = 0; k + 1 < xs.length; k += 2)
      for (let x = Math.max(0, Math.ceil(xs[k] - 0.5)); x < Math.min(target.width, xs[k + 1] - 0.5); x++)
        target.data[y * target.width + x] = value;
  }
}

/** Capsule from a to b with radii ra and rb. */
function fillCapsule(
  target: Raster<Uint8Array>,
  a: Point,
  b: Point,
  ra: number,
  rb: number,
  value = 1,
): void {
  const lx = b.x - a.x;
  const ly = b.y - a.y;
  const l2 = lx * lx + ly * ly || 1;
  const r = Math.max(ra, rb) + 1;
  const x1 = Math.min(target.width, Math.ceil(Math.max(a.x, b.x) + r));
  const y1 = Math.min(target.height, Math.ceil(Math.max(a.y, b.y) + r));
  for (let y = Math.max(0, Math.floor(Math.min(a.y, b.y) - r)); y < y1; y++)
    for (let x = Math.max(0, Math.floor(Math.min(a.x, b.x) - r)); x < x1; x++) {
      const px = x + 0.5 - a.x;
      const py = y + 0.5 - a.y;
      const t = Math.min(1, Math.max(0, (px * lx + py * ly) / l2));
      if (Math.hypot(px - t * lx, py - t * ly) <= ra + (rb - ra) * t)
        target.data[y * target.width + x] = value;
    }
}

export interface Posture {
  /** Upper arm and forearm directions, degrees from straight down, outwards positive; by side of the picture. */
  L?: [number, number];
  R?: [number, number];
  /** Legs apart, degrees each. */
  legs?: number;
}

export interface Mannequin {
  frame: BodyFrame;
  pose: PersonPose;
  parsing: Parsing;
  photo: Photo;
}

/** Shoulder width of the mannequin, analysis px. */
export const UNIT = 80;

export function mannequin(posture: Posture = {}): Mannequin {
  const width = 400;
  const height = 640;
  const u = UNIT;
  const mid: Point = { x: 200, y: 130 };
  const torso = 1.5 * u;
  const hipMid: Point = { x: mid.x, y: mid.y + torso };
  const limb = (from: Point, degrees: number, sign: number, length: number): Point => ({
    x: from.x + sign * Math.sin((degrees * Math.PI) / 180) * length,
    y: from.y + Math.cos((degrees * Math.PI) / 180) * length,
  });
  const body = byteRaster(width, height, 1);
  const labels = byteRaster(width, height, 1);
  const armLike = byteRaster(width, height, 1);
  const torsoShape: [number, number][] = [
    [mid.x - 0.18 * u, mid.y - 0.45 * u],
    [mid.x + 0.18 * u, mid.y - 0.45 * u],
    [mid.x + 0.2 * u, mid.y - 0.2 * u],
    [mid.x + 0.5 * u, mid.y - 0.06 * u],
    [mid.x + 0.52 * u, mid.y + 0.3 * u],
    [mid.x + 0.4 * u, mid.y + 0.95 * u],
    [mid.x + 0.52 * u, mid.y + 1.55 * u],
    [mid.x + 0.5 * u, mid.y + 1.8 * u],
    [mid.x - 0.5 * u, mid.y + 1.8 * u],
    [mid.x - 0.52 * u, mid.y + 1.55 * u],
    [mid.x - 0.4 * u, mid.y + 0.95 * u],
    [mid.x - 0.52 * u, mid.y + 0.3 * u],
    [mid.x - 0.5 * u, mid.y - 0.06 * u],
    [mid.x - 0.2 * u, mid.y - 0.2 * u],
  ];
  fillPolygon(body, torsoShape);
  fillPolygon(labels, torsoShape, PART.upper);
  fillCapsule(body, { x: mid.x, y: mid.y - 0.75 * u }, { x: mid.x, y: mid.y - 0.6 * u }, 0.27 * u, 0.24 * u);
  const arms = {} as Record<'L' | 'R', ArmFrame>;
  const legs = {} as BodyFrame['legs'];
  for (const s of ['L', 'R'] as const) {
    const sign = s === 'L' ? -1 : 1;
    const [upper, fore] = posture[s] ?? [12, 8];
    const shoulder = { x: mid.x + sign * 0.5 * u, y: mid.y };
    const elbow = limb(shoulder, upper, sign, 0.78 * u);
    const wrist = limb(elbow, fore, sign, 0.7 * u);
    fillCapsule(body, shoulder, elbow, 0.13 * u, 0.1 * u);
    fillCapsule(body, elbow, wrist, 0.1 * u, 0.07 * u);
    fillCapsule(armLike, limb(shoulder, upper, sign, 0.3 * u), elbow, 0.12 * u, 0.1 * u);
    fillCapsule(armLike, elbow, wrist, 0.1 * u, 0.07 * u);
    const none = new Float32Array(0);
    arms[s] = {
      shoulder,
      elbow,
      wrist,
      halfWidth: linspace(0.13 * u, 0.07 * u, 21),
      bare: new Array(21).fill(true),
      upperDistance: none,
      upperT: none,
      foreDistance: none,
      foreT: none,
    };
    const hip = { x: mid.x + sign * 0.27 * u, y: hipMid.y };
    const knee = limb(hip, posture.legs ?? 3, sign, 1.2 * u);
    const ankle = limb(knee, posture.legs ?? 2, sign, 1.15 * u);
    fillCapsule(body, hip, knee, 0.26 * u, 0.17 * u);
    fillCapsule(body, knee, ankle, 0.17 * u, 0.1 * u);
    fillCapsule(labels, hip, knee, 0.26 * u, 0.17 * u, PART.lower);
    legs[s] = { hip, knee, ankle };
  }
  fillPolygon(
    labels,
    [
      [mid.x - 0.52 * u, mid.y + 1.1 * u],
      [mid.x + 0.52 * u, mid.y + 1.1 * u],
      [mid.x + 0.52 * u, mid.y + 1.8 * u],
      [mid.x - 0.52 * u, mid.y + 1.8 * u],
    ],
    PART.lower,
  );
  const outside = byteRaster(width, height, 1);
  for (let i = 0; i < body.data.length; i++) outside.data[i] = body.data[i] ? 0 : 1;
  const dIn = distanceTo(outside);
  const dOut = distanceTo(body);
  const signed = floatRaster(width, height);
  for (let i = 0; i < signed.data.length; i++) signed.data[i] = dOut[i] - dIn[i];
  const silhouette = gaussianBlur(signed, 2);
  const gradX = new Float32Array(width * height);
  const gradY = new Float32Array(width * height);
  const lateral = new Float32Array(width * height);
  const depth = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      lateral[i] = x + 0.5 - mid.x;
      depth[i] = y + 0.5 - mid.y;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) continue;
      const gx = silhouette.data[i + 1] - silhouette.data[i - 1];
      const gy = silhouette.data[i + width] - silhouette.data[i - width];
      const n = Math.hypot(gx, gy) + 1e-3;
      gradX[i] = gx / n;
      gradY[i] = gy / n;
    }
  const rows = linspace(-0.1 * torso, 2.4 * torso, 160);
  const half = rows.map((d) => {
    const y = d / u;
    if (y < 0.3) return 0.52 * u;
    if (y < 0.95) return (0.52 - (0.12 * (y - 0.3)) / 0.65) * u;
    if (y < 1.55) return (0.4 + (0.12 * (y - 0.95)) / 0.6) * u;
    return Math.max(0.3, 0.52 - 0.1 * (y - 1.55)) * u;
  });
  const contourLateral = linspace(-0.8 * u, 0.8 * u, 81);
  const contourTop = contourLateral.map((h) => {
    const a = Math.abs(h) / u;
    if (a < 0.2) return (-0.45 + (a / 0.2) * 0.25) * u;
    if (a < 0.5) return (-0.2 + ((a - 0.2) / 0.3) * 0.14) * u;
    return (-0.06 + (a - 0.5)) * u;
  });
  const frame: BodyFrame = {
    width,
    height,
    shoulderMid: mid,
    hipMid,
    right: { x: 1, y: 0 },
    down: { x: 0, y: 1 },
    unit: u,
    torsoLength: torso,
    lateral,
    depth,
    rows,
    extent: { L: half.slice(), R: half.slice() },
    extentTight: { L: half.slice(), R: half.slice() },
    contourLateral,
    contourTop,
    neckHalfWidth: 0.19 * u,
    arms,
    legs,
    armLike,
    silhouette,
    silhouetteGradX: gradX,
    silhouetteGradY: gradY,
    confidence: 1,
    reasons: [],
  };
  const zero = (): Mask => floatRaster(width, height);
  const parsing: Parsing = {
    labels,
    confidence: zero(),
    armSegment: byteRaster(width, height, 1),
    soft: {
      person: zero(),
      hair: zero(),
      face: zero(),
      skin: zero(),
      upper: zero(),
      lower: zero(),
      footwear: zero(),
      other: zero(),
    },
    wearsDress: false,
    score: 1,
    reasons: [],
  };
  const pose: PersonPose = {
    box: { x0: 0, y0: 0, x1: width, y1: height },
    score: 1,
    presence: 1,
    roi: { cx: 200, cy: 320, size: 640, rotation: 0 },
    landmarks: LANDMARKS.map(() => ({ x: 0, y: 0, z: 0, visibility: 1, presence: 1 })),
    world: LANDMARKS.map(() => ({ x: 0, y: 0, z: 0 })),
    limbs: { leftArm: 1, rightArm: 1, leftLeg: 1, rightLeg: 1, torso: 1, head: 1 },
    backView: false,
    maskInRoi: new Float32Array(0),
  };
  const analysis = byteRaster(width, height, 3);
  for (let i = 0; i < body.data.length; i++) analysis.data.fill(body.data[i] ? 170 : 235, i * 3, i * 3 + 3);
  const photo: Photo = {
    hash: 'mannequin',
    width,
    height,
    rgb: analysis,
    analysis,
    scale: 1,
    source: { format: 'png', bitDepth: 8, space: 'srgb', hasAlpha: false, orientation: 1, notes: [] },
  };
  return { frame, pose, parsing, photo };
}

type Outline = [number, number][];

function garmentOf(
  outline: Outline,
  landmarks: Partial<Record<GarmentLandmarkName, [number, number]>>,
  about: Pick<Garment, 'category' | 'sleeve'> & Partial<Garment>,
): Garment {
  const width = 480;
  const height = 640;
  const binary = byteRaster(width, height, 1);
  fillPolygon(binary, outline);
  const alpha = floatRaster(width, height);
  for (let i = 0; i < binary.data.length; i++) alpha.data[i] = binary.data[i];
  const rgb = byteRaster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const o = (y * width + x) * 3;
      const check = ((x >> 4) + (y >> 4)) & 1;
      rgb.data[o] = check ? 210 : 60;
      rgb.data[o + 1] = (x * 255) / width;
      rgb.data[o + 2] = (y * 255) / height;
    }
  return {
    hash: 'synthetic',
    rgb,
    alpha,
    innerBack: floatRaster(width, height),
    offShoulder: false,
    openFront: false,
    landmarks: Object.fromEntries(
      Object.entries(landmarks).map(([k, [x, y]]) => [k, { x, y, confidence: 1 }]),
    ),
    neckline: [],
    axisX: 240,
    confidence: { cutout: 1, category: 1, landmarks: 1, overall: 1 },
    reasons: [],
    ...about,
  };
}

function mirrored(half: Outline): Outline {
  return [...half, ...half.map(([x, y]): [number, number] => [480 - x, y]).reverse()];
}

/** T-shirt with short or long sleeves. */
export function tee(sleeve: 'short' | 'long' = 'short'): Garment {
  const cuffOuter: [number, number] = sleeve === 'short' ? [400, 190] : [440, 470];
  const cuffInner: [number, number] = sleeve === 'short' ? [360, 235] : [395, 478];
  const right: Outline = [
    [240, 75],
    [285, 55],
    [340, 75],
    cuffOuter,
    cuffInner,
    [335, 200],
    [330, 500],
    [240, 505],
  ];
  const l = (p: [number, number]): [number, number] => [480 - p[0], p[1]];
  return garmentOf(
    mirrored(right),
    {
      collarL: [195, 55],
      collarR: [285, 55],
      shoulderL: [140, 75],
      shoulderR: [340, 75],
      cuffOuterL: l(cuffOuter),
      cuffOuterR: cuffOuter,
      cuffInnerL: l(cuffInner),
      cuffInnerR: cuffInner,
      armpitL: [145, 200],
      armpitR: [335, 200],
      hemL: [150, 500],
      hemR: [330, 500],
    },
    { category: 'top', sleeve },
  );
}

/** Sleeveless A-line dress. */
export function dress(): Garment {
  const right: Outline = [
    [240, 70],
    [275, 45],
    [310, 55],
    [312, 130],
    [305, 230],
    [380, 600],
    [240, 606],
  ];
  return garmentOf(
    mirrored(right),
    {
      collarL: [205, 45],
      collarR: [275, 45],
      shoulderL: [170, 55],
      shoulderR: [310, 55],
      armpitL: [168, 130],
      armpitR: [312, 130],
      hemL: [100, 600],
      hemR: [380, 600],
    },
    { category: 'dress', sleeve: 'sleeveless' },
  );
}

export function trousers(): Garment {
  const right: Outline = [
    [240, 40],
    [300, 40],
    [325, 150],
    [320, 610],
    [255, 610],
    [240, 210],
  ];
  return garmentOf(
    mirrored(right),
    {
      waistL: [180, 40],
      waistR: [300, 40],
      hipL: [155, 150],
      hipR: [325, 150],
      crotch: [240, 210],
      legOuterL: [160, 610],
      legOuterR: [320, 610],
      legInnerL: [225, 610],
      legInnerR: [255, 610],
    },
    { category: 'trousers', sleeve: 'none' },
  );
}

/** A-line skirt. */
export function skirt(): Garment {
  const right: Outline = [
    [240, 60],
    [300, 60],
    [410, 420],
    [240, 430],
  ];
  return garmentOf(
    mirrored(right),
    { waistL: [180, 60], waistR: [300, 60], hemL: [70, 420], hemR: [410, 420] },
    { category: 'skirt', sleeve: 'none' },
  );
}
