/** Contracts of the user's own models: what their manifests must promise so that the engine can use them. */

import { PART, type PartName } from '../domain/parsing.ts';
import { PART_JOINTS, PARTS_HEIGHT, PARTS_WIDTH } from '../domain/part-joints.ts';
import { type ModelInput, type ModelManifest, type ModelTensor, USER_TASKS } from './manifest.ts';
import { picturesAndWordsFaults } from './picture-words.ts';

/**
 * `picture-words` is described in picture-words.ts. The other tasks take one picture and give one map.
 *
 * Input (exactly one): float32 [1, 3, H, W], RGB, planes first, `(sample - mean) / std` with the manifest's
 * `normalisation` (samples 0..255). H and W are fixed sizes or both free; `fit` says how the photo gets there.
 *
 * `body-parsing`: the first output is either float32 [1, C, h, w], one score per label (`activation` 'softmax' for
 * logits, 'none' for probabilities), or class indices [1, h, w] or [1, 1, h, w] of an integer type. `labels` names
 * the part of every class: a name of PART ('background', 'hair', 'face', 'neck', 'leftArm', ..., 'other') or
 * 'arm', 'hand', 'leg', 'footwear' where the model does not tell left from right.
 *
 * `body-parts`: the part of the picture that shows the person, with a map for every joint of PART_JOINTS, as
 * `personInput` of perception/learned makes it: float32 [1, 3 + joints, 256, 192]; the first output is float32
 * [1, parts, 256, 192], the probability of every value of PART, which `labels` names in order.
 *
 * `person-matte`: the first output is float32 [1, 1, h, w] or [1, h, w], the person's alpha 0..1 (`activation`
 * 'none') or its logit ('sigmoid').
 */
export const SIDELESS = {
  arm: ['leftArm', 'rightArm'],
  hand: ['leftHand', 'rightHand'],
  leg: ['leftLeg', 'rightLeg'],
  footwear: ['leftFootwear', 'rightFootwear'],
} as const satisfies Record<string, readonly [PartName, PartName]>;

export function isSideless(label: string): label is keyof typeof SIDELESS {
  return Object.hasOwn(SIDELESS, label);
}

export function isPart(label: string): label is PartName {
  return Object.hasOwn(PART, label);
}

const INDEX_TYPES = ['uint8', 'int32', 'int64'];
/** Smallest and largest fixed side of a picture: larger ones would need more memory than they are worth. */
const SIDE_LIMITS = [16, 4096] as const;

/** What is missing from a manifest for its task, in words; empty when the engine can use it. */
export function contractFaults(manifest: ModelManifest): string[] {
  if (manifest.task === 'picture-words') return picturesAndWordsFaults(manifest);
  const faults: string[] = [];
  if (manifest.words) faults.push('"words" is for models of the task "picture-words"');
  if (manifest.inputs.length !== 1)
    faults.push(`expected exactly one input, found ${manifest.inputs.length}`);
  const [output] = manifest.outputs;
  if (manifest.task === 'body-parts') return [...faults, ...partsFaults(manifest)];
  faults.push(...inputFaults(manifest.inputs[0]));
  if (manifest.task === 'person-matte') faults.push(...matteFaults(output));
  else if (manifest.task === 'body-parsing') faults.push(...parsingFaults(output, manifest.labels ?? []));
  else {
    faults.push(
      `task "${manifest.task}" is not for models of your own (use ${USER_TASKS.map((task) => `"${task}"`).join(' or ')})`,
    );
  }
  return faults;
}

