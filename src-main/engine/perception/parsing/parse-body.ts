/** Parsing stage: labels every pixel of the person with a body part or garment, with a confidence and soft masks. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import { type Matte, PART, type Parsing } from '../../domain/parsing.ts';
import type { Landmark, Pose } from '../../domain/pose.ts';
import { boxBlur } from '../../image/ops/blur.ts';
import { upsamplePlanes } from '../../image/ops/guided-upsample.ts';
import { dilate } from '../../image/ops/morphology.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import { byteRaster, floatRaster, type Mask } from '../../image/raster.ts';
import { classify, type ParsingView } from './classify.ts';
import { bodyFields } from './geometry.ts';
import { heldObjects } from './held.ts';
import { classMap, type PartFields, partFields } from './parts.ts';
import { CLASS, CLASS_COUNT } from './seeds.ts';
import { bankOf, halved, makeWorkArea, toWork, type WorkArea } from './work-area.ts';

/** Window in work pixels, regularisation and sharpening of the step from work to analysis resolution. */
const UPSAMPLE_RADIUS = 3;
const UPSAMPLE_EPS = 3e-4;
const UPSAMPLE_SHARPEN = 1.8;

/** Parses `pose.people[pose.subject]`; everything outside the matte is background. */
export function parseBody(photo: AnalysedPhoto, pose: Pose, matte: Matte): Parsing {
  const image = photo.analysis;
  const subject = pose.people[pose.subject];
  const { area, half } = areasOf(image, matte.alpha);
  const fine = view(area, subject.landmarks);
  const coarse = view(half, subject.landmarks);
  const { fields } = fine;
  const { planes, models } = classify(coarse, fine);
  const map = classMap(planes, area, fields);
  const held = heldObjects(coarse, fine, map);
  for (let i = 0; i < held.length; i++) if (held[i]) map[i] = CLASS.other;
  const parts = partFields(fields);
  const wearsDress = models.dress;
  const uniform = uniformRegions(area, map);
  const soft = softMasks(area, map, uniform, parts, image, matte.alpha);
  const { labels, armSegment } = labelMap(area, soft, uniform, parts, matte.alpha, wearsDress);
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

interface Areas {
  image: AnalysedPhoto['analysis'];
  area: WorkArea;
  half: WorkArea;
}

/** Areas of people whose mattes are in use: they depend on no joint, and joints are put right by and by. */
const known = new WeakMap<Mask, Areas>();

function areasOf(image: AnalysedPhoto['analysis'], alpha: Mask): Areas {
  const before = known.get(alpha);
  if (before?.image === image) return before;
  const area = makeWorkArea(image, alpha);
  const made = { image, area, half: halved(area) };
  known.set(alpha, made);
  return made;
}

function view(area: WorkArea, points: readonly Landmark[]): ParsingView {
  const landmarks = toWork(points, area);
  return { area, landmarks, fields: bodyFields(landmarks, area.width, area.height) };
}

type SoftMasks = Parsing['soft'];

/** Masks at analysis resolution; classes share each pixel's alpha between them. */
function softMasks(
  area: WorkArea,
  map: Uint8Array,
  uniform: Int8Array,
  parts: PartFields,
  image: AnalysedPhoto['analysis'],
  alpha: Mask,
): SoftMasks {
  const n = area.width * area.height;
  const planes = Array.from({ length: CLASS_COUNT - 1 }, () => new Float32Array(n));
  for (let i = 0; i < n; i++) if (map[i] !== CLASS.background) planes[map[i] - 1][i] = 1;
  const bank = bankOf(area, UPSAMPLE_RADIUS, UPSAMPLE_EPS);
  const masks = upsamplePlanes(bank, planes, image, 1 / 255, {
    box: area.box,
    within: alpha.data,
    uniform,
    sharpen: UPSAMPLE_SHARPEN,
  });
  const [hair, skin, upper, lower, footwear, other] = masks;
  const face = floatRaster(image.width, image.height, 1);
  const { box } = area;
  const columns = workColumns(area);
  for (let y = box.y0; y < box.y1; y++) {
    const row = workRow(area, y);
    for (let x = box.x0; x < box.x1; x++) {
      const i = y * image.width + x;
      const a = alpha.data[i];
      if (a === 0) continue;
      const w = row + columns[x - box.x0];
      const only = uniform[w];
      let sum = 1;
      if (only < 0) {
        sum = 0;
        for (let k = 0; k < masks.length; k++) sum += masks[k].data[i];
      }
      if (only >= 0) masks[only].data[i] = a;
      else if (sum < 0.05) {
        // Nothing claims the pixel: it belongs to whatever its work pixel was sorted to.
        for (let k = 0; k < masks.length; k++) masks[k].data[i] = map[w] === k + 1 ? a : 0;
      } else {
        const k = a / sum;
        for (let m = 0; m < masks.length; m++) masks[m].data[i] *= k;
      }
      if (parts.skin[w] === PART.face) face.data[i] = skin.data[i];
    }
  }
  // The boundary of face and neck follows no edge of the picture: a soft step does.
  return { person: alpha, hair, face: boxBlur(face, 1), skin, upper, lower, footwear, other };
}

/** Class index (hair = 0) of pixels whose filter windows all see that class alone, -1 near class boundaries. */
function uniformRegions(area: WorkArea, map: Uint8Array): Int8Array {
  const { width, height } = area;
  const edge = byteRaster(width, height, 1);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if ((x + 1 < width && map[i] !== map[i + 1]) || (y + 1 < height && map[i] !== map[i + width]))
        edge.data[i] = 1;
    }
  }
  // Mask and coefficients are both averaged over the window, and the enlargement reaches one pixel further.
  const near = dilate(edge, 2 * UPSAMPLE_RADIUS + 2).data;
  const out = new Int8Array(width * height);
  for (let i = 0; i < out.length; i++) out[i] = near[i] || map[i] === CLASS.background ? -1 : map[i] - 1;
  return out;
}

