/** Hash of a file's content, read piece by piece. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** sha256, hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
