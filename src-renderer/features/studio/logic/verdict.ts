/** Verdict: the one word on a picture, which says no more than its reasons allow. */

import type { Reason } from '../../../../src-main/contract/seen.ts';

export type Verdict = 'review' | 'remarks' | 'good';

/** Only a picture without any reason looks right. */
export function verdictOf(picture: { needsReview: boolean; reasons: readonly Reason[] }): Verdict {
  if (picture.needsReview) return 'review';
  return picture.reasons.length > 0 ? 'remarks' : 'good';
}
