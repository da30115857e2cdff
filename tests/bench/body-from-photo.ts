/**
 * Accuracy of bodies fitted from photos, as JSON on standard output: the true bodies of a synthetic set (`toile studio
 * make`) against what the fit says of its pictures. Per measure: bias, mean absolute error, and how often the truth lies
 * within one and two of the sigmas told; agreement of silhouettes; error of the twelve large joints in space.
 *
 *   node tests/bench/body-from-photo.ts --cases DIR [--pictures a,b] [--known sex,age,stature] [--half 0|1] [--limit N]
 *     [--evidence DIR] [--records]
 *
 * `--known` names what the fit is told of the truth. `--half` takes every other four cases, so that what is estimated on
 * one half is checked on the other. `--evidence` keeps what perception found, so that the next run fits alone; it holds
 * for one version of perception. `--records` adds every fit.
 */

import { parseArgs } from 'node:util';
import type { StudioCase } from '../../src-main/contract/studio.ts';
import { type BodyFit, fitBody, measureFit } from '../../src-main/engine/body/index.ts';
import type { PhotoEvidence } from '../../src-main/engine/body/photo/fit-body.ts';
import { MEASUREMENTS } from '../../src-main/engine/domain/body.ts';
import { PART, type PartName } from '../../src-main/engine/domain/parsing.ts';
import { measureFigures, type Told } from './measure-figures.ts';
import { body, Sight, syntheticPeople } from './synthetic-people.ts';

const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string' },
    pictures: { type: 'string', default: 'a,b' },
    known: { type: 'string', default: 'sex,stature' },
    half: { type: 'string' },
    limit: { type: 'string' },
    evidence: { type: 'string' },
    records: { type: 'boolean', default: false },
  },
});
if (!flags.cases) throw new Error('give a set: --cases DIR');
const known = new Set(flags.known.split(',').filter(Boolean));
const JOINTS = {
  Shoulder: 'upperarm01',
  Elbow: 'lowerarm01',
  Wrist: 'wrist',
  Hip: 'upperleg01',
  Knee: 'lowerleg01',
  Ankle: 'foot',
} as const;

/** Mean distance of the joints from the truth, both about the middle of the hips, in the camera's axes; millimetres. */
function jointError(fit: BodyFit, { keypoints }: StudioCase): number {
  const [{ pose, camera }] = fit.views;
  const { joints } = body.pose(fit.rest, pose);
  const r = camera.rotation;
  // the truth has y down and z away from the camera
  const at = (bone: string): number[] => {
    const j = body.boneIndex(bone) * 3;
    const along = (k: number): number =>
      r[k] * joints[j] + r[k + 1] * joints[j + 1] + r[k + 2] * joints[j + 2];
    return [along(0), -along(3), -along(6)];
  };
  const [left, right] = [at(`${JOINTS.Hip}.L`), at(`${JOINTS.Hip}.R`)];
  const apart = Object.entries(JOINTS).flatMap(([name, bone]) =>
    (['left', 'right'] as const).map((side) => {
      const found = at(`${bone}.${side === 'left' ? 'L' : 'R'}`);
      const { world } = keypoints[`${side}${name}`];
      return Math.hypot(...world.map((v, k) => v - found[k] + (left[k] + right[k]) / 2));
    }),
  );
  return mean(apart) * 1000;
}

/** Parts of clothes that perception sees in a picture. */
const coversOf = ({ parsing }: PhotoEvidence): string[] => {
  const seen = new Set(parsing?.labels.data);
  return (['upper', 'lower', 'dress'] satisfies PartName[]).filter((part) => seen.has(PART[part]));
};

interface Fitted {
  name: string;
  picture: string;
  sex: 'female' | 'male';
  about: string;
  covers: string[];
  /** 0 female .. 1 male, as fitted. */
  sexFound: number;
  measures: Record<string, Told>;
  iou: number;
  iouBody: number;
  jointsMm: number;
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const sight = new Sight(flags.cases, flags.evidence);
const records: Fitted[] = [];
const failed: string[] = [];
const people = syntheticPeople(flags.cases, {
  ...(flags.half === undefined ? {} : { half: Number(flags.half) }),
  ...(flags.limit === undefined ? {} : { limit: Number(flags.limit) }),
});
for (const { about, shape } of people) {
  const truth = body.measure(body.shape(shape));
  for (const picture of flags.pictures.split(',')) {
    try {
      const evidence = await sight.of(about.name, picture);
      const fit = fitBody(body, [evidence], {
        ...(known.has('sex') ? { sex: shape.sex } : {}),
        ...(known.has('age') ? { ageYears: shape.ageYears } : {}),
        ...(known.has('stature') ? { statureCm: truth.stature } : {}),
      });
      const found = measureFit(body, fit);
      records.push({
        name: about.name,
        picture,
        sex: shape.sex ? 'male' : 'female',
        about: about.about,
        covers: coversOf(evidence),
        sexFound: fit.rest.shape.sex,
        measures: Object.fromEntries(MEASUREMENTS.map((m) => [m, { ...found[m], truth: truth[m] }])),
        iou: fit.views[0].agreement.iou,
        iouBody: fit.views[0].agreement.iouBody,
        jointsMm: jointError(fit, about),
      });
    } catch (error) {
      failed.push(`${about.name} ${picture}: ${error}`);
    }
  }
}

const figures = (of: readonly Fitted[]) => ({
  fits: of.length,
  iou: mean(of.map(({ iou }) => iou)),
  iouBody: mean(of.map(({ iouBody }) => iouBody)),
  jointsMm: mean(of.map(({ jointsMm }) => jointsMm)),
  measures: Object.fromEntries(
    MEASUREMENTS.map((name) => [name, measureFigures(of.map(({ measures }) => measures[name]))]),
  ),
});
const groups = Map.groupBy(records, ({ sex, covers }) => `${sex} ${covers.join('+')}`);
process.stdout.write(
  `${JSON.stringify(
    {
      known: [...known],
      failed,
      all: figures(records),
      groups: Object.fromEntries([...groups].map(([name, of]) => [name, figures(of)])),
      ...(flags.records ? { records } : {}),
    },
    (_, v: unknown) => (typeof v === 'number' ? Math.round(v * 1000) / 1000 : v),
    2,
  )}\n`,
);
