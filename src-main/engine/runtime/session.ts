/** ONNX Runtime sessions: creation with this project's options, and running them with checked tensors. */

import { statSync } from 'node:fs';
import type * as Ort from 'onnxruntime-node';
import { StudioError } from '../../contract/errors.ts';
import type { ModelManifest, ModelTensor } from './manifest.ts';

export type ExecutionProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** Row-major values; `data.length` is the product of `dims`. */
export interface Tensor {
  data: Float32Array;
  dims: readonly number[];
}

/** Name, type and shape a session reports for one of its tensors; strings are free dimensions. */
export interface TensorInfo {
  name: string;
  type: string;
  shape: readonly (number | string)[];
}

export interface Session {
  readonly provider: ExecutionProvider;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Runs the model; `fetches` names the outputs wanted, all by default. */
  run(feeds: Record<string, Tensor>, fetches?: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** Models above this run without the memory arena. */
const ARENA_LIMIT_BYTES = 50e6;

let loaded: Promise<typeof Ort> | undefined;

/** Loaded on first use: the native library costs about 100 ms, and most commands never need it. */
async function onnxRuntime(): Promise<typeof Ort> {
  loaded ??= import('onnxruntime-node').then((ort) => {
    ort.env.logLevel = 'fatal';
    return ort;
  });
  return loaded;
}

/** Providers the installed ONNX Runtime was built with, and its version. */
export async function runtimeBuild(): Promise<{ version: string; providers: string[]; missing: string[] }> {
  const ort = await onnxRuntime();
  const backends = ort.listSupportedBackends();
  return {
    version: ort.env.versions.node ?? ort.env.versions.common,
    providers: backends.filter((b) => b.bundled).map((b) => b.name),
    missing: backends.filter((b) => !b.bundled).map((b) => b.name),
  };
}

/**
 * Creates a session on one provider; operators it lacks run on the CPU.
 *
 * Threads do not spin while they wait: on a shared machine spinning made two threads slower than one.
 * @throws Error as ONNX Runtime gives it; callers turn it into words a user can act on.
 */
export async function createSession(
  file: string,
  provider: ExecutionProvider,
  threads: number,
): Promise<Session> {
  const ort = await onnxRuntime();
  // the arena never gives memory back: a large model's peak stays reserved (2.3 GB instead of 1 GB for an 88 MB one)
  const arena = statSync(file).size < ARENA_LIMIT_BYTES;
  const session = await ort.InferenceSession.create(file, {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    enableCpuMemArena: arena,
    // DirectML does not work with memory patterns
    enableMemPattern: arena && provider !== 'dml',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const typeOf = new Map(session.inputMetadata.map((value) => [value.name, value.isTensor && value.type]));
  return {
    provider,
    inputs: session.inputMetadata.map(tensorInfo),
    outputs: session.outputMetadata.map(tensorInfo),
    async run(feeds, fetches) {
      const inputs: Record<string, Ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(feeds)) {
        const dims = [...tensor.dims];
        const type = typeOf.get(name);
        if (type === 'int64') inputs[name] = new ort.Tensor('int64', toWholeNumbers(tensor.data), dims);
        else if (type === 'int32')
          inputs[name] = new ort.Tensor('int32', Int32Array.from(tensor.data, Math.round), dims);
        else inputs[name] = new ort.Tensor('float32', tensor.data, dims);
      }
      const results = await (fetches ? session.run(inputs, [...fetches]) : session.run(inputs));
      const outputs: Record<string, Tensor> = {};
      for (const [name, value] of Object.entries(results)) {
        outputs[name] = { data: toFloats(name, value), dims: value.dims };
      }
      return outputs;
    },
    release: () => session.release(),
  };
}

function tensorInfo(value: Ort.InferenceSession.ValueMetadata): TensorInfo {
  if (!value.isTensor) return { name: value.name, type: 'not a tensor', shape: [] };
  return { name: value.name, type: value.type, shape: value.shape };
}

/** Numbers of tokens and the like, which float32 holds exactly up to 2^24. */
function toWholeNumbers(data: Float32Array): BigInt64Array {
  return BigInt64Array.from(data, (value) => BigInt(Math.max(0, Math.round(value))));
}

function toFloats(name: string, value: Ort.Tensor): Float32Array {
  const { data } = value;
  if (data instanceof Float32Array) return data;
  if (Array.isArray(data))
    throw new StudioError('model-invalid', `Output "${name}" holds text, not numbers.`);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** What differs between a manifest and the session of its file, in words; empty when they agree. */
export function manifestFaults(
  manifest: ModelManifest,
  session: Pick<Session, 'inputs' | 'outputs'>,
): string[] {
  return [
    ...tensorFaults('input', manifest.inputs, session.inputs),
    ...tensorFaults('output', manifest.outputs, session.outputs),
  ];
}

function tensorFaults(kind: string, wanted: readonly ModelTensor[], found: readonly TensorInfo[]): string[] {
  const faults: string[] = [];
  for (const tensor of wanted) {
    const match = found.find((info) => info.name === tensor.name);
    if (!match) {
      const names = found.map((info) => info.name).join(', ') || 'none';
      faults.push(`${kind} "${tensor.name}" is not in the file (it has: ${names})`);
      continue;
    }
    if (match.type !== tensor.type) {
      faults.push(`${kind} "${tensor.name}" is ${match.type} in the file, the manifest says ${tensor.type}`);
    }
    if (!sameShape(tensor.shape, match.shape)) {
      faults.push(
        `${kind} "${tensor.name}" has shape [${match.shape.join(', ')}] in the file, ` +
          `the manifest says [${tensor.shape.join(', ')}]`,
      );
    }
  }
  if (kind === 'input') {
    for (const info of found.filter((f) => !wanted.some((tensor) => tensor.name === f.name))) {
      faults.push(`input "${info.name}" of the file is not in the manifest`);
    }
  }
  return faults;
}

/** A free dimension of the manifest matches a free one of the file; a fixed one the same size, or a free one that it fixes. */
function sameShape(wanted: readonly (number | string)[], found: readonly (number | string)[]): boolean {
  return (
    wanted.length === found.length &&
    wanted.every((size, i) => !isFixed(found[i]) || (typeof size === 'number' && size === found[i]))
  );
}

function isFixed(size: number | string): boolean {
  return typeof size === 'number' && size > 0;
}

/** @throws StudioError 'invalid-input' naming the tensor that does not fit the manifest. */
export function checkFeeds(manifest: ModelManifest, feeds: Record<string, Tensor>): void {
  for (const tensor of manifest.inputs) {
    const feed = feeds[tensor.name];
    const wanted = `[${tensor.shape.join(', ')}]`;
    if (!feed) {
      throw new StudioError(
        'invalid-input',
        `Model "${manifest.name}" needs an input "${tensor.name}" of shape ${wanted}.`,
      );
    }
    const length = feed.dims.reduce((product, size) => product * size, 1);
    const fits =
      feed.dims.length === tensor.shape.length &&
      tensor.shape.every((size, i) => typeof size === 'string' || size === feed.dims[i]);
    if (!fits || length !== feed.data.length) {
      throw new StudioError(
        'invalid-input',
        `Model "${manifest.name}": input "${tensor.name}" must have shape ${wanted}, ` +
          `received [${feed.dims.join(', ')}] with ${feed.data.length} values.`,
      );
    }
  }
  const extra = Object.keys(feeds).find((name) => !manifest.inputs.some((tensor) => tensor.name === name));
  if (extra !== undefined) {
    throw new StudioError('invalid-input', `Model "${manifest.name}" has no input "${extra}".`);
  }
}
