/** A model of pictures and words of the user's own in the place of the built-in ones: attributes by what words are near. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { AttributeGroup } from '../../../contract/knowledge.ts';
import { type PinnedManifest, partOf, type WordsTower } from '../../runtime/manifest.ts';
import { feedsOf, sideOf } from '../../runtime/picture-words.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { readWords, type Words } from '../../runtime/tokenizer.ts';
import type { Describer } from './describe.ts';
import { inEnglish } from './in-english.ts';
import { ofKind } from './kind.ts';
import { planesOf, squareOf } from './pixels.ts';
import { type GroupPrompts, PROMPTS_VERSION, promptsOf } from './prompts.ts';
import { type GroupPoints, middleOf, unit, zeroShot } from './zero-shot.ts';

interface Read {
  words: Words;
  points?: Promise<GroupPoints[]>;
}
/** Read once for each version of a model. */
const read = new Map<string, Read>();
const MOST_READ = 4;

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
  const points = (): Promise<GroupPoints[]> => {
    const file = join(folder, `prompts-${key}.bin`);
    known.points ??= pointsOf(promptsOf(groups, tower.prompts), widthOf(manifest), file, text, signal);
    // what was called off or failed is tried again
    known.points.catch(() => {
      known.points = undefined;
    });
    return known.points;
  };
  return {
    key,
    groups,
    anyWords: true,
    async picture(rgb, alpha, kind) {
      const [input] = manifest.inputs;
      const size = sideOf(manifest);
      const asked = await points();
      const model = await runtime.model(name);
      const square = squareOf(rgb, alpha, size, input.fit ?? 'letterbox');
      const outputs = await model.run({
        [input.name]: { data: planesOf(square, input), dims: [1, 3, size, size] },
      });
      const embedding = embeddingOf(name, outputs[manifest.outputs[0].name].data);
      const attributes = zeroShot(embedding, asked, groups, tower.scale, (seen) => ofKind(seen, kind));
      return { embedding, attributes };
    },
    text: (asked) => text(tower.languages.includes('zh') ? asked : inEnglish(asked, groups)),
  };
}

const widthOf = (manifest: PinnedManifest): number => Number(manifest.outputs[0].shape[1]);

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

/** Points of the groups' sentences: read from `file`, else computed and kept there. */
async function pointsOf(
  prompts: readonly GroupPrompts[],
  width: number,
  file: string,
  text: (sentence: string) => Promise<Float32Array>,
  signal: AbortSignal | undefined,
): Promise<GroupPoints[]> {
  const lists = prompts
    .flatMap(({ values, neutral }) => [...values, neutral])
    .filter((list) => list.length > 0);
  let points = kept(file, lists.length, width);
  if (!points) {
    points = [];
    for (const sentences of lists) {
      const each: Float32Array[] = [];
      for (const sentence of sentences) {
        if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled; nothing was written.');
        each.push(await text(sentence));
      }
      points.push(middleOf(each) as Float32Array);
    }
    keep(file, points);
  }
  const next = points.values();
  const take = (sentences: readonly string[]): Float32Array | undefined =>
    sentences.length > 0 ? next.next().value : undefined;
  return prompts.map(({ id, values, neutral }) => ({ id, values: values.map(take), neutral: take(neutral) }));
}

function kept(file: string, count: number, width: number): Float32Array[] | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.length !== count * width * 4) return undefined;
    const all = new Float32Array(Uint8Array.from(bytes).buffer);
    return Array.from({ length: count }, (_, k) => all.subarray(k * width, (k + 1) * width));
  } catch {
    return undefined;
  }
}

/** Only saves time at the next start, so a folder that cannot be written is no error. Those of earlier versions go. */
function keep(file: string, points: readonly Float32Array[]): void {
  const folder = join(file, '..');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat(points.map((point) => new Uint8Array(point.slice().buffer))));
    for (const old of readdirSync(folder))
      if (/^prompts-[0-9a-f]+\.bin$/.test(old)) rmSync(join(folder, old), { force: true });
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
