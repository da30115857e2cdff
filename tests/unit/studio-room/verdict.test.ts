/** The word on a picture against what is told beneath it. */

import { expect, it } from 'vitest';
import { SENTENCE_CODES, withValues } from '../../../src-main/contract/sentences.ts';
import { verdictOf } from '../../../src-renderer/features/studio/logic/verdict.ts';

it('says that a picture looks right only when there is nothing to say against it', () => {
  expect(verdictOf({ needsReview: false, reasons: [] })).toBe('good');
  expect(verdictOf({ needsReview: true, reasons: [] })).toBe('review');
  for (const code of SENTENCE_CODES) {
    const reasons = [withValues({ code }, {})];
    expect(verdictOf({ needsReview: false, reasons })).toBe('remarks');
    expect(verdictOf({ needsReview: true, reasons })).toBe('review');
  }
});
