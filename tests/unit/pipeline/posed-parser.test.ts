/** A parser that is given the pose: what it sees is put where it was looked at, and taken where it is surer. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../src-main/contract/log.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { PART_JOINTS, PARTS_HEIGHT, PARTS_WIDTH } from '../../../src-main/engine/domain/part-joints.ts';
import { LM } from '../../../src-main/engine/domain/pose.ts';
import { userParserStage } from '../../../src-main/engine/pipeline/user-models.ts';
import type { ModelManifest } from '../../../src-main/engine/runtime/manifest.ts';
import { createRuntime, type Runtime } from '../../../src-main/engine/runtime/runtime.ts';
import { drawFigure } from '../../fixtures/drawn-figure.ts';
import { matteManifest, pointwise, writeModel } from '../runtime/make-model.ts';

const SIZE = [PARTS_HEIGHT, PARTS_WIDTH];
const INPUTS = 3 + PART_JOINTS.length;
const parts = Object.keys(PART);

/** Takes what is near the left knee for a dress, and of the rest nothing for more likely than another. */
const kneeDress: ModelManifest = matteManifest({
  name: 'knee-dress',
  task: 'body-parts',
  labels: parts,
  inputs: [{ name: 'input', type: 'float32', shape: [1, INPUTS, ...SIZE] }],
  outputs: [{ name: 'output', type: 'float32', shape: [1, parts.length, ...SIZE] }],
});
const graph = pointwise(
  parts.map((part) =>
    Array.from({ length: INPUTS }, (_, i) =>
      part === 'dress' && i === 3 + PART_JOINTS.indexOf('leftKnee') ? 60 : 0,
    ),
  ),
  SIZE,
  { operator: 'Softmax', attributes: { axis: 1 } },
);

let folder: string;
let runtime: Runtime;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-posed-'));
  writeModel(join(folder, kneeDress.name), kneeDress, graph, { pinned: true });
  runtime = createRuntime({ modelsDirs: [folder], provider: 'cpu', threads: 1 });
});
afterAll(async () => {
  await runtime.release();
  rmSync(folder, { recursive: true });
});

it('labels the left knee, and leaves the rest as it was found without it', async () => {
  const { photo, pose, matte, parsing } = drawFigure();
  const seen = await userParserStage.run(
    { photo, pose, matte, parsing },
    { model: kneeDress.name },
    { runtime, signal: new AbortController().signal, log: silentLog },
  );
  const { width } = seen.labels;
  const knee = pose.people[0].landmarks[LM.leftKnee];
  const reach = 40;
  let [near, changed, far] = [0, 0, 0];
  for (let i = 0; i < seen.labels.data.length; i++) {
    const apart = Math.hypot((i % width) + 0.5 - knee.x, Math.floor(i / width) + 0.5 - knee.y);
    const dress = seen.labels.data[i] === PART.dress;
    if (dress && matte.alpha.data[i] < 0.5) far++;
    if (apart < 4) {
      near++;
      if (dress) changed++;
    } else if (apart > reach && seen.labels.data[i] !== parsing.labels.data[i] && matte.alpha.data[i] >= 0.5)
      far++;
  }
  expect(near).toBeGreaterThan(20);
  expect(changed).toBe(near);
  expect(far).toBe(0);
});