/** Column of the work pixel that covers each column of the area's box. */
function workColumns({ box, width, scaleX }: WorkArea): Int32Array {
  const out = new Int32Array(box.x1 - box.x0);
  for (let x = 0; x < out.length; x++) out[x] = Math.min(width - 1, Math.floor((x + 0.5) * scaleX));
  return out;
}

/** Index of the first pixel of the work row that covers row `y` of the analysis raster. */
function workRow({ box, width, height, scaleY }: WorkArea, y: number): number {
  return Math.min(height - 1, Math.floor((y - box.y0 + 0.5) * scaleY)) * width;
}

function labelMap(
  area: WorkArea,
  soft: SoftMasks,
  uniform: Int8Array,
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
  const columns = workColumns(area);
  for (let y = box.y0; y < box.y1; y++) {
    const row = workRow(area, y);
    for (let x = box.x0; x < box.x1; x++) {
      const i = y * width + x;
      if (alpha.data[i] < 0.5) continue;
      const w = row + columns[x - box.x0];
      let best: number = uniform[w];
      if (best < 0) {
        best = 0;
        for (let k = 1; k < order.length; k++) if (order[k][0][i] > order[best][0][i]) best = k;
      }
      const label = order[best][1];
      labels.data[i] = label === -1 ? parts.skin[w] : label === -2 ? parts.footwear[w] : label;
      const isArm =
        label === -1 ? labels.data[i] === PART.leftArm || labels.data[i] === PART.rightArm : best === 2;
      if (isArm) armSegment.data[i] = parts.armSegment[w];
    }
  }
  return { labels, armSegment };
}

/** Probability of the winning class; 1 in the backdrop outside the work area. */
function confidenceMap(area: WorkArea, planes: readonly Float32Array[], width: number, height: number): Mask {
  const n = area.width * area.height;
  const top = new Float32Array(n);
  for (const p of planes) for (let i = 0; i < n; i++) if (p[i] > top[i]) top[i] = p[i];
  const out = floatRaster(width, height, 1);
  out.data.fill(1);
  const { box } = area;
  const columns = workColumns(area);
  for (let y = box.y0; y < box.y1; y++) {
    const row = workRow(area, y);
    for (let x = 0; x < columns.length; x++) out.data[y * width + box.x0 + x] = top[row + columns[x]];
  }
  return out;
}

function judge(
  labels: Uint8Array,
  confidence: Float32Array,
  matte: Matte,
  limbs: Pose['people'][number]['limbs'],
): { score: number; reasons: Sentence[] } {
  let sum = 0;
  let count = 0;
  let skin = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === PART.background) continue;
    count++;
    sum += confidence[i];
    if (labels[i] >= PART.face && labels[i] <= PART.rightHand) skin++;
  }
  const reasons: Sentence[] = [];
  let score = count > 0 ? sum / count : 0;
  if (count === 0) reasons.push(say('person-not-recognised'));
  else if (score < 0.85) reasons.push(say('similar-colours'));
  if (count > 0 && skin / count < 0.02) {
    reasons.push(say('hardly-any-skin'));
    score *= 0.9;
  }
  if (matte.confidence < 0.85) {
    reasons.push(say('person-outline-uncertain'));
    score *= 0.7 + (0.3 * matte.confidence) / 0.85;
  }
  if (Math.min(limbs.leftArm, limbs.rightArm) < 0.5) {
    reasons.push(say('arm-uncertain'));
    score *= 0.92;
  }
  return { score, reasons };
}
