/** Clip: pictures that were drawn elsewhere as one that moves. */

import { extname } from 'node:path';
import type { ClipRequest, ClipResult } from '../../contract/clip.ts';
import { StudioError } from '../../contract/errors.ts';
import { animate } from '../image/animate.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';

/** @throws StudioError 'invalid-input' when `out` is no .webp, and as reading and writing pictures do */
export async function clip({ pictures, rate, quality, out }: ClipRequest): Promise<ClipResult> {
  if (extname(out).toLowerCase() !== '.webp')
    throw new StudioError('invalid-input', `Expected a file ending in .webp, received "${out}".`);
  await checkTarget(out, pictures);
  const { bytes, width, height } = await animate(pictures, rate, quality);
  await writeFileWhole(out, [bytes]);
  return { out, width, height, pictures: pictures.length };
}
