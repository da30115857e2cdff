/**
 * Convention of the pose model: estimates from a synthetic set where the model puts the twelve joints, relative to their
 * true centres, of women and of men, and how much of the pose error that explains. Offsets from one half of the cases are
 * checked on the other.
 *
 *   node tests/bench/pose-convention.ts --cases DIR [--pictures a,b] [--half 0|1] [--limit N] [--evidence DIR]
 *
 * The set is one that no other figures come from. `--evidence` is as for body-from-photo.ts.
 */

import { parseArgs } from 'node:util';
import { blazePose, type Convention, JOINT_PAIRS } from '../../src-main/engine/domain/joint-centres.ts';
import { LM } from '../../src-main/engine/domain/pose.ts';
import {
  estimateConvention,
  inConvention,
  type Sighting,
} from '../../src-main/engine/quality/pose-convention.ts';
import { jointsOf, type TrueLandmarks } from '../../src-main/engine/quality/pose-error.ts';
import { Sight, syntheticPeople } from './synthetic-people.ts';

const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string' },
    pictures: { type: 'string', default: 'a' },
    half: { type: 'string' },
    limit: { type: 'string' },
    evidence: { type: 'string' },
  },
});
if (!flags.cases) throw new Error('give a set: --cases DIR');

interface Seen extends Sighting {
  sex: number;
}
const sight = new Sight(flags.cases, flags.evidence);
const people = syntheticPeople(flags.cases, {
  ...(flags.half === undefined ? {} : { half: Number(flags.half) }),
  ...(flags.limit === undefined ? {} : { limit: Number(flags.limit) }),
});
const seen: Seen[] = [];
for (const { about, shape } of people)
  for (const picture of flags.pictures.split(',')) {
    const { pose, matte } = await sight.of(about.name, picture);
    const k = about.width / matte.alpha.width;
    const marks = pose.landmarks.map(({ x, y }) => ({ x: x * k, y: y * k }));
    seen.push({ truth: about.keypoints as TrueLandmarks, found: (name) => marks[LM[name]], sex: shape.sex });
  }

const round = (x: number): number => Math.round(x * 1000) / 1000;

/** Mean pixels by pair of visible joints. */
function errors(of: readonly Seen[], convention?: (one: Seen) => Convention): Record<string, number> {
  return Object.fromEntries(
    JOINT_PAIRS.map((pair) => {
      const apart = of.flatMap((one) => {
        const marks = convention ? inConvention(one.truth, convention(one)) : one.truth;
        return jointsOf(pair).flatMap((name) => {
          const mark = marks[name];
          return mark?.visible ? [Math.hypot(one.found(name).x - mark.x, one.found(name).y - mark.y)] : [];
        });
      });
      return [pair, round(apart.reduce((a, b) => a + b, 0) / apart.length)];
    }),
  );
}

const rounded = (convention: Convention): Record<string, number[]> =>
  Object.fromEntries(JOINT_PAIRS.map((pair) => [pair, convention[pair].map(round)]));
const bySex = (of: readonly Seen[]): [Convention, Convention] => [
  estimateConvention(of.filter(({ sex }) => sex < 0.5)),
  estimateConvention(of.filter(({ sex }) => sex >= 0.5)),
];
const report = (of: readonly Seen[]) => {
  const [female, male] = bySex(of);
  return { all: rounded(estimateConvention(of)), female: rounded(female), male: rounded(male) };
};
const halves = [0, 1].map((k) => seen.filter((_, i) => Math.floor(i / 4) % 2 === k));
process.stdout.write(
  `${JSON.stringify(
    {
      sightings: seen.length,
      convention: report(seen),
      halves: halves.map(report),
      pixels: {
        trueCentres: errors(seen),
        table: errors(seen, ({ sex }) => blazePose(sex)),
        tableWithoutSex: errors(seen, () => blazePose(0.5)),
        // estimated on one half, measured on the other
        otherHalf: halves.map((half, k) => {
          const estimated = bySex(halves[1 - k]);
          return errors(half, ({ sex }) => estimated[Math.round(sex)]);
        }),
      },
    },
    null,
    2,
  )}\n`,
);
