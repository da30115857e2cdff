/** Model manifest: what a model.json says about the ONNX file beside it, and how it is read. */

import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

/**
 * What a model is for. The first group is what the engine itself needs; a user's own model takes one of
 * USER_TASKS, whose tensor contracts are written down in user-contract.ts and picture-words.ts and checked when the model
 * is added.
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
  'picture-words',
  'body-parts',
  'garment-landmarks',
] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

export const USER_TASKS = [
  'body-parsing',
  'body-parts',
  'person-matte',
  'picture-words',
] as const satisfies readonly ModelTask[];
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
  /**
   * How a picture of another shape is brought to the input's: stretched (default) or fitted and padded with `mean`.
   * picture-words: a garment is fitted and lies on a plain ground (default), is stretched, or fills the square, which cuts
   * off what is longer than wide.
   */
  fit: z.enum(['stretch', 'letterbox', 'crop']).optional(),
  /** picture-words, inputs of the tower of words: what they are fed; told by the usual names where it is left out. */
  role: z.enum(['tokens', 'mask', 'zeros']).optional(),
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

/** The tower of words of a picture-words model, and how text becomes its tokens. */
const WordsTower = z.strictObject({
  /** Its ONNX file, in the manifest's folder. */
  file: FileName,
  /** Filled in when the model is added, as `bytes` is. */
  sha256: Sha256.optional(),
  bytes: z.int().positive().optional(),
  inputs: z.array(InputTensor).min(1).max(4),
  outputs: z.array(OutputTensor).min(1).max(64),
  /** Tokenizer of the Hugging Face format, in the manifest's folder. */
  tokenizer: FileName.default('tokenizer.json'),
  /** What fills a text that is shorter than the input: a token or its number. */
  pad: z.union([z.string().min(1).max(100), z.int().nonnegative()]),
  /** True where the model was trained on lower-case text and its tokenizer leaves the case. */
  lowerCase: z.boolean().default(false),
  /** Languages it was trained on: words in Chinese are told to one of English alone by their attributes. */
  languages: z
    .array(z.enum(['en', 'zh']))
    .min(1)
    .default(['en']),
  /** What the product of the two embeddings, of length 1, is multiplied by before it becomes a probability. */
  scale: z.number().positive().max(1000).default(100),
  /** Sentences around what is asked of a picture, "{}" in its place. */
  prompts: z
    .array(z.string().max(200).regex(/\{\}/, 'must contain "{}"'))
    .min(1)
    .max(16)
    .default(['a photo of {}']),
});
export type WordsTower = z.infer<typeof WordsTower>;

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
  /** picture-words: the second ONNX file; `file`, `inputs` and `outputs` above are the tower of pictures. */
  words: WordsTower.optional(),
});
export type ModelManifest = z.infer<typeof ModelManifest>;

/** A part of a model with a file of its own; models of most tasks have only the first. */
export type ModelPart = 'main' | 'words';

/** The manifest of one part, as if it were a model by itself: its file, hash and tensors. `words` must be there for its part. */
export function partOf<M extends ModelManifest>(manifest: M, part: ModelPart): M {
  if (part === 'main' || !manifest.words) return manifest;
  const { file, sha256, bytes, inputs, outputs } = manifest.words;
  return { ...manifest, file, sha256, bytes, inputs, outputs };
}

/** Parts that a model has. */
export const partsOf = ({ words }: ModelManifest): ModelPart[] => (words ? ['main', 'words'] : ['main']);

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
