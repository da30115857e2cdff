/** Worn: the garments that a person of a photo wears, as regions of it. */

import type { RegionKind } from '../../../contract/regions.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import { PART, type Parsing } from '../../domain/parsing.ts';
import type { PersonPose } from '../../domain/pose.ts';
import type { GarmentRegion } from '../../domain/region.ts';
import { connectedComponents, largestOf } from '../../image/ops/components.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import { crop, resizeArea, resizeBilinear } from '../../image/ops/resize.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { Photo } from '../../image/photo.ts';
import type { Box, Mask } from '../../image/raster.ts';

/** Alpha from which a pixel is of the garment. */
const INSIDE = 0.5;
/** Least garment, share of the person's own pixels: below it is a strip beside another one. */
const LEAST = 0.03;
/** Parts of a region smaller than this share of its largest are none of it; how wide its soft edge is, pixels. */
const STRAY = 0.12;
const EDGE = 6;
/** Shorter side of a region below which little of it can be told, photo pixels. */
const SMALL = 60;
/** Long side of a region's pixels at most. */
const LONGEST = 1024;
/** Share of what lies over a garment, of both, from which it is told. */
const HIDDEN = 0.18;
/** Share of a region's width along which it meets the picture's edge when it goes on beyond. */
const CUT_OFF = 0.3;
/** Confidence of the parsing's pixels below which a region is not sure. */
const UNSURE = 0.6;

const ARMS: ReadonlySet<number> = new Set([PART.leftArm, PART.rightArm, PART.leftHand, PART.rightHand]);
/** A back's garment is seen, but not its front. */
const FROM_BEHIND = 0.8;

/**
 * What a person wears above, below, or as a dress; shoes are none of it. What is worn over each other at one place, such as a
 * shirt under an open jacket, is one region.
 *
 * @param number of the person, 1 = the largest
 */
export function wornRegions(
  photo: Photo,
  parsing: Parsing,
  person: PersonPose,
  number: number,
): GarmentRegion[] {
  const { labels, soft, wearsDress } = parsing;
  const whole = labels.data.reduce((sum, v) => sum + (v === PART.background ? 0 : 1), 0);
  const wanted: [RegionKind, number, Mask][] = wearsDress
    ? [['dress', PART.dress, soft.upper]]
    : [
        ['upper', PART.upper, soft.upper],
        ['lower', PART.lower, soft.lower],
      ];
  return wanted.flatMap(([kind, label, mask]) => {
    const own = mainParts(parsing, label, mask);
    const seen = measure(parsing, own);
    if (!seen || seen.area < LEAST * whole) return [];
    const judged = judge(photo, seen, person);
    return [{ kind, worn: true, person: number, ...pixelsOf(photo, own, seen.box), ...judged }];
  });
}

/** The mask of a garment without stray bits of something else, 0..1. */
function mainParts({ labels }: Parsing, label: number, mask: Mask): Mask {
  const { width, height } = mask;
  const inside = new Uint8Array(width * height);
  for (let i = 0; i < inside.length; i++)
    inside[i] = labels.data[i] === label || mask.data[i] >= INSIDE ? 1 : 0;
  const parts = connectedComponents({ width, height, channels: 1, data: inside }, 4);
  const least = STRAY * (parts.area[largestOf(parts)] ?? 0);
  // what is fading around a part is its edge
  const far = distanceTo({
    width,
    height,
    channels: 1,
    data: Uint8Array.from(parts.labels, (k) => (k > 0 && parts.area[k] >= least ? 1 : 0)),
  });
  const isStray = (k: number): boolean => k > 0 && parts.area[k] < least;
  return { ...mask, data: mask.data.map((v, i) => (far[i] <= EDGE && !isStray(parts.labels[i]) ? v : 0)) };
}

