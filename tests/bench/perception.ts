/**
 * The trained perception models beside what needs no model: body parts, garment landmarks, categories.
 *
 *   node tests/bench/perception.ts --trained DIR --cases SET [--learn] [--limit N]
 *   node tests/bench/perception.ts --trained DIR --people DIR --garments DIR --sheet FILE
 *
 * `--trained` is what `models/train/run.sh perception` exported. On a synthetic set it prints as JSON, for the way without a
 * model ("free"), for the network, and for the choice between both: overlap of parts (mean of both pictures of every case,
 * as in `toile bench quality`, and by part), landmarks of product shots (share within 5 and 10 % of the garment's size,
 * mean distance in pixels and as a share of that size), and right categories. `--learn` adds what every margin of the
 * choice gives; learn on one set, and report another. `--evidence DIR` keeps what is found without a model for the next run. With `--sheet` it draws both ways side by side on pictures of your own.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPerception, LANDMARKS_MODEL, PARTS_MODEL } from '../../models/perception.ts';
import { createRuntime } from '../../src-main/engine/runtime/index.ts';
import { BUILT_IN_MODELS } from '../../src-main/hosts/cli/places.ts';
import { compareGarments } from './perception/garments.ts';
import { compareParts } from './perception/parts.ts';
import { drawSheet } from './perception/sheet.ts';

const { values: flags } = parseArgs({
  options: {
    trained: { type: 'string' },
    cases: { type: 'string' },
    limit: { type: 'string', default: '1000' },
    learn: { type: 'boolean', default: false },
    people: { type: 'string' },
    garments: { type: 'string' },
    sheet: { type: 'string' },
    evidence: { type: 'string' },
  },
});
if (!flags.trained) throw new Error('give the exported models: --trained DIR');
if (!flags.cases && !flags.sheet)
  throw new Error('give a set, --cases DIR, or a picture to draw, --sheet FILE');

const folder = mkdtempSync(join(tmpdir(), 'toile-perception-'));
try {
  installPerception(flags.trained, folder);
  const runtime = createRuntime({ modelsDirs: [BUILT_IN_MODELS, folder], provider: 'cpu', threads: 1 });
  const models = {
    runtime,
    parts: await runtime.model(PARTS_MODEL),
    landmarks: await runtime.model(LANDMARKS_MODEL),
    evidence: flags.evidence,
  };
  if (flags.cases) {
    const limit = Number(flags.limit);
    const report = {
      set: flags.cases,
      parts: await compareParts(models, flags.cases, limit, flags.learn),
      garments: await compareGarments(models, flags.cases, limit, flags.learn),
    };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  }
  if (flags.sheet)
    await drawSheet(models, {
      people: flags.people,
      garments: flags.garments,
      target: flags.sheet,
    });
  await runtime.release();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
