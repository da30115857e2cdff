/** Small ONNX models and model folders for tests. */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ONNX_TYPE, OnnxGraph, type OnnxType } from '../../../models/convert/onnx-writer.ts';
import type { ModelManifest } from '../../../src-main/engine/runtime/manifest.ts';

/**
 * One 1x1 convolution from as many channels as each of `weights` has numbers to `weights.length` channels: output c = sum over i of weights[c][i] * input i.
 * `after` adds an operator behind it.
 */
export function pointwise(
  weights: number[][],
  size: (number | string)[],
  after?: {
    operator: string;
    attributes?: Record<string, number>;
    type?: OnnxType;
    shape?: (number | string)[];
  },
): Uint8Array {
  const graph = new OnnxGraph('pointwise');
  const channels = weights[0].length;
  graph.inputs.push({ name: 'input', type: ONNX_TYPE.float, shape: [1, channels, ...size] });
  const kernel = graph.floats(weights.flat(), [weights.length, channels, 1, 1], 'kernel');
  graph.node('Conv', ['input', kernel], [after ? 'scores' : 'output'], { kernel_shape: [1, 1] });
  if (after) graph.node(after.operator, ['scores'], ['output'], after.attributes ?? {});
  graph.outputs.push({
    name: 'output',
    type: after?.type ?? ONNX_TYPE.float,
    shape: after?.shape ?? [1, weights.length, ...size],
  });
  return graph.encode();
}

/** output = input + 1, whose constant lies in another file. */
export function withExternalData(location: string): Uint8Array {
  const graph = new OnnxGraph('external');
  graph.inputs.push({ name: 'input', type: ONNX_TYPE.float, shape: [1, 3, 16, 16] });
  graph.initializers.set('one', {
    type: ONNX_TYPE.float,
    dims: [1],
    raw: new Uint8Array(0),
    externalFile: location,
  });
  graph.node('Add', ['input', 'one'], ['sum']);
  graph.node('ReduceMean', ['sum'], ['output'], { axes: [1], keepdims: 1 });
  graph.outputs.push({ name: 'output', type: ONNX_TYPE.float, shape: [1, 1, 16, 16] });
  return graph.encode();
}

/** The four bytes `withExternalData` reads. */
export const EXTERNAL_BYTES = new Uint8Array(Float32Array.from([1]).buffer);

/** Manifest of a matte whose alpha is the red channel. */
export function matteManifest(changes: Partial<ModelManifest> = {}): ModelManifest {
  return {
    name: 'red-matte',
    task: 'person-matte',
    licence: 'CC0-1.0',
    file: 'model.onnx',
    inputs: [
      {
        name: 'input',
        type: 'float32',
        shape: [1, 3, 16, 16],
        normalisation: { mean: [0, 0, 0], std: [255, 255, 255] },
      },
    ],
    outputs: [{ name: 'output', type: 'float32', shape: [1, 1, 16, 16] }],
    ...changes,
  };
}

export const redMatte = (): Uint8Array => pointwise([[1, 0, 0]], [16, 16]);

/** Writes `folder`/{model.json, model.onnx}; with `pinned` the manifest carries the file's hash. */
export function writeModel(
  folder: string,
  manifest: ModelManifest,
  onnx: Uint8Array,
  options: { pinned?: boolean } = {},
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, manifest.file), onnx);
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify(options.pinned ? { ...manifest, sha256 } : manifest),
  );
  return folder;
}