interface Seen {
  /** Analysis pixels. */
  box: Box;
  area: number;
  /** Mean confidence of the parsing. */
  sure: number;
  /** Pixels of arms and of hair between the garment's own, row by row. */
  arms: number;
  hair: number;
  /** Pixels along the lower edge of the picture and along its sides, and width and height of the region where it meets them. */
  below: number;
  beside: number;
}

function measure({ labels, confidence }: Parsing, mask: Mask): Seen | undefined {
  const { width, height, data } = labels;
  const box: Box = { x0: width, y0: height, x1: 0, y1: 0 };
  const seen = { area: 0, sure: 0, arms: 0, hair: 0, below: 0, beside: 0 };
  for (let y = 0; y < height; y++) {
    let [first, last] = [width, -1];
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (mask.data[i] < INSIDE) continue;
      first = Math.min(first, x);
      last = x;
      seen.area++;
      seen.sure += confidence.data[i];
      if (y === height - 1) seen.below++;
      if (x === 0 || x === width - 1) seen.beside++;
    }
    if (last < 0) continue;
    box.x0 = Math.min(box.x0, first);
    box.x1 = Math.max(box.x1, last + 1);
    box.y0 = Math.min(box.y0, y);
    box.y1 = y + 1;
    for (let i = y * width + first; i <= y * width + last; i++) {
      if (ARMS.has(data[i])) seen.arms++;
      else if (data[i] === PART.hair) seen.hair++;
    }
  }
  return seen.area > 0 ? { ...seen, box, sure: seen.sure / seen.area } : undefined;
}

function judge(
  { scale }: Photo,
  { box, area, sure, arms, hair, below, beside }: Seen,
  person: PersonPose,
): Pick<GarmentRegion, 'confidence' | 'reasons' | 'endUnseen'> {
  const reasons: Sentence[] = [];
  let confidence = clamp(sure, 0, 1) * (0.5 + 0.5 * clamp(person.limbs.torso, 0, 1));
  const lower = (by: number, why: Sentence): void => {
    confidence *= by;
    reasons.push(why);
  };
  if (sure < UNSURE) lower(1, say('region-outline-unsure'));
  const [behindArms, behindHair] = [arms / (area + arms), hair / (area + hair)];
  if (behindArms > HIDDEN) lower(1 - behindArms, say('region-behind-arms'));
  if (behindHair > HIDDEN) lower(1 - behindHair, say('region-behind-hair'));
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0];
  const endUnseen = below > CUT_OFF * width;
  if (endUnseen || beside > CUT_OFF * height) lower(0.8, say('garment-cut-off'));
  if (person.backView) lower(FROM_BEHIND, say('seen-from-behind'));
  const short = Math.min(width, height) / scale;
  if (short < SMALL) lower(Math.max(0.3, short / SMALL), say('region-small'));
  return { confidence: clamp(confidence, 0, 1), reasons, endUnseen };
}

/** The region out of the photo with its alpha, as large as the photo has it, up to LONGEST. */
function pixelsOf(
  photo: Photo,
  mask: Mask,
  { x0, y0, x1, y1 }: Box,
): Pick<GarmentRegion, 'box' | 'rgb' | 'alpha'> {
  const [sx, sy] = [photo.width / mask.width, photo.height / mask.height];
  const box: Box = {
    x0: Math.floor(x0 * sx),
    y0: Math.floor(y0 * sy),
    x1: Math.min(photo.width, Math.ceil(x1 * sx)),
    y1: Math.min(photo.height, Math.ceil(y1 * sy)),
  };
  const cut = crop(photo.rgb, box);
  const size = Math.min(1, LONGEST / Math.max(cut.width, cut.height));
  const width = Math.max(1, Math.round(cut.width * size));
  const height = Math.max(1, Math.round(cut.height * size));
  return {
    box,
    rgb: size === 1 ? cut : resizeArea(cut, width, height),
    alpha: resizeBilinear(crop(mask, { x0, y0, x1, y1 }), width, height),
  };
}
