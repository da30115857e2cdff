/** Macro parameters to target weights. */

import { expect, it } from 'vitest';
import { macroWeights } from '../../../src-main/engine/body/macro.ts';

it.each(['full', 'compact'] as const)(
  'splits shape parameters into %s target weights that sum up',
  (detail) => {
    const weights = macroWeights(
      {
        sex: 0.25,
        ageYears: 57.5,
        muscle: 0.7,
        weight: 0.3,
        height: 0.9,
        proportions: 0.75,
        cup: 0.5,
        origin: { caucasian: 1, asian: 1, african: 2 },
        details: {},
      },
      detail,
    );
    const sum = (prefix: RegExp): number =>
      [...weights].reduce((s, [k, w]) => s + (prefix.test(k) ? w : 0), 0);
    expect(sum(/^macrodetails\/universal-/)).toBeCloseTo(1);
    expect(sum(/^macrodetails\/(caucasian|asian|african)-/)).toBeCloseTo(1);
    expect(weights.get('macrodetails/african-female-old')).toBeCloseTo(0.75 * 0.5 * 0.5);
    expect(sum(/-maxheight$/)).toBeCloseTo(0.8);
    expect(sum(/-idealproportions$/)).toBeCloseTo(0.5);
    expect(sum(/^breast/)).toBeCloseTo(0.75);
  },
);
