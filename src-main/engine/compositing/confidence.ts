/** Confidence: how far a result can be trusted, from what the stages said and from how much had to be made up. */

import { distinct, type Sentence, type SentenceCode, say } from '../../contract/sentences.ts';
import type { BodyFrame } from '../domain/body-frame.ts';
import { REVIEW_BELOW } from '../domain/composite.ts';
import type { Matte, Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import { resizeArea } from '../image/ops/resize.ts';
import { clamp } from '../image/ops/signal.ts';
import type { Box } from '../image/raster.ts';
import { blurField, blurReach, boundsOf, cutBox, grownBox, ramp, type Size, sum } from './planes.ts';
import { BENEATH } from './removal/beneath.ts';
import type { LayerCover, Scene } from './scene.ts';
import { isUpper } from './scene.ts';

export interface Verdict {
  confidence: number;
  reasons: Sentence[];
  needsReview: boolean;
}

/** What the compositor itself saw. */
export interface Findings {
  /** Share of the old garment's pixels that had to be made up and are seen. */
  invented: number;
  /** Made-up pixels over the new garments' pixels. */
  inventedToGarment: number;
  /** Share of the garment's trunk that arms and hands hide. */
  armOverGarment: number;
  /** How much rougher the garments' drawn outline is than the garments themselves; 1 = as they are. */
  ragged: number;
  /** Made-up skin of the legs that is seen, squared shoulder widths. */
  madeLegs: number;
  /** How much rougher the drawn sleeves' outline is than a smooth one's. */
  raggedSleeves: number;
  /** Share of the chest and belly that an upper garment should cover and does. */
  torsoCovered: number;
}

type Plane = Size & { data: Float32Array };

/** Faults of the drawn picture itself: whoever shows it should have seen them, however sure the stages were. */
const SEEN_FAULTS: readonly SentenceCode[] = [
  'edges-torn',
  'sleeves-off-arms',
  'legs-invented',
  'chest-uncovered',
];
/** Most confidence in a picture with such a fault, below REVIEW_BELOW; the slope keeps such pictures in their order. */
const FAULTY = { most: 0.57, slope: 0.2 };

/** Raggedness that counts; from studio pairs judged by eye: clean results measure 1.03 to 1.09, torn ones 1.12 and more. */
const RAGGED = { from: 1.07, torn: 1.12, to: 1.19 };

/** Number of pixel sides between set and unset: the length of an outline, up to a factor. */
function outlineLength({ w, h, data }: Plane): number {
  let sides = 0;
  const above = new Uint8Array(w);
  for (let y = 0, i = 0; y < h; y++) {
    let left = 0;
    for (let x = 0; x < w; x++, i++) {
      const here = data[i] > 0.5 ? 1 : 0;
      if (y > 0 && x > 0) sides += (here ^ left) + (here ^ above[x]);
      left = here;
      above[x] = here;
    }
  }
  return sides;
}

/** Shows what is worn under it between its fronts. */
const isOpen = (c: LayerCover): boolean =>
  c.layer.fitted.garment.category === 'jacket' && c.layer.fitted.garment.openFront;

/** Length of an outline over that of the same outline smoothed; nothing of the shape lies outside `box`. */
function roughness(size: Size, data: Float32Array, box: Box, sigma: number): number {
  if (box.x1 <= box.x0) return 0;
  const part = cutBox(size, data, grownBox(size, box, blurReach(sigma)));
  const smooth = { ...part, data: blurField(part, part.data, sigma) };
  return outlineLength(part) / Math.max(1, outlineLength(smooth));
}

/**
 * Roughness of what is seen of the garments over the roughness the garments have by themselves (frills, torn jeans): about
 * 1 for cloth with clean edges.
 */
function raggedness(scene: Scene, arms: Float32Array): number {
  const { w, n, unit, cover, coverBox } = scene;
  // The fronts of an open jacket and the slits beside its trunk outline it a second time: nothing to compare with.
  if (scene.covers.some(isOpen)) return 1;
  const seen = new Float32Array(n);
  for (let y = coverBox.y0; y < coverBox.y1; y++)
    for (let i = y * w + coverBox.x0; i < y * w + coverBox.x1; i++) {
      const free = 1 - arms[i];
      seen[i] = cover[i] < free ? cover[i] : free;
    }
  const sigma = 0.025 * unit;
  const drawn = roughness(scene, seen, coverBox, sigma);
  // Smooth as it is: what the garments are like by themselves makes no difference.
  if (drawn <= RAGGED.from) return drawn;
  let own = 1;
  for (const { layer } of scene.covers) {
    const { alpha } = layer.fitted.garment;
    const { scaleX, scaleY } = layer.fitted.summary;
    const small = resizeArea(
      alpha,
      clamp(Math.round(alpha.width * scaleX), 8, alpha.width),
      clamp(Math.round(alpha.height * scaleY), 8, alpha.height),
    );
    const size = { w: small.width, h: small.height };
    own = Math.max(own, roughness(size, small.data, boundsOf(size, small.data), sigma));
  }
  return drawn / own;
}

/** Depths (torso lengths) and half width (shoulder widths) of the chest and belly every top covers. */
const CHEST = { from: 0.35, to: 0.7, half: 0.3 };

function torsoCovered(scene: Scene, arms: Float32Array): number {
  const uppers = scene.covers.filter((c) => isUpper(c.layer) && !isOpen(c));
  if (uppers.length === 0) return 1;
  const hem = Math.max(...uppers.map((c) => c.layer.fitted.summary.hemAt));
  const to = Math.min(CHEST.to * scene.torsoLength, 0.9 * hem);
  let all = 0;
  let covered = 0;
  for (let i = 0; i < scene.n; i++) {
    const d = scene.depth[i];
    if (d < CHEST.from * scene.torsoLength || d > to) continue;
    if (Math.abs(scene.lateral[i]) > CHEST.half * scene.unit || arms[i] > 0.5) continue;
    if (scene.soft.person[i] < 0.5 || scene.soft.hair[i] > 0.5) continue;
    all++;
    if (scene.cover[i] > 0.5) covered++;
  }
  return all > 0 ? covered / all : 1;
}

/** Roughness of the drawn sleeves alone: an outline in steps where a sleeve was forced onto an arm. */
function raggedSleeves(scene: Scene): number {
  const { unit } = scene;
  let worst = 1;
  for (const { sleeves } of scene.covers) {
    if (sum(sleeves) <= 0.02 * unit * unit) continue;
    worst = Math.max(worst, roughness(scene, sleeves, boundsOf(scene, sleeves), 0.04 * unit));
  }
  return worst;
}

/** Area of visible made-up leg, squared shoulder widths. */
function madeLegs(scene: Scene, invented: Float32Array, kind: Uint8Array): number {
  let made = 0;
  for (let i = 0; i < scene.n; i++) if (kind[i] === BENEATH.leg) made += invented[i];
  return made / scene.unit ** 2;
}

/** @param outlines false leaves out the outlines' roughness, which takes the most time */
export function findings(
  scene: Scene,
  invented: Float32Array,
  kind: Uint8Array,
  oldSoft: Float32Array,
  arms: Float32Array,
  outlines = true,
): Findings {
  let trunk = 0;
  let hidden = 0;
  for (const c of scene.covers) {
    if (!isUpper(c.layer)) continue;
    for (let i = 0; i < scene.n; i++) {
      // Arms that hang down overlap the flanks: only the middle of the trunk counts.
      if (c.body[i] < 0.5 || Math.abs(scene.lateral[i]) > 0.36 * scene.unit) continue;
      trunk++;
      if (arms[i] > 0.5) hidden++;
    }
  }
  const made = sum(invented);
  return {
    invented: made / Math.max(1, sum(oldSoft)),
    inventedToGarment: made / Math.max(1, sum(scene.cover)),
    armOverGarment: hidden / Math.max(1, trunk),
    ragged: outlines ? raggedness(scene, arms) : 1,
    madeLegs: madeLegs(scene, invented, kind),
    raggedSleeves: outlines ? raggedSleeves(scene) : 1,
    torsoCovered: torsoCovered(scene, arms),
  };
}

/**
 * Weighted product of the stages' confidences and of penalties for what was made up; 0..1. Reasons are collected from all
 * stages, those of the compositor first, without repeats. A fault of the drawn picture itself
 * keeps the confidence below REVIEW_BELOW, and so does a person seen from behind: the garment picture shows its front.
 * `needsReview` is true exactly below REVIEW_BELOW.
 */
export function judge(
  scene: Scene,
  found: Findings,
  parts: { pose: Pose; matte: Matte; parsing: Parsing; frame: BodyFrame },
): Verdict {
  const reasons: Sentence[] = [];
  let log = 0;
  const weigh = (value: number, weight: number): void => {
    log += weight * Math.log(clamp(value, 0.02, 1));
  };
  weigh(parts.parsing.score, 0.35);
  weigh(parts.frame.confidence, 0.25);
  weigh(parts.matte.confidence, 0.2);
  const person = parts.pose.people[parts.pose.subject];
  weigh(Math.max(0.3, person.presence), 0.2);
  const layers = scene.covers.map((c) => c.layer.fitted);
  weigh(Math.min(...layers.map((l) => l.confidence)), 0.5);
  weigh(Math.min(...layers.map((l) => l.garment.confidence.overall)), 0.35);
  weigh(1 - 0.45 * ramp(found.inventedToGarment, 0.15, 0.8), 1);
  weigh(1 - 0.4 * ramp(found.armOverGarment, 0.04, 0.35), 1);

  weigh(1 - 0.5 * ramp(found.ragged, RAGGED.from, RAGGED.to), 1);
  const stretch = Math.max(...layers.map((l) => l.quality.anisotropyP95));
  // Clean sleeves measure up to 1.35 by themselves; in steps are those that were forced onto the arm as well.
  const forced = ramp(found.raggedSleeves, 1.15, 1.4) * ramp(stretch, 1.8, 2.1);
  weigh(1 - 0.7 * forced, 1);
  weigh(1 - 0.5 * ramp(found.madeLegs, 0.3, 0.6), 1);
  weigh(1 - 0.7 * ramp(1 - found.torsoCovered, 0.05, 0.4), 1);
  // Cloth gathered along the arms or pulled wide over the chest is seldom seen; what tears at it is counted above.
  weigh(1 - 0.22 * ramp(stretch, 1.9, 2.8), 1);
  weigh(1 - 0.3 * ramp(Math.max(...layers.map((l) => l.quality.landmarkResidual)), 0.09, 0.16), 1);

  if (found.ragged >= RAGGED.torn) reasons.push(say('edges-torn'));
  if (forced > 0.3) reasons.push(say('sleeves-off-arms'));
  if (found.madeLegs > 0.4) reasons.push(say('legs-invented'));
  if (found.torsoCovered < 0.9) reasons.push(say('chest-uncovered'));
  if (found.inventedToGarment > 0.25) reasons.push(say('large-area-invented'));
  if (found.armOverGarment > 0.06) reasons.push(say('arm-crosses-garment'));
  if (person.backView) {
    reasons.push(say('seen-from-behind'));
    weigh(0.6, 1);
  }
  for (const l of layers) {
    if (l.garment.confidence.landmarks < 0.5) reasons.push(say('garment-landmarks-uncertain'));
    if (l.garment.confidence.cutout < 0.5) reasons.push(say('cut-out-uncertain'));
    reasons.push(...l.reasons, ...l.garment.reasons);
  }
  if (parts.matte.confidence < 0.5) reasons.push(say('person-outline-uncertain'));
  reasons.push(...parts.parsing.reasons, ...parts.frame.reasons);
  const whole = clamp(Math.exp(log), 0, 1);
  const faulty = person.backView || reasons.some(({ code }) => SEEN_FAULTS.includes(code));
  const confidence = faulty ? Math.min(whole, FAULTY.most - FAULTY.slope * (1 - whole)) : whole;
  return { confidence, reasons: distinct(reasons), needsReview: confidence < REVIEW_BELOW };
}
