/** Describing: what the knowledge models say of a picture of a garment, and of words about one. */

import { join } from 'node:path';
import type { AttributeGroup, SeenGroups } from '../../../contract/knowledge.ts';
import type { Mask, Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { planesOf, squareOf } from './pixels.ts';
import { groupsOf, type KnowledgeSchema, readSchema, seenGroups } from './schema.ts';
import { readWords, type Words } from './words.ts';

/** Names the models are built under. */
const PICTURES = 'garment_picture';
const WORDS = 'garment_words';

export interface Described {
  /** Of length 1. */
  embedding: Float32Array;
  attributes: SeenGroups;
}

export interface Describer {
  /** Names both models by their contents: what others computed lies in another space. */
  readonly key: string;
  readonly groups: AttributeGroup[];
  /** @param alpha what of the picture is garment; without it the whole picture is looked at */
  picture(rgb: Raster<Uint8Array>, alpha: Mask | undefined): Promise<Described>;
  text(text: string): Promise<Float32Array>;
}

/** Read once for each version of the models. */
const read = new Map<string, { schema: KnowledgeSchema; words: Words }>();

/** @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid' */
export function openDescriber(runtime: Runtime): Describer {
  const key = `${runtime.modelKey(PICTURES).slice(0, 16)}-${runtime.modelKey(WORDS).slice(0, 16)}`;
  const known = read.get(key) ?? {
    schema: readSchema(join(runtime.registry.find(PICTURES).folder, 'schema.json')),
    words: readWords(join(runtime.registry.find(WORDS).folder, 'tokenizer.json')),
  };
  read.set(key, known);
  const { schema, words } = known;
  return {
    key,
    groups: groupsOf(schema),
    async picture(rgb, alpha) {
      const model = await runtime.model(PICTURES);
      const [input] = model.manifest.inputs;
      const size = Number(input.shape.at(-1));
      const planes = planesOf(squareOf(rgb, alpha, size), input);
      const { embedding, attributes } = await model.run({
        [input.name]: { data: planes, dims: [1, 3, size, size] },
      });
      return { embedding: unit(embedding.data), attributes: seenGroups(schema, attributes.data) };
    },
    async text(text) {
      const model = await runtime.model(WORDS);
      const [input] = model.manifest.inputs;
      const length = Number(input.shape.at(-1));
      const data = Float32Array.from(words.tokens(text, length), Number);
      const { embedding } = await model.run({ [input.name]: { data, dims: [1, length] } });
      return unit(embedding.data);
    },
  };
}

/** The same direction with length 1. */
function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
