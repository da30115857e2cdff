/** Reasons of a look: the engine's sentences with a stable code and the tool of the editor that can mend each. */

import type { LookReason } from '../../../contract/render-look.ts';

type Told = Pick<LookReason, 'code' | 'tool'>;

/** By the sentence as the stages say it. */
const KNOWN: Readonly<Record<string, Told>> = {
  "the garment's edges are torn": { code: 'edges-torn', tool: 'pins' },
  'the sleeves do not follow the arms cleanly': { code: 'sleeves-off-arms', tool: 'pose' },
  'most of the legs invented': { code: 'legs-invented', tool: 'photo' },
  'the garment does not cover the chest': { code: 'chest-uncovered', tool: 'pins' },
  'large area invented': { code: 'large-area-invented', tool: 'photo' },
  'arm crosses the garment': { code: 'arm-crosses-garment', tool: 'brush' },
  'person seen from behind': { code: 'seen-from-behind', tool: 'photo' },
  'garment landmarks uncertain': { code: 'garment-landmarks-uncertain', tool: 'garment' },
  'garment cut-out uncertain': { code: 'cut-out-uncertain', tool: 'garment' },
  'outline of the person uncertain': { code: 'person-outline-uncertain', tool: 'brush' },
  'the outline of the person is uncertain': { code: 'person-outline-uncertain', tool: 'brush' },
  'the garment lies outside the picture': { code: 'garment-outside-picture', tool: 'pins' },
  'legs out of the picture': { code: 'legs-outside-picture', tool: 'photo' },
  'arm points towards the camera': { code: 'arm-towards-camera', tool: 'pose' },
  'garment could not be bent to this pose': { code: 'garment-not-bent', tool: 'pins' },
  'garment strongly stretched': { code: 'garment-stretched', tool: 'pins' },
  'garment and pose do not match well': { code: 'pose-mismatch', tool: 'pose' },
  'sleeve too short for the arm': { code: 'sleeve-too-short', tool: 'pins' },
  'shoulders out of the picture': { code: 'shoulders-outside-picture', tool: 'photo' },
  'shoulders or hips are hidden': { code: 'torso-hidden', tool: 'pose' },
  'an arm is hidden or its position uncertain': { code: 'arm-uncertain', tool: 'pose' },
  'hardly any skin was found': { code: 'hardly-any-skin', tool: 'photo' },
  'skin and clothing have similar colours': { code: 'similar-colours', tool: 'brush' },
  'no part of the person was recognised': { code: 'person-not-recognised', tool: 'photo' },
  'the sides of the body are hidden by arms or hair': { code: 'sides-hidden', tool: 'brush' },
  'the shoulder line is hidden': { code: 'shoulder-line-hidden', tool: 'pose' },
  'the body is seen from the side': { code: 'seen-from-the-side', tool: 'photo' },
  'the hips are outside the picture': { code: 'hips-outside-picture', tool: 'photo' },
  'the background is busy': { code: 'garment-background-busy', tool: 'garment' },
  'the outline is ragged': { code: 'garment-outline-ragged', tool: 'garment' },
  'the garment fills the frame': { code: 'garment-fills-frame', tool: 'garment' },
  'the garment is cut off by the edge of the picture': { code: 'garment-cut-off', tool: 'garment' },
  'garment and background have nearly the same colour': { code: 'garment-like-background', tool: 'garment' },
  'the pins fold the garment': { code: 'pins-fold', tool: 'pins' },
  'a pin cannot be reached by the garment': { code: 'pin-not-reached', tool: 'pins' },
  'a person seems to wear the garment': { code: 'garment-worn', tool: 'garment' },
};

/** Sentences with a word that varies. */
const PATTERNS: readonly [RegExp, Told][] = [
  [/^not sure that this is a /, { code: 'category-uncertain', tool: 'garment' }],
  [/ was found on one side only$/, { code: 'landmark-on-one-side', tool: 'garment' }],
];

/** Every code that has a name here; a window translates these. */
export const REASON_CODES: readonly string[] = [
  ...new Set([...Object.values(KNOWN), ...PATTERNS.map(([, told]) => told)].map(({ code }) => code)),
];

/** Code of a sentence nobody has named: its own words. */
function codeOf(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return words.slice(0, 60).replace(/-+$/, '') || 'other';
}

/** A sentence of the engine as a reason of the look. */
export function lookReason(text: string, place: Pick<LookReason, 'layerId' | 'at'> = {}): LookReason {
  const told = KNOWN[text] ?? PATTERNS.find(([pattern]) => pattern.test(text))?.[1];
  return { text, ...(told ?? { code: codeOf(text) }), ...place };
}
