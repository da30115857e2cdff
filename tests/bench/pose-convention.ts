/**
 * Convention of the pose model: estimates from a synthetic set where the model puts the twelve joints, relative to their
 * true centres, and how much of the pose error that explains. `--cases DIR`: a set of a seed used for nothing else.
 */

import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StudioCase } from '../../src-main/contract/studio.ts';
import {
  type Convention,
  estimateConvention,
  inConvention,
  type Sighting,
} from '../../src-main/engine/quality/pose-convention.ts';
import { JOINT_PAIRS, jointsOf, type TrueLandmarks } from '../../src-main/engine/quality/pose-error.ts';
import { BUILT_IN_MODELS, RESOURCES } from '../../src-main/hosts/cli/places.ts';
import { createCore } from '../../src-main/services/core.ts';
import { readSet } from '../../src-main/services/quality.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string' }, limit: { type: 'string', default: '1000' } },
});
if (!values.cases) throw new Error('give a set: --cases DIR');

const core = createCore({ dataDir: tmpdir(), modelsDirs: [BUILT_IN_MODELS], resourcesDir: RESOURCES });
const sightings: Sighting[] = [];
try {
  const { tasks } = await readSet(values.cases, Number(values.limit), false);
  for (const { name } of tasks) {
    const about = StudioCase.parse(JSON.parse(readFileSync(join(values.cases, name, 'case.json'), 'utf8')));
    const file = join(values.cases, name, about.a.picture);
    const seen = await core.analyze({ file, as: 'person', depth: 'pose' });
    if (seen.kind !== 'person') continue;
    const { landmarks } = seen.people[seen.subject - 1];
    const found = new Map(landmarks.map((mark) => [mark.name, mark]));
    sightings.push({ truth: about.keypoints as TrueLandmarks, found: (joint) => found.get(joint)! });
  }
} finally {
  await core.close();
}

const round = (x: number): number => Math.round(x * 1000) / 1000;

/** Mean pixels by pair of visible joints. */
function errors(of: readonly Sighting[], convention?: Convention): Record<string, number> {
  return Object.fromEntries(
    JOINT_PAIRS.map((pair) => {
      const apart = of.flatMap(({ truth, found }) => {
        const marks = convention ? inConvention(truth, convention) : truth;
        return jointsOf(pair).flatMap((name) => {
          const mark = marks[name];
          return mark?.visible ? [Math.hypot(found(name).x - mark.x, found(name).y - mark.y)] : [];
        });
      });
      return [pair, round(apart.reduce((a, b) => a + b, 0) / apart.length)];
    }),
  );
}

const rounded = (convention: Convention): Record<string, number[]> =>
  Object.fromEntries(JOINT_PAIRS.map((pair) => [pair, convention[pair].map(round)]));
const halves = [0, 1].map((k) => sightings.filter((_, i) => i % 2 === k));
const convention = estimateConvention(sightings);
process.stdout.write(
  `${JSON.stringify(
    {
      people: sightings.length,
      convention: rounded(convention),
      pixels: {
        trueCentres: errors(sightings),
        convention: errors(sightings, convention),
        // estimated on one half, measured on the other
        otherHalf: [0, 1].map((k) => errors(halves[1 - k], estimateConvention(halves[k]))),
      },
      halves: halves.map((half) => rounded(estimateConvention(half))),
    },
    null,
    2,
  )}\n`,
);
