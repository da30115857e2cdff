/** Batch pictures: finished files of batches for the window, by the hash of their content, and small copies that are kept. */

import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaType } from '../../contract/catalog/common.ts';
import { StudioError } from '../../contract/errors.ts';
import type { PictureFile } from './context.ts';
import type { Engine } from './engine.ts';

const SIZES = [256, 1024] as const;
const MEDIA: Record<string, MediaType> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  tif: 'image/tiff',
};

export class BatchPictures {
  readonly #core: Engine;
  /** Folder of the small copies. */
  readonly #folder: string;
  readonly #files = new Map<string, { file: string; bytes: number }>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(core: Engine, folder: string) {
    this.#core = core;
    this.#folder = folder;
  }

  /** Makes a finished file known; windows ask for it by its hash from then on. */
  offer(hash: string, file: string, bytes: number): void {
    this.#files.set(hash, { file, bytes });
  }

  has(hash: string): boolean {
    return this.#files.has(hash);
  }

  /** Deletes the small copies of a picture that goes. */
  forget(hash: string): void {
    this.#files.delete(hash);
    for (const size of SIZES) rmSync(this.#small(hash, size), { force: true });
  }

  /** @throws StudioError file-not-found, and what reading the picture may throw */
  async file(hash: string, size?: 256 | 1024): Promise<PictureFile> {
    if (size === undefined) {
      const file = this.#original(hash);
      const mediaType = MEDIA[file.slice(file.lastIndexOf('.') + 1)] ?? 'image/jpeg';
      return { file, mediaType };
    }
    const small = this.#small(hash, size);
    if (!existsSync(small)) {
      let work = this.#underWay.get(hash);
      if (!work) {
        work = this.#make(hash).finally(() => this.#underWay.delete(hash));
        this.#underWay.set(hash, work);
      }
      await work;
    }
    return { file: small, mediaType: 'image/webp' };
  }

  #small(hash: string, size: number): string {
    return join(this.#folder, `${hash}-${size}.webp`);
  }

  /** The file, as long as it is the one the hash is of. */
  #original(hash: string): string {
    const entry = this.#files.get(hash);
    const size = entry && statSync(entry.file, { throwIfNoEntry: false })?.size;
    if (!entry || size !== entry.bytes)
      throw new StudioError('file-not-found', 'This picture is no longer in its folder.');
    return entry.file;
  }

  async #make(hash: string): Promise<void> {
    const file = this.#original(hash);
    mkdirSync(this.#folder, { recursive: true });
    const sizes = SIZES.map((longest) => ({ longest, out: this.#small(hash, longest) }));
    await this.#core.ask('thumbnail', { file, sizes }, { priority: 'background' });
  }
}
