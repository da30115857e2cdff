/** Person probability: the pose mask and the segmentation mask weighed against each other and against colour models. */

import { LM, type PersonPose } from '../../domain/pose.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { largestComponent } from '../../image/ops/components.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import { dilate, erode } from '../../image/ops/morphology.ts';
import { clamp } from '../../image/ops/signal.ts';
import { floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { colourCost, colourFeatures, fitColourModel, pixelsOf } from '../colour-model.ts';

export interface Evidence {
  /** Pose model's probability of the subject. */
  own: Mask;
  /** Segmentation model's probability of any person. */
  segmented: Mask;
  /** Pose model's probabilities of the other people. */
  others: Mask[];
}

export interface Fused {
  probability: Mask;
  /** Intersection over union of the two masks, 0..1. */
  agreement: number;
}

const logit = (p: number): number => Math.log(clamp(p, 0.004, 0.996) / (1 - clamp(p, 0.004, 0.996)));

/**
 * One probability from both masks. The segmentation counts only near the subject's own mask (hair and bags reach beyond
 * it, other people do not belong), and not where another person is more likely.
 */
export function fuseEvidence(evidence: Evidence, subject: PersonPose, scale: number): Fused {
  const { own, segmented, others } = evidence;
  const { width, height } = own;
  const n = width * height;
  const unit = bodyUnit(subject) * scale;
  const core = new Uint8Array(n);
  for (let i = 0; i < n; i++) core[i] = own.data[i] > 0.5 ? 1 : 0;
  const reach = distanceTo({ width, height, channels: 1, data: core });
  const out = floatRaster(width, height, 1);
  let both = 0;
  let either = 0;
  for (let i = 0; i < n; i++) {
    const a = own.data[i];
    // Trust in the segmentation fades from 0.12 to 0.4 shoulder widths outside the pose mask.
    const near = clamp(1 - (reach[i] / unit - 0.12) / 0.28, 0, 1);
    let rival = 0;
    for (const other of others) rival = Math.max(rival, other.data[i]);
    const s = segmented.data[i] * near * (rival > a ? Math.max(0, 1 - rival) : 1);
    const claim = rival > a ? a * (1 - rival) : a;
    const l = 0.55 * logit(claim) + 0.75 * logit(s);
    out.data[i] = 1 / (1 + Math.exp(-l));
    if (near > 0.5 || a > 0.5) {
      if (a > 0.5 && s > 0.5) both++;
      if (a > 0.5 || s > 0.5) either++;
    }
  }
  return { probability: out, agreement: either > 0 ? both / either : 0 };
}

/** Shoulder width or 0.58 torso lengths, whichever is larger, in analysis pixels. */
export function bodyUnit(subject: PersonPose): number {
  const at = (i: number) => subject.landmarks[i];
  const [ls, rs, lh, rh] = [LM.leftShoulder, LM.rightShoulder, LM.leftHip, LM.rightHip].map(at);
  const torso = Math.hypot((ls.x + rs.x - lh.x - rh.x) / 2, (ls.y + rs.y - lh.y - rh.y) / 2);
  return Math.max(Math.hypot(ls.x - rs.x, ls.y - rs.y), 0.58 * torso, 4);
}

/**
 * Corrects a probability by colour: what looks like the sure backdrop and not like the sure person loses, and the other
 * way round. Global mixtures, strongest where the masks are undecided.
 */
export function recolour(rgb: Raster<Uint8Array>, probability: Mask): Mask {
  const { width, height, data } = probability;
  const n = width * height;
  const features = colourFeatures(rgbToLab(rgb));
  const sure = new Uint8Array(n);
  const never = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    sure[i] = data[i] > 0.9 ? 1 : 0;
    never[i] = data[i] < 0.06 ? 1 : 0;
  }
  const reach = Math.max(2, Math.round(Math.max(width, height) / 128));
  const inside = erode({ width, height, channels: 1, data: sure }, reach);
  const outside = erode({ width, height, channels: 1, data: never }, reach);
  const person = fitColourModel(features, pixelsOf(inside.data), 6, 8);
  const backdrop = fitColourModel(features, pixelsOf(outside.data), 6, 5);
  if (!person || !backdrop) return probability;
  const band = dilate(
    { width, height, channels: 1, data: sure.map((s, i) => (s || never[i] ? 0 : 1)) },
    reach * 2,
  );
  const out = floatRaster(width, height, 1, data.slice());
  for (let i = 0; i < n; i++) {
    if (!band.data[i]) continue;
    const evidence = clamp(
      colourCost(backdrop, features, i * 3) - colourCost(person, features, i * 3),
      -6,
      6,
    );
    out.data[i] = 1 / (1 + Math.exp(-(0.8 * logit(data[i]) + 0.55 * evidence)));
  }
  return keepMain(out);
}

/** Sets everything not connected to the largest part of the person to 0. */
function keepMain(mask: Mask): Mask {
  const { width, height, data } = mask;
  const binary = new Uint8Array(data.length);
  for (let i = 0; i < binary.length; i++) binary[i] = data[i] > 0.5 ? 1 : 0;
  const main = dilate(largestComponent({ width, height, channels: 1, data: binary }, 8), 4);
  for (let i = 0; i < data.length; i++) if (!main.data[i]) data[i] = Math.min(data[i], 0.02);
  return mask;
}
