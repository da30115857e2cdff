/** Adding and verifying models: an untrusted folder is checked from outside, copied, loaded once, then installed. */

import { constants, lstatSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import {
  hashFile,
  MANIFEST_FILE,
  type ModelManifest,
  ModelName,
  type ModelPart,
  type PinnedManifest,
  partOf,
  partsOf,
  readManifest,
} from './manifest.ts';
import { externalLocations } from './onnx-file.ts';
import type { ModelEntry, Registry } from './registry.ts';
import { invalid, tryOut } from './try-model.ts';
import { contractFaults } from './user-contract.ts';

/** Protobuf's own limit; an ONNX file cannot be larger. */
const MAX_ONNX_BYTES = 2 ** 31 - 1;
const MAX_EXTERNAL_BYTES = 8e9;
const MAX_TOKENIZER_BYTES = 100e6;

export interface AddOptions {
  /** Names that are taken by built-in models. */
  reserved?: readonly string[];
  /** Replace a model of the same name. */
  replace?: boolean;
}

/**
 * Checks the model in folder `from` and copies it to `userDir`/NAME, whole or not at all.
 *
 * The folder holds model.json, the ONNX files and the tokenizer it names, and, if an ONNX file keeps its weights outside,
 * those files beside it. Links, absolute paths and paths that leave the folder are refused.
 *
 * @returns the manifest as installed, with the hashes of all files.
 * @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid', 'output-unwritable', 'disk-full'
 */
export async function addUserModel(
  from: string,
  userDir: string,
  options: AddOptions = {},
): Promise<PinnedManifest> {
  const folder = resolve(from);
  requireRegular(folder, MANIFEST_FILE);
  const manifest = readManifest(folder);
  const { name } = manifest;
  if (options.reserved?.includes(name)) {
    throw invalid(manifest, ['the name is taken by a built-in model; choose another in model.json']);
  }
  const target = join(userDir, name);
  if (!options.replace && exists(target)) {
    throw invalid(manifest, [
      'a model of this name was added before; choose another name, or replace it with --replace',
    ]);
  }
  const faults = contractFaults(manifest);
  if (faults.length > 0) throw invalid(manifest, faults);
  const beside = filesBeside(folder, manifest);

  let staging = '';
  try {
    await mkdir(userDir, { recursive: true });
    staging = await mkdtemp(join(userDir, '.adding-'));
    for (const file of [...onnxFiles(manifest), ...beside]) {
      await copyFile(join(folder, file), join(staging, file), constants.COPYFILE_EXCL);
    }
    const installed = await pin(manifest, staging, beside);
    // the copy is what gets checked: the original may change meanwhile
    filesBeside(staging, installed);
    await tryOut(staging, installed);
    await writeFile(join(staging, MANIFEST_FILE), `${JSON.stringify(installed, null, 2)}\n`, { flush: true });
    if (options.replace) await rm(target, { recursive: true, force: true });
    await rename(staging, target);
    return installed;
  } catch (cause) {
    if (staging !== '') await rm(staging, { recursive: true, force: true });
    if (cause instanceof StudioError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'disk-full' : 'output-unwritable';
    throw new StudioError(code, `Could not install the model in "${userDir}": ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Deletes a model the user has added. */
export async function removeUserModel(name: string, userDir: string): Promise<void> {
  if (!ModelName.safeParse(name).success || !exists(join(userDir, name))) {
    throw new StudioError('model-missing', `You have not added a model "${name}".`);
  }
  await rm(join(userDir, name), { recursive: true });
}

/** What is wrong with an installed model, in words; empty when it is sound. Files are always read in full. */
export async function verifyModel(registry: Registry, entry: ModelEntry): Promise<string[]> {
  try {
    await registry.checkIntegrity(entry, { fresh: true });
    filesBeside(entry.folder, entry.manifest);
    await tryOut(entry.folder, entry.manifest);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

const onnxFiles = (manifest: ModelManifest): string[] =>
  partsOf(manifest).map((part) => partOf(manifest, part).file);

/** Names of the files that belong to the ONNX files: their weights outside of them, and a tokenizer. */
function filesBeside(folder: string, manifest: ModelManifest): string[] {
  const parts = partsOf(manifest).map((part) => partOf(manifest, part));
  const files = new Set(parts.flatMap((part) => checkExternalData(folder, part)));
  const { words } = manifest;
  if (words) {
    if (requireRegular(folder, words.tokenizer) > MAX_TOKENIZER_BYTES)
      throw invalid(manifest, [`${words.tokenizer} is too large to be a tokenizer`]);
    files.add(words.tokenizer);
  }
  const twice = onnxFiles(manifest).find((file) => files.has(file));
  if (twice) throw invalid(manifest, [`${twice} cannot hold the weights of an ONNX file and be one`]);
  return [...files];
}

/** Names of the files beside the ONNX file that hold its weights. */
function checkExternalData(folder: string, manifest: ModelManifest): string[] {
  const size = requireRegular(folder, manifest.file);
  if (size > MAX_ONNX_BYTES) throw invalid(manifest, [`${manifest.file} is larger than an ONNX file can be`]);
  const externals = externalLocations(readFileSync(join(folder, manifest.file)));
  let total = 0;
  for (const location of externals) {
    // a plain name only: absolute paths, '..', folders, drives and address tags all contain other characters
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(location) || location === MANIFEST_FILE) {
      throw invalid(manifest, [
        `it wants to read weights from "${location.slice(0, 200)}"; they must lie in files beside ${manifest.file}, ` +
          'named with letters, digits, ".", "_" and "-" only',
      ]);
    }
    total += requireRegular(folder, location);
  }
  if (total > MAX_EXTERNAL_BYTES) throw invalid(manifest, ['its weights are larger than 8 GB']);
  return externals;
}

/** Size of a regular file that is no link. */
function requireRegular(folder: string, file: string): number {
  const path = join(folder, file);
  let stats: ReturnType<typeof lstatSync>;
  try {
    stats = lstatSync(path);
  } catch (cause) {
    throw new StudioError(
      'model-missing',
      `Expected "${path}": a model is a folder with ${MANIFEST_FILE} and the .onnx file it names.`,
      { cause },
    );
  }
  if (!stats?.isFile()) {
    throw new StudioError('model-invalid', `"${path}" must be a regular file, not a link or a folder.`);
  }
  return stats.size;
}

/** Hash and size of one part's ONNX file. */
async function pinPart(manifest: ModelManifest, part: ModelPart, folder: string) {
  const { file, sha256: said } = partOf(manifest, part);
  const sha256 = await hashFile(join(folder, file));
  if (said !== undefined && said !== sha256) {
    throw new StudioError(
      'model-corrupt',
      `Model "${manifest.name}": ${file} has sha256 ${sha256}, its manifest says ${said}. Get the model again.`,
    );
  }
  return { sha256, bytes: lstatSync(join(folder, file)).size };
}

async function pin(manifest: ModelManifest, folder: string, externals: string[]): Promise<PinnedManifest> {
  const { words } = manifest;
  const pinnedWords = words && { ...words, ...(await pinPart(manifest, 'words', folder)) };
  const externalFiles: Record<string, string> = {};
  for (const file of externals) externalFiles[file] = await hashFile(join(folder, file));
  for (const [file, expected] of Object.entries(manifest.externalFiles ?? {})) {
    if (externalFiles[file] !== expected) {
      throw new StudioError(
        'model-corrupt',
        `Model "${manifest.name}": ${file} is not the file its manifest names.`,
      );
    }
  }
  return {
    ...manifest,
    source: manifest.source ?? { kind: 'user' },
    ...(await pinPart(manifest, 'main', folder)),
    ...(pinnedWords ? { words: pinnedWords } : {}),
    ...(externals.length > 0 ? { externalFiles } : {}),
  };
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
