/** Parts: cleans the class map and splits it into body parts by the nearest bone. */

import { PART } from '../../domain/parsing.ts';
import { type Components, connectedComponents } from '../../image/ops/components.ts';
import { nearestIndex } from '../../image/ops/distance.ts';
import type { BodyFields } from './geometry.ts';
import { CLASS, CLASS_COUNT } from './seeds.ts';
import type { WorkArea } from './work-area.ts';

/** Smallest connected piece kept per class, as a share of the squared shoulder width. */
const SMALLEST = [0.006, 0.004, 0.004, 0.015, 0.015, 0.006, 0.02];

/**
 * Most likely class per pixel, small pieces given to their surroundings. The person's outline is the matte's: inside it
 * the backdrop is no candidate, outside nothing else is.
 */
export function classMap(planes: readonly Float32Array[], area: WorkArea, f: BodyFields): Uint8Array {
  const unit = f.unit;
  const { width, height, alpha } = area;
  const n = width * height;
  const map = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (alpha[i] < 0.5) continue;
    let best = 1;
    for (let k = 2; k < CLASS_COUNT; k++) if (planes[k][i] > planes[best][i]) best = k;
    map[i] = best === CLASS.hair && isBareFace(f, i) ? CLASS.skin : best;
  }
  const kept = new Uint8Array(n);
  const one = new Uint8Array(n);
  for (let k = 1; k < CLASS_COUNT; k++) {
    for (let i = 0; i < n; i++) one[i] = map[i] === k ? 1 : 0;
    const cc = connectedComponents({ width, height, channels: 1, data: one }, 4);
    const keep = keptPieces(cc, k, f, SMALLEST[k] * unit * unit);
    for (let i = 0; i < n; i++) if (one[i] && keep[cc.labels[i]]) kept[i] = 1;
  }
  const from = nearestIndex({ width, height, channels: 1, data: kept });
  const out = new Uint8Array(n);
  for (let i = 0; i < n; i++) if (map[i] !== 0) out[i] = from[i] >= 0 ? map[from[i]] : map[i];
  return out;
}

/** Below the brows inside the face, and in front of the throat: brows, beards and shadows there are no hair to keep. */
function isBareFace(f: BodyFields, i: number): boolean {
  const below = f.belowMouth[i];
  if ((f.face[i] < 1 || f.cheek[i] < 1) && below > -0.72) return true;
  return f.besideMouth[i] < 0.3 && below > 0 && below < 1.1 && f.along[i] < 0;
}

/** Which pieces of a class stand: large enough, and for the upper garment not an island in the lower one. */
function keptPieces(cc: Components, k: number, f: BodyFields, smallest: number): Uint8Array {
  const keep = new Uint8Array(cc.count + 1);
  let largest = 0;
  for (let c = 1; c <= cc.count; c++) largest = Math.max(largest, cc.area[c]);
  const along = new Float64Array(cc.count + 1);
  const arm = new Float64Array(cc.count + 1);
  for (let i = 0; i < cc.labels.length; i++) {
    const c = cc.labels[i];
    if (c === 0) continue;
    along[c] += f.along[i];
    arm[c] += f.arm[i];
  }
  for (let c = 1; c <= cc.count; c++) {
    const area = cc.area[c];
    const island =
      k === CLASS.upper && area < 0.25 * largest && along[c] / area > 0.75 && arm[c] / area > 0.8;
    keep[c] = area >= smallest && !island ? 1 : 0;
  }
  return keep;
}

/** Chin below the mouth's middle, in face widths. */
const CHIN = 0.42;

/** What a pixel is if it is skin, and if it is footwear; arm segment 1 or 2 within reach of an arm's bones, else 0. */
export interface PartFields {
  skin: Uint8Array;
  footwear: Uint8Array;
  armSegment: Uint8Array;
}

export function partFields(f: BodyFields): PartFields {
  const n = f.along.length;
  const skin = new Uint8Array(n);
  const footwear = new Uint8Array(n);
  const armSegment = new Uint8Array(n);
  const [left, right] = f.arms;
  const [leftLeg, rightLeg] = f.legs;
  for (let i = 0; i < n; i++) {
    const v = f.along[i];
    const side = Math.abs(f.lateral[i]);
    // Within the ellipse and above the chin nothing but a hand can lie in front of the face.
    const isFace = (f.face[i] < 1.02 || f.cheek[i] < 1) && f.belowMouth[i] < CHIN;
    const head = isFace ? (f.hand[i] > 1 ? -1 : 0.4 * f.face[i]) : f.belowMouth[i] > 0 ? 9 : 0.87 * f.face[i];
    const chest = Math.max(side / 0.8, v < 0.7 ? Math.abs(v) / 0.3 : 9);
    const waist = Math.max(side / 0.8, Math.abs(v - 0.75) / 0.25);
    const neck = Math.min(f.neck[i], chest, waist);
    const leftArm = Math.min(left.first[i], left.second[i]);
    const rightArm = Math.min(right.first[i], right.second[i]);
    const leftHand = left.end[i] * 1.05;
    const rightHand = right.end[i] * 1.05;
    const limb = (thigh: number, calf: number, foot: number): number =>
      Math.min(v > 1 ? thigh : 9, calf, foot);
    const legL = limb(leftLeg.first[i], leftLeg.second[i], leftLeg.end[i]);
    const legR = limb(rightLeg.first[i], rightLeg.second[i], rightLeg.end[i]);
    let best = head;
    let part: number = PART.face;
    const offer = (distance: number, value: number): void => {
      if (distance < best) {
        best = distance;
        part = value;
      }
    };
    offer(neck, PART.neck);
    offer(leftArm, PART.leftArm);
    offer(rightArm, PART.rightArm);
    offer(leftHand, PART.leftHand);
    offer(rightHand, PART.rightHand);
    offer(legL, PART.leftLeg);
    offer(legR, PART.rightLeg);
    skin[i] = part;
    footwear[i] =
      Math.min(leftLeg.end[i], leftLeg.second[i]) <= Math.min(rightLeg.end[i], rightLeg.second[i])
        ? PART.leftFootwear
        : PART.rightFootwear;
    const upperArm = Math.min(left.first[i], right.first[i]);
    const forearm = Math.min(left.second[i], right.second[i]);
    if (Math.min(upperArm, forearm) < 1.1 && Math.min(leftHand, rightHand) > Math.min(upperArm, forearm))
      armSegment[i] = upperArm <= forearm ? 1 : 2;
  }
  return { skin, footwear, armSegment };
}
