/** Fit: what the panel tells of one worn garment, for the size that is chosen - also before that size is sewn. */

import type { DressState } from './dress-loop.ts';
import type { DressedGarment } from './outfit.ts';

export type FitSize = DressedGarment['sizes'][number];
export type Verdict = FitSize['zones'][number]['verdict'];

/** In the order of the fit scale. */
export const VERDICTS = ['tight', 'close', 'regular', 'loose'] as const satisfies readonly Verdict[];

export interface ShownFit {
  garment: DressedGarment;
  /** Size that is chosen or, without a choice, the one recommended. */
  size: FitSize;
  /** The size worn on show is another one still. */
  waiting: boolean;
  /** Zones with a girth or a width. */
  zones: FitSize['zones'];
  /** Verdict on the length, known of the size on show. */
  length: Verdict | undefined;
}

/**
 * @param layer garment and the size chosen for it
 * @returns undefined while the garment has not been sewn
 */
export function shownFit(
  dressed: DressState['dressed'],
  layer: { garmentId: string; size?: string | undefined } | undefined,
): ShownFit | undefined {
  const garment = dressed?.dressing.garments.find(({ garmentId }) => garmentId === layer?.garmentId);
  if (!garment) return undefined;
  // a size that the chart does not have is not worn
  const wanted = layer?.size ?? garment.recommendation.size;
  const size =
    garment.sizes.find((one) => one.size === wanted) ??
    garment.sizes.find((one) => one.size === garment.size);
  if (!size) return undefined;
  return {
    garment,
    size,
    waiting: size.size !== garment.size,
    zones: size.zones.filter(({ zone }) => zone !== 'length'),
    length: size.zones.find(({ zone }) => zone === 'length')?.verdict,
  };
}

/** Notes that the panel tells in a place of their own. */
const TOLD_ELSEWHERE = new Set(['fabric-assumed', 'laid-on-template']);

/** What is to be known of how the garment was made, without what has its own line. */
export const notesOf = ({ reasons }: DressedGarment): DressedGarment['reasons'] =>
  reasons.filter(({ code }) => !TOLD_ELSEWHERE.has(code));

/** Closer to a level than this is at it, centimetres. */
const AT = 1;

/** Where a hem is beside the level it is told by. */
export function hemSide({ belowCm }: DressedGarment['hem']): 'above' | 'at' | 'below' {
  if (Math.abs(belowCm) < AT) return 'at';
  return belowCm > 0 ? 'below' : 'above';
}
