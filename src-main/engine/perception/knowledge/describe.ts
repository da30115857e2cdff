/** Describing: what the knowledge models say of a picture of a garment, and of words about one. */

import { join } from 'node:path';
import type { AttributeGroup, SeenGroups } from '../../../contract/knowledge.ts';
import { toFloat } from '../../image/ops/resize.ts';
import type { Mask, Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { readWords, type Words } from '../../runtime/tokenizer.ts';
import { openOwnModel } from './own-model.ts';
import { planesOf, squareOf } from './pixels.ts';
import { groupsOf, type KnowledgeSchema, type Refine, readSchema, seenGroups } from './schema.ts';
import { unit } from './zero-shot.ts';

/** Names the models are built under. */
const PICTURES = 'garment_picture';
const WORDS = 'garment_words';
const SCHEMA = 'schema.json';

export interface Described {
  /** Of length 1. */
  embedding: Float32Array;
  attributes: SeenGroups;
}

export interface Describer {
  /** Names both models by their contents: what others computed lies in another space. */
  readonly key: string;
  readonly groups: AttributeGroup[];
  /** False: it knows words about garments alone, and would make something up of others. */
  readonly anyWords: boolean;
  /** Goes on with what has to be computed once before pictures are looked at, a part at a time; the share done, 1 for all. */
  prepare(): Promise<number>;
  /**
   * @param alpha what of the picture is garment; without it the whole picture is looked at
   * @param refine what else is known of the garment
   */
  picture(rgb: Raster<Uint8Array>, alpha: Mask | undefined, refine?: Refine): Promise<Described>;
  text(text: string): Promise<Float32Array>;
}

/** Read once for each version of the models. */
const read = new Map<string, { schema: KnowledgeSchema; words: Words }>();

export interface DescriberOptions {
  /** Name of a user's model that takes the place of the built-in ones. */
  model?: string;
  signal?: AbortSignal;
}

/** @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid' */
export function openDescriber(runtime: Runtime, { model, signal }: DescriberOptions = {}): Describer {
  if (model === undefined) return openBuiltIn(runtime);
  // what pictures are asked for is what the built-in models know
  const { folder, manifest } = runtime.registry.find(PICTURES);
  const groups = groupsOf(readSchema(join(folder, SCHEMA)));
  return openOwnModel(runtime, model, { groups, groupsKey: manifest.externalFiles?.[SCHEMA] ?? '' }, signal);
}

function openBuiltIn(runtime: Runtime): Describer {
  const key = `${runtime.modelKey(PICTURES).slice(0, 16)}-${runtime.modelKey(WORDS).slice(0, 16)}`;
  const known = read.get(key) ?? {
    schema: readSchema(join(runtime.registry.find(PICTURES).folder, SCHEMA)),
    words: readWords(join(runtime.registry.find(WORDS).folder, 'tokenizer.json')),
  };
  read.set(key, known);
  const { schema, words } = known;
  return {
    key,
    groups: groupsOf(schema),
    anyWords: false,
    prepare: async () => 1,
    async picture(rgb, alpha, refine) {
      const model = await runtime.model(PICTURES);
      const [pixels, cover] = model.manifest.inputs;
      const size = Number(pixels.shape.at(-1));
      const square = squareOf(rgb, alpha, size);
      const { embedding, attributes } = await model.run({
        [pixels.name]: { data: planesOf(square.rgb, pixels), dims: [1, 3, size, size] },
        [cover.name]: { data: toFloat(square.cover, 1 / 255).data, dims: [1, 1, size, size] },
      });
      return {
        embedding: unit(embedding.data),
        attributes: seenGroups(schema, attributes.data, refine),
      };
    },
    async text(text) {
      const model = await runtime.model(WORDS);
      const [input] = model.manifest.inputs;
      const length = Number(input.shape.at(-1));
      const { ids: data } = words.tokens(text, length);
      const { embedding } = await model.run({ [input.name]: { data, dims: [1, length] } });
      return unit(embedding.data);
    },
  };
}
