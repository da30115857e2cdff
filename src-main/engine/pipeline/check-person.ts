/** Person checks: whether enough of the body is in the picture to dress it at all, and to wear a kind of garment. */

import { StudioError } from '../../contract/errors.ts';
import { say } from '../../contract/sentences.ts';
import type { GarmentCategory } from '../domain/garment.ts';
import { LM, type Pose } from '../domain/pose.ts';
import type { AnalysedPhoto } from '../image/photo.ts';
import type { Point } from '../image/raster.ts';

/** Share of the line from shoulders to hips that has to lie in the picture. */
const TORSO_SEEN = 0.35;
/** Steps along that line. */
const STEPS = 20;
const LEG_GARMENTS: readonly GarmentCategory[] = ['trousers', 'shorts', 'skirt'];

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function torsoOf(pose: Pose): { shoulders: Point; hips: Point } {
  const { landmarks } = pose.people[pose.subject];
  return {
    shoulders: middle(landmarks[LM.leftShoulder], landmarks[LM.rightShoulder]),
    hips: middle(landmarks[LM.leftHip], landmarks[LM.rightHip]),
  };
}

const inside = ({ x, y }: Point, { analysis }: AnalysedPhoto): boolean =>
  x >= 0 && y >= 0 && x < analysis.width && y < analysis.height;

/** Whether enough of the torso is in the picture. */
export function hasTorso(pose: Pose, photo: AnalysedPhoto): boolean {
  const { shoulders, hips } = torsoOf(pose);
  let seen = 0;
  for (let i = 0; i <= STEPS; i++) {
    const t = i / STEPS;
    const point = {
      x: shoulders.x + t * (hips.x - shoulders.x),
      y: shoulders.y + t * (hips.y - shoulders.y),
    };
    if (inside(point, photo)) seen++;
  }
  return seen / (STEPS + 1) >= TORSO_SEEN;
}

/** @throws StudioError `person-incomplete` when hardly any of the torso is in the picture */
export function requireTorso(pose: Pose, photo: AnalysedPhoto): void {
  if (hasTorso(pose, photo)) return;
  throw new StudioError(
    'person-incomplete',
    'Hardly anything of the body is in the picture. Use a photo that shows the person from head to hips at least.',
    { stage: 'estimate-pose', reason: say('body-outside-picture') },
  );
}

/** @throws StudioError `person-incomplete` when the garment would be worn outside the picture */
export function requireRoomFor(category: GarmentCategory, pose: Pose, photo: AnalysedPhoto): void {
  if (!LEG_GARMENTS.includes(category) || inside(torsoOf(pose).hips, photo)) return;
  const a = category === 'skirt' ? 'a skirt' : category;
  throw new StudioError(
    'person-incomplete',
    `The photo ends above the hips, so ${a} cannot be shown. Use a photo that shows the legs.`,
    { stage: 'fit-garment', reason: say('photo-ends-above-hips', { category }) },
  );
}
