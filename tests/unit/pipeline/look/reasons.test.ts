/** Reasons of a look carry the code and the words of what a stage found, and the tool that mends it. */

import { describe, expect, it } from 'vitest';
import { Reason } from '../../../../src-main/contract/seen.ts';
import { SENTENCE_CODES, Sentence, say, valueNames } from '../../../../src-main/contract/sentences.ts';
import { lookReason } from '../../../../src-main/engine/pipeline/look/reasons.ts';

describe('reasons of a look', () => {
  it('keep the sentence and gain the tool that mends it', () => {
    const reason = lookReason(say('category-uncertain', { category: 'skirt' }), { layerId: 'a' });
    expect(Reason.parse(reason)).toEqual({
      code: 'category-uncertain',
      values: { category: 'skirt' },
      text: 'not sure that this is a skirt',
      tool: 'garment',
      layerId: 'a',
    });
  });

  it('leave what no tool mends without one', () => {
    expect(lookReason(say('average-body'))).not.toHaveProperty('tool');
  });
});

describe('sentences', () => {
  it('are refused without the values that stand in them', () => {
    for (const code of SENTENCE_CODES) {
      const bare = { code, values: {}, text: 'x' };
      expect(Sentence.safeParse(bare).success, code).toBe(valueNames(code).length === 0);
    }
    expect(Sentence.safeParse({ code: 'no-such-code', values: {}, text: 'x' }).success).toBe(false);
  });

  it('leave no blank in the English text', () => {
    for (const code of SENTENCE_CODES) {
      const values = Object.fromEntries(valueNames(code).map((name) => [name, 'X']));
      expect((say as (code: string, values: object) => Sentence)(code, values).text).not.toMatch(/[{}]/);
    }
  });
});
