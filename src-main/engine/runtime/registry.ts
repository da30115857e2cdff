/** Model registry: which models there are, built in and the user's own, and whether their files are intact. */

import { type Dirent, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import {
  hashFile,
  MANIFEST_FILE,
  type ModelManifest,
  ModelName,
  type PinnedManifest,
  readManifest,
} from './manifest.ts';

/** A model whose manifest could be read. */
export interface ModelEntry {
  name: string;
  /** Folder of manifest and ONNX file. */
  folder: string;
  manifest: PinnedManifest;
  /** Time of last change of model.json when it was read. */
  readAt: number;
}

/** A folder that looks like a model and cannot be used, and why. */
export interface BrokenModel {
  name: string;
  folder: string;
  reason: string;
}

/** Size and times of a file when its hash was last taken; a changed file has another stamp. */
const Stamp = z.object({
  size: z.number(),
  mtimeMs: z.number(),
  ctimeMs: z.number(),
  sha256: z.string(),
});
type Stamp = z.infer<typeof Stamp>;
const StampFile = z.record(z.string(), Stamp);
const STAMPS_FILE = '.verified.json';

export interface Registry {
  /** Every usable model in order of folder and name; earlier folders win over later ones. */
  list(): ModelEntry[];
  broken(): BrokenModel[];
  /** @throws StudioError 'model-missing' or, for a broken one, 'model-invalid'. */
  find(name: string): ModelEntry;
  /**
   * Compares the hashes of the model's files with the manifest's. A file is read in full the first time it is
   * seen and whenever its size or times have changed since.
   * @throws StudioError 'model-missing', 'model-corrupt'
   */
  checkIntegrity(entry: ModelEntry, options?: { fresh?: boolean }): Promise<void>;
}

/**
 * @param modelsDirs folders that hold NAME/{model.json, model.onnx}; missing folders count as empty.
 * @param stateDir where stamps of verified files are kept; nothing is kept when it cannot be written.
 */
export function createRegistry(modelsDirs: readonly string[], stateDir?: string): Registry {
  let scanned: { entries: ModelEntry[]; broken: BrokenModel[] } | undefined;
  const scan = () => {
    scanned ??= scanFolders(modelsDirs);
    return scanned;
  };
  const stamps = createStamps(stateDir === undefined ? undefined : join(stateDir, STAMPS_FILE));

  return {
    list: () => scan().entries,
    broken: () => scan().broken,
    find(name) {
      const lookUp = () => scan().entries.find((e) => e.name === name);
      let entry = lookUp();
      if (!entry || manifestTime(entry.folder) !== entry.readAt) {
        // added, replaced or removed since the folders were read
        scanned = undefined;
        entry = lookUp();
      }
      if (entry) return entry;
      const { entries, broken } = scan();
      const fault = broken.find((b) => b.name === name);
      if (fault) throw new StudioError('model-invalid', `Model "${name}" cannot be used: ${fault.reason}`);
      const names = entries.map((e) => e.name).join(', ') || 'none';
      throw new StudioError(
        'model-missing',
        `There is no model "${name}". Available: ${names}. Build the built-in ones with "toile models build", ` +
          'or add your own with "toile models add FOLDER".',
      );
    },
    async checkIntegrity(entry, options = {}) {
      const { manifest, folder, name } = entry;
      const { words } = manifest;
      const expected: Record<string, string> = {
        ...manifest.externalFiles,
        [manifest.file]: manifest.sha256,
        ...(words?.sha256 ? { [words.file]: words.sha256 } : {}),
      };
      for (const [file, sha256] of Object.entries(expected)) {
        const found = await stamps.hash(join(folder, file), options.fresh ?? false);
        if (found !== sha256) {
          throw new StudioError(
            'model-corrupt',
            `Model "${name}": ${file} has sha256 ${found}, expected ${sha256}. ` +
              'Run "toile models build" again, or add your own model again.',
          );
        }
      }
    },
  };
}

function scanFolders(modelsDirs: readonly string[]): { entries: ModelEntry[]; broken: BrokenModel[] } {
  const entries: ModelEntry[] = [];
  const broken: BrokenModel[] = [];
  const seen = new Set<string>();
  for (const dir of modelsDirs) {
    for (const child of foldersOf(dir)) {
      const folder = join(dir, child);
      if (!ModelName.safeParse(child).success || seen.has(child)) continue;
      seen.add(child);
      try {
        const readAt = manifestTime(folder);
        entries.push({ name: child, folder, manifest: pinned(readManifest(folder), child), readAt });
      } catch (error) {
        if (error instanceof StudioError && error.code === 'model-missing') seen.delete(child);
        else broken.push({ name: child, folder, reason: (error as Error).message });
      }
    }
  }
  return { entries, broken };
}

function manifestTime(folder: string): number {
  return statSync(join(folder, MANIFEST_FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function foldersOf(dir: string): string[] {
  let children: Dirent[];
  try {
    children = readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
  return children
    .filter((child) => child.isDirectory())
    .map((child) => child.name)
    .sort();
}

function pinned(manifest: ModelManifest, folderName: string): PinnedManifest {
  if (manifest.name !== folderName) {
    throw new StudioError(
      'model-invalid',
      `${MANIFEST_FILE} names "${manifest.name}" but lies in a folder "${folderName}".`,
    );
  }
  if (manifest.sha256 === undefined || (manifest.words && manifest.words.sha256 === undefined)) {
    throw new StudioError(
      'model-invalid',
      `${MANIFEST_FILE} has no sha256. Add the model with "toile models add".`,
    );
  }
  return { ...manifest, sha256: manifest.sha256 };
}

interface Stamps {
  hash(path: string, fresh: boolean): Promise<string>;
}

function createStamps(file: string | undefined): Stamps {
  let known: Record<string, Stamp> | undefined;
  const load = (): Record<string, Stamp> => {
    try {
      const parsed = StampFile.safeParse(JSON.parse(readFileSync(file ?? '', 'utf8')));
      return parsed.success ? parsed.data : {};
    } catch {
      return {};
    }
  };
  return {
    async hash(path, fresh) {
      known ??= file === undefined ? {} : load();
      const now = stampOf(path);
      const before = known[path];
      const same =
        before !== undefined &&
        before.size === now.size &&
        before.mtimeMs === now.mtimeMs &&
        before.ctimeMs === now.ctimeMs;
      if (same && !fresh) return before.sha256;
      const sha256 = await hashFile(path);
      known[path] = { ...now, sha256 };
      if (file !== undefined) save(file, { ...load(), [path]: known[path] });
      return sha256;
    },
  };
}

function stampOf(path: string): Omit<Stamp, 'sha256'> {
  try {
    const { size, mtimeMs, ctimeMs } = statSync(path);
    return { size, mtimeMs, ctimeMs };
  } catch (cause) {
    throw new StudioError(
      'model-missing',
      `Expected the model file "${path}" but it cannot be read. Run "toile models build", or add the model again.`,
      { cause },
    );
  }
}

/** Only saves time at the next start, so a folder that cannot be written is no error. */
function save(file: string, stamps: Record<string, Stamp>): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify(stamps));
    renameSync(temporary, file);
  } catch {
    // the next start verifies again
  }
}
