/** Downloads: finished files under a token until the user has fetched them; the oldest make room. */

import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import type { DownloadFile } from './context.ts';

export class Downloads {
  readonly #files = new Map<string, DownloadFile & { clients: readonly string[]; lent?: boolean }>();
  readonly #most: { count: number; bytes: number };

  constructor(most: { count: number; bytes: number }) {
    this.#most = most;
  }

  /**
   * Takes `file` over; it is deleted when it has to make room.
   *
   * @param shows clients that are in it
   */
  add(
    file: string,
    fileName: string,
    shows?: string | readonly string[],
  ): { token: string; fileName: string; bytes: number } {
    const token = randomUUID();
    const { size: bytes } = statSync(file);
    this.#files.set(token, { file, fileName, bytes, clients: [shows ?? []].flat() });
    let total = 0;
    for (const entry of this.#files.values()) total += entry.lent ? 0 : entry.bytes;
    for (const [old, entry] of this.#files) {
      if (old === token || (this.#files.size <= this.#most.count && total <= this.#most.bytes)) break;
      total -= entry.lent ? 0 : entry.bytes;
      this.#drop(old, entry);
    }
    return { token, fileName, bytes };
  }

  /** Offers a file that stays where it is. */
  lend(file: string, fileName: string, client?: string): { token: string; fileName: string; bytes: number } {
    const token = randomUUID();
    const { size: bytes } = statSync(file);
    this.#files.set(token, { file, fileName, bytes, clients: client ? [client] : [], lent: true });
    return { token, fileName, bytes };
  }

  #drop(token: string, { file, lent }: { file: string; lent?: boolean }): void {
    this.#files.delete(token);
    if (!lent) rmSync(file, { force: true });
  }

  /** Deletes what shows a client; what was lent is only offered no more. */
  forget(client: string): void {
    for (const [token, entry] of this.#files) if (entry.clients.includes(client)) this.#drop(token, entry);
  }

  /** @throws StudioError upload-gone */
  get(token: string): DownloadFile {
    const entry = this.#files.get(token);
    if (!entry || !existsSync(entry.file))
      throw new StudioError('upload-gone', 'This file is no longer there. Export it again.');
    const { file, fileName, bytes } = entry;
    return { file, fileName, bytes };
  }
}
