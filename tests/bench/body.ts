/** Figures of the parametric body: times, and how well bodies are found by measurements of random people. */

import { parseArgs } from 'node:util';
import { loadParametricBody } from '../../src-main/engine/body/index.ts';
import { MEASUREMENTS, type MeasurementGoal } from '../../src-main/engine/domain/body.ts';
import { mulberry32 } from '../../src-main/engine/image/ops/signal.ts';
import { BUILT_IN_MODELS } from '../../src-main/hosts/cli/places.ts';
import { somebody } from '../fixtures/somebody.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '100' } } });
const people = Number(values.people);

const quantile = (list: number[], q: number): number => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
};
const round = (x: number): number => Math.round(x * 1000) / 1000;

/** Least and median time of a call, milliseconds; the first calls, which warm up, do not count. */
function time(work: () => unknown, repeat = 40): { min: number; median: number } {
  const taken: number[] = [];
  for (let i = 0; i < repeat + 5; i++) {
    const start = performance.now();
    work();
    if (i >= 5) taken.push(performance.now() - start);
  }
  return { min: round(Math.min(...taken)), median: round(quantile(taken, 0.5)) };
}

const started = performance.now();
const body = loadParametricBody([BUILT_IN_MODELS]);
const load = round(performance.now() - started);

const shape = somebody(mulberry32(1), 0);
const rest = body.shape(shape);
const pose = body.standingPose(rest);
const posed = body.pose(rest, pose);

const random = mulberry32(7);
const errors: number[] = [];
const solving: number[] = [];
let warned = 0;
for (let n = 0; n < people; n++) {
  const person = somebody(random, n % 2);
  const truth = body.measure(body.shape(person));
  const pool = [...MEASUREMENTS, 'massKg' as const];
  const goal: MeasurementGoal = {};
  for (let k = 3 + Math.floor(random() * 6); k > 0; k--) {
    const [name] = pool.splice(Math.floor(random() * pool.length), 1);
    goal[name] = truth[name];
  }
  const start = performance.now();
  const found = body.solve(goal, { sex: person.sex, ageYears: person.ageYears });
  solving.push(performance.now() - start);
  if (found.warnings.length > 0) warned++;
  const { massKg: _, ...lengths } = found.residuals;
  for (const residual of Object.values(lengths)) errors.push(Math.abs(residual) * 10);
}

const field = body.fields(posed);
const out = new Float64Array(4);
const exact = new Float64Array(4);
const fieldErrors: number[] = [];
const { index } = body.asset.skin;
const { source } = body.skinTriangles;
while (fieldErrors.length < 10_000) {
  const i = Math.floor(random() * source.length);
  // cloth rarely meets face, hands and feet, whose features are as small as a grid cell
  if (/head|wrist|finger|foot|toes/.test(body.bones[index[source[i] * 4]].name)) continue;
  const away = random() * 0.02 - 0.005;
  const [x, y, z] = [0, 1, 2].map(
    (k) => posed.mesh.positions[i * 3 + k] + posed.mesh.normals![i * 3 + k] * away,
  );
  field.sample(x, y, z, out);
  field.exact(x, y, z, exact);
  fieldErrors.push(Math.abs(out[0] - exact[0]) * 1000);
}

process.stdout.write(
  `${JSON.stringify(
    {
      loadMs: load,
      shapeMs: time(() => body.shape(shape)),
      measureMs: time(() => body.measure(rest)),
      poseMs: time(() => body.pose(rest, pose)),
      standingPoseMs: time(() => body.standingPose(rest)),
      solve: {
        people,
        meanErrorMm: round(errors.reduce((s, e) => s + e, 0) / errors.length),
        maxErrorMm: round(Math.max(...errors)),
        warned,
        medianMs: round(quantile(solving, 0.5)),
        p90Ms: round(quantile(solving, 0.9)),
      },
      field: {
        buildMs: time(() => body.fields(posed), 15),
        sampleMicroseconds: round(time(() => field.sample(0.12, 1.1, 0.12, out), 4000).median * 1000),
        errorMm: { median: round(quantile(fieldErrors, 0.5)), p99: round(quantile(fieldErrors, 0.99)) },
      },
    },
    null,
    2,
  )}\n`,
);
