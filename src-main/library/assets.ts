/**
 * Assets: picture files under the hash of their content. A file is written under a temporary name, synced and renamed, so
 * that what stands under a hash is whole; the same bytes are stored once.
 */

import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Asset, AssetKind, MediaType } from '../contract/catalog/common.ts';
import { StudioError } from '../contract/errors.ts';
import type { Database } from './database.ts';

const HASH = /^[0-9a-f]{64}$/;
export const ASSET_FOLDER = 'assets';
const TEMPORARY_FOLDER = 'incoming';

export interface AssetFacts {
  kind: AssetKind;
  mediaType: MediaType;
  /** Upright pixels. */
  width?: number;
  height?: number;
}

interface AssetRow {
  hash: string;
  kind: AssetKind;
  media_type: MediaType;
  bytes: number;
  width: number | null;
  height: number | null;
}

const toAsset = (row: AssetRow): Asset => ({
  hash: row.hash,
  kind: row.kind,
  mediaType: row.media_type,
  bytes: row.bytes,
  ...(row.width ? { width: row.width } : {}),
  ...(row.height ? { height: row.height } : {}),
});

function writeFailure(error: unknown): StudioError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StudioError(
      'disk-full',
      'There is not enough space on the disk of the library. Free some space and import again.',
      { cause: error },
    );
  return new StudioError(
    'output-unwritable',
    `The library's folder cannot be written to (${code}). Check its disk and permissions.`,
    { cause: error },
  );
}

export class AssetStore {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #db: Database;
  readonly #now: () => string;

  constructor(folder: string, db: Database, now: () => string) {
    this.#folder = join(folder, ASSET_FOLDER);
    this.#incoming = join(folder, TEMPORARY_FOLDER);
    this.#db = db;
    this.#now = now;
  }

