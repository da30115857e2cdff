/** Macro parameters of a body shape to weights of shape targets: MakeHuman's rule, products of piecewise-linear parts. */

import type { BodyShape } from '../domain/body.ts';
import { clamp } from '../image/ops/signal.ts';

/** Age in years up to which a body is that of a young adult, and the age of the oldest targets. */
const YOUNG_YEARS = 25;
const OLD_YEARS = 90;

/** Low, average and high share of a value whose average is 0.5; outside 0..1 the nearer half goes on in a line. */
function parts(value: number, name: string): [string, number][] {
  const high = Math.max(0, value * 2 - 1);
  const low = Math.max(0, 1 - value * 2);
  return [
    [`min${name}`, low],
    [`average${name}`, 1 - low - high],
    [`max${name}`, high],
  ];
}

/**
 * Weight of every macro target of a shape, by its name in the MakeHuman data; average targets that are all zero are
 * named too.
 *
 * Adults only: from 18 to 25 years the body is that of a young adult (MakeHuman would mix in a child), from there to
 * 90 the old targets come in evenly. 'compact' leaves out how height, proportions and breast depend on muscle, and
 * how proportions depend on weight: the targets that the shipped body holds.
 */
export function macroWeights(shape: BodyShape, detail: 'full' | 'compact'): Map<string, number> {
  const weights = new Map<string, number>();
  const put = (name: string, w: number): void => {
    if (Math.abs(w) > 1e-6) weights.set(name, (weights.get(name) ?? 0) + w);
  };
  const old = (clamp(shape.ageYears, YOUNG_YEARS, OLD_YEARS) - YOUNG_YEARS) / (OLD_YEARS - YOUNG_YEARS);
  const total = shape.origin.caucasian + shape.origin.asian + shape.origin.african;
  const full = detail === 'full';
  const ideal = Math.max(0, shape.proportions * 2 - 1);
  const uncommon = Math.max(0, 1 - shape.proportions * 2);
  for (const [gender, g] of [
    ['female', 1 - shape.sex],
    ['male', shape.sex],
  ] as const) {
    for (const [age, a] of [
      ['young', 1 - old],
      ['old', old],
    ] as const) {
      const who = `${gender}-${age}`;
      for (const [origin, o] of Object.entries(shape.origin)) {
        put(`macrodetails/${origin}-${who}`, (g * a * o) / total);
      }
      for (const [muscle, mu] of parts(shape.muscle, 'muscle')) {
        for (const [weight, we] of parts(shape.weight, 'weight')) {
          const w = g * a * mu * we;
          put(`macrodetails/universal-${who}-${muscle}-${weight}`, w);
          const shared = full ? muscle : 'averagemuscle';
          for (const [height, he] of parts(shape.height, 'height')) {
            put(`macrodetails/height/${who}-${shared}-${weight}-${height}`, w * he);
          }
          const build = `${who}-${shared}-${full ? weight : 'averageweight'}`;
          put(`macrodetails/proportions/${build}-idealproportions`, w * ideal);
          put(`macrodetails/proportions/${build}-uncommonproportions`, w * uncommon);
          if (gender === 'female') {
            for (const [cup, cu] of parts(shape.cup, 'cup')) {
              put(`breast/${who}-${shared}-${weight}-${cup}-averagefirmness`, w * cu);
            }
          }
        }
      }
    }
  }
  return weights;
}
