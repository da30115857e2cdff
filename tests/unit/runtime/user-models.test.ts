/** Adapters of the user's own models: pictures in, part maps and mattes out. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ONNX_TYPE } from '../../../models/convert/onnx-writer.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { byteRaster, type Raster } from '../../../src-main/engine/image/raster.ts';
import type { ModelManifest } from '../../../src-main/engine/runtime/manifest.ts';
import { createRuntime, type Model, type Runtime } from '../../../src-main/engine/runtime/runtime.ts';
import { runUserMatte, runUserParser } from '../../../src-main/engine/runtime/user-models.ts';
import { matteManifest, pointwise, redMatte, writeModel } from './make-model.ts';

const BLACK = [0, 0, 0];
const RED = [255, 0, 0];
const GREEN = [0, 255, 0];

/** A picture of vertical bands. */
function bands(width: number, height: number, colours: number[][]): Raster<Uint8Array> {
  const raster = byteRaster(width, height, 3);
  for (let i = 0; i < width * height; i++) {
    raster.data.set(colours[Math.floor(((i % width) * colours.length) / width)], i * 3);
  }
  return raster;
}

describe('user models', () => {
  let models: string;
  let runtime: Runtime;
  beforeEach(() => {
    models = mkdtempSync(join(tmpdir(), 'toile-user-'));
    runtime = createRuntime({ modelsDirs: [models], provider: 'cpu', threads: 1 });
  });
  afterEach(async () => {
    await runtime.release();
    rmSync(models, { recursive: true });
  });
  const load = async (manifest: ModelManifest, onnx: Uint8Array): Promise<Model> => {
    writeModel(join(models, manifest.name), manifest, onnx, { pinned: true });
    return await runtime.model(manifest.name);
  };

  /** Scores: background = 1 - red - green in effect, first label = red, second = green. */
  const weights = [
    [-4, -4, 0],
    [8, 0, 0],
    [0, 8, 0],
  ];
  const parser = (labels: string[], changes: Partial<ModelManifest> = {}): ModelManifest =>
    matteManifest({
      name: 'parser',
      task: 'body-parsing',
      labels,
      outputs: [{ name: 'output', type: 'float32', shape: [1, 3, 16, 16], activation: 'softmax' }],
      ...changes,
    });

  it('maps classes to parts at the size of the photo, with their probability', async () => {
    const model = await load(parser(['background', 'upper', 'lower']), pointwise(weights, [16, 16]));
    const photo = bands(48, 64, [RED, GREEN, RED]);
    const { labels, confidence } = await runUserParser(model, photo);
    expect([labels.width, labels.height]).toEqual([48, 64]);
    const row = labels.data.subarray(30 * 48, 31 * 48);
    expect([row[3], row[24], row[44]]).toEqual([PART.upper, PART.lower, PART.upper]);
    // softmax of (-4, 8, 0)
    const expected = Math.exp(8) / (Math.exp(8) + 1 + Math.exp(-4));
    expect(confidence.data[30 * 48 + 3]).toBeCloseTo(expected, 4);
    expect(Math.min(...confidence.data)).toBeGreaterThan(0.3);
  });

  it('resolves labels without a side by the picture, or by the caller', async () => {
    const model = await load(parser(['background', 'arm', 'upper']), pointwise(weights, [16, 16]));
    const photo = bands(48, 48, [RED, GREEN, RED]);
    const facing = await runUserParser(model, photo);
    const at = (labels: Raster<Uint8Array>, x: number) => labels.data[24 * 48 + x];
    expect([at(facing.labels, 3), at(facing.labels, 44)]).toEqual([PART.rightArm, PART.leftArm]);
    const behind = await runUserParser(model, photo, (x) => (x < 24 ? 'left' : 'right'));
    expect([at(behind.labels, 3), at(behind.labels, 44)]).toEqual([PART.leftArm, PART.rightArm]);
  });

  it('takes class indices', async () => {
    const graph = pointwise(
      weights.map((row, i) => (i === 0 ? [0, 0, 0] : row)),
      [16, 16],
      { operator: 'ArgMax', attributes: { axis: 1, keepdims: 0 }, type: ONNX_TYPE.int64, shape: [1, 16, 16] },
    );
    const outputs: ModelManifest['outputs'] = [{ name: 'output', type: 'int64', shape: [1, 16, 16] }];
    const model = await load(parser(['background', 'hair', 'face'], { outputs }), graph);
    const { labels } = await runUserParser(model, bands(30, 30, [BLACK, RED, GREEN]));
    expect([2, 15, 27].map((x) => labels.data[15 * 30 + x])).toEqual([PART.background, PART.hair, PART.face]);
  });

  it('refuses class indices the manifest has no label for', async () => {
    const graph = pointwise(weights, [16, 16], {
      operator: 'ArgMax',
      attributes: { axis: 1, keepdims: 0 },
      type: ONNX_TYPE.int64,
      shape: [1, 16, 16],
    });
    const outputs: ModelManifest['outputs'] = [{ name: 'output', type: 'int64', shape: [1, 16, 16] }];
    const model = await load(parser(['background', 'hair'], { outputs }), graph);
    await expect(runUserParser(model, bands(16, 16, [GREEN]))).rejects.toMatchObject({
      code: 'model-invalid',
    });
  });

  it('gives a matte at the size of the photo, as probability or from logits', async () => {
    const photo = bands(40, 20, [RED, BLACK]);
    const plain = await runUserMatte(await load(matteManifest(), redMatte()), photo);
    expect([plain.width, plain.height]).toEqual([40, 20]);
    expect([plain.data[2], plain.data[37]]).toEqual([1, 0]);
    const logits = matteManifest({
      name: 'logits',
      outputs: [{ name: 'output', type: 'float32', shape: [1, 1, 16, 16], activation: 'sigmoid' }],
    });
    const soft = await runUserMatte(await load(logits, redMatte()), photo);
    expect(soft.data[2]).toBeCloseTo(1 / (1 + Math.exp(-1)), 4);
    expect(soft.data[37]).toBeCloseTo(0.5, 4);
  });

  it('applies the normalisation of the manifest', async () => {
    const manifest = matteManifest({
      inputs: [
        {
          ...matteManifest().inputs[0],
          normalisation: { mean: [55, 0, 0], std: [400, 1, 1] },
        },
      ],
    });
    const alpha = await runUserMatte(await load(manifest, redMatte()), bands(16, 16, [RED]));
    expect(alpha.data[100]).toBeCloseTo(0.5, 5);
  });

  it('letterboxes: the border stays outside the photo', async () => {
    // the border is 0 after normalisation, so red that fades towards the top and bottom would show it leaking in
    const manifest = matteManifest({
      inputs: [{ ...matteManifest().inputs[0], fit: 'letterbox' }],
    });
    const alpha = await runUserMatte(await load(manifest, redMatte()), bands(64, 32, [BLACK, RED]));
    expect([alpha.width, alpha.height]).toEqual([64, 32]);
    expect([alpha.data[16 * 64 + 8], alpha.data[16 * 64 + 56]]).toEqual([0, 1]);
    const column = Array.from({ length: 32 }, (_, y) => alpha.data[y * 64 + 56]);
    expect(Math.min(...column)).toBeCloseTo(1, 5);
  });

  it('feeds a model of free size with multiples of 32 in the shape of the photo', async () => {
    const size = ['height', 'width'];
    const manifest = matteManifest({
      inputs: [{ ...matteManifest().inputs[0], shape: [1, 3, ...size] }],
      outputs: [{ name: 'output', type: 'float32', shape: [1, 1, ...size] }],
    });
    const alpha = await runUserMatte(
      await load(manifest, pointwise([[1, 0, 0]], size)),
      bands(90, 120, [RED, BLACK]),
    );
    expect([alpha.width, alpha.height]).toEqual([90, 120]);
    expect([alpha.data[60 * 90 + 5], alpha.data[60 * 90 + 85]]).toEqual([1, 0]);
  });

  it('refuses a model for another task', async () => {
    const model = await load(matteManifest(), redMatte());
    await expect(runUserParser(model, bands(16, 16, [RED]))).rejects.toMatchObject({ code: 'model-invalid' });
  });
});
