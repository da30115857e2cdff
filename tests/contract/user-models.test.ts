import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadPhoto } from '../../src-main/engine/image/load.ts';
import type { ModelManifest } from '../../src-main/engine/runtime/manifest.ts';
import { EXIT } from '../../src-main/hosts/cli/exit-codes.ts';
import { client, garment } from '../fixtures/bad-pictures.ts';
import { matteManifest, pointwise, redMatte, writeModel } from '../unit/runtime/make-model.ts';

const MAIN = fileURLToPath(new URL('../../src-main/hosts/cli/main.ts', import.meta.url));
const SIZE = [64, 64];
/** Value of the label map for a dress, as "toile analyze --help" lists it. */
const DRESS = 10;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-own-models-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function toile(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, TOILE_DATA_DIR: join(folder, 'data') };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [MAIN, ...args], { env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** A parser that takes every lit pixel for a dress: the score of its second class is the sum of the channels. */
const dressParser: ModelManifest = {
  ...matteManifest({ name: 'all-dress', task: 'body-parsing', labels: ['background', 'dress'] }),
  inputs: [{ ...matteManifest().inputs[0], shape: [1, 3, ...SIZE] }],
  outputs: [{ name: 'output', type: 'float32', shape: [1, 2, ...SIZE], activation: 'softmax' }],
};
const dressGraph = pointwise(
  [
    [0, 0, 0],
    [9, 9, 9],
  ],
  SIZE,
);

/** Grey values of a label map on the chest. */
async function chestOf(file: string): Promise<Set<number>> {
  const { rgb: picture } = await loadPhoto(file);
  const values = new Set<number>();
  for (let y = Math.floor(picture.height * 0.3); y < picture.height * 0.42; y++) {
    for (let x = Math.floor(picture.width * 0.45); x < picture.width * 0.55; x++) {
      values.add(picture.data[(y * picture.width + x) * 3]);
    }
  }
  return values;
}

it('adds a parser, uses it, replaces and removes it', async () => {
  const model = writeModel(join(folder, 'parser'), dressParser, dressGraph);
  expect((await toile('models', 'add', model)).stdout).toMatch(/--parser all-dress/);

  const labels = join(folder, 'labels.png');
  const seen = await toile('analyze', client('kenji'), '--parser', 'all-dress', '--labels', labels, '--json');
  expect(seen.stderr).toBe('');
  expect(JSON.parse(seen.stdout).stages.map((s: { stage: string }) => s.stage)).toContain('user-parser');
  expect(await chestOf(labels)).toEqual(new Set([DRESS]));

  const again = await toile('models', 'add', model);
  expect(again.code).toBe(EXIT.models);
  expect(again.stderr).toMatch(/--replace/);
  expect((await toile('models', 'add', model, '--replace')).code).toBe(EXIT.ok);
  expect((await toile('models', 'remove', 'all-dress')).code).toBe(EXIT.ok);
  expect(existsSync(join(folder, 'data', 'models', 'all-dress'))).toBe(false);
  expect((await toile('models', 'remove', 'all-dress')).code).toBe(EXIT.models);
});

it('lets a matte of the user decide a try-on, and refuses a model of the wrong kind', async () => {
  writeModel(join(folder, 'matte'), matteManifest(), redMatte());
  expect((await toile('models', 'add', join(folder, 'matte'))).stdout).toMatch(/--matte red-matte/);
  const out = join(folder, 'out.png');
  const task = ['tryon', '--person', client('kenji'), '--garment', garment('tee-wordmark'), '--out', out];
  const wrong = await toile(...task, '--parser', 'red-matte');
  expect(wrong.code).toBe(EXIT.models);
  expect(existsSync(out)).toBe(false);

  const { stdout, code } = await toile(...task, '--matte', 'red-matte', '--json');
  expect(code).toBe(EXIT.ok);
  const stages = JSON.parse(stdout).stages as { stage: string; confidence?: number }[];
  // the red of the photo is no person: the agreement with the built-in matte says so
  expect(stages.find((s) => s.stage === 'user-matte')?.confidence).toBeLessThan(0.9);
  expect(existsSync(out)).toBe(true);
});