  /** Removes what a process that died left half-written. Only for the one that may write. */
  sweep(): void {
    rmSync(this.#incoming, { recursive: true, force: true });
  }

  /**
   * File of an asset, whether or not it is there.
   *
   * @throws StudioError invalid-input when `hash` is none
   */
  path(hash: string): string {
    if (!HASH.test(hash))
      throw new StudioError('invalid-input', 'An asset is named by 64 hexadecimal digits.');
    return join(this.#folder, hash.slice(0, 2), hash);
  }

  get(hash: string): Asset | undefined {
    const row = this.#db.prepare('SELECT * FROM assets WHERE hash = ?').get(hash) as AssetRow | undefined;
    return row && toAsset(row);
  }

  /**
   * File of an asset that the catalog knows and that is there.
   *
   * @throws StudioError not-in-library, asset-missing
   */
  file(hash: string): string {
    const file = this.path(hash);
    if (!this.get(hash))
      throw new StudioError('not-in-library', 'No picture of that name is in the library.');
    if (!existsSync(file))
      throw new StudioError(
        'asset-missing',
        'A picture of the library is missing on the disk. Run `toile library check`, or import the picture again.',
      );
    return file;
  }

  /** Stores the bytes of the file `source`, which stays as it is. Known bytes are not stored twice. */
  async importFile(source: string, facts: AssetFacts, signal?: AbortSignal): Promise<Asset> {
    return this.#store(createReadStream(source, { highWaterMark: 1 << 20 }), facts, signal);
  }

  async importBytes(bytes: Uint8Array, facts: AssetFacts): Promise<Asset> {
    return this.#store([bytes], facts);
  }

  async #store(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    facts: AssetFacts,
    signal?: AbortSignal,
  ): Promise<Asset> {
    const temporary = join(this.#incoming, randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      mkdirSync(this.#incoming, { recursive: true });
      const out = openSync(temporary, 'wx');
      try {
        await pipeline(
          source,
          async (chunks: AsyncIterable<Uint8Array>) => {
            for await (const chunk of chunks) {
              hash.update(chunk);
              bytes += chunk.byteLength;
              for (let at = 0; at < chunk.byteLength; ) at += writeSync(out, chunk, at);
            }
          },
          { signal },
        );
        fsyncSync(out);
      } finally {
        closeSync(out);
      }
      if (bytes === 0) throw new StudioError('file-empty', 'The file is empty. Choose another one.');
      const name = hash.digest('hex');
      const target = this.path(name);
      mkdirSync(join(this.#folder, name.slice(0, 2)), { recursive: true });
      // Also over a file of that name: what stands there may have been damaged.
      try {
        renameSync(temporary, target);
      } catch (error) {
        // Windows does not replace a file that somebody reads.
        if (!existsSync(target) || statSync(target).size !== bytes) throw error;
        rmSync(temporary, { force: true });
      }
      return this.#enter(name, bytes, facts);
    } catch (error) {
      rmSync(temporary, { force: true });
      if (error instanceof StudioError) throw error;
      if ((error as Error).name === 'AbortError')
        throw new StudioError('cancelled', 'Cancelled; nothing was imported.');
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && syscall === 'open')
        throw new StudioError('file-not-found', 'The file is no longer there. Choose it again.', {
          cause: error,
        });
      if (syscall === 'read' || code === 'EISDIR')
        throw new StudioError('file-unreadable', 'The file cannot be read. Check its disk and permissions.', {
          cause: error,
        });
      throw writeFailure(error);
    }
  }

  #enter(hash: string, bytes: number, { kind, mediaType, width, height }: AssetFacts): Asset {
    // A cache that turns out to be an original as well is kept as an original.
    this.#db
      .prepare(
        `INSERT INTO assets (hash, kind, media_type, bytes, width, height, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET
           kind = CASE WHEN excluded.kind = 'original' THEN 'original' ELSE kind END,
           bytes = excluded.bytes,
           created_at = excluded.created_at,
           width = coalesce(excluded.width, width),
           height = coalesce(excluded.height, height)`,
      )
      .run(hash, kind, mediaType, bytes, width ?? null, height ?? null, this.#now());
    return this.get(hash) as Asset;
  }

  thumbnail(hash: string, size: 256 | 1024): string | undefined {
    return this.#db
      .prepare('SELECT thumbnail FROM thumbnails WHERE hash = ? AND size = ?')
      .pluck()
      .get(hash, size) as string | undefined;
  }

  setThumbnail(hash: string, size: 256 | 1024, thumbnail: string): void {
    this.#db
      .prepare(
        'INSERT INTO thumbnails (hash, size, thumbnail) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET thumbnail = excluded.thumbnail',
      )
      .run(hash, size, thumbnail);
  }

  /** Assets that no record refers to; thumbnails count for as long as their picture does. */
  unreferenced(): Asset[] {
    const rows = this.#db
      .prepare(
        `WITH live (hash) AS (
           SELECT hash FROM photos
           UNION SELECT hash FROM garments
           UNION SELECT back_hash FROM garments WHERE back_hash IS NOT NULL
           UNION SELECT cut_out_hash FROM garments WHERE cut_out_hash IS NOT NULL
           UNION SELECT hash FROM look_results
           UNION SELECT invented_hash FROM look_results WHERE invented_hash IS NOT NULL
         )
         SELECT * FROM assets
         WHERE hash NOT IN (SELECT hash FROM live)
           AND hash NOT IN (SELECT thumbnail FROM thumbnails WHERE hash IN (SELECT hash FROM live))
         ORDER BY hash`,
      )
      .all() as AssetRow[];
    return rows.map(toAsset);
  }

  /**
   * Deletes assets that no record refers to: those stored before `before` (so that an import under way keeps what its
   * record will refer to), or those of `only`. Returns how many and how many bytes that freed.
   */
  collectGarbage(which: { before: string } | { only: ReadonlySet<string> }): {
    count: number;
    bytes: number;
  } {
    const age = this.#db.prepare('SELECT created_at FROM assets WHERE hash = ?').pluck();
    const dead = this.unreferenced().filter(({ hash }) =>
      'only' in which ? which.only.has(hash) : (age.get(hash) as string) < which.before,
    );
    const drop = this.#db.prepare('DELETE FROM assets WHERE hash = ?');
    // Rows first: a file without a row is an orphan that the check finds, a row without its file would be a loss.
    this.#db.transaction(() => {
      for (const { hash } of dead) drop.run(hash);
    })();
    for (const { hash } of dead) rmSync(this.path(hash), { force: true });
    return { count: dead.length, bytes: dead.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  /** Pictures of a client and everything made from them. */
  ofClient(clientId: string): Set<string> {
    const hashes = this.#db
      .prepare(
        `WITH own (hash) AS (
           SELECT hash FROM photos WHERE client_id = @client
           UNION SELECT r.hash FROM look_results r JOIN looks l ON l.id = r.look_id WHERE l.client_id = @client
           UNION SELECT r.invented_hash FROM look_results r JOIN looks l ON l.id = r.look_id
             WHERE l.client_id = @client AND r.invented_hash IS NOT NULL
         )
         SELECT hash FROM own UNION SELECT thumbnail FROM thumbnails WHERE hash IN (SELECT hash FROM own)`,
      )
      .pluck()
      .all({ client: clientId }) as string[];
    return new Set(hashes);
  }

  /** Hashes of the files that are there, whether or not the catalog knows them; other names are left out. */
  *filesOnDisk(): Generator<string> {
    if (!existsSync(this.#folder)) return;
    for (const shelf of readdirSync(this.#folder, { withFileTypes: true })) {
      if (!shelf.isDirectory() || !/^[0-9a-f]{2}$/.test(shelf.name)) continue;
      for (const entry of readdirSync(join(this.#folder, shelf.name), { withFileTypes: true }))
        if (entry.isFile() && HASH.test(entry.name) && entry.name.startsWith(shelf.name)) yield entry.name;
    }
  }
}
