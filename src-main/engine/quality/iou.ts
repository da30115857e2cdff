/** Overlap of label maps and masks: intersection over union, pixel accuracy. */

import type { Raster } from '../image/raster.ts';
import type { Region } from './region.ts';

/** |a and b| / |a or b|; undefined when both are empty. */
export function iouOf(a: Region, b: Region): number | undefined {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.data.length; i++) {
    if (a.data[i] && b.data[i]) both++;
    if (a.data[i] || b.data[i]) either++;
  }
  return either > 0 ? both / either : undefined;
}

export interface LabelAgreement {
  /** By label value, of labels that the truth gives at least `PRESENT` of the pixels. */
  iou: Map<number, number>;
  /** Mean of `iou`. */
  miou: number;
  /** Share of pixels with the right label. */
  accuracy: number;
}

/** Share of the pixels from which a class counts: a sliver of some pixels would weigh as much as the trunk. */
export const PRESENT = 0.0005;

/** Compares one-channel label maps of one size. */
export function labelAgreement(found: Raster<Uint8Array>, truth: Raster<Uint8Array>): LabelAgreement {
  const both = new Float64Array(256);
  const inFound = new Float64Array(256);
  const inTruth = new Float64Array(256);
  let right = 0;
  for (let i = 0; i < truth.data.length; i++) {
    const f = found.data[i];
    const t = truth.data[i];
    inFound[f]++;
    inTruth[t]++;
    if (f !== t) continue;
    both[t]++;
    right++;
  }
  const iou = new Map<number, number>();
  for (let label = 0; label < 256; label++) {
    if (inTruth[label] === 0 || inTruth[label] < PRESENT * truth.data.length) continue;
    iou.set(label, both[label] / (inFound[label] + inTruth[label] - both[label]));
  }
  const values = [...iou.values()];
  return {
    iou,
    miou: values.reduce((sum, value) => sum + value, 0) / values.length,
    accuracy: right / truth.data.length,
  };
}
