/** Scene: everything known about photo, person and garment layers, cut to the box the edit can touch (analysis pixels). */

import type { ArmFrame, BodyFrame, LegFrame } from '../domain/body-frame.ts';
import type { DrawnLayer } from '../domain/fit.ts';
import { PART, type Parsing } from '../domain/parsing.ts';
import { LM, type Pose } from '../domain/pose.ts';
import { crop } from '../image/ops/resize.ts';
import { clamp } from '../image/ops/signal.ts';
import type { AnalysedPhoto } from '../image/photo.ts';
import type { Box, Mask, Point } from '../image/raster.ts';
import { bandsOf } from './drawn-layer.ts';

export type Side = 'L' | 'R';
export const SIDES: readonly Side[] = ['L', 'R'];

/** Coverage 0..1 of one garment layer at analysis size, cut to the scene. */
export interface LayerCover {
  layer: DrawnLayer;
  /** Trunk and legs of the garment. */
  body: Float32Array;
  sleeves: Float32Array;
  /** 0/1 where one part of the trunk and legs, or of the sleeves, is opaque by itself: not so at seams of two. */
  opaqueBody: Uint8Array;
  opaqueSleeves: Uint8Array;
}

/** An arm with its distance fields cut to the scene; points are scene pixels. */
export interface SceneArm extends ArmFrame {
  /** The person's own name of the arm at this side of the picture. */
  own: 'left' | 'right';
  visibility: number;
  /** Upper arm over whole arm, by length. */
  upperShare: number;
}

export type SceneLeg = LegFrame;

export interface Scene {
  /** Box in analysis pixels; planes below have its size. */
  box: Box;
  w: number;
  h: number;
  n: number;
  /** Analysis pixels per shoulder width. */
  unit: number;
  torsoLength: number;
  /** 0..255, three channels. */
  rgb: Float32Array;
  labels: Uint8Array;
  soft: Record<'person' | 'hair' | 'face' | 'skin' | 'upper' | 'lower' | 'footwear' | 'other', Float32Array>;
  lateral: Float32Array;
  depth: Float32Array;
  armLike: Uint8Array;
  arms: Record<Side, SceneArm>;
  legs: Record<Side, SceneLeg>;
  frame: BodyFrame;
  wearsDress: boolean;
  covers: LayerCover[];
  /** Union of the covers without inner backs. */
  cover: Float32Array;
  /** Scene pixels that the layers' rasters touch; empty without layers. */
  coverBox: Box;
}

/** The analysis row that a part's rows are being added to, and how many have been. */
interface PartLine {
  at: number;
  down: number;
  row: Float32Array;
}

/** Area average of a layer's parts over analysis pixels of `box`, and where one of them is opaque. */
function partCover(
  layer: DrawnLayer,
  kinds: readonly string[],
  box: Box,
  photo: AnalysedPhoto,
): { cover: Float32Array; opaque: Uint8Array } {
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const cover = new Float32Array(w * h);
  const opaque = new Uint8Array(w * h);
  const rx = photo.width / photo.analysis.width;
  const ry = photo.height / photo.analysis.height;
  const column = new Int32Array(layer.box.x1 - layer.box.x0);
  for (let x = 0; x < column.length; x++) column[x] = Math.floor((x + layer.box.x0 + 0.5) / rx) - box.x0;
  // Photo pixels per analysis pixel: not the same for all columns and rows unless the ratio is whole.
  const across = new Float32Array(w);
  for (const c of column) if (c >= 0 && c < w) across[c]++;
  for (let x = 0; x < w; x++) across[x] = Math.max(across[x], Math.floor(rx), 1);
  const lines = new Map<string, PartLine>();
  const flush = (line: PartLine): void => {
    const { at, row } = line;
    if (at < 0 || at >= h) return;
    // Parts of one layer overlap at their seams: the union is what counts.
    const down = Math.max(line.down, Math.floor(ry), 1);
    for (let x = 0, i = at * w; x < w; x++, i++) {
      if (row[x] === 0) continue;
      const share = row[x] / (255 * across[x] * down);
      if (share >= 1) opaque[i] = 1;
      cover[i] = Math.min(1, cover[i] + share);
      row[x] = 0;
    }
  };
  for (const { y0, parts } of bandsOf(layer)) {
    for (const part of parts) {
      if (!kinds.includes(part.kind)) continue;
      const { width, height, data } = part.alpha;
      const line = lines.get(part.kind) ?? { at: -1, down: 0, row: new Float32Array(w) };
      lines.set(part.kind, line);
      const { row } = line;
      for (let y = 0; y < height; y++) {
        const target = Math.floor((y0 + y + layer.box.y0 + 0.5) / ry) - box.y0;
        if (target !== line.at) {
          flush(line);
          line.at = target;
          line.down = 0;
        }
        line.down++;
        if (target < 0 || target >= h) continue;
        const base = y * width;
        for (let x = 0; x < width; x++) {
          const c = column[x];
          if (data[base + x] !== 0 && c >= 0 && c < w) row[c] += data[base + x];
        }
      }
    }
  }
  for (const line of lines.values()) flush(line);
  return { cover, opaque };
}

