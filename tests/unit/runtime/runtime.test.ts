/** Runtime: loading, running and refusing models and providers. */

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareOutputs, speedFault } from '../../../src-main/engine/runtime/provider-check.ts';
import { providerTrial } from '../../../src-main/engine/runtime/provider-trial.ts';
import { createRuntime, type Runtime } from '../../../src-main/engine/runtime/runtime.ts';
import { runtimeBuild, type Tensor } from '../../../src-main/engine/runtime/session.ts';
import { matteManifest, pointwise, redMatte, writeModel } from './make-model.ts';

const picture = (red: number): { input: Tensor } => ({
  input: { data: new Float32Array(3 * 256).fill(red, 0, 256), dims: [1, 3, 16, 16] },
});

describe('runtime', () => {
  let models: string;
  const open: Runtime[] = [];
  beforeEach(() => {
    models = mkdtempSync(join(tmpdir(), 'toile-runtime-'));
  });
  afterEach(async () => {
    for (const runtime of open.splice(0)) await runtime.release();
    rmSync(models, { recursive: true });
  });
  const runtime = (provider: 'auto' | 'cpu' | 'cuda' | 'dml' | 'webgpu' = 'cpu'): Runtime => {
    const made = createRuntime({ modelsDirs: [models], provider, threads: 1 });
    open.push(made);
    return made;
  };
  const add = (onnx = redMatte(), changes = {}) =>
    writeModel(join(models, 'red-matte'), matteManifest(changes), onnx, { pinned: true });

  it('computes what the graph says, under the names of the manifest', async () => {
    add(pointwise([[2, 0, 0]], [16, 16]));
    const model = await runtime().model('red-matte');
    const { output } = await model.run(picture(0.25));
    expect(output.dims).toEqual([1, 1, 16, 16]);
    expect([...output.data].every((value) => value === 0.5)).toBe(true);
  });

  it('loads a model once', async () => {
    add();
    const made = runtime();
    const [first, second] = await Promise.all([made.model('red-matte'), made.model('red-matte')]);
    expect(first).toBe(second);
    expect(made.report().loaded).toHaveLength(1);
    expect(made.modelKey('red-matte')).toBe(first.manifest.sha256);
  });

  it('can be used again after release', async () => {
    add();
    const made = runtime();
    await made.model('red-matte');
    await made.release();
    expect((await (await made.model('red-matte')).run(picture(1))).output.data[0]).toBe(1);
  });

  it.each([
    ['a missing input', {}],
    ['another input', { ...picture(1), mask: picture(1).input }],
    ['another shape', { input: { data: new Float32Array(3 * 64), dims: [1, 3, 8, 8] } }],
    ['too few values', { input: { data: new Float32Array(3), dims: [1, 3, 16, 16] } }],
  ])('refuses %s', async (_, feeds) => {
    add();
    const model = await runtime().model('red-matte');
    await expect(model.run(feeds as Record<string, Tensor>)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('refuses a file with another hash, and takes it once it is mended', async () => {
    const folder = add();
    truncateSync(join(folder, 'model.onnx'), 40);
    const made = runtime();
    await expect(made.model('red-matte')).rejects.toMatchObject({ code: 'model-corrupt' });
    writeFileSync(join(folder, 'model.onnx'), redMatte());
    expect((await made.model('red-matte')).provider).toBe('cpu');
  });

  it('refuses a file that is no ONNX though its hash is right', async () => {
    add(new TextEncoder().encode('not a model at all'));
    await expect(runtime().model('red-matte')).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('cannot be loaded'),
    });
  });

  it.each([
    [
      'name',
      { outputs: [{ name: 'alpha', type: 'float32' as const, shape: [1, 1, 16, 16] }] },
      /"alpha" is not in/,
    ],
    [
      'shape',
      { outputs: [{ name: 'output', type: 'float32' as const, shape: [1, 1, 8, 8] }] },
      /\[1, 1, 16, 16\]/,
    ],
    [
      'type',
      { outputs: [{ name: 'output', type: 'int64' as const, shape: [1, 1, 16, 16] }] },
      /float32 in the file/,
    ],
  ])('refuses a manifest with another %s than the file', async (_, changes, message) => {
    add(redMatte(), changes);
    await expect(runtime().model('red-matte')).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('says that an explicitly chosen provider is not there instead of using another', async () => {
    add();
    const { providers } = await runtimeBuild();
    const absent = (['dml', 'cuda'] as const).find((provider) => !providers.includes(provider));
    expect(absent).toBeDefined();
    await expect(runtime(absent!).model('red-matte')).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringContaining('not part of this build'),
    });
  });

  it('auto ends at a provider that works and tells why others were refused', async () => {
    add();
    const made = runtime('auto');
    const { output } = await (await made.model('red-matte')).run(picture(0.5));
    expect(output.data[0]).toBeCloseTo(0.5, 3);
    const { providers, active } = made.report();
    expect(providers.at(-1)).toMatchObject({ provider: active, accepted: true });
    for (const outcome of providers.slice(0, -1)) {
      expect(outcome.accepted).toBe(false);
      expect(outcome.reason).toMatch(/\w/);
    }
  });
});

describe('provider check', () => {
  const output = (values: number[]): Record<string, Tensor> => ({
    out: { data: Float32Array.from(values), dims: [values.length] },
  });

  it('accepts rounding and refuses wrong values', () => {
    expect(compareOutputs(output([0, 100, -50]), output([0.0005, 100.05, -50])).fault).toBeUndefined();
    const wrong = compareOutputs(output([0, 100, -50]), output([0, 100, -49]));
    expect(wrong.fault).toMatch(/differs from the CPU by 1.00 of 100/);
    expect(wrong.maxDifference).toBeCloseTo(0.01, 5);
  });

  it('refuses NaN and missing outputs', () => {
    expect(compareOutputs(output([1]), output([Number.NaN])).fault).toMatch(/NaN/);
    expect(compareOutputs(output([1]), {}).fault).toMatch(/missing/);
  });
});

describe('speed check', () => {
  it('refuses what is far slower than the CPU, and lets short runs pass', () => {
    expect(speedFault(4000, 50)).toMatch(/4000 ms against 50 ms/);
    expect(speedFault(90, 5)).toBeUndefined();
    expect(speedFault(180, 100)).toBeUndefined();
  });
});

describe('provider trial', () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'toile-trial-'));
  });
  afterEach(() => rmSync(state, { recursive: true }));

  it('refuses a provider after two trials that never ended, until the runtime changes', () => {
    const trial = () => providerTrial(state, 'webgpu', '1.0');
    expect(trial().refusal()).toBeUndefined();
    trial().begin();
    expect(trial().refusal()).toBeUndefined();
    trial().begin();
    expect(trial().refusal()).toMatch(/ended the process/);
    expect(providerTrial(state, 'webgpu', '1.1').refusal()).toBeUndefined();
    expect(providerTrial(state, 'dml', '1.0').refusal()).toBeUndefined();
  });

  it('keeps the reason of a refusal that was costly to find', () => {
    const trial = providerTrial(state, 'webgpu', '1.0');
    trial.begin();
    trial.end('slower than the CPU');
    expect(providerTrial(state, 'webgpu', '1.0').refusal()).toMatch(/^slower than the CPU/);
  });

  it('forgets a trial that ended', () => {
    const trial = providerTrial(state, 'webgpu', '1.0');
    trial.begin();
    trial.begin();
    trial.end();
    expect(trial.refusal()).toBeUndefined();
  });
});
