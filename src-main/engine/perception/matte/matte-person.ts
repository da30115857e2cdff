/** Matte stage: alpha of the subject from the pose model's mask and the segmentation model, refined along image edges. */

import type { Matte } from '../../domain/parsing.ts';
import type { PersonPose, Pose, PoseRoi } from '../../domain/pose.ts';
import { guidedFilter } from '../../image/ops/guided.ts';
import { resizeArea, toFloat } from '../../image/ops/resize.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { Photo } from '../../image/photo.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/index.ts';
import { LANDMARK_SIZE } from '../pose/landmarks.ts';
import { cropToTensor, unprojectMask } from '../roi.ts';
import { type Evidence, fuseEvidence, recolour } from './evidence.ts';
import { solveAlpha } from './solve-alpha.ts';

const SEGMENTER_SIZE = 256;
/** Long side of the raster the evidence is weighed on. */
const WORK_SIZE = 512;

/** Analysis-sized alpha of `pose.people[pose.subject]`, hair soft, other people and the backdrop 0. */
export async function mattePerson(photo: Photo, pose: Pose, runtime: Runtime): Promise<Matte> {
  const image = photo.analysis;
  const scale = Math.min(1, WORK_SIZE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const small = resizeArea(image, width, height);
  const subject = pose.people[pose.subject];
  const own = unprojectMask(subject.maskInRoi, LANDMARK_SIZE, subject.roi, width, height, scale);
  const others = pose.people
    .filter((p) => p !== subject)
    .map((p) => unprojectMask(p.maskInRoi, LANDMARK_SIZE, p.roi, width, height, scale));
  const segmented = await segment(image, subject, own, scale, runtime);
  const evidence: Evidence = { own, segmented, others };
  const fused = fuseEvidence(evidence, subject, scale);
  const coloured = recolour(small, fused.probability);
  const guide = toFloat(small, 1 / 255);
  const smooth = guidedFilter(guide, coloured, 3, 1e-4);
  const alpha = solveAlpha(image, guide, smooth, scale, subject);
  return { alpha, confidence: fused.agreement };
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
