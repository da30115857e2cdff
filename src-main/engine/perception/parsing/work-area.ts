/** Work area: the part of the analysis raster around the person, at the resolution parsing is done in. */

import type { Landmark } from '../../domain/pose.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { type GuidedBank, guidedBank } from '../../image/ops/guided-bank.ts';
import { crop, resizeArea, toFloat } from '../../image/ops/resize.ts';
import type { Box, Mask, Raster } from '../../image/raster.ts';
import { colourFeatures } from '../colour-model.ts';

/** Pixels parsed: the cost of parsing is proportional to it, finer details than this are added by the guided upsampling. */
const WORK_PIXELS = 150_000;
/** Backdrop kept around the person, as a share of the box's longer side. */
const MARGIN = 0.06;

export interface WorkArea {
  /** In analysis pixels. */
  box: Box;
  /** Work pixels per analysis pixel, <= 1, along x and y (they differ by rounding only). */
  scaleX: number;
  scaleY: number;
  width: number;
  height: number;
  /** 0..1 RGB at work resolution. */
  guide: Raster<Float32Array>;
  /** 3 features a pixel, see colour-model. */
  features: Float32Array;
  /** Person alpha at work resolution. */
  alpha: Float32Array;
}

/** Filters of areas in use: each area is filtered in one way. */
const banks = new WeakMap<WorkArea, { radius: number; eps: number; bank: GuidedBank }>();

/** The guided filter with the area's own colours. */
export function bankOf(area: WorkArea, radius: number, eps: number): GuidedBank {
  const before = banks.get(area);
  if (before?.radius === radius && before.eps === eps) return before.bank;
  const bank = guidedBank(area.guide, radius, eps);
  banks.set(area, { radius, eps, bank });
  return bank;
}

/** Cuts the person out of the analysis raster and reduces it to at most WORK_PIXELS pixels. */
export function makeWorkArea(image: Raster<Uint8Array>, alpha: Mask): WorkArea {
  const box = boundsOf(alpha);
  const pad = Math.round(MARGIN * Math.max(box.x1 - box.x0, box.y1 - box.y0));
  box.x0 = Math.max(0, box.x0 - pad);
  box.y0 = Math.max(0, box.y0 - pad);
  box.x1 = Math.min(image.width, box.x1 + pad);
  box.y1 = Math.min(image.height, box.y1 + pad);
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const scale = Math.min(1, Math.sqrt(WORK_PIXELS / (w * h)));
  const width = Math.max(8, Math.round(w * scale));
  const height = Math.max(8, Math.round(h * scale));
  const rgb = resizeArea(crop(image, box), width, height);
  return {
    box,
    scaleX: width / w,
    scaleY: height / h,
    width,
    height,
    guide: toFloat(rgb, 1 / 255),
    features: colourFeatures(rgbToLab(rgb)),
    alpha: resizeArea(crop(alpha, box), width, height).data,
  };
}

/** The same area with a quarter of the pixels. */
export function halved(area: WorkArea): WorkArea {
  const width = Math.max(8, Math.round(area.width / 2));
  const height = Math.max(8, Math.round(area.height / 2));
  const half = (data: Float32Array, channels: number): Raster<Float32Array> =>
    resizeArea({ width: area.width, height: area.height, channels, data }, width, height);
  return {
    box: area.box,
    scaleX: (area.scaleX * width) / area.width,
    scaleY: (area.scaleY * height) / area.height,
    width,
    height,
    guide: half(area.guide.data, 3),
    features: half(area.features, 3).data,
    alpha: half(area.alpha, 1).data,
  };
}

function boundsOf(alpha: Mask): Box {
  const box = { x0: alpha.width, y0: alpha.height, x1: 0, y1: 0 };
  for (let y = 0, i = 0; y < alpha.height; y++) {
    for (let x = 0; x < alpha.width; x++, i++) {
      if (alpha.data[i] < 0.3) continue;
      if (x < box.x0) box.x0 = x;
      if (y < box.y0) box.y0 = y;
      if (x >= box.x1) box.x1 = x + 1;
      if (y >= box.y1) box.y1 = y + 1;
    }
  }
  return box.x1 > box.x0 ? box : { x0: 0, y0: 0, x1: alpha.width, y1: alpha.height };
}

/** Landmarks in work pixels. */
export function toWork(landmarks: readonly Landmark[], area: WorkArea): Landmark[] {
  return landmarks.map((p) => ({
    ...p,
    x: (p.x - area.box.x0) * area.scaleX,
    y: (p.y - area.box.y0) * area.scaleY,
  }));
}
