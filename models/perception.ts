/**
 * Perception models: what `manifest.json` of an exported training (models/train/perception) says, as manifests of models.
 *
 * Also a command: `node models/perception.ts TRAINED FOLDER` lays the models out, so that `toile models add FOLDER/body_parts`
 * takes the one of body parts.
 */

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StudioError } from '../src-main/contract/errors.ts';
import { MANIFEST_FILE, ModelManifest, Sha256 } from '../src-main/engine/runtime/manifest.ts';

/** Names that the models are installed under. */
export const PARTS_MODEL = 'body_parts';
export const LANDMARKS_MODEL = 'garment_landmarks';

const Tensor = z.object({ name: z.string(), shape: z.array(z.union([z.int(), z.string()])) });
const Exported = z.object({
  title: z.string(),
  licence: z.string(),
  parts: z.object({ file: z.string(), labels: z.array(z.string()), input: Tensor, output: Tensor }),
  garment: z.object({
    file: z.string(),
    landmarks: z.array(z.string()),
    categories: z.array(z.string()),
    input: Tensor,
    outputs: z.array(Tensor),
  }),
  files: z.record(z.string(), z.object({ bytes: z.int().positive(), sha256: Sha256 })),
});

/**
 * Manifests by the names of the models.
 *
 * @param folder an exported training
 * @throws StudioError 'model-missing' without a manifest, 'model-invalid' for one that is not as exported
 */
export function perceptionManifests(folder: string): Record<string, ModelManifest> {
  const path = join(folder, 'manifest.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StudioError(
      'model-missing',
      `There is no "${path}". Train the models first: models/train/run.sh perception --cases SET.`,
      { cause },
    );
  }
  try {
    const { title, licence, parts, garment, files } = Exported.parse(JSON.parse(text));
    const float = <T extends object>(tensor: T) => ({ ...tensor, type: 'float32' as const });
    const model = (name: string, file: string) => ({
      name,
      title,
      licence,
      source: { kind: 'trained' as const, file },
      file: 'model.onnx',
      ...files[file],
    });
    return {
      [PARTS_MODEL]: ModelManifest.parse({
        ...model(PARTS_MODEL, parts.file),
        task: 'body-parts',
        inputs: [float(parts.input)],
        outputs: [float(parts.output)],
        labels: parts.labels,
      }),
      [LANDMARKS_MODEL]: ModelManifest.parse({
        ...model(LANDMARKS_MODEL, garment.file),
        task: 'garment-landmarks',
        inputs: [float(garment.input)],
        outputs: garment.outputs.map(float),
        labels: [...garment.landmarks, ...garment.categories],
      }),
    };
  } catch (cause) {
    throw new StudioError(
      'model-invalid',
      `"${path}" is not what the training exports: ${(cause as Error).message.slice(0, 300)}. Export the models again.`,
      { cause },
    );
  }
}

/** Lays the models of an exported training out in a folder of models, as a runtime finds them. */
export function installPerception(folder: string, modelsDir: string): void {
  for (const [name, manifest] of Object.entries(perceptionManifests(folder))) {
    const target = join(modelsDir, name);
    mkdirSync(target, { recursive: true });
    copyFileSync(join(folder, (manifest.source as { file: string }).file), join(target, manifest.file));
    writeFileSync(join(target, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [trained, target] = process.argv.slice(2);
  try {
    if (!trained || !target)
      throw new StudioError('invalid-input', 'Give two folders: node models/perception.ts TRAINED FOLDER');
    installPerception(trained, target);
  } catch (error) {
    process.stderr.write(`${error instanceof StudioError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
