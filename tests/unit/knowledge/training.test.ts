/** The training code of models/train on its small setting: loss falls, and what is exported does in ONNX Runtime what it did in PyTorch. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';

const TRAIN = resolve('models/train');
const python = process.env.PYTHON ?? '/usr/bin/python3';
const FIND =
  'import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))';
const able = spawnSync(python, ['-c', FIND, 'torch', 'numpy', 'PIL', 'onnx']).status === 0;
if (!able) console.log(`Training is not tested: ${python} has no torch, numpy, PIL or onnx.`);

const folder = mkdtempSync(join(tmpdir(), 'toile-training-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  step: number;
  contrast: number;
  attributes: number;
}

/** One of the arrays that the export writes beside the models. */
function kept(name: string): { data: Float32Array | BigInt64Array; shape: number[] } {
  const about = JSON.parse(readFileSync(join(folder, 'arrays', 'arrays.json'), 'utf8')) as Record<
    string,
    { shape: number[]; type: string }
  >;
  const bytes = new Uint8Array(readFileSync(join(folder, 'arrays', `${name}.bin`))).buffer;
  const { shape, type } = about[name];
  return { data: type === 'int64' ? new BigInt64Array(bytes) : new Float32Array(bytes), shape };
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

describe.skipIf(!able)('training of the knowledge models', () => {
  it('learns, exports and agrees with ONNX Runtime', async () => {
    execFileSync(
      join(TRAIN, 'run.sh'),
      ['--small', '--out', join(folder, 'models'), '--work', join(folder, 'work')].concat([
        '--agreement',
        join(folder, 'arrays'),
        '--threads',
        '1',
        '--workers',
        '1',
        '--set',
        'matching=0.3',
        '--set',
        'masked=0.3',
      ]),
      { env: { ...process.env, PYTHON: python }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const models = join(folder, 'models');
    const log = readFileSync(join(models, 'training-log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Report);
    const [first, last] = [log[0], log[log.length - 1]];
    expect(last.step).toBeGreaterThan(first.step);
    expect(last.contrast).toBeLessThan(first.contrast);
    expect(last.attributes).toBeLessThan(first.attributes * 0.8);

    const manifest = JSON.parse(readFileSync(join(models, 'manifest.json'), 'utf8'));
    const schema = JSON.parse(readFileSync(join(models, 'schema.json'), 'utf8'));
    expect(manifest.image.outputs[1].shape).toEqual(['batch', schema.outputs]);

    const image = await ort.InferenceSession.create(join(models, 'image.onnx'), { intraOpNumThreads: 1 });
    const pixels = kept('pixels');
    const seen = await image.run({
      pixels: new ort.Tensor('float32', pixels.data as Float32Array, pixels.shape),
    });
    const embedding = seen.embedding.data as Float32Array;
    expect(
      farthest(embedding, kept('image-embedding').data as Float32Array),
      'picture tower',
    ).toBeLessThanOrEqual(1e-3);
    expect(
      farthest(seen.attributes.data as Float32Array, kept('attributes').data as Float32Array),
      'attribute heads',
    ).toBeLessThanOrEqual(1e-3);
    const [, width] = seen.embedding.dims;
    expect(Math.hypot(...embedding.slice(0, width))).toBeCloseTo(1, 4);

    const text = await ort.InferenceSession.create(join(models, 'text.onnx'), { intraOpNumThreads: 1 });
    const ids = kept('input-ids');
    const said = await text.run({ input_ids: new ort.Tensor('int64', ids.data as BigInt64Array, ids.shape) });
    expect(
      farthest(said.embedding.data as Float32Array, kept('text-embedding').data as Float32Array),
      'word tower',
    ).toBeLessThanOrEqual(1e-3);
  });

  it('refuses settings that it does not have', () => {
    const run = spawnSync(join(TRAIN, 'run.sh'), ['--small', '--out', folder, '--set', 'stepz=3'], {
      encoding: 'utf8',
      env: { ...process.env, PYTHON: python },
    });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('There is no setting');
  });
});
