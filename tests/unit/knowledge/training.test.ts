/** The training code of models/train on its small setting: loss falls, and what is exported does in ONNX Runtime what it did in PyTorch. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { byteRaster, floatRaster } from '../../../src-main/engine/image/raster.ts';
import { squareOf } from '../../../src-main/engine/perception/knowledge/pixels.ts';

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
function kept(name: string): { data: Float32Array | BigInt64Array | Uint8Array; shape: number[] } {
  const about = JSON.parse(readFileSync(join(folder, 'arrays', 'arrays.json'), 'utf8')) as Record<
    string,
    { shape: number[]; type: string }
  >;
  const bytes = new Uint8Array(readFileSync(join(folder, 'arrays', `${name}.bin`))).buffer;
  const { shape, type } = about[name];
  const Numbers = { int64: BigInt64Array, uint8: Uint8Array, float32: Float32Array }[type];
  if (!Numbers) throw new Error(`${name} is of type ${type}`);
  return { data: new Numbers(bytes), shape };
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
    const cover = kept('cover');
    const seen = await image.run({
      pixels: new ort.Tensor('float32', pixels.data as Float32Array, pixels.shape),
      cover: new ort.Tensor('float32', cover.data as Float32Array, cover.shape),
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

  it('brings a garment into its square as the engine does', () => {
    const { data, shape } = kept('picture');
    const [height, width] = shape;
    const four = data as Uint8Array;
    const rgb = byteRaster(width, height, 3);
    const alpha = floatRaster(width, height);
    for (let i = 0; i < width * height; i++) {
      rgb.data.set(four.subarray(i * 4, i * 4 + 3), i * 3);
      alpha.data[i] = four[i * 4 + 3] / 255;
    }
    const wanted = kept('square');
    const [side] = wanted.shape;
    const square = squareOf(rgb, alpha, side);
    let [off, far] = [0, 0];
    for (let i = 0; i < side * side; i++)
      for (let k = 0; k < 4; k++) {
        const found = k < 3 ? square.rgb.data[i * 3 + k] : square.cover.data[i];
        const d = Math.abs(found - (wanted.data as Uint8Array)[i * 4 + k]);
        off += d / (side * side * 4);
        if (d > 24) far++;
      }
    // sides are rounded to whole pixels of the picture on either side: less than a pixel of the square
    expect(off).toBeLessThan(1.5);
    expect(far).toBeLessThan(side * side * 4 * 0.02);
  });

  it('does not go on with what was begun with other settings', () => {
    const run = spawnSync(
      join(TRAIN, 'run.sh'),
      ['--small', '--out', join(folder, 'other'), '--work', join(folder, 'work'), '--workers', '1'],
      { encoding: 'utf8', env: { ...process.env, PYTHON: python } },
    );
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('made with other settings');
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