function partsFaults({ inputs: [input], outputs: [output], labels = [] }: ModelManifest): string[] {
  const faults: string[] = [];
  const parts = Object.keys(PART);
  for (const [kind, tensor, channels] of [
    ['input', input, 3 + PART_JOINTS.length],
    ['output', output, parts.length],
  ] as const) {
    const shape = withoutBatch(tensor.shape);
    if (tensor.type !== 'float32')
      faults.push(`${kind} "${tensor.name}" must be float32, not ${tensor.type}`);
    if (shape?.join() !== [channels, PARTS_HEIGHT, PARTS_WIDTH].join())
      faults.push(
        `${kind} "${tensor.name}" must have shape [1, ${channels}, ${PARTS_HEIGHT}, ${PARTS_WIDTH}], ` +
          `not [${tensor.shape.join(', ')}]`,
      );
  }
  if (labels.join() !== parts.join()) faults.push(`"labels" must be ${parts.join(', ')}, in this order`);
  return faults;
}

function inputFaults(input: ModelInput): string[] {
  const faults: string[] = [];
  const [batch, channels, height, width] = input.shape;
  if (input.type !== 'float32') faults.push(`input "${input.name}" must be float32, not ${input.type}`);
  if (!input.normalisation) faults.push(`input "${input.name}" needs a "normalisation" with mean and std`);
  if (input.fit === 'crop') faults.push('"fit" of a photo is "stretch" or "letterbox"');
  if (input.shape.length !== 4 || channels !== 3 || (typeof batch === 'number' && batch !== 1)) {
    faults.push(
      `input "${input.name}" must have shape [1, 3, height, width], not [${input.shape.join(', ')}]`,
    );
    return faults;
  }
  if (typeof height !== typeof width) faults.push('height and width must be both fixed or both free');
  for (const side of [height, width]) {
    if (typeof side === 'number' && (side < SIDE_LIMITS[0] || side > SIDE_LIMITS[1])) {
      faults.push(`a side of ${side} pixels is outside ${SIDE_LIMITS[0]}..${SIDE_LIMITS[1]}`);
    }
  }
  return faults;
}

/** Shape without a batch of 1 in front. */
function withoutBatch(shape: ModelTensor['shape']): ModelTensor['shape'] | undefined {
  return shape[0] === 1 || typeof shape[0] === 'string' ? shape.slice(1) : undefined;
}

function matteFaults(output: ModelManifest['outputs'][number]): string[] {
  const faults: string[] = [];
  const shape = withoutBatch(output.shape);
  const isMap = shape?.length === 2 || (shape?.length === 3 && shape[0] === 1);
  if (!isMap)
    faults.push(`output "${output.name}" must have shape [1, 1, height, width] or [1, height, width]`);
  if (output.type !== 'float32') faults.push(`output "${output.name}" must be float32, not ${output.type}`);
  if (output.activation === 'softmax') faults.push('"activation" of a matte is "none" or "sigmoid"');
  return faults;
}

function parsingFaults(output: ModelManifest['outputs'][number], labels: readonly string[]): string[] {
  const faults: string[] = [];
  if (labels.length < 2) faults.push('"labels" must name the part of every class, at least two');
  const unknown = labels.filter((label) => !isPart(label) && !isSideless(label));
  if (unknown.length > 0) {
    const known = [...Object.keys(PART), ...Object.keys(SIDELESS)].join(', ');
    faults.push(`unknown labels ${unknown.map((l) => `"${l}"`).join(', ')} (known: ${known})`);
  }
  if (labels.length > 0 && !labels.includes('background')) faults.push('no label is "background"');
  const shape = withoutBatch(output.shape);
  if (INDEX_TYPES.includes(output.type)) {
    const isMap = shape?.length === 2 || (shape?.length === 3 && shape[0] === 1);
    if (!isMap) faults.push(`output "${output.name}" must be a map of class indices [1, height, width]`);
  } else if (output.type !== 'float32') {
    faults.push(`output "${output.name}" must be float32 or an integer type, not ${output.type}`);
  } else if (shape?.length !== 3 || shape[0] !== labels.length) {
    faults.push(
      `output "${output.name}" must have shape [1, ${labels.length || 'classes'}, height, width], ` +
        `not [${output.shape.join(', ')}]`,
    );
  }
  if (output.activation === 'sigmoid') faults.push('"activation" of a parser is "none" or "softmax"');
  return faults;
}
