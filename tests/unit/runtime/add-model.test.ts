/** Adding the user's own models: what is accepted, what is refused, and that nothing is left behind. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ONNX_TYPE, OnnxGraph } from '../../../models/convert/onnx-writer.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { addUserModel, removeUserModel, verifyModel } from '../../../src-main/engine/runtime/add-model.ts';
import type { ModelManifest } from '../../../src-main/engine/runtime/manifest.ts';
import { createRegistry } from '../../../src-main/engine/runtime/registry.ts';
import { createRuntime } from '../../../src-main/engine/runtime/runtime.ts';
import {
  EXTERNAL_BYTES,
  matteManifest,
  pointwise,
  redMatte,
  withExternalData,
  writeModel,
} from './make-model.ts';

describe('addUserModel', () => {
  let work: string;
  let userDir: string;
  let from: string;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'toile-add-'));
    userDir = join(work, 'user');
    from = join(work, 'from');
  });
  afterEach(() => rmSync(work, { recursive: true }));

  const refused = async (code: string, message: RegExp, options = {}) => {
    await expect(addUserModel(from, userDir, options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  };
  const installed = () =>
    existsSync(userDir) ? readdirSync(userDir).filter((name) => name !== '.verified.json') : [];

  it('installs a model that can then be used and verified', async () => {
    writeModel(from, matteManifest(), redMatte());
    const manifest = await addUserModel(from, userDir);
    expect(manifest.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(installed()).toEqual(['red-matte']);
    const runtime = createRuntime({ modelsDirs: [userDir], provider: 'cpu', threads: 1 });
    const model = await runtime.model('red-matte');
    const feeds = { input: { data: new Float32Array(768).fill(0.5), dims: [1, 3, 16, 16] } };
    expect((await model.run(feeds)).output.data[0]).toBe(0.5);
    await runtime.release();
    expect(await verifyModel(runtime.registry, runtime.registry.find('red-matte'))).toEqual([]);
    await removeUserModel('red-matte', userDir);
    expect(installed()).toEqual([]);
  });

  it('gives a running engine the replaced model', async () => {
    writeModel(from, matteManifest(), redMatte());
    await addUserModel(from, userDir);
    const runtime = createRuntime({ modelsDirs: [userDir], provider: 'cpu', threads: 1 });
    const feeds = { input: { data: new Float32Array(768).fill(1), dims: [1, 3, 16, 16] } };
    expect((await (await runtime.model('red-matte')).run(feeds)).output.data[0]).toBe(1);
    writeModel(from, matteManifest(), pointwise([[0, 0.25, 0]], [16, 16]));
    await addUserModel(from, userDir, { replace: true });
    expect((await (await runtime.model('red-matte')).run(feeds)).output.data[0]).toBe(0.25);
    await runtime.release();
  });

  it('does not overwrite unless asked to', async () => {
    writeModel(from, matteManifest(), redMatte());
    await addUserModel(from, userDir);
    await refused('model-invalid', /was added before/);
    writeModel(from, matteManifest(), pointwise([[0, 1, 0]], [16, 16]));
    const { sha256 } = await addUserModel(from, userDir, { replace: true });
    expect(createRegistry([userDir]).find('red-matte').manifest.sha256).toBe(sha256);
    expect(installed()).toEqual(['red-matte']);
  });

  it('keeps the names of built-in models', async () => {
    writeModel(from, matteManifest(), redMatte());
    await refused('model-invalid', /taken by a built-in/, { reserved: ['red-matte'] });
  });

  it.each(['../up', 'a/b', 'UPPER', '', '.hidden', 'con', 'x'.repeat(65)])(
    'refuses the name %j',
    async (name) => {
      writeModel(from, matteManifest({ name }), redMatte());
      await refused('model-invalid', /name: /);
      expect(installed()).toEqual([]);
    },
  );

  it.each(['../model.onnx', '/etc/passwd', 'sub/model.onnx', '..', 'C:\\model.onnx'])(
    'refuses the file name %j',
    async (file) => {
      mkdirSync(from);
      writeFileSync(join(from, 'model.json'), JSON.stringify(matteManifest({ file })));
      await refused('model-invalid', /file: /);
    },
  );

  const wrong: [string, Partial<ModelManifest>, RegExp][] = [
    [
      'output name',
      { outputs: [{ name: 'alpha', type: 'float32', shape: [1, 1, 16, 16] }] },
      /"alpha" is not in the file/,
    ],
    [
      'output shape',
      { outputs: [{ name: 'output', type: 'float32', shape: [1, 1, 8, 8] }] },
      /has shape \[1, 1, 16, 16\]/,
    ],
    [
      'output that is no map',
      { outputs: [{ name: 'output', type: 'float32', shape: [1, 3, 16, 16] }] },
      /must have shape/,
    ],
    [
      'output type',
      { outputs: [{ name: 'output', type: 'uint8', shape: [1, 1, 16, 16] }] },
      /must be float32/,
    ],
    ['task', { task: 'pose-landmarks' }, /not for models of your own/],
    ['parser without labels', { task: 'body-parsing' }, /"labels" must name/],
    [
      'parts by pose of another size',
      { task: 'body-parts', labels: Object.keys(PART) },
      /input "input" must have shape \[1, 22, 256, 192\].*output "output" must have shape \[1, 16, 256, 192\]/,
    ],
    [
      'parts by pose in another order',
      { task: 'body-parts', labels: Object.keys(PART).reverse() },
      /"labels" must be background, hair/,
    ],
    ['hash', { sha256: '0'.repeat(64) }, /its manifest says 0000/],
    [
      'normalisation left out',
      { inputs: [{ name: 'input', type: 'float32', shape: [1, 3, 16, 16] }] },
      /normalisation/,
    ],
  ];
  it.each(wrong)('refuses a wrong manifest: %s', async (_, changes, message) => {
    writeModel(from, matteManifest(changes), redMatte());
    await expect(addUserModel(from, userDir)).rejects.toThrow(message);
    expect(installed()).toEqual([]);
  });

  it('refuses labels it does not know', async () => {
    const outputs: ModelManifest['outputs'] = [{ name: 'output', type: 'float32', shape: [1, 2, 16, 16] }];
    const labels = ['background', 'elbow'];
    writeModel(
      from,
      matteManifest({ task: 'body-parsing', labels, outputs }),
      pointwise(
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        [16, 16],
      ),
    );
    await refused('model-invalid', /unknown labels "elbow"/);
  });

  it('refuses an input of another type than float', async () => {
    const graph = new OnnxGraph('bytes');
    graph.inputs.push({ name: 'input', type: ONNX_TYPE.uint8, shape: [1, 3, 16, 16] });
    graph.node('Cast', ['input'], ['all'], { to: ONNX_TYPE.float });
    graph.node('ReduceMean', ['all'], ['output'], { axes: [1], keepdims: 1 });
    graph.outputs.push({ name: 'output', type: ONNX_TYPE.float, shape: [1, 1, 16, 16] });
    writeModel(from, matteManifest(), graph.encode());
    await refused('model-invalid', /input "input" is uint8 in the file/);
  });

  it('refuses files that are no ONNX, truncated ones, and missing ones', async () => {
    writeModel(from, matteManifest(), new TextEncoder().encode('hello'));
    await refused('model-corrupt', /Expected an ONNX file/);
    writeModel(from, matteManifest(), redMatte().slice(0, 60));
    await refused('model-corrupt', /./);
    rmSync(join(from, 'model.onnx'));
    await refused('model-missing', /model\.onnx/);
    rmSync(from, { recursive: true });
    await refused('model-missing', /model\.json/);
    expect(installed()).toEqual([]);
  });

  it('refuses a graph ONNX Runtime cannot build', async () => {
    const graph = new OnnxGraph('unknown');
    graph.inputs.push({ name: 'input', type: ONNX_TYPE.float, shape: [1, 3, 16, 16] });
    graph.node('NoSuchOperator', ['input'], ['output']);
    graph.outputs.push({ name: 'output', type: ONNX_TYPE.float, shape: [1, 1, 16, 16] });
    writeModel(from, matteManifest(), graph.encode());
    await refused('model-corrupt', /cannot be loaded/);
    expect(installed()).toEqual([]);
  });

  it('takes weights from a file beside the model and pins it', async () => {
    writeModel(from, matteManifest(), withExternalData('weights.bin'));
    writeFileSync(join(from, 'weights.bin'), EXTERNAL_BYTES);
    const { externalFiles } = await addUserModel(from, userDir);
    expect(Object.keys(externalFiles ?? {})).toEqual(['weights.bin']);
    writeFileSync(join(userDir, 'red-matte', 'weights.bin'), new Uint8Array(4));
    const runtime = createRuntime({ modelsDirs: [userDir], provider: 'cpu', threads: 1 });
    await expect(runtime.model('red-matte')).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  it.each([
    '../secret.bin',
    'sub/weights.bin',
    '/etc/hostname',
    '..',
    '',
    'C:\\weights.bin',
    '\\\\server\\share',
    '*/_ORT_MEM_ADDR_/*',
    'model.json',
  ])('refuses weights in %j', async (location) => {
    writeModel(from, matteManifest(), withExternalData(location));
    writeFileSync(join(work, 'secret.bin'), EXTERNAL_BYTES);
    mkdirSync(join(from, 'sub'));
    writeFileSync(join(from, 'sub', 'weights.bin'), EXTERNAL_BYTES);
    await refused('model-invalid', /wants to read weights from/);
    expect(installed()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('refuses links', async () => {
    writeModel(from, matteManifest(), withExternalData('weights.bin'));
    writeFileSync(join(work, 'secret.bin'), EXTERNAL_BYTES);
    symlinkSync(join(work, 'secret.bin'), join(from, 'weights.bin'));
    await refused('model-invalid', /regular file/);
    rmSync(join(from, 'model.onnx'));
    writeFileSync(join(work, 'model.onnx'), redMatte());
    symlinkSync(join(work, 'model.onnx'), join(from, 'model.onnx'));
    await refused('model-invalid', /regular file/);
    expect(installed()).toEqual([]);
  });
});
