/** A model of pictures and words of the user's own in the place of the built-in ones: attributes by what words are near. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { AttributeGroup } from '../../../contract/knowledge.ts';
import { type PinnedManifest, partOf, type WordsTower } from '../../runtime/manifest.ts';
import { feedsOf, sideOf } from '../../runtime/picture-words.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { readWords, type Words } from '../../runtime/tokenizer.ts';
import type { Describer } from './describe.ts';
import { inEnglish } from './in-english.ts';
import { planesOf, squareOf } from './pixels.ts';
import { PromptPoints } from './prompt-points.ts';
import { PROMPTS_VERSION, promptsOf } from './prompts.ts';
import { unit, zeroShot } from './zero-shot.ts';

interface Read {
  words: Words;
  points: PromptPoints;
}
/** Read once for each version of a model. */
const read = new Map<string, Read>();
const MOST_READ = 4;
/** Sentences of one part of the preparation: others wait no longer than for these. */
const AT_A_TIME = 24;

/**
 * @param groups attributes that pictures are asked for, and a key of them
 * @throws StudioError 'model-missing', 'model-invalid'
 */
export function openOwnModel(
  runtime: Runtime,
  name: string,
  { groups, groupsKey }: { groups: AttributeGroup[]; groupsKey: string },
  signal?: AbortSignal,
): Describer {
  const { folder, manifest } = runtime.registry.find(name);
  const { words: tower } = manifest;
  if (manifest.task !== 'picture-words' || !tower)
    throw new StudioError(
      'model-invalid',
      `Expected a model of pictures and words, but "${name}" is for "${manifest.task}". Choose another one, or the built-in one.`,
    );
  const key = keyOf(manifest, groupsKey);
  const known = read.get(key) ?? {
    words: readWords(join(folder, tower.tokenizer), {
      ...{ pad: tower.pad, lowerCase: tower.lowerCase, advice: 'Add the model again.' },
    }),
    points: new PromptPoints(
      promptsOf(groups, tower.prompts),
      Number(manifest.outputs[0].shape[1]),
      join(folder, `prompts-${key}.bin`),
    ),
  };
  read.delete(key);
  read.set(key, known);
  if (read.size > MOST_READ) read.delete(read.keys().next().value as string);

  const wordsManifest = partOf(manifest, 'words');
  const text = async (sentence: string): Promise<Float32Array> => {
    const model = await runtime.model(name, 'words');
    const outputs = await model.run(feedsOf(wordsManifest, known.words, sentence));
    return embeddingOf(name, outputs[wordsManifest.outputs[0].name].data);
  };
  return {
    key,
    groups,
    anyWords: true,
    prepare: () => known.points.goOn(text, AT_A_TIME, signal),
    async picture(rgb, alpha, refine) {
      const [input] = manifest.inputs;
      const size = sideOf(manifest);
      const asked = await known.points.all(text, signal);
      const model = await runtime.model(name);
      const { rgb: square } = squareOf(rgb, alpha, size, input.fit ?? 'letterbox');
      const outputs = await model.run({
        [input.name]: { data: planesOf(square, input), dims: [1, 3, size, size] },
      });
      const embedding = embeddingOf(name, outputs[manifest.outputs[0].name].data);
      return { embedding, attributes: zeroShot(embedding, asked, groups, tower.scale, refine) };
    },
    text: (asked) => text(tower.languages.includes('zh') ? asked : inEnglish(asked, groups)),
  };
}

/** Names all that embeddings and attributes depend on. */
function keyOf(manifest: PinnedManifest, groupsKey: string): string {
  const { file, sha256, externalFiles, inputs, outputs, words } = manifest;
  const all = [PROMPTS_VERSION, groupsKey, file, sha256, externalFiles, inputs, outputs, words as WordsTower];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 32);
}

function embeddingOf(name: string, values: Float32Array): Float32Array {
  if (values.every(Number.isFinite)) return unit(values);
  throw new StudioError(
    'model-invalid',
    `Model "${name}" gave values that are no numbers. Choose another model, or the built-in one.`,
  );
}
