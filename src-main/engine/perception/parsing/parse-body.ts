/** Parsing stage: labels every pixel of the person with a body part or garment, with a confidence and soft masks. */

import { type Matte, PART, type Parsing } from '../../domain/parsing.ts';
import type { Landmark, Pose } from '../../domain/pose.ts';
import type { Photo } from '../../image/photo.ts';
import { byteRaster, floatRaster, type Mask } from '../../image/raster.ts';
import { classify, type ParsingView } from './classify.ts';
import { bodyFields } from './geometry.ts';
import { classMap, type PartFields, partFields } from './parts.ts';
import { CLASS, CLASS_COUNT } from './seeds.ts';
import { upsampleMasks } from './upsample.ts';
import { makeWorkArea, toWork, WORK_PIXELS, type WorkArea } from './work-area.ts';

/** Parses `pose.people[pose.subject]`; everything outside the matte is background. */
export function parseBody(photo: Photo, pose: Pose, matte: Matte): Parsing {
  const image = photo.analysis;
  const subject = pose.people[pose.subject];
  const coarse = view(image, matte.alpha, subject.landmarks, WORK_PIXELS / 4);
  const fine = view(image, matte.alpha, subject.landmarks, WORK_PIXELS);
  const { area, fields } = fine;
  const { planes, models } = classify(coarse, fine);
  const map = classMap(planes, area.width, area.height, fields.unit);
  const parts = partFields(fields);
  const wearsDress = models.dress;
  const soft = softMasks(area, map, parts, image, matte.alpha);
  const { labels, armSegment } = labelMap(area, soft, parts, matte.alpha, wearsDress);
  const confidence = confidenceMap(area, planes, image.width, image.height);
  const { score, reasons } = judge(labels.data, confidence.data, matte, subject.limbs);
  const { person, hair, face, skin, upper, lower, footwear, other } = soft;
  return {
    labels,
    confidence,
    armSegment,
    soft: { person, hair, face, skin, upper, lower, footwear, other },
    wearsDress,
    score,
    reasons,
  };
}

function view(
  image: Photo['analysis'],
  alpha: Mask,
  points: readonly Landmark[],
  pixels: number,
): ParsingView {
  const area = makeWorkArea(image, alpha, pixels);
  const landmarks = toWork(points, area);
  return { area, landmarks, fields: bodyFields(landmarks, area.width, area.height) };
}

type SoftMasks = Parsing['soft'];

/** Masks at analysis resolution; classes share each pixel's alpha between them. */
function softMasks(
  area: WorkArea,
  map: Uint8Array,
  parts: PartFields,
  image: Photo['analysis'],
  alpha: Mask,
): SoftMasks {
  const n = area.width * area.height;
  const planes = Array.from({ length: CLASS_COUNT }, () => new Float32Array(n));
  const face = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    planes[map[i]][i] = 1;
    if (map[i] === CLASS.skin && parts.skin[i] === PART.face) face[i] = 1;
  }
  const masks = upsampleMasks(area.guide, [...planes.slice(1), face], image, area.box, alpha);
  const person = floatRaster(image.width, image.height, 1);
  const classes = masks.slice(0, CLASS_COUNT - 1);
  for (let i = 0; i < person.data.length; i++) {
    let sum = 0;
    for (const m of classes) sum += m.data[i];
    const a = alpha.data[i];
    if (sum <= 1e-3 || a === 0) {
      for (const m of masks) m.data[i] = 0;
      continue;
    }
    person.data[i] = a;
    const k = a / sum;
    for (const m of classes) m.data[i] *= k;
    masks[CLASS_COUNT - 1].data[i] = Math.min(masks[CLASS_COUNT - 1].data[i] * a, classes[1].data[i]);
  }
  const [hair, skin, upper, lower, footwear, other] = classes;
  return { person, hair, face: masks[CLASS_COUNT - 1], skin, upper, lower, footwear, other };
}

function labelMap(
  area: WorkArea,
  soft: SoftMasks,
  parts: PartFields,
  alpha: Mask,
  dress: boolean,
): { labels: Parsing['labels']; armSegment: Parsing['armSegment'] } {
  const { width, height } = alpha;
  const labels = byteRaster(width, height, 1);
  const armSegment = byteRaster(width, height, 1);
  const order: readonly (readonly [Float32Array, number])[] = [
    [soft.hair.data, PART.hair],
    [soft.skin.data, -1],
    [soft.upper.data, dress ? PART.dress : PART.upper],
    [soft.lower.data, dress ? PART.dress : PART.lower],
    [soft.footwear.data, -2],
    [soft.other.data, PART.other],
  ];
  const { box } = area;
  for (let y = box.y0; y < box.y1; y++) {
    const wy = Math.min(area.height - 1, Math.floor((y - box.y0 + 0.5) * area.scaleY)) * area.width;
    for (let x = box.x0; x < box.x1; x++) {
      const i = y * width + x;
      if (soft.person.data[i] < 0.5) continue;
      const w = wy + Math.min(area.width - 1, Math.floor((x - box.x0 + 0.5) * area.scaleX));
      let best = 0;
      for (let k = 1; k < order.length; k++) if (order[k][0][i] > order[best][0][i]) best = k;
      const label = order[best][1];
      labels.data[i] = label === -1 ? parts.skin[w] : label === -2 ? parts.footwear[w] : label;
      const isArm =
        label === -1 ? labels.data[i] === PART.leftArm || labels.data[i] === PART.rightArm : best === 2;
      if (isArm) armSegment.data[i] = parts.armSegment[w];
    }
  }
  return { labels, armSegment };
}

/** Probability of the winning class, enlarged bilinearly; 1 in the backdrop outside the work area. */
function confidenceMap(area: WorkArea, planes: readonly Float32Array[], width: number, height: number): Mask {
  const n = area.width * area.height;
  const top = new Float32Array(n);
  for (let i = 0; i < n; i++) for (const p of planes) if (p[i] > top[i]) top[i] = p[i];
  const out = floatRaster(width, height, 1);
  out.data.fill(1);
  const { box } = area;
  for (let y = box.y0; y < box.y1; y++) {
    const wy = Math.min(area.height - 1, Math.floor((y - box.y0 + 0.5) * area.scaleY)) * area.width;
    for (let x = box.x0; x < box.x1; x++)
      out.data[y * width + x] =
        top[wy + Math.min(area.width - 1, Math.floor((x - box.x0 + 0.5) * area.scaleX))];
  }
  return out;
}

function judge(
  labels: Uint8Array,
  confidence: Float32Array,
  matte: Matte,
  limbs: Pose['people'][number]['limbs'],
): { score: number; reasons: string[] } {
  let sum = 0;
  let count = 0;
  let skin = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === PART.background) continue;
    count++;
    sum += confidence[i];
    if (labels[i] >= PART.face && labels[i] <= PART.rightHand) skin++;
  }
  const reasons: string[] = [];
  let score = count > 0 ? sum / count : 0;
  if (count === 0) reasons.push('no part of the person was recognised');
  else if (score < 0.85) reasons.push('skin and clothing have similar colours');
  if (count > 0 && skin / count < 0.02) {
    reasons.push('hardly any skin was found');
    score *= 0.9;
  }
  if (matte.confidence < 0.85) {
    reasons.push('the outline of the person is uncertain');
    score *= 0.7 + (0.3 * matte.confidence) / 0.85;
  }
  if (Math.min(limbs.leftArm, limbs.rightArm) < 0.5) {
    reasons.push('an arm is hidden or its position uncertain');
    score *= 0.92;
  }
  return { score, reasons };
}