const isWhole = (box: Box, width: number, length: number): boolean =>
  (box.x1 - box.x0) * (box.y1 - box.y0) === length && box.x1 - box.x0 === width;

/** The plane's own samples where the box is all of it. */
const cutPlane = (mask: Mask, box: Box): Float32Array =>
  isWhole(box, mask.width, mask.data.length) ? mask.data : crop(mask, box).data;

function cutField(data: Float32Array, width: number, box: Box): Float32Array {
  if (isWhole(box, width, data.length)) return data;
  const w = box.x1 - box.x0;
  const out = new Float32Array(w * (box.y1 - box.y0));
  for (let y = box.y0; y < box.y1; y++)
    out.set(data.subarray(y * width + box.x0, y * width + box.x1), (y - box.y0) * w);
  return out;
}

/** Scene pixels that hold anything of the layers. */
function layersBox(layers: readonly DrawnLayer[], box: Box, photo: AnalysedPhoto): Box {
  const rx = photo.width / photo.analysis.width;
  const ry = photo.height / photo.analysis.height;
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const out = { x0: w, y0: h, x1: 0, y1: 0 };
  for (const { box: b } of layers) {
    if (b.x1 <= b.x0 || b.y1 <= b.y0) continue;
    out.x0 = Math.min(out.x0, clamp(Math.floor(b.x0 / rx) - box.x0, 0, w));
    out.y0 = Math.min(out.y0, clamp(Math.floor(b.y0 / ry) - box.y0, 0, h));
    out.x1 = Math.max(out.x1, clamp(Math.ceil(b.x1 / rx) - box.x0, 0, w));
    out.y1 = Math.max(out.y1, clamp(Math.ceil(b.y1 / ry) - box.y0, 0, h));
  }
  return out.x1 > out.x0 && out.y1 > out.y0 ? out : { x0: 0, y0: 0, x1: 0, y1: 0 };
}

/** Which halves of the body an edit may touch. */
interface Reach {
  upper: boolean;
  lower: boolean;
}

function reachOf(parsing: Parsing, layers: readonly DrawnLayer[]): Reach {
  return {
    upper: parsing.wearsDress || layers.some(isUpper),
    lower: parsing.wearsDress || layers.some(isLower),
  };
}

/** Bounds of the labels that may be removed, in analysis pixels; x1 < x0 when there are none. */
function removableBox(parsing: Parsing, { upper, lower }: Reach): Box {
  const { width, height, data } = parsing.labels;
  const box = { x0: width, y0: height, x1: 0, y1: 0 };
  const goes = new Uint8Array(256);
  if (upper) goes[PART.upper] = 1;
  if (lower) goes[PART.lower] = 1;
  if (upper || lower) goes[PART.dress] = 1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (goes[data[i]] === 0) continue;
      if (x < box.x0) box.x0 = x;
      if (x >= box.x1) box.x1 = x + 1;
      if (y < box.y0) box.y0 = y;
      box.y1 = y + 1;
    }
  }
  return box;
}

/**
 * Box of an edit: bounds of the layers and of the labels that may be removed, with a margin, in analysis pixels; its
 * corner lies on a multiple of 4. Null when there is nothing to draw.
 */
export function editBox(
  photo: AnalysedPhoto,
  parsing: Parsing,
  frame: BodyFrame,
  layers: readonly DrawnLayer[],
): Box | null {
  const { width, height } = photo.analysis;
  const rx = photo.width / width;
  const ry = photo.height / height;
  const margin = Math.max(24, 0.22 * frame.unit);
  const box = removableBox(parsing, reachOf(parsing, layers));
  for (const { box: b } of layers) {
    if (b.x1 <= b.x0 || b.y1 <= b.y0) continue;
    box.x0 = Math.min(box.x0, b.x0 / rx);
    box.y0 = Math.min(box.y0, b.y0 / ry);
    box.x1 = Math.max(box.x1, b.x1 / rx);
    box.y1 = Math.max(box.y1, b.y1 / ry);
  }
  const out = {
    x0: Math.max(0, Math.floor(box.x0 - margin)) & ~3,
    y0: Math.max(0, Math.floor(box.y0 - margin)) & ~3,
    x1: Math.min(width, Math.ceil(box.x1 + margin)),
    y1: Math.min(height, Math.ceil(box.y1 + margin)),
  };
  return out.x1 > out.x0 && out.y1 > out.y0 ? out : null;
}

