/** Matte stage: alpha of the subject from the pose model's mask and the segmentation model, refined along image edges. */

import type { Matte } from '../../domain/parsing.ts';
import type { PersonPose, Pose, PoseRoi } from '../../domain/pose.ts';
import { guidedFilter } from '../../image/ops/guided.ts';
import { crop, resizeArea, toFloat } from '../../image/ops/resize.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/index.ts';
import { LANDMARK_SIZE } from '../pose/landmarks.ts';
import { cropToTensor, unprojectMask } from '../roi.ts';
import { bodyUnit, fuseEvidence, recolour } from './evidence.ts';
import { clearGaps } from './plain-backdrop.ts';
import { solveAlpha } from './solve-alpha.ts';

const SEGMENTER_SIZE = 256;
/** Pixels of the raster the evidence is weighed on; alpha itself is solved at the analysis resolution. */
const WORK_PIXELS = 140_000;
/** Room left around the pose mask for hair, hats and bags, in shoulder widths. */
const MARGIN = 0.5;

/** Analysis-sized alpha of `pose.people[pose.subject]`, hair soft, other people and the backdrop 0. */
export async function mattePerson(photo: AnalysedPhoto, pose: Pose, runtime: Runtime): Promise<Matte> {
  const whole = photo.analysis;
  const box = neighbourhood(whole, pose.people[pose.subject]);
  const people = pose.people.map((p) => shifted(p, -box.x0, -box.y0));
  const subject = people[pose.subject];
  const image = crop(whole, box);
  const scale = Math.min(1, Math.sqrt(WORK_PIXELS / (image.width * image.height)));
  const width = Math.max(8, Math.round(image.width * scale));
  const height = Math.max(8, Math.round(image.height * scale));
  const small = resizeArea(image, width, height);
  const own = unprojectMask(subject.maskInRoi, LANDMARK_SIZE, subject.roi, width, height, scale);
  const others = people
    .filter((p) => p !== subject)
    .map((p) => unprojectMask(p.maskInRoi, LANDMARK_SIZE, p.roi, width, height, scale));
  const segmented = await segment(image, subject, own, scale, runtime);
  const fused = fuseEvidence({ own, segmented, others }, subject, scale);
  const coloured = recolour(small, fused.probability);
  clearGaps(small, coloured, segmented, bodyUnit(subject) * scale);
  const guide = toFloat(small, 1 / 255);
  const smooth = guidedFilter(guide, coloured, 3, 1e-4);
  const alpha = solveAlpha(image, guide, smooth, scale, subject);
  return { alpha: paste(alpha, whole.width, whole.height, box), confidence: fused.agreement };
}

/** Box of the picture that holds the subject's pose mask with room around it. */
function neighbourhood(image: Raster<Uint8Array>, subject: PersonPose): Box {
  const scale = 96 / Math.max(image.width, image.height);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const rough = unprojectMask(subject.maskInRoi, LANDMARK_SIZE, subject.roi, width, height, scale);
  const box = boundsOf(rough, 0.3);
  if (box.x1 <= box.x0) return { x0: 0, y0: 0, x1: image.width, y1: image.height };
  const margin = MARGIN * bodyUnit(subject);
  return {
    x0: Math.max(0, Math.floor(box.x0 / scale - margin)),
    y0: Math.max(0, Math.floor(box.y0 / scale - margin)),
    x1: Math.min(image.width, Math.ceil(box.x1 / scale + margin)),
    y1: Math.min(image.height, Math.ceil(box.y1 / scale + margin)),
  };
}

/** The same person in a raster whose origin lies (-dx, -dy) from this one's. */
function shifted(person: PersonPose, dx: number, dy: number): PersonPose {
  return {
    ...person,
    roi: { ...person.roi, cx: person.roi.cx + dx, cy: person.roi.cy + dy },
    landmarks: person.landmarks.map((p) => ({ ...p, x: p.x + dx, y: p.y + dy })),
  };
}

function paste(alpha: Mask, width: number, height: number, box: Box): Mask {
  const out = floatRaster(width, height, 1);
  for (let y = 0; y < alpha.height; y++)
    out.data.set(alpha.data.subarray(y * alpha.width, (y + 1) * alpha.width), (y + box.y0) * width + box.x0);
  return out;
}

/** Bounding box of values above `level`. */
function boundsOf(mask: Mask, level: number): Box {
  const box = { x0: mask.width, y0: mask.height, x1: 0, y1: 0 };
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      if (mask.data[y * mask.width + x] < level) continue;
      if (x < box.x0) box.x0 = x;
      if (y < box.y0) box.y0 = y;
      if (x >= box.x1) box.x1 = x + 1;
      if (y >= box.y1) box.y1 = y + 1;
    }
  }
  return box;
}

/**
 * Segmentation probability on the work raster: one square around the subject and, for a standing figure, two more
 * around its upper and lower half, where details get twice the pixels.
 */
async function segment(
  image: Raster<Uint8Array>,
  subject: PersonPose,
  own: Mask,
  scale: number,
  runtime: Runtime,
): Promise<Mask> {
  const box = boundsOf(own, 0.3);
  const model = await runtime.model('selfie_segmentation');
  const out = floatRaster(own.width, own.height, 1);
  const weight = new Float32Array(own.data.length);
  const w = (box.x1 - box.x0) / scale;
  const h = (box.y1 - box.y0) / scale;
  if (w <= 0 || h <= 0) return out;
  const cx = (box.x0 + box.x1) / 2 / scale;
  const cy = (box.y0 + box.y1) / 2 / scale;
  const side = Math.max(w, h) * 1.15;
  const looks: PoseRoi[] = [{ cx, cy, size: side, rotation: 0 }];
  if (h > 1.5 * w) {
    const half = Math.max(h * 0.58, w * 1.15);
    looks.push({ cx, cy: box.y0 / scale + half * 0.46, size: half, rotation: 0 });
    looks.push({ cx, cy: box.y1 / scale - half * 0.46, size: half, rotation: 0 });
  }
  // An upside-down or lying figure is turned upright first: the segmenter knows standing people only.
  if (Math.abs(subject.roi.rotation) > 0.6) looks.splice(0, looks.length, subject.roi);
  for (const look of looks) {
    const data = cropToTensor(image, look, SEGMENTER_SIZE, 0, 1, 'replicate');
    const result = await model.run({ input: { data, dims: [1, 3, SEGMENTER_SIZE, SEGMENTER_SIZE] } });
    const seen = unprojectMask(result.alpha.data, SEGMENTER_SIZE, look, own.width, own.height, scale);
    const cos = Math.cos(look.rotation);
    const sin = Math.sin(look.rotation);
    for (let y = 0, i = 0; y < own.height; y++) {
      for (let x = 0; x < own.width; x++, i++) {
        const dx = (x + 0.5) / scale - look.cx;
        const dy = (y + 0.5) / scale - look.cy;
        const u = (Math.abs(dx * cos + dy * sin) * 2) / look.size;
        const v = (Math.abs(-dx * sin + dy * cos) * 2) / look.size;
        // Full weight in the middle of a look, fading to a trace at its border, more for the finer looks.
        const fade = clamp((1 - Math.max(u, v)) * 8, 0, 1) * (side / look.size) ** 2;
        out.data[i] += seen.data[i] * fade;
        weight[i] += fade;
      }
    }
  }
  for (let i = 0; i < weight.length; i++) if (weight[i] > 0) out.data[i] /= weight[i];
  return out;
}
