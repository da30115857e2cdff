/** Trying a model out: it is loaded on the CPU, compared with its manifest and run, before anything relies on it. */

import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { type ModelManifest, partOf, partsOf } from './manifest.ts';
import { feedsOf, uselessWords } from './picture-words.ts';
import { knownInput } from './provider-check.ts';
import { createSession, manifestFaults, type Session, type Tensor } from './session.ts';
import { readWords, type Words } from './tokenizer.ts';

/** Texts that no tower of words may take for the same; the last has more tokens than any takes. */
const TEXTS = ['a red dress', 'two blue shirts', 'a long grey coat with many buttons '.repeat(600)];

/** @throws StudioError 'model-corrupt' or 'model-invalid', saying what is wrong */
export async function tryOut(folder: string, manifest: ModelManifest): Promise<void> {
  const { words } = manifest;
  const tokenizer =
    words &&
    readWords(join(folder, words.tokenizer), {
      ...{ pad: words.pad, lowerCase: words.lowerCase },
      advice: 'Export the tokenizer again, as tokenizer.json.',
    });
  for (const part of partsOf(manifest)) {
    const own = partOf(manifest, part);
    await withSession(folder, own, async (session) => {
      if (part === 'words' && tokenizer) await tryWords(own, session, tokenizer);
      else check(own, await session.run(knownInput(own)));
    });
  }
}

async function tryWords(manifest: ModelManifest, session: Session, words: Words): Promise<void> {
  const [{ name }] = manifest.outputs;
  const embeddings: Float32Array[] = [];
  for (const text of TEXTS) {
    const outputs = await session.run(feedsOf(manifest, words, text));
    check(manifest, outputs);
    embeddings.push(outputs[name].data);
  }
  const faults = uselessWords(embeddings[0], embeddings[1]);
  if (faults.length > 0) throw invalid(manifest, faults);
}

/** Sizes that the manifest fixes are those of what the model gives. */
function check(manifest: ModelManifest, outputs: Record<string, Tensor>): void {
  const faults = manifest.outputs.flatMap(({ name, shape }) => {
    const { dims } = outputs[name];
    const fits =
      dims.length === shape.length && shape.every((size, k) => typeof size === 'string' || size === dims[k]);
    return fits
      ? []
      : [`output "${name}" came out as [${dims.join(', ')}], the manifest says [${shape.join(', ')}]`];
  });
  if (faults.length > 0) throw invalid(manifest, faults);
}

async function withSession(
  folder: string,
  manifest: ModelManifest,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const { name, file } = manifest;
  let session: Session;
  try {
    session = await createSession(join(folder, file), 'cpu', 1);
  } catch (cause) {
    throw new StudioError('model-corrupt', `Model "${name}" cannot be loaded: ${firstLine(cause)}`, {
      cause,
    });
  }
  try {
    const faults = manifestFaults(manifest, session);
    if (faults.length > 0)
      throw invalid(manifest, manifest.words ? faults.map((fault) => `${file}: ${fault}`) : faults);
    await work(session);
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw new StudioError('model-invalid', `Model "${name}" fails to run ${file}: ${firstLine(cause)}`, {
      cause,
    });
  } finally {
    await session.release();
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0].slice(0, 300);

export function invalid(manifest: ModelManifest, faults: string[]): StudioError {
  return new StudioError('model-invalid', `Model "${manifest.name}" cannot be added: ${faults.join('; ')}.`);
}
