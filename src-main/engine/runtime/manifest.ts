/** Model manifest: what a model.json says about the ONNX file beside it, and how it is read. */

import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

/**
 * What a model is for. The first group is what the engine itself needs; a user's own model takes one of
 * USER_TASKS, whose tensor contracts are written down in user-models.ts and checked when the model is added.
 */
export const MODEL_TASKS = [
  'person-detection',
  'pose-landmarks',
  'person-segmentation',
  'face-landmarks',
  'palm-detection',
  'hand-landmarks',
  'body-parsing',
  'person-matte',
  'garment-picture',
  'garment-words',
] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

export const USER_TASKS = ['body-parsing', 'person-matte'] as const satisfies readonly ModelTask[];
export type UserTask = (typeof USER_TASKS)[number];

/** Lower-case letters, digits, '-' and '_': safe as a folder name on every system. */
export const ModelName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    'must be 1 to 64 of a-z, 0-9, "-" and "_", starting with a letter or digit',
  )
  .refine((name) => !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(name), 'is a reserved name on Windows');

/** A plain file name: no folders, no '..'. */
export const FileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'must be a plain file name without folders');

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

/** ONNX element types a manifest may name. */
const TensorType = z.enum(['float32', 'float16', 'uint8', 'int8', 'int32', 'int64', 'bool']);

/** Numbers are fixed sizes; a string names a free one ('height'). */
const Shape = z.array(z.union([z.int().positive(), z.string().min(1)])).max(8);

const Channels3 = z.tuple([z.number(), z.number(), z.number()]);

const Tensor = z.strictObject({
  name: z.string().min(1).max(200),
  type: TensorType,
  shape: Shape,
  meaning: z.string().max(400).optional(),
});
export type ModelTensor = z.infer<typeof Tensor>;

const InputTensor = Tensor.extend({
  /** value = (sample - mean) / std, samples 0..255 in RGB order. */
  normalisation: z
    .strictObject({ mean: Channels3, std: Channels3.refine((s) => s.every((v) => v !== 0), 'must not be 0') })
    .optional(),
  /** How a picture of another shape is brought to the input's: stretched (default) or fitted and padded with `mean`. */
  fit: z.enum(['stretch', 'letterbox']).optional(),
});
export type ModelInput = z.infer<typeof InputTensor>;

const OutputTensor = Tensor.extend({
  /** What turns the values into probabilities; 'none' when they are already. */
  activation: z.enum(['none', 'sigmoid', 'softmax']).optional(),
});

const NpmSource = z.strictObject({
  kind: z.literal('npm'),
  package: z.string(),
  version: z.string(),
  /** File inside the package. */
  file: z.string(),
  /** First byte and the byte after the last, where the model is a part of the file. */
  range: z.tuple([z.int().nonnegative(), z.int().positive()]).optional(),
  format: z.enum(['tflite', 'onnx']),
  /** Of the file, or of the range where one is given. */
  sha256: Sha256,
});
/** Trained by `models/train`; the file lies in the repository's `models` folder. */
const TrainedSource = z.strictObject({ kind: z.literal('trained'), file: z.string() });
const OwnSource = z.strictObject({ kind: z.literal('user'), from: z.string().max(400).optional() });

export const ModelManifest = z.strictObject({
  name: ModelName,
  title: z.string().max(200).optional(),
  task: z.enum(MODEL_TASKS),
  architecture: z.string().max(200).optional(),
  licence: z.string().min(1).max(400),
  source: z.discriminatedUnion('kind', [NpmSource, TrainedSource, OwnSource]).optional(),
  /** The ONNX file, in the manifest's folder. */
  file: FileName.default('model.onnx'),
  /** Of `file`. A user's manifest may leave it out: it is filled in when the model is added. */
  sha256: Sha256.optional(),
  bytes: z.int().positive().optional(),
  /** sha256 of further files that belong to it, by name: weights outside the ONNX file, a tokenizer, a list of attributes. */
  externalFiles: z.record(FileName, Sha256).optional(),
  inputs: z.array(InputTensor).min(1).max(16),
  outputs: z.array(OutputTensor).min(1).max(64),
  /** body-parsing: the part of each class index, e.g. ["background", "hair", "upper"]. */
  labels: z.array(z.string().max(60)).max(256).optional(),
});
export type ModelManifest = z.infer<typeof ModelManifest>;

/** A manifest whose ONNX file is pinned by its hash: every model that can be loaded. */
export type PinnedManifest = ModelManifest & { sha256: string };

export const MANIFEST_FILE = 'model.json';
/** Manifests are small; anything larger is not one. */
const MAX_MANIFEST_BYTES = 1_000_000;

/**
 * Reads and checks `folder`/model.json.
 * @throws StudioError 'model-missing' when there is none, 'model-invalid' naming the field at fault.
 */
export function readManifest(folder: string): ModelManifest {
  const path = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    if (statSync(path).size > MAX_MANIFEST_BYTES) {
      throw new StudioError('model-invalid', `"${path}" is too large to be a model manifest.`);
    }
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw new StudioError(
      'model-missing',
      `Expected a ${MANIFEST_FILE} in "${folder}" but could not read one.`,
      { cause },
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StudioError('model-invalid', `"${path}" is not valid JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const parsed = ModelManifest.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
    );
    throw new StudioError(
      'model-invalid',
      `"${path}" is not a valid model manifest. ${faults.slice(0, 5).join('; ')}.`,
    );
  }
  return parsed.data;
}

/** sha256 of a file, hex, without holding the file in memory. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
