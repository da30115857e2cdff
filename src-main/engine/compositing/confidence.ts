/** Confidence: how far a result can be trusted, from what the stages said and from how much had to be made up. */

import type { BodyFrame } from '../domain/body-frame.ts';
import { REVIEW_BELOW } from '../domain/composite.ts';
import type { Matte, Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import { clamp } from '../image/ops/signal.ts';
import { ramp, sum } from './planes.ts';
import type { Scene } from './scene.ts';
import { isUpper } from './scene.ts';

export interface Verdict {
  confidence: number;
  reasons: string[];
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
}

export function findings(
  scene: Scene,
  invented: Float32Array,
  oldSoft: Float32Array,
  arms: Float32Array,
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
  };
}

/**
 * Weighted product of the stages' confidences and of penalties for what was made up; 0..1. Reasons are collected from all
 * stages, those of the compositor first, without repeats. `needsReview` below REVIEW_BELOW.
 */
export function judge(
  scene: Scene,
  found: Findings,
  parts: { pose: Pose; matte: Matte; parsing: Parsing; frame: BodyFrame },
): Verdict {
  const reasons: string[] = [];
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

  if (found.inventedToGarment > 0.3) reasons.push('large area invented');
  if (found.armOverGarment > 0.06) reasons.push('arm crosses the garment');
  if (person.backView) {
    reasons.push('person shows the back');
    weigh(0.6, 1);
  }
  for (const l of layers) {
    if (l.garment.confidence.landmarks < 0.5) reasons.push('garment landmarks uncertain');
    if (l.garment.confidence.cutout < 0.5) reasons.push('garment cut-out uncertain');
    reasons.push(...l.reasons, ...l.garment.reasons);
  }
  if (parts.matte.confidence < 0.5) reasons.push('outline of the person uncertain');
  reasons.push(...parts.parsing.reasons, ...parts.frame.reasons);
  const confidence = clamp(Math.exp(log), 0, 1);
  return { confidence, reasons: [...new Set(reasons)], needsReview: confidence < REVIEW_BELOW };
}
