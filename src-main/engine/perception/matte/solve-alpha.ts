/** Alpha along the silhouette: local foreground and backdrop colours spread into a band, each pixel placed between them. */

import { LM, type PersonPose } from '../../domain/pose.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import { pushPullFill } from '../../image/ops/fill.ts';
import { resizeBilinear, resizeNearest } from '../../image/ops/resize.ts';
import { sampleBilinear } from '../../image/ops/sample.ts';
import { clamp } from '../../image/ops/signal.ts';
import { floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { bodyUnit } from './evidence.ts';

/** Half width of the undecided band in shoulder widths: along the body, and around the head where hair is. */
const BODY_BAND = 0.02;
const HAIR_BAND = 0.07;
/** Colours nearer than this many of 255 say nothing about alpha; from the second value on they decide. */
const MIN_CONTRAST = 12;
const FULL_CONTRAST = 45;
/** Smoothing window radius in pixels, and the colour difference (of 255) at which a neighbour counts 60 %. */
const SMOOTH_RADIUS = 2;
const SMOOTH_COLOUR = 10;

const BACKDROP = 0;
const PERSON = 1;
const UNDECIDED = 2;

/**
 * Refines a person probability to an alpha 0..1 of the size of `image`. `guide` is the picture (0..1) at the
 * probability's own, usually smaller, size; `scale` its pixels per pixel of `image`. Inside the band a pixel's colour is
 * projected onto the line between the locally known person and backdrop colours; where these are alike the probability
 * stands.
 */
export function solveAlpha(
  image: Raster<Uint8Array>,
  guide: Raster<Float32Array>,
  probability: Mask,
  scale: number,
  subject: PersonPose,
): Mask {
  const { width, height, data } = image;
  const trimap = makeTrimap(probability, bodyUnit(subject) * scale, scale, subject);
  const known = (value: number): Mask => {
    const mask = floatRaster(guide.width, guide.height, 1);
    for (let i = 0; i < mask.data.length; i++) if (trimap.data[i] === value) mask.data[i] = 1;
    return mask;
  };
  const person = pushPullFill(guide, known(PERSON));
  const backdrop = pushPullFill(guide, known(BACKDROP));
  const fineTrimap = resizeNearest(trimap, width, height).data;
  const fine = resizeBilinear(probability, width, height).data;
  const out = floatRaster(width, height, 1);
  const kx = guide.width / width;
  const ky = guide.height / height;
  for (let i = 0, s = 0; i < out.data.length; i++, s += 3) {
    if (fineTrimap[i] !== UNDECIDED) {
      out.data[i] = fineTrimap[i];
      continue;
    }
    const gx = ((i % width) + 0.5) * kx;
    const gy = (Math.floor(i / width) + 0.5) * ky;
    let along = 0;
    let span = 0;
    for (let c = 0; c < 3; c++) {
      const behind = sampleBilinear(backdrop, gx, gy, c);
      const d = sampleBilinear(person, gx, gy, c) - behind;
      along += (data[s + c] / 255 - behind) * d;
      span += d * d;
    }
    const guess = clamp((fine[i] - 0.5) * 1.6 + 0.5, 0, 1);
    const placed = clamp(along / Math.max(span, 1e-4), 0, 1);
    const contrast = (Math.sqrt(span) * 255 - MIN_CONTRAST) / (FULL_CONTRAST - MIN_CONTRAST);
    const trust = clamp(contrast, 0, 1) * 0.85;
    out.data[i] = placed * trust + guess * (1 - trust);
  }
  return smoothBand(image, out, fineTrimap);
}

/** Person, backdrop and an undecided band around the outline, wider where hair is. */
function makeTrimap(probability: Mask, unit: number, scale: number, subject: PersonPose): Raster<Uint8Array> {
  const { width, height, data } = probability;
  const core = new Uint8Array(data.length);
  for (let i = 0; i < core.length; i++) core[i] = data[i] > 0.5 ? 1 : 0;
  const toCore = distanceTo({ width, height, channels: 1, data: core });
  const shell = new Uint8Array(data.length);
  for (let i = 0; i < core.length; i++) shell[i] = 1 - core[i];
  const toShell = distanceTo({ width, height, channels: 1, data: shell });
  const { landmarks } = subject;
  const headX = ((landmarks[LM.leftEar].x + landmarks[LM.rightEar].x) / 2) * scale;
  const headY = ((landmarks[LM.leftEye].y + landmarks[LM.rightEye].y) / 2) * scale;
  const trimap = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const fromHead = Math.sqrt((x + 0.5 - headX) ** 2 + (y + 0.5 - headY) ** 2) / unit;
      const hair = clamp(1.4 - fromHead / 0.6, 0, 1);
      const band = Math.max(1.2, unit * (BODY_BAND + (HAIR_BAND - BODY_BAND) * hair));
      trimap[i] = core[i]
        ? toShell[i] > band
          ? PERSON
          : UNDECIDED
        : toCore[i] > band
          ? BACKDROP
          : UNDECIDED;
    }
  }
  return { width, height, channels: 1, data: trimap };
}

/** Joint bilateral smoothing of the undecided pixels, which takes the noise out and keeps strands of hair. */
function smoothBand(image: Raster<Uint8Array>, alpha: Mask, trimap: Uint8Array): Mask {
  const { width, height, data } = image;
  const rough = alpha.data;
  const out = floatRaster(width, height, 1, rough.slice());
  const k = -0.5 / (SMOOTH_COLOUR * SMOOTH_COLOUR);
  for (let y = 0, i = 0; y < height; y++) {
    const y0 = Math.max(0, y - SMOOTH_RADIUS);
    const y1 = Math.min(height - 1, y + SMOOTH_RADIUS);
    for (let x = 0; x < width; x++, i++) {
      if (trimap[i] !== UNDECIDED) continue;
      const x0 = Math.max(0, x - SMOOTH_RADIUS);
      const x1 = Math.min(width - 1, x + SMOOTH_RADIUS);
      const s = i * 3;
      const red = data[s];
      const green = data[s + 1];
      const blue = data[s + 2];
      let sum = 0;
      let total = 0;
      for (let yy = y0; yy <= y1; yy++) {
        for (let xx = x0; xx <= x1; xx++) {
          const j = yy * width + xx;
          const dr = data[j * 3] - red;
          const dg = data[j * 3 + 1] - green;
          const db = data[j * 3 + 2] - blue;
          const w = Math.exp(k * (dr * dr + dg * dg + db * db));
          total += w;
          sum += w * rough[j];
        }
      }
      out.data[i] = clamp((sum / total - 0.04) / 0.92, 0, 1);
    }
  }
  return out;
}