/** Scene pixels within `reach` of an arm's bones, and some more. */
export function armBox({ w, h }: Scene, arm: SceneArm, reach: number): Box {
  const xs = [arm.shoulder.x, arm.elbow.x, arm.wrist.x];
  const ys = [arm.shoulder.y, arm.elbow.y, arm.wrist.y];
  return {
    x0: clamp(Math.floor(Math.min(...xs) - reach - 1), 0, w),
    y0: clamp(Math.floor(Math.min(...ys) - reach - 1), 0, h),
    x1: clamp(Math.ceil(Math.max(...xs) + reach + 1), 0, w),
    y1: clamp(Math.ceil(Math.max(...ys) + reach + 1), 0, h),
  };
}

/** Worn on the trunk: tops, jackets, dresses. */
export function isUpper(layer: DrawnLayer): boolean {
  const c = layer.fitted.garment.category;
  return c === 'top' || c === 'jacket' || c === 'dress';
}

/** Worn on the legs: trousers, shorts, skirts, dresses. */
export function isLower(layer: DrawnLayer): boolean {
  return !['top', 'jacket'].includes(layer.fitted.garment.category);
}

/** Cut photo, parsing, frame and layers to `box`. Planes are read-only: those of the whole picture are not copied. */
export function makeScene(
  photo: AnalysedPhoto,
  pose: Pose,
  parsing: Parsing,
  frame: BodyFrame,
  layers: readonly DrawnLayer[],
  box: Box,
): Scene {
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const width = photo.analysis.width;
  const shift = (p: Point): Point => ({ x: p.x - box.x0, y: p.y - box.y0 });
  const person = pose.people[pose.subject];
  // The person's left arm lies at the image side where its shoulder is.
  const leftAtImageLeft = person.landmarks[LM.leftShoulder].x < person.landmarks[LM.rightShoulder].x;
  const arm = (side: Side): SceneArm => {
    const a = frame.arms[side];
    const own = (side === 'L') === leftAtImageLeft ? 'left' : 'right';
    const seen = (['Shoulder', 'Elbow', 'Wrist'] as const).map(
      (j) => person.landmarks[LM[`${own}${j}`]].visibility,
    );
    const upper = Math.hypot(a.elbow.x - a.shoulder.x, a.elbow.y - a.shoulder.y);
    const fore = Math.hypot(a.wrist.x - a.elbow.x, a.wrist.y - a.elbow.y);
    return {
      upperShare: upper / Math.max(1, upper + fore),
      shoulder: shift(a.shoulder),
      elbow: shift(a.elbow),
      wrist: shift(a.wrist),
      halfWidth: a.halfWidth,
      bare: a.bare,
      upperDistance: cutField(a.upperDistance, width, box),
      upperT: cutField(a.upperT, width, box),
      foreDistance: cutField(a.foreDistance, width, box),
      foreT: cutField(a.foreT, width, box),
      own,
      visibility: Math.min(...seen),
    };
  };
  const leg = (side: Side): SceneLeg => ({
    hip: shift(frame.legs[side].hip),
    knee: shift(frame.legs[side].knee),
    ankle: shift(frame.legs[side].ankle),
  });
  const covers = layers.map((layer): LayerCover => {
    const body = partCover(layer, ['body', 'legL', 'legR'], box, photo);
    const sleeves = partCover(layer, ['sleeveL', 'sleeveR'], box, photo);
    return {
      layer,
      body: body.cover,
      sleeves: sleeves.cover,
      opaqueBody: body.opaque,
      opaqueSleeves: sleeves.opaque,
    };
  });
  const cover = new Float32Array(w * h);
  const coverBox = layersBox(layers, box, photo);
  for (const { body, sleeves } of covers)
    for (let y = coverBox.y0; y < coverBox.y1; y++)
      for (let i = y * w + coverBox.x0; i < y * w + coverBox.x1; i++) {
        const v = body[i] + sleeves[i];
        if (v > cover[i]) cover[i] = v < 1 ? v : 1;
      }
  const soft = {} as Scene['soft'];
  for (const name of ['person', 'hair', 'face', 'skin', 'upper', 'lower', 'footwear', 'other'] as const)
    soft[name] = cutPlane(parsing.soft[name], box);
  return {
    box,
    w,
    h,
    n: w * h,
    unit: frame.unit,
    torsoLength: frame.torsoLength,
    rgb: new Float32Array(crop(photo.analysis, box).data),
    labels: crop(parsing.labels, box).data,
    soft,
    lateral: cutField(frame.lateral, width, box),
    depth: cutField(frame.depth, width, box),
    armLike: crop(frame.armLike, box).data,
    arms: { L: arm('L'), R: arm('R') },
    legs: { L: leg('L'), R: leg('R') },
    frame,
    wearsDress: parsing.wearsDress,
    covers,
    cover,
    coverBox,
  };
}
