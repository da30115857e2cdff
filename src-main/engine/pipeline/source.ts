/** Source: a file as the first staged value, keyed by its content so that a known picture is known under any name. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Staged } from './stage.ts';

/** Beyond this hashing would take longer than it saves, bytes. */
const MAX_HASHED = 1e9;

/** A file that cannot be read gets no key: loading it is what reports why. */
export async function fileSource(file: string): Promise<Staged<string>> {
  try {
    const { size } = await stat(file);
    if (size === 0 || size > MAX_HASHED) return { value: file, key: undefined };
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return { value: file, key: hash.digest('hex') };
  } catch {
    return { value: file, key: undefined };
  }
}
