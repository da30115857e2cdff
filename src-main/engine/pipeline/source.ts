/** Source: a file as the first staged value, keyed by its content so that a known picture is known under any name. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hashFile } from '../image/hash-file.ts';
import type { Staged } from './stage.ts';

/** Beyond this hashing would take longer than it saves, bytes. */
const MAX_HASHED = 1e9;

/** Content hashes of files by all the system says of them without reading; an editor asks for the same ones many times. */
const known = new Map<string, string>();
const KNOWN = 200;
/** A file written so recently may be written again within the resolution of its time, milliseconds. */
const FRESH_MS = 2000;

/** A file that cannot be read gets no key: loading it is what reports why. */
export async function fileSource(file: string): Promise<Staged<string>> {
  try {
    const about = await stat(file, { bigint: true });
    if (about.size === 0n || about.size > MAX_HASHED) return { value: file, key: undefined };
    const { dev, ino, size, mtimeNs, ctimeNs } = about;
    const identity = [resolve(file), dev, ino, size, mtimeNs, ctimeNs].join('|');
    const before = known.get(identity);
    if (before) return { value: file, key: before };
    const key = await hashFile(file);
    if (Date.now() - Number(ctimeNs / 1_000_000n) > FRESH_MS) {
      known.set(identity, key);
      if (known.size > KNOWN) known.delete(known.keys().next().value as string);
    }
    return { value: file, key };
  } catch {
    return { value: file, key: undefined };
  }
}
