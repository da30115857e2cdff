/** Pictures: the file of every picture a window may show, and its thumbnails, which the engine makes where they are missing. */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaType } from '../../contract/catalog/common.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ThumbnailResult } from '../../contract/inspect.ts';
import type { Sentence } from '../../contract/sentences.ts';
import type { Library } from '../../library/library.ts';
import type { RequestOptions } from '../lane.ts';
import type { PictureFile } from './context.ts';
import type { Engine } from './engine.ts';
import { mediaTypeOf, type TransientPictures } from './transient-pictures.ts';

export const THUMBNAIL_SIZES = [256, 1024] as const;
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];

/** What the engine said of a picture file, with thumbnails that are not in the library yet. */
export interface Examined {
  width: number;
  height: number;
  mediaType: MediaType;
  notes: Sentence[];
  thumbnails: { size: ThumbnailSize; file: string; width: number; height: number }[];
}

export class Pictures {
  readonly #library: Library;
  readonly #core: Engine;
  readonly #transient: TransientPictures;
  readonly #work: string;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Thumbnails of a library that may only be read, by picture and size. */
  readonly #kept = new Map<string, string>();

  constructor(library: Library, core: Engine, transient: TransientPictures, work: string) {
    this.#library = library;
    this.#core = core;
    this.#transient = transient;
    this.#work = work;
  }

  /** @throws StudioError not-in-library, asset-missing, and what reading the picture may throw */
  async file(hash: string, size?: ThumbnailSize): Promise<PictureFile> {
    const transient = this.#transient.get(hash);
    // Drafts and views are small already.
    if (transient) return transient;
    const { assets } = this.#library;
    const file = assets.file(hash);
    const asset = assets.get(hash);
    if (!asset) throw new StudioError('not-in-library', 'No picture of that name is in the library.');
    if (size === undefined || asset.kind === 'thumbnail') return { file, mediaType: asset.mediaType };
    const made = this.#thumbnail(hash, size);
    if (made) return made;
    let work = this.#underWay.get(hash);
    if (!work) {
      work = this.#make(hash, file).finally(() => this.#underWay.delete(hash));
      this.#underWay.set(hash, work);
    }
    await work;
    const now = this.#thumbnail(hash, size);
    if (!now) throw new StudioError('asset-missing', 'The small picture could not be kept. Try again.');
    return now;
  }

  #thumbnail(hash: string, size: ThumbnailSize): PictureFile | undefined {
    const name = this.#library.assets.thumbnail(hash, size);
    const asset = name ? this.#library.assets.get(name) : undefined;
    if (asset) {
      const file = this.#library.assets.path(asset.hash);
      if (existsSync(file)) return { file, mediaType: asset.mediaType };
    }
    const kept = this.#kept.get(`${hash} ${size}`);
    return kept ? this.#transient.get(kept) : undefined;
  }

  async #make(hash: string, file: string): Promise<void> {
    const examined = await this.examine(file, { priority: 'interactive' });
    if (!this.#library.readOnly) return this.enter(hash, examined);
    for (const { size, file: made } of examined.thumbnails)
      this.#kept.set(`${hash} ${size}`, await this.#transient.take(made));
  }

  /**
   * Has the engine read a picture file of any kind and make its thumbnails.
   *
   * @throws StudioError: what is wrong with the file
   */
  async examine(file: string, options: RequestOptions): Promise<Examined> {
    const name = randomUUID();
    const sizes = THUMBNAIL_SIZES.map((longest) => ({
      longest,
      out: join(this.#work, `${name}-${longest}.webp`),
    }));
    const result: ThumbnailResult = await this.#core.ask('thumbnail', { file, sizes }, options);
    return {
      width: result.width,
      height: result.height,
      mediaType: kept(result.mediaType),
      notes: result.notes,
      thumbnails: result.thumbnails.map(({ out, width, height }, k) => ({
        size: THUMBNAIL_SIZES[k],
        file: out,
        width,
        height,
      })),
    };
  }

  /** Keeps the thumbnails of a picture that is in the library. */
  async enter(hash: string, { thumbnails }: Examined): Promise<void> {
    const { assets } = this.#library;
    try {
      for (const { size, file, width, height } of thumbnails) {
        const facts = { kind: 'thumbnail', mediaType: mediaTypeOf(file), width, height } as const;
        const asset = await assets.importFile(file, facts);
        // The picture may have been deleted meanwhile.
        if (assets.get(hash)) assets.setThumbnail(hash, size, asset.hash);
      }
    } finally {
      await this.discard({ thumbnails });
    }
  }

  /** Deletes thumbnails that are not wanted after all. */
  async discard({ thumbnails }: Pick<Examined, 'thumbnails'>): Promise<void> {
    await Promise.all(thumbnails.map(({ file }) => rm(file, { force: true })));
  }
}

/** The library keeps originals that every window can show. */
function kept(mediaType: string): MediaType {
  const known = MediaType.safeParse(mediaType);
  if (known.success) return known.data;
  throw new StudioError(
    'unsupported-format',
    "The library does not keep cameras' raw files. Save the picture as JPEG or TIFF and import that; a batch from a folder takes raw files as they are.",
  );
}
