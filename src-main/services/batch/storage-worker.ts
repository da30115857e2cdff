/** Storage worker: draws a picture of which every file is in a storage, by way of a folder of its own. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { ProduceRequest, ProduceResult } from '../../contract/produce.ts';
import type { Core } from '../core.ts';
import { isRunning } from '../leftovers.ts';
import { isInputKey, type Storage } from './storage.ts';
import { endingOf, withFiles } from './storage-request.ts';

/** Bytes of photos and garments that are kept for the next picture. */
const KEPT_BYTES = 4 * 2 ** 30;

export class StorageWorker {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #coming = new Map<string, Promise<string>>();
  /** Files of pictures in work. */
  readonly #used = new Map<string, number>();

  private constructor(storage: Storage, folder: string) {
    this.#storage = storage;
    this.#folder = folder;
  }

  /** Its folder is removed when it closes; those of workers that were killed go with the next. */
  static async open(storage: Storage): Promise<StorageWorker> {
    for (const name of await readdir(tmpdir()).catch(() => [])) {
      const pid = Number(/^toile-worker-(\d+)-/.exec(name)?.[1]);
      if (pid > 0 && !isRunning(pid))
        await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
    }
    return new StorageWorker(storage, await mkdtemp(join(tmpdir(), `toile-worker-${process.pid}-`)));
  }

  /** @throws StudioError unreachable for the storage, and as drawing does */
  async draw(
    core: Pick<Core, 'produce'>,
    batch: string,
    request: ProduceRequest,
  ): Promise<{ result: ProduceResult; files: string[] }> {
    const keys = new Map<string, string>();
    const made: string[] = [];
    try {
      const local = await withFiles(request, async (key) => {
        const file = await this.#fetch(key);
        keys.set(file, key);
        return file;
      });
      const outputs = local.outputs.map(({ out, recipe }) => {
        const file = join(this.#folder, `${randomBytes(8).toString('hex')}${endingOf(out)}`);
        made.push(file);
        return { out: file, recipe };
      });
      const result = await core.produce({ ...local, outputs });
      const files: string[] = [];
      for (const [index, file] of made.entries())
        files.push(await this.#storage.putResult(batch, file, result.outputs[index].sha256, endingOf(file)));
      const inputs = result.inputs.map(({ file, sha256 }) => ({ file: keys.get(file) ?? file, sha256 }));
      return { result: { ...result, inputs }, files };
    } finally {
      for (const file of made) await rm(file, { force: true }).catch(() => {});
      for (const file of keys.keys()) this.#used.set(file, (this.#used.get(file) ?? 1) - 1);
    }
  }

  async #fetch(key: string): Promise<string> {
    if (!isInputKey(key))
      throw new StudioError('invalid-input', 'This worker takes files from the storage alone.');
    const file = join(this.#folder, basename(key));
    this.#used.set(file, (this.#used.get(file) ?? 0) + 1);
    let coming = this.#coming.get(key);
    if (!coming) {
      coming = this.#bring(key, file).finally(() => this.#coming.delete(key));
      this.#coming.set(key, coming);
    }
    try {
      return await coming;
    } catch (error) {
      this.#used.set(file, (this.#used.get(file) ?? 1) - 1);
      throw error;
    }
  }

  async #bring(key: string, file: string): Promise<string> {
    if (!existsSync(file)) {
      await this.#makeRoom();
      await this.#storage.fetch(key, file, basename(key).slice(0, 64));
    }
    const now = new Date();
    await utimes(file, now, now);
    return file;
  }

  /** Forgets what was used longest ago. */
  async #makeRoom(): Promise<void> {
    const files = [];
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
      files.push({ file, size, mtimeMs });
    }
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { file, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (bytes <= KEPT_BYTES) return;
      if (this.#used.get(file) !== 0) continue;
      await rm(file, { force: true });
      bytes -= size;
    }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
