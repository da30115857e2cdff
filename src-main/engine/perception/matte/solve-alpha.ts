/** Alpha along the silhouette: local foreground and backdrop colours spread into a band, each pixel placed between them. */

import { LM, type PersonPose } from '../../domain/pose.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import { pushPullFill } from '../../image/ops/fill.ts';
import { guidedFilter } from '../../image/ops/guided.ts';
import { toFloat } from '../../image/ops/resize.ts';
import { clamp } from '../../image/ops/signal.ts';
import { floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { bodyUnit } from './evidence.ts';

/** Half width of the undecided band in shoulder widths: along the body, and around the head where hair is. */
const BODY_BAND = 0.02;
const HAIR_BAND = 0.07;

/**
 * Refines a person probability (same size as `image`) to an alpha 0..1. Inside the band a pixel's colour is projected
 * onto the line between the locally known person and backdrop colours; where these are alike the probability stands.
 */
export function solveAlpha(image: Raster<Uint8Array>, probability: Mask, subject: PersonPose): Mask {
  const { width, height } = image;
  const n = width * height;
  const unit = bodyUnit(subject);
  const core = new Uint8Array(n);
  const shell = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    core[i] = probability.data[i] > 0.5 ? 1 : 0;
    shell[i] = 1 - core[i];
  }
  const toCore = distanceTo({ width, height, channels: 1, data: core });
  const toShell = distanceTo({ width, height, channels: 1, data: shell });
  const headX = (subject.landmarks[LM.leftEar].x + subject.landmarks[LM.rightEar].x) / 2;
  const headY = (subject.landmarks[LM.leftEye].y + subject.landmarks[LM.rightEye].y) / 2;
  const known = { person: floatRaster(width, height, 1), backdrop: floatRaster(width, height, 1) };
  const undecided = new Uint8Array(n);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const fromHead = Math.hypot(x + 0.5 - headX, y + 0.5 - headY) / unit;
      const hair = clamp(1.4 - fromHead / 0.6, 0, 1);
      const band = Math.max(2, unit * (BODY_BAND + (HAIR_BAND - BODY_BAND) * hair));
      const outward = toCore[i];
      const inward = toShell[i];
      if (core[i] && inward > band) known.person.data[i] = inward < 6 * band ? 1 : 0.02;
      else if (!core[i] && outward > band) known.backdrop.data[i] = outward < 6 * band ? 1 : 0.02;
      else undecided[i] = 1;
    }
  }
  const rgb = toFloat(image, 1 / 255);
  const person = pushPullFill(rgb, known.person).data;
  const backdrop = pushPullFill(rgb, known.backdrop).data;
  const out = floatRaster(width, height, 1);
  for (let i = 0, s = 0; i < n; i++, s += 3) {
    if (!undecided[i]) {
      out.data[i] = core[i];
      continue;
    }
    let along = 0;
    let span = 0;
    for (let c = 0; c < 3; c++) {
      const d = person[s + c] - backdrop[s + c];
      along += (rgb.data[s + c] - backdrop[s + c]) * d;
      span += d * d;
    }
    const guess = clamp((probability.data[i] - 0.5) * 1.6 + 0.5, 0, 1);
    const placed = clamp(along / Math.max(span, 1e-4), 0, 1);
    // Colours nearer than about 12 of 255 say nothing; from 45 on they decide.
    const trust = clamp((Math.sqrt(span) * 255 - 12) / 33, 0, 1) * 0.85;
    out.data[i] = placed * trust + guess * (1 - trust);
  }
  const smooth = guidedFilter(rgb, out, 2, 1e-4).data;
  for (let i = 0; i < n; i++) {
    const v = undecided[i] ? smooth[i] : out.data[i];
    out.data[i] = clamp((v - 0.04) / 0.92, 0, 1);
  }
  return out;
}
