/** Builds the models the engine needs from npm packages that are already installed; also a command: `node models/build.ts`. */

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../src-main/contract/errors.ts';
import {
  hashFile,
  MANIFEST_FILE,
  type ModelManifest,
  readManifest,
} from '../src-main/engine/runtime/manifest.ts';
import { convertTflite } from './convert/convert.ts';

/** Folder of the manifests: this one. */
const MANIFESTS_DIR = fileURLToPath(new URL('.', import.meta.url));

export interface BuildOptions {
  /** The node_modules folder the source packages are installed in. */
  packagesDir: string;
  /** Models are written to `outDir`/NAME/{model.json, model.onnx}. */
  outDir: string;
  /** All by default. */
  names?: readonly string[];
  /** Build again what is already there and intact. */
  force?: boolean;
  /** Called after each model: `done` of `total`. */
  onProgress?(event: BuildProgress): void;
}

export interface BuildProgress {
  name: string;
  state: 'built' | 'present';
  done: number;
  total: number;
  bytes: number;
}

type NpmManifest = ModelManifest & {
  sha256: string;
  source: Extract<ModelManifest['source'], { kind: 'npm' }>;
};

/** Names of the models that can be built, in order of name. */
export async function buildableModels(): Promise<string[]> {
  const entries = await readdir(MANIFESTS_DIR, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries.filter((e) => e.isDirectory() && e.name !== 'convert')) {
    const files = await readdir(join(MANIFESTS_DIR, entry.name));
    if (files.includes(MANIFEST_FILE)) names.push(entry.name);
  }
  return names.sort();
}

/**
 * Builds models that are missing or damaged in `outDir` and leaves the others alone.
 *
 * @throws StudioError 'model-missing' when a source package is not installed, 'model-corrupt' when its file or
 * the converted result is not the one the manifest names.
 */
export async function buildModels(options: BuildOptions): Promise<BuildProgress[]> {
  const known = await buildableModels();
  const names = options.names ?? known;
  const events: BuildProgress[] = [];
  for (const name of names) {
    if (!known.includes(name)) {
      throw new StudioError(
        'model-missing',
        `There is no model "${name}" to build. Known: ${known.join(', ')}.`,
      );
    }
    const manifest = builtInManifest(name);
    const folder = join(options.outDir, name);
    const present = !options.force && (await isIntact(folder, manifest));
    const bytes = present ? (manifest.bytes ?? 0) : await buildOne(manifest, folder, options.packagesDir);
    const event: BuildProgress = {
      name,
      state: present ? 'present' : 'built',
      done: events.length + 1,
      total: names.length,
      bytes,
    };
    events.push(event);
    options.onProgress?.(event);
  }
  return events;
}

/** Manifest of a built-in model, as this folder holds it. */
export function builtInManifest(name: string): NpmManifest {
  const manifest = readManifest(join(MANIFESTS_DIR, name));
  if (manifest.source?.kind !== 'npm' || manifest.sha256 === undefined || manifest.name !== name) {
    throw new StudioError(
      'model-invalid',
      `models/${name}/${MANIFEST_FILE} lacks its name, source or sha256.`,
    );
  }
  return { ...manifest, sha256: manifest.sha256, source: manifest.source };
}

async function isIntact(folder: string, manifest: NpmManifest): Promise<boolean> {
  try {
    const written = readManifest(folder);
    if (JSON.stringify(written) !== JSON.stringify(readManifest(join(MANIFESTS_DIR, manifest.name))))
      return false;
    return (await hashFile(join(folder, manifest.file))) === manifest.sha256;
  } catch {
    return false;
  }
}

async function buildOne(manifest: NpmManifest, folder: string, packagesDir: string): Promise<number> {
  const { name, source } = manifest;
  const bytes = await readSource(manifest, packagesDir);
  let onnx = bytes;
  if (source.format === 'tflite') {
    onnx = convertTflite(bytes, {
      name,
      inputNames: manifest.inputs.map((tensor) => tensor.name),
      outputNames: manifest.outputs.map((tensor) => tensor.name),
    }).onnx;
  }
  const found = sha256(onnx);
  if (found !== manifest.sha256) {
    throw new StudioError(
      'model-corrupt',
      `Model "${name}": the converted file has sha256 ${found}, the manifest expects ${manifest.sha256}. ` +
        'The converter and the manifest in models/ do not belong together.',
    );
  }
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, manifest.file), onnx);
  // the manifest last: a folder with a manifest is a finished model
  await writeWhole(join(folder, MANIFEST_FILE), await readFile(join(MANIFESTS_DIR, name, MANIFEST_FILE)));
  return onnx.length;
}

async function readSource({ name, source }: NpmManifest, packagesDir: string): Promise<Uint8Array> {
  const path = join(packagesDir, source.package, source.file);
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(path, source.range);
  } catch (cause) {
    throw new StudioError(
      'model-missing',
      `Model "${name}" is built from ${source.package}@${source.version}, but "${path}" cannot be read. ` +
        'Install the dependencies (npm ci --ignore-scripts) and try again.',
      { cause },
    );
  }
  const found = sha256(bytes);
  if (found !== source.sha256) {
    throw new StudioError(
      'model-corrupt',
      `Model "${name}": "${path}" is not the file of ${source.package}@${source.version} ` +
        `(sha256 ${found}, expected ${source.sha256}). Reinstall the dependencies (npm ci --ignore-scripts).`,
    );
  }
  return bytes;
}

async function readBytes(path: string, range?: readonly [number, number]): Promise<Uint8Array> {
  if (!range) return new Uint8Array(await readFile(path));
  const [start, end] = range;
  const file = await open(path, constants.O_RDONLY);
  try {
    const bytes = new Uint8Array(end - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Writes beside the target and renames, so that a file is either whole or absent. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'disk-full' : 'output-unwritable';
    throw new StudioError(code, `Could not write "${path}": ${(cause as Error).message}`, { cause });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `node models/build.ts [--force] [NAME...]`: into .toile/models of this checkout. */
async function main(args: readonly string[]): Promise<void> {
  const root = resolve(MANIFESTS_DIR, '..');
  const names = args.filter((arg) => !arg.startsWith('--'));
  await buildModels({
    packagesDir: join(root, 'node_modules'),
    outDir: join(root, '.toile', 'models'),
    force: args.includes('--force'),
    ...(names.length > 0 ? { names } : {}),
    onProgress: ({ name, state, done, total, bytes }) => {
      process.stdout.write(`  model ${done}/${total} ${name}: ${state} (${(bytes / 1e6).toFixed(1)} MB)\n`);
    },
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof StudioError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
