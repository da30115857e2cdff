/** Staging: files the user handed over, kept aside under a token until they are imported. Their names are only labels. */

import { randomUUID } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uploaded } from '../../contract/bridge.ts';
import { StudioError } from '../../contract/errors.ts';
import { label } from '../../contract/file-names.ts';

const TOKEN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Milliseconds after which a file nobody imported is deleted. */
const KEPT_MS = 3600_000;

export interface StagingLimits {
  /** Bytes of one file. */
  fileBytes: number;
  /** Bytes of all files together. */
  totalBytes: number;
  /** Files. */
  count: number;
}

export interface Staged {
  token: string;
  file: string;
  name: string;
  bytes: number;
}

export class Staging {
  readonly #folder: string;
  readonly #limits: StagingLimits;
  readonly #files = new Map<string, Staged & { at: number }>();
  /** Bytes of uploads that are still coming in. */
  #incoming = 0;

  /** What is left in the folder of an earlier run is known again. */
  constructor(folder: string, limits: StagingLimits) {
    this.#folder = folder;
    this.#limits = limits;
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder)) {
      if (entry.endsWith('.part')) rmSync(join(folder, entry), { force: true });
      if (!TOKEN.test(entry)) continue;
      const file = join(folder, entry);
      try {
        const { size, mtimeMs } = statSync(file);
        const name = label(String(JSON.parse(readFileSync(`${file}.json`, 'utf8')).name));
        this.#files.set(entry, { token: entry, file, name, bytes: size, at: mtimeMs });
      } catch {
        // Half of a pair: a process died between the two.
        for (const ending of ['', '.json']) rmSync(`${file}${ending}`, { force: true });
      }
    }
  }

  /** @throws StudioError image-too-large, file-empty, file-not-found, disk-full, output-unwritable, invalid-input */
  async add(source: AsyncIterable<Uint8Array> | string, name: string): Promise<Uploaded> {
    if (this.#files.size >= this.#limits.count)
      throw new StudioError(
        'invalid-input',
        'Too many files are waiting to be imported. Import them first, or try again in an hour.',
      );
    const token = randomUUID();
    const file = join(this.#folder, token);
    let bytes = 0;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const out = await open(`${file}.part`, 'wx', 0o600);
      try {
        // opened only now: a failure that nobody waits for yet would end the app
        const stream =
          typeof source === 'string' ? createReadStream(source, { highWaterMark: 1 << 20 }) : source;
        for await (const chunk of stream) {
          bytes += chunk.byteLength;
          this.#incoming += chunk.byteLength;
          this.#checkRoom(bytes);
          await out.writeFile(chunk);
        }
      } finally {
        await out.close();
      }
      if (bytes === 0) throw new StudioError('file-empty', 'The file is empty. Choose another one.');
      const shown = label(name);
      await writeFile(`${file}.json`, JSON.stringify({ name: shown }), { mode: 0o600 });
      await rename(`${file}.part`, file);
      this.#files.set(token, { token, file, name: shown, bytes, at: Date.now() });
      return { token, name: shown, bytes };
    } catch (error) {
      await Promise.all(['.part', '.json'].map((ending) => rm(`${file}${ending}`, { force: true })));
      throw asFailure(error);
    } finally {
      this.#incoming -= bytes;
    }
  }

  #checkRoom(bytes: number): void {
    const { fileBytes, totalBytes } = this.#limits;
    if (bytes > fileBytes)
      throw new StudioError(
        'image-too-large',
        `The file has more than the limit of ${Math.floor(fileBytes / 2 ** 20)} MiB. Save it smaller.`,
      );
    let total = this.#incoming;
    for (const staged of this.#files.values()) total += staged.bytes;
    if (total > totalBytes)
      throw new StudioError(
        'disk-full',
        'The files waiting to be imported take too much space. Import them in smaller groups.',
      );
  }

  /** @throws StudioError upload-gone */
  get(token: string): Staged {
    const staged = this.#files.get(token);
    if (!staged || !existsSync(staged.file))
      throw new StudioError(
        'upload-gone',
        'The file handed over is no longer there; it is kept for an hour. Choose it again.',
      );
    return staged;
  }

  has(token: string): boolean {
    return this.#files.has(token);
  }

  remove(tokens: readonly string[]): void {
    for (const token of tokens) {
      const staged = this.#files.get(token);
      if (!staged) continue;
      this.#files.delete(token);
      for (const ending of ['', '.json']) rmSync(`${staged.file}${ending}`, { force: true });
    }
  }

  /** Deletes what has waited for more than an hour, but not what `needed` still refers to. */
  sweep(needed: ReadonlySet<string>, now = Date.now()): void {
    const old = [...this.#files.values()].filter(({ token, at }) => now - at > KEPT_MS && !needed.has(token));
    this.remove(old.map(({ token }) => token));
  }
}

function asFailure(error: unknown): Error {
  if (error instanceof StudioError) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StudioError('disk-full', 'There is not enough space for the file. Free some and try again.', {
      cause: error,
    });
  if (code === 'ENOENT' && syscall === 'open')
    return new StudioError('file-not-found', 'The file is no longer there. Choose it again.', {
      cause: error,
    });
  if (code === 'EISDIR' || syscall === 'read')
    return new StudioError('file-unreadable', 'The file cannot be read. Check its disk and permissions.', {
      cause: error,
    });
  if (code === 'ECONNRESET' || code === 'ABORT_ERR' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new StudioError('cancelled', 'The file was not sent to its end.', { cause: error });
  return new StudioError(
    'output-unwritable',
    `The file cannot be put aside (${code ?? 'unknown'}). Check the disk of the library.`,
    { cause: error },
  );
}
