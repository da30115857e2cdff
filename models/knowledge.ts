/** Knowledge models: what `models/knowledge/manifest.json` says of the two trained towers, as manifests of models. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ModelManifest, Sha256 } from '../src-main/engine/runtime/manifest.ts';

/** Folder of the trained files. */
export const KNOWLEDGE_DIR = fileURLToPath(new URL('./knowledge/', import.meta.url));

const File = z.object({ bytes: z.int().positive(), sha256: Sha256 });
const Tower = z.object({
  file: z.string(),
  outputs: z.array(z.object({ name: z.string(), shape: z.array(z.union([z.int(), z.string()])) })),
});
const Shape = z.array(z.union([z.int(), z.string()]));
const Channels3 = z.tuple([z.number(), z.number(), z.number()]);
const Exported = z.object({
  title: z.string(),
  licence: z.string(),
  image: Tower.extend({
    input: z.object({
      name: z.string(),
      shape: Shape,
      normalisation: z.object({ mean: Channels3, std: Channels3 }),
    }),
    cover: z.object({ name: z.string(), shape: Shape }),
  }),
  text: Tower.extend({ input: z.object({ name: z.string(), shape: Shape }) }),
  files: z.record(z.string(), File),
});

/** Manifests by the names the models are built under. */
export function knowledgeManifests(): Record<string, ModelManifest> {
  const { title, licence, image, text, files } = Exported.parse(
    JSON.parse(readFileSync(join(KNOWLEDGE_DIR, 'manifest.json'), 'utf8')),
  );
  const outputs = (tower: z.infer<typeof Tower>) =>
    tower.outputs.map((output) => ({ ...output, type: 'float32' as const }));
  const model = (name: string, task: 'garment-picture' | 'garment-words', file: string) => ({
    name,
    title,
    task,
    licence,
    source: { kind: 'trained' as const, file },
    file: 'model.onnx',
    ...files[file],
  });
  const beside = (file: string) => ({ [file]: files[file].sha256 });
  return {
    garment_picture: ModelManifest.parse({
      ...model('garment_picture', 'garment-picture', image.file),
      externalFiles: beside('schema.json'),
      inputs: [
        { ...image.input, type: 'float32' },
        { ...image.cover, type: 'float32' },
      ],
      outputs: outputs(image),
    }),
    garment_words: ModelManifest.parse({
      ...model('garment_words', 'garment-words', text.file),
      externalFiles: beside('tokenizer.json'),
      inputs: [{ name: text.input.name, shape: text.input.shape, type: 'int64' }],
      outputs: outputs(text),
    }),
  };
}
