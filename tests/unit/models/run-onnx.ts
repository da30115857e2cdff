/** Runs converted models in tests: NHWC values in, NHWC values out. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertTflite } from '../../../models/convert/convert.ts';
import { createSession, type Tensor } from '../../../src-main/engine/runtime/session.ts';
import { type TinyModel, tinyTflite } from './tiny-tflite.ts';

/** Converts the model and runs it on one input of NHWC values; gives the first output's values in NHWC order. */
export async function runTiny(model: TinyModel, values: number[]): Promise<number[]> {
  const { onnx, inputs, outputs } = convertTflite(tinyTflite(model), { name: 'tiny' });
  const folder = mkdtempSync(join(tmpdir(), 'toile-tiny-'));
  try {
    const file = join(folder, 'model.onnx');
    writeFileSync(file, onnx);
    const session = await createSession(file, 'cpu', 1);
    const shape = model.tensors[model.inputs[0]].shape;
    const feed: Tensor = { data: toNchw(values, shape), dims: inputs[0].shape as number[] };
    const result = await session.run({ [inputs[0].name]: feed });
    await session.release();
    return toNhwc(result[outputs[0].name].data, model.tensors[model.outputs[0]].shape);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toNchw(values: number[], shape: number[]): Float32Array {
  if (shape.length !== 4) return Float32Array.from(values);
  const [, height, width, channels] = shape;
  const out = new Float32Array(values.length);
  for (let p = 0; p < height * width; p++) {
    for (let c = 0; c < channels; c++) out[c * height * width + p] = values[p * channels + c];
  }
  return out;
}

function toNhwc(values: Float32Array, shape: number[]): number[] {
  if (shape.length !== 4) return [...values];
  const [, height, width, channels] = shape;
  const out = new Array<number>(values.length);
  for (let p = 0; p < height * width; p++) {
    for (let c = 0; c < channels; c++) out[p * channels + c] = values[c * height * width + p];
  }
  return out;
}
