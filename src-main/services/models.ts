/** Models service: list, build, verify, add and remove models. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BuildProgress,
  buildModels as build,
  buildableAssets,
  buildableModels,
  builtInAsset,
  builtInManifest,
} from '../../models/build.ts';
import { assembleIsnet, ISNET_NOTICE } from '../../models/optional/isnet.ts';
import { StudioError } from '../contract/errors.ts';
import { BUILT_IN_KNOWLEDGE } from '../contract/names.ts';
import { readAssetManifest } from '../engine/runtime/asset-manifest.ts';
import {
  addUserModel,
  createRegistry,
  type ModelEntry,
  type ModelManifest,
  removeUserModel,
  verifyModel,
} from '../engine/runtime/index.ts';
import { hashFile } from '../engine/runtime/manifest.ts';

export interface ModelPlaces {
  /** Folder of the built models, NAME/{model.json, model.onnx}, and assets, NAME/{asset.json, FILE}. */
  builtInDir: string;
  /** Folder of the user's own models. */
  userDir: string;
  /** node_modules folder the built-in models are made from. */
  packagesDir: string;
}

export interface ModelStatus {
  name: string;
  origin: 'built-in' | 'yours';
  state: 'ready' | 'missing' | 'broken';
  task: string;
  title: string;
  licence: string;
  /** Size of the file, 0 when unknown. */
  bytes: number;
  /** What is wrong, in words. */
  problems: string[];
}

/** Optional models that can be added by name, and what to tell the user about each first. */
export const OPTIONAL_MODELS: Record<string, { notice: string }> = { isnet: { notice: ISNET_NOTICE } };

/** Every built-in model, built or not, then the user's; files are looked at only if they changed. */
export async function listModels(places: ModelPlaces): Promise<ModelStatus[]> {
  return await statuses(places, async (registry, entry) => {
    try {
      await registry.checkIntegrity(entry);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

/**
 * Like listModels, but reads every file in full, loads every model and compares it with its manifest.
 * @param names only these; all by default
 */
export async function verifyModels(places: ModelPlaces, names?: readonly string[]): Promise<ModelStatus[]> {
  return await statuses(places, verifyModel, names);
}

/** Builds the built-in models that are missing or damaged. */
export async function buildModels(
  places: ModelPlaces,
  options: { names?: readonly string[]; force?: boolean; onProgress?(event: BuildProgress): void } = {},
): Promise<BuildProgress[]> {
  return await build({ packagesDir: places.packagesDir, outDir: places.builtInDir, ...options });
}

/**
 * Adds the user's model in a folder, or an optional one by its name.
 * @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid', 'output-unwritable', 'disk-full'
 */
export async function addModel(
  places: ModelPlaces,
  folderOrName: string,
  options: { replace?: boolean; onProgress?(message: string): void } = {},
): Promise<ModelStatus> {
  const reserved = [...(await buildableModels()), ...(await buildableAssets()), BUILT_IN_KNOWLEDGE];
  const add = async (folder: string) =>
    status(
      'yours',
      await addUserModel(folder, places.userDir, { reserved, replace: options.replace ?? false }),
    );
  if (!Object.hasOwn(OPTIONAL_MODELS, folderOrName)) return await add(folderOrName);

  const notify = options.onProgress ?? (() => {});
  notify(OPTIONAL_MODELS[folderOrName].notice);
  const work = await mkdtemp(join(tmpdir(), 'toile-model-'));
  try {
    await assembleIsnet(work, places.packagesDir, notify);
    return await add(work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @throws StudioError 'model-missing' when the user has not added a model of that name */
export async function removeModel(places: ModelPlaces, name: string): Promise<void> {
  await removeUserModel(name, places.userDir);
}

async function statuses(
  places: ModelPlaces,
  examine: (registry: ReturnType<typeof createRegistry>, entry: ModelEntry) => Promise<string[]>,
  names?: readonly string[],
): Promise<ModelStatus[]> {
  const result: ModelStatus[] = [];
  const wanted = (name: string) => names === undefined || names.includes(name);
  for (const [origin, dir] of [
    ['built-in', places.builtInDir],
    ['yours', places.userDir],
  ] as const) {
    const registry = createRegistry([dir], dir);
    for (const entry of registry.list().filter((e) => wanted(e.name))) {
      result.push(status(origin, entry.manifest, await examine(registry, entry)));
    }
    for (const { name, reason } of registry.broken().filter((b) => wanted(b.name))) {
      result.push({
        name,
        origin,
        state: 'broken',
        task: '',
        title: '',
        licence: '',
        bytes: 0,
        problems: [reason],
      });
    }
    if (origin === 'yours') continue;
    for (const name of (await buildableAssets()).filter(wanted)) {
      result.push(await assetStatus(name, join(dir, name)));
    }
    for (const name of (await buildableModels()).filter(
      (n) => wanted(n) && !result.some((r) => r.name === n),
    )) {
      result.push({
        ...status(origin, builtInManifest(name)),
        state: 'missing',
        problems: ['not built yet: run "toile models build"'],
      });
    }
  }
  const unknown = names?.find((name) => !result.some((r) => r.name === name));
  if (unknown !== undefined) throw new StudioError('model-missing', `There is no model "${unknown}".`);
  return result;
}

async function assetStatus(name: string, folder: string): Promise<ModelStatus> {
  const expected = builtInAsset(name);
  const found = async (): Promise<Pick<ModelStatus, 'state' | 'problems'>> => {
    try {
      readAssetManifest(folder);
      const sha256 = await hashFile(join(folder, expected.file));
      if (sha256 === expected.sha256) return { state: 'ready', problems: [] };
      const problem = `${expected.file} has sha256 ${sha256}, expected ${expected.sha256}`;
      return { state: 'broken', problems: [`${problem}: run "toile models build" again`] };
    } catch (error) {
      const missing = error instanceof StudioError && error.code === 'model-missing';
      if (missing) return { state: 'missing', problems: ['not built yet: run "toile models build"'] };
      return { state: 'broken', problems: [(error as Error).message] };
    }
  };
  return { ...status('built-in', expected), ...(await found()) };
}

function status(
  origin: ModelStatus['origin'],
  manifest: Pick<ModelManifest, 'name' | 'title' | 'licence' | 'bytes'> & {
    task: string;
    words?: ModelManifest['words'];
  },
  problems: string[] = [],
): ModelStatus {
  return {
    name: manifest.name,
    origin,
    state: problems.length === 0 ? 'ready' : 'broken',
    task: manifest.task,
    title: manifest.title ?? manifest.name,
    licence: manifest.licence,
    bytes: (manifest.bytes ?? 0) + (manifest.words?.bytes ?? 0),
    problems,
  };
}
