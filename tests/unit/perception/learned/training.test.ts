/** The training of the perception models on its small setting: losses fall, and engine and ONNX Runtime do what Python did. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { installPerception, LANDMARKS_MODEL, PARTS_MODEL } from '../../../../models/perception.ts';
import { PART } from '../../../../src-main/engine/domain/parsing.ts';
import { byteRaster, floatRaster, type Raster } from '../../../../src-main/engine/image/raster.ts';
import {
  garmentInput,
  garmentSquare,
} from '../../../../src-main/engine/perception/learned/garment-square.ts';
import { personFrame, personInput } from '../../../../src-main/engine/perception/learned/person-frame.ts';
import { seeGarment } from '../../../../src-main/engine/perception/learned/see-garment.ts';
import { seeParts } from '../../../../src-main/engine/perception/learned/see-parts.ts';
import { addUserModel, createRuntime } from '../../../../src-main/engine/runtime/index.ts';

const RUN = resolve('models/train/run.sh');
const python = process.env.PYTHON ?? '/usr/bin/python3';
const env = { ...process.env, PYTHON: python };
const FIND =
  'import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))';
const able = spawnSync(python, ['-c', FIND, 'torch', 'numpy', 'PIL', 'onnx']).status === 0;
if (!able) console.log(`Training is not tested: ${python} has no torch, numpy, PIL or onnx.`);

const folder = mkdtempSync(join(tmpdir(), 'toile-perception-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  part: string;
  step?: number;
  crossEntropy?: number;
  squared?: number;
  heldOut?: object;
}

const TYPES = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array } as const;

/** One of the arrays that the training writes to be compared with. */
function kept(name: string): { data: Uint8Array | Int32Array | Float32Array; shape: number[] } {
  const about: Record<string, { shape: number[]; type: keyof typeof TYPES }> = JSON.parse(
    readFileSync(join(folder, 'arrays', 'arrays.json'), 'utf8'),
  );
  const { shape, type } = about[name];
  return {
    data: new TYPES[type](new Uint8Array(readFileSync(join(folder, 'arrays', `${name}.bin`))).buffer),
    shape,
  };
}

