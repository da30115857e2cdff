/** Builds the models and assets the engine needs from installed npm packages; also a command: `node models/build.ts`. */

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../src-main/contract/errors.ts';
import {
  ASSET_MANIFEST_FILE,
  type AssetManifest,
  readAssetManifest,
} from '../src-main/engine/runtime/asset-manifest.ts';
import {
  hashFile,
  MANIFEST_FILE,
  type ModelManifest,
  readManifest,
} from '../src-main/engine/runtime/manifest.ts';
import { convertTflite } from './convert/convert.ts';
import { KNOWLEDGE_DIR, knowledgeManifests } from './knowledge.ts';
import { buildFont } from './noto_sans_sc/build/build.ts';
import { buildBody } from './parametric_body/build/build.ts';
import { buildLooks } from './studio_looks/build/build.ts';

/** Folder of the manifests: this one. */
const MANIFESTS_DIR = fileURLToPath(new URL('.', import.meta.url));

export interface BuildOptions {
  /** The node_modules folder the source packages are installed in. */
  packagesDir: string;
  /** Written to `outDir`/NAME/{model.json, model.onnx}, assets to `outDir`/NAME/{asset.json, FILE}. */
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

type BuiltInManifest = ModelManifest & {
  sha256: string;
  source: Exclude<ModelManifest['source'], { kind: 'user' } | undefined>;
};
type NpmManifest = BuiltInManifest & { source: { kind: 'npm' } };

/** What builds each asset from the folder of its source package. */
const ASSET_BUILDERS: Record<AssetManifest['task'], (packageDir: string) => Uint8Array> = {
  'parametric-body': buildBody,
  'studio-looks': buildLooks,
  'font-regular': buildFont('400Regular/NotoSansSC_400Regular.ttf'),
  'font-bold': buildFont('600SemiBold/NotoSansSC_600SemiBold.ttf'),
};

/** Names of the models that can be built, in order of name. */
export async function buildableModels(): Promise<string[]> {
  return [...(await foldersWith(MANIFEST_FILE)), ...Object.keys(knowledgeManifests())].sort();
}

/** Names of the assets that can be built, in order of name. */
export const buildableAssets = (): Promise<string[]> => foldersWith(ASSET_MANIFEST_FILE);

async function foldersWith(file: string): Promise<string[]> {
  const entries = await readdir(MANIFESTS_DIR, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries.filter((e) => e.isDirectory() && e.name !== 'convert')) {
    const files = await readdir(join(MANIFESTS_DIR, entry.name));
    if (files.includes(file)) names.push(entry.name);
  }
  return names.sort();
}

/**
 * Builds models and assets that are missing or damaged in `outDir` and leaves the others alone.
 *
 * @throws StudioError 'model-missing' when a source package is not installed, 'model-corrupt' when its file or
 * the converted result is not the one the manifest names.
 */
export async function buildModels(options: BuildOptions): Promise<BuildProgress[]> {
  const assets = await buildableAssets();
  const known = [...(await buildableModels()), ...assets].sort();
  const names = options.names ?? known;
  const events: BuildProgress[] = [];
  for (const name of names) {
    if (!known.includes(name)) {
      throw new StudioError(
        'model-missing',
        `There is no model "${name}" to build. Known: ${known.join(', ')}.`,
      );
    }
    const folder = join(options.outDir, name);
    const asset = assets.includes(name) ? builtInAsset(name) : undefined;
    const manifest = asset ?? builtInManifest(name);
    const present =
      !options.force && (await isIntact(folder, manifest, asset ? readAssetManifest : readManifest));
    const build = () => {
      if (asset) return buildAsset(asset, folder, options.packagesDir);
      const model = manifest as BuiltInManifest;
      return isNpm(model) ? buildOne(model, folder, options.packagesDir) : copyTrained(model, folder);
    };
    const bytes = present ? (manifest.bytes ?? 0) : await build();
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
export function builtInManifest(name: string): BuiltInManifest {
  const manifest = knowledgeManifests()[name] ?? readManifest(join(MANIFESTS_DIR, name));
  if (
    manifest.source === undefined ||
    manifest.source.kind === 'user' ||
    manifest.sha256 === undefined ||
    manifest.name !== name
  ) {
    throw new StudioError(
      'model-invalid',
      `models/${name}/${MANIFEST_FILE} lacks its name, source or sha256.`,
    );
  }
  return { ...manifest, sha256: manifest.sha256, source: manifest.source };
}

/** Manifest of a built-in asset, as this folder holds it. */
export function builtInAsset(name: string): AssetManifest {
  const manifest = readAssetManifest(join(MANIFESTS_DIR, name));
  if (manifest.name !== name)
    throw new StudioError('model-invalid', `models/${name}/${ASSET_MANIFEST_FILE} has another name.`);
  return manifest;
}

async function isIntact(
  folder: string,
  manifest: { name: string; file: string; sha256: string; externalFiles?: Record<string, string> },
  read: (folder: string) => unknown,
): Promise<boolean> {
  try {
    const wanted = knowledgeManifests()[manifest.name] ?? read(join(MANIFESTS_DIR, manifest.name));
    if (JSON.stringify(read(folder)) !== JSON.stringify(wanted)) return false;
    for (const [name, sha] of Object.entries(manifest.externalFiles ?? {}))
      if ((await hashFile(join(folder, name))) !== sha) return false;
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

const isNpm = (manifest: BuiltInManifest): manifest is NpmManifest => manifest.source.kind === 'npm';

/** A model of our own: its files are here, and only have to be the ones they should be. */
async function copyTrained(manifest: BuiltInManifest, folder: string): Promise<number> {
  const { name, source, file, externalFiles } = manifest;
  if (source.kind !== 'trained') throw new StudioError('model-invalid', `"${name}" is no model of our own.`);
  await mkdir(folder, { recursive: true });
  let size = 0;
  const files: [from: string, to: string, sha: string][] = [
    [source.file, file, manifest.sha256],
    ...Object.entries(externalFiles ?? {}).map(([to, sha]): [string, string, string] => [to, to, sha]),
  ];
  for (const [from, to, sha] of files) {
    const bytes = await readFile(join(KNOWLEDGE_DIR, from));
    if (sha256(bytes) !== sha)
      throw new StudioError(
        'model-corrupt',
        `models/knowledge/${from} is not the file that its manifest names. Get the file again, or train the models anew.`,
      );
    await writeWhole(join(folder, to), bytes);
    size += bytes.length;
  }
  await writeWhole(join(folder, MANIFEST_FILE), Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return size;
}

async function buildAsset(manifest: AssetManifest, folder: string, packagesDir: string): Promise<number> {
  const { name, task, source } = manifest;
  const packageDir = join(packagesDir, source.package);
  let bytes: Uint8Array;
  try {
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
    if (version !== source.version) throw new Error(`version ${version} is installed`);
    bytes = ASSET_BUILDERS[task](packageDir);
  } catch (cause) {
    throw new StudioError(
      'model-missing',
      `"${name}" is built from ${source.package}@${source.version}, which cannot be read: ` +
        `${(cause as Error).message}. Install the dependencies (npm ci --ignore-scripts) and try again.`,
      { cause },
    );
  }
  const found = sha256(bytes);
  if (found !== manifest.sha256) {
    throw new StudioError(
      'model-corrupt',
      `"${name}": the built file has sha256 ${found}, the manifest expects ${manifest.sha256}. ` +
        `The files of ${source.package} or its build script are not the ones expected; reinstall the dependencies.`,
    );
  }
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, manifest.file), bytes);
  // the manifest last, as with models
  const text = await readFile(join(MANIFESTS_DIR, name, ASSET_MANIFEST_FILE));
  await writeWhole(join(folder, ASSET_MANIFEST_FILE), text);
  return bytes.length;
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
