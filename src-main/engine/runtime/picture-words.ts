/** Contract of a pair of towers of the user's own, as CLIP and SigLIP are: what its manifest must promise, and what they are fed. */

import type { ModelInput, ModelManifest, ModelTensor } from './manifest.ts';
import type { Tensor } from './session.ts';
import type { Words } from './tokenizer.ts';

/**
 * `picture-words`: two ONNX files that bring pictures and words into one space.
 *
 * Pictures (`file`, `inputs`, `outputs`): one input, float32 [1, 3, S, S], RGB, planes first, with the manifest's
 * `normalisation`; one output, the embedding, float32 [1, width] (others of the file are left out of the manifest).
 *
 * Words (`words`): inputs [1, length] of int64 or int32. One takes the tokens, others the mask (1 for tokens, 0 for
 * what fills up) or zeros. One output, an embedding as wide. Neither need be of length 1.
 *
 * A size that the file leaves free is fixed by the manifest, and the batch is 1.
 */
export type Role = NonNullable<ModelInput['role']>;

/** Names that exporters give the inputs. */
const USUAL: Record<string, Role> = { input_ids: 'tokens', attention_mask: 'mask', token_type_ids: 'zeros' };

/** What an input of the tower of words is fed; undefined where neither the manifest nor its name tells. */
export const roleOf = ({ name, role }: ModelInput): Role | undefined =>
  role ?? (Object.hasOwn(USUAL, name) ? USUAL[name] : undefined);

const SIDES = [16, 1024] as const;
const LENGTHS = [4, 4096] as const;
/** Most numbers of an embedding that the library keeps. */
const WIDEST = 4096;

/** What is missing from a manifest of this task, in words; empty when the engine can use it. */
export function picturesAndWordsFaults(manifest: ModelManifest): string[] {
  const { words } = manifest;
  if (!words) return ['"words" must describe the second ONNX file, the tower of words'];
  const faults = [...pictureFaults(manifest), ...wordsFaults(words)];
  for (const [name, outputs] of [
    ['outputs', manifest.outputs],
    ['words.outputs', words.outputs],
  ] as const)
    faults.push(...embeddingFaults(name, outputs));
  const [ours, theirs] = [widthOf(manifest.outputs[0]), widthOf(words.outputs[0])];
  if (ours !== theirs)
    faults.push(`the two embeddings must be equally wide: pictures ${ours ?? '?'}, words ${theirs ?? '?'}`);
  const names = [manifest.file, words.file, words.tokenizer];
  if (new Set(names).size < names.length || names.includes('model.json'))
    faults.push('the two ONNX files and the tokenizer must be three files');
  return faults;
}

const widthOf = (output: ModelTensor): number | undefined => {
  const width = output.shape.at(-1);
  return typeof width === 'number' ? width : undefined;
};

/** Side of the square a tower of pictures looks at, pixels. */
export const sideOf = (manifest: ModelManifest): number => Number(manifest.inputs[0].shape[3]);

function pictureFaults({ inputs }: ModelManifest): string[] {
  const [input] = inputs;
  const faults: string[] = [];
  if (inputs.length !== 1)
    faults.push(`expected exactly one input of the tower of pictures, found ${inputs.length}`);
  if (input.type !== 'float32') faults.push(`input "${input.name}" must be float32, not ${input.type}`);
  if (!input.normalisation) faults.push(`input "${input.name}" needs a "normalisation" with mean and std`);
  const [, channels, height, width] = input.shape;
  const square =
    input.shape.length === 4 && isOne(input.shape[0]) && channels === 3 && isWithin(height, SIDES);
  if (!square || height !== width)
    faults.push(
      `input "${input.name}" must have shape [1, 3, S, S] with S from ${SIDES.join(' to ')}, ` +
        `not [${input.shape.join(', ')}]; a size that the file leaves free is fixed here`,
    );
  return faults;
}

function wordsFaults({ inputs }: NonNullable<ModelManifest['words']>): string[] {
  const faults: string[] = [];
  const lengths = new Set<number | string>();
  for (const input of inputs) {
    const { name, type, shape } = input;
    if (!['int64', 'int32'].includes(type))
      faults.push(`input "${name}" of the words must be int64 or int32, not ${type}`);
    if (shape.length !== 2 || !isOne(shape[0]) || !isWithin(shape[1], LENGTHS))
      faults.push(
        `input "${name}" of the words must have shape [1, L] with L tokens from ${LENGTHS.join(' to ')}, not [${shape.join(', ')}]`,
      );
    lengths.add(shape.at(-1) ?? '');
    if (!roleOf(input))
      faults.push(
        `what input "${name}" of the words takes is not known: give it a "role" of "tokens", "mask" or "zeros"`,
      );
  }
  if (lengths.size > 1) faults.push('the inputs of the words must have the same length');
  const tokens = inputs.filter((input) => roleOf(input) === 'tokens').length;
  if (tokens !== 1) faults.push(`exactly one input of the words must take the tokens, found ${tokens}`);
  return faults;
}

function embeddingFaults(where: string, outputs: readonly ModelTensor[]): string[] {
  const [{ name, type, shape }] = outputs;
  const faults: string[] = [];
  if (outputs.length !== 1) faults.push(`"${where}" must name the embedding alone, found ${outputs.length}`);
  if (type !== 'float32') faults.push(`output "${name}" must be float32, not ${type}`);
  if (shape.length !== 2 || !isOne(shape[0]) || !isWithin(shape[1], [2, WIDEST]))
    faults.push(
      `output "${name}" must have shape [1, width] of at most ${WIDEST}, not [${shape.join(', ')}]`,
    );
  return faults;
}

const isOne = (size: number | string | undefined): boolean => size === 1 || typeof size === 'string';
const isWithin = (
  size: number | string | undefined,
  [least, most]: readonly [number, number],
): size is number => typeof size === 'number' && size >= least && size <= most;

/** What the tower of words is fed for a text, by input. @param manifest of the tower of words */
export function feedsOf(manifest: ModelManifest, words: Words, text: string): Record<string, Tensor> {
  const length = Number(manifest.inputs[0].shape[1]);
  const { ids, used } = words.tokens(text, length);
  const values = (role: Role | undefined): Float32Array => {
    if (role === 'tokens') return ids;
    const data = new Float32Array(length);
    return role === 'mask' ? data.fill(1, 0, used) : data;
  };
  return Object.fromEntries(
    manifest.inputs.map((input) => [input.name, { data: values(roleOf(input)), dims: [1, length] }]),
  );
}

/** Why two embeddings of different texts cannot be used, in words; empty when they can. */
export function uselessWords(one: Float32Array, other: Float32Array): string[] {
  if (![...one, ...other].every(Number.isFinite))
    return ['its tower of words gives values that are no numbers'];
  const same = one.every((value, k) => value === other[k]);
  return same ? ['its tower of words gives the same for different words'] : [];
}
