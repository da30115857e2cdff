/** Transient pictures: views and 3D models that live for some minutes under the hash of their content; the oldest make room. */

import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { MediaType } from '../../contract/catalog/common.ts';
import type { PictureFile } from './context.ts';
import { hashFile } from './hash-file.ts';

const MEDIA: Record<string, MediaType> = { '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' };

/** @throws Error for another ending than the pictures the app makes have */
export function mediaTypeOf(file: string): MediaType {
  const type = MEDIA[extname(file)];
  if (!type) throw new Error(`no media type for ${extname(file)}`);
  return type;
}

export class TransientPictures {
  readonly #folder: string;
  readonly #most: { count: number; bytes: number };
  readonly #files = new Map<string, PictureFile & { bytes: number }>();
  #bytes = 0;

  constructor(folder: string, most: { count: number; bytes: number }) {
    this.#folder = folder;
    this.#most = most;
  }

  /** Takes `file` over and returns the hash it can be had by. */
  async take(file: string): Promise<string> {
    const hash = await hashFile(file);
    const mediaType = extname(file) === '.glb' ? 'model/gltf-binary' : mediaTypeOf(file);
    const target = join(this.#folder, `${hash}${extname(file)}`);
    renameSync(file, target);
    this.#forget(hash, false);
    const { size } = statSync(target);
    this.#files.set(hash, { file: target, mediaType, bytes: size });
    this.#bytes += size;
    for (const old of this.#files.keys()) {
      const fits = this.#files.size <= this.#most.count && this.#bytes <= this.#most.bytes;
      if (fits || old === hash) break;
      this.#forget(old, true);
    }
    return hash;
  }

  get(hash: string): PictureFile | undefined {
    const entry = this.#files.get(hash);
    return entry && existsSync(entry.file) ? { file: entry.file, mediaType: entry.mediaType } : undefined;
  }

  /** Deletes them all, as when a client is erased. */
  clear(): void {
    for (const hash of [...this.#files.keys()]) this.#forget(hash, true);
  }

  #forget(hash: string, remove: boolean): void {
    const entry = this.#files.get(hash);
    if (!entry) return;
    this.#files.delete(hash);
    this.#bytes -= entry.bytes;
    if (remove) rmSync(entry.file, { force: true });
  }
}
