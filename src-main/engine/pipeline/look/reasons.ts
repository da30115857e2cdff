/** Reasons of a look: what the stages found, with the tool of the editor that can mend each. */

import type { MendingTool, Reason } from '../../../contract/seen.ts';
import type { Sentence, SentenceCode } from '../../../contract/sentences.ts';

const MENDS: Readonly<Partial<Record<SentenceCode, MendingTool>>> = {
  'edges-torn': 'pins',
  'sleeves-off-arms': 'pose',
  'legs-invented': 'photo',
  'chest-uncovered': 'pins',
  'large-area-invented': 'photo',
  'arm-crosses-garment': 'brush',
  'seen-from-behind': 'photo',
  'garment-landmarks-uncertain': 'garment',
  'cut-out-uncertain': 'garment',
  'person-outline-uncertain': 'brush',
  'garment-outside-picture': 'pins',
  'legs-outside-picture': 'photo',
  'arm-towards-camera': 'pose',
  'garment-not-bent': 'pins',
  'garment-stretched': 'pins',
  'pose-mismatch': 'pose',
  'sleeve-too-short': 'pins',
  'shoulders-outside-picture': 'photo',
  'torso-hidden': 'pose',
  'arm-uncertain': 'pose',
  'hardly-any-skin': 'photo',
  'similar-colours': 'brush',
  'person-not-recognised': 'photo',
  'sides-hidden': 'brush',
  'shoulder-line-hidden': 'pose',
  'seen-from-the-side': 'photo',
  'hips-outside-picture': 'photo',
  'garment-background-busy': 'garment',
  'garment-outline-ragged': 'garment',
  'garment-fills-frame': 'garment',
  'garment-cut-off': 'garment',
  'garment-like-background': 'garment',
  'pins-fold': 'pins',
  'pin-not-reached': 'pins',
  'garment-worn': 'garment',
  'category-uncertain': 'garment',
  'landmark-on-one-side': 'garment',
  'parsers-disagree': 'brush',
};

/** A sentence of a stage as a reason of the look. */
export function lookReason(sentence: Sentence, place: Pick<Reason, 'layerId' | 'at'> = {}): Reason {
  const tool = MENDS[sentence.code];
  return { ...sentence, ...(tool ? { tool } : {}), ...place };
}