/** Picture or mask number `k` of the arrays. */
function picture(name: string): Raster<Uint8Array> {
  const { data, shape } = kept(name);
  return byteRaster(shape[1], shape[0], shape[2] ?? 1, data as Uint8Array);
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

/** Part `k` of an array whose first dimension counts examples. */
const example = (name: string, k: number): ArrayLike<number> => {
  const { data, shape } = kept(name);
  const size = data.length / shape[0];
  return data.slice(k * size, (k + 1) * size);
};

describe.skipIf(!able)('training of the perception models', () => {
  it('learns, exports, and gives in the engine what it gave in PyTorch', async () => {
    const out = join(folder, 'trained');
    const args = ['perception', '--small', '--out', out, '--work', join(folder, 'work'), '--threads', '1'];
    execFileSync(RUN, [...args, '--agreement', join(folder, 'arrays')], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: Line[] = readFileSync(join(out, 'training-log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const fell = (part: string, loss: 'crossEntropy' | 'squared'): number => {
      const values = log
        .filter((line) => line.part === part && line.step)
        .map((line) => line[loss] as number);
      expect(values.length).toBeGreaterThan(1);
      return (values.at(-1) as number) / values[0];
    };
    expect(fell('parts, half size', 'crossEntropy')).toBeLessThan(0.97);
    expect(fell('garment', 'squared')).toBeLessThan(0.9);
    expect(log.filter((line) => line.heldOut)).toHaveLength(2);

    const installed = join(folder, 'models');
    installPerception(out, installed);
    const added = await addUserModel(join(installed, PARTS_MODEL), join(folder, 'mine'));
    expect(added).toMatchObject({ task: 'body-parts', labels: Object.keys(PART) });
    const runtime = createRuntime({ modelsDirs: [installed], provider: 'cpu', threads: 1 });
    const parts = await runtime.model(PARTS_MODEL);
    const garment = await runtime.model(LANDMARKS_MODEL);
    for (const k of [0, 1]) {
      const image = picture(`person-${k}`);
      const { data: pose } = kept(`pose-${k}`);
      const landmarks = Array.from({ length: 33 }, (_, i) => ({
        x: pose[i * 3],
        y: pose[i * 3 + 1],
        z: 0,
        visibility: pose[i * 3 + 2],
        presence: 1,
      }));
      const frame = personFrame(landmarks, image.width, image.height);
      expect([frame.x, frame.y, frame.width, frame.height]).toEqual([...kept(`person-frame-${k}`).data]);
      const input = personInput(image, landmarks, frame);
      expect(farthest(input, example('parts-input', k)), 'input of the parts network').toBeLessThan(1e-4);
      const { shape } = kept('parts-input');
      const result = await parts.run({ input: { data: input, dims: [1, ...shape.slice(1)] } });
      expect(farthest(result.probabilities.data, example('parts', k)), 'body parts').toBeLessThanOrEqual(
        1e-3,
      );
      const seen = await seeParts(parts, image, { landmarks });
      expect(Math.max(...seen.labels.data)).toBeLessThanOrEqual(PART.other);
      expect(Math.max(...seen.confidence.data)).toBeLessThanOrEqual(1);
      const middle = Math.floor(image.height / 2) * image.width + Math.floor(image.width / 2);
      expect(seen.confidence.data[middle]).toBeGreaterThan(0.05);

      const shot = picture(`shot-${k}`);
      const grey = picture(`alpha-${k}`);
      const alpha = floatRaster(
        grey.width,
        grey.height,
        1,
        Float32Array.from(grey.data, (v) => v / 255),
      );
      const square = garmentSquare(alpha);
      if (!square) throw new Error('the cut-out is empty');
      expect([square.x, square.y, square.width]).toEqual([...kept(`square-${k}`).data]);
      const cut = garmentInput(shot, alpha, square);
      expect(farthest(cut, example('garment-input', k)), 'input of the landmark network').toBeLessThan(1e-4);
      const found = await garment.run({
        input: { data: cut, dims: [1, ...kept('garment-input').shape.slice(1)] },
      });
      expect(farthest(found.maps.data, example('maps', k)), 'maps of landmarks').toBeLessThanOrEqual(1e-3);
      expect(farthest(found.categories.data, example('categories', k)), 'categories').toBeLessThanOrEqual(
        1e-3,
      );
      const { category } = await seeGarment(garment, shot, alpha);
      expect(Object.values(category).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 4);
    }
    await expect(seeGarment(garment, picture('shot-0'), floatRaster(96, 96))).rejects.toThrow(
      /cut-out is empty/,
    );
    await expect(seeGarment(parts, picture('shot-0'), floatRaster(96, 96))).rejects.toThrow(/Train it anew/);
    await expect(seeParts(garment, picture('person-0'), { landmarks: [] })).rejects.toThrow(/Train it anew/);
    await runtime.release();
  });

  it.each([
    [['--small', '--out', folder, '--set', 'stepz=3'], 'There is no setting'],
    [['--out', folder], '--cases FOLDER'],
    [['--small'], '--out FOLDER'],
  ])('refuses %j', (args, told) => {
    const run = spawnSync(RUN, ['perception', ...args], { encoding: 'utf8', env });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain(told);
  });

  it('refuses a folder without cases', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const args = [
      'perception',
      '--cases',
      empty,
      '--out',
      join(folder, 'no'),
      '--work',
      join(folder, 'no-work'),
    ];
    const run = spawnSync(RUN, args, { encoding: 'utf8', env });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('holds no case');
  });
});

describe('models of an exported training', () => {
  it('are refused where there is none, and where the manifest is another', () => {
    expect(() => installPerception(join(folder, 'nowhere'), folder)).toThrow(/Train the models first/);
    expect(() => installPerception('models/knowledge', folder)).toThrow(/Export the models again/);
  });
});
