/** Lookbook: pictures that are ready, as pages to print or as a page to send. */

import { extname } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { LookbookRequest, LookbookResult } from '../../../contract/lookbook.ts';
import type { Progress } from '../../../contract/progress.ts';
import { profileNamed } from '../../image/rgb-profiles.ts';
import { checkTarget, writeFileWhole } from '../../image/write-file.ts';
import { loadFonts } from '../../print/fonts.ts';
import { writeLookbook } from '../../print/lookbook/write-lookbook.ts';
import { writeGallery } from './gallery.ts';

/**
 * @throws StudioError 'invalid-input' when `out` has not the ending of its format, 'model-missing' without the fonts,
 *   'cancelled', and as files do
 */
export async function lookbook(
  request: LookbookRequest,
  modelsDirs: readonly string[],
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<LookbookResult> {
  const { format, out, plates, profile } = request;
  if (extname(out).toLowerCase() !== `.${format}`)
    throw new StudioError('invalid-input', `Expected a file ending in .${format}, received "${out}".`);
  await checkTarget(
    out,
    plates.flatMap(({ picture, before }) => (before === undefined ? [picture] : [picture, before])),
  );
  let done = 0;
  const onPlate = (): void => {
    if (signal.aborted) throw new StudioError('cancelled', 'Cancelled.');
    onProgress({ stage: 'write-lookbook', fraction: Math.min(0.99, ++done / plates.length) });
  };
  const { pieces, pages } =
    format === 'html'
      ? { pieces: await writeGallery(request, onPlate), pages: 1 }
      : await writeLookbook(request, loadFonts(modelsDirs), await profileNamed(profile), onPlate);
  await writeFileWhole(out, pieces);
  return { out, bytes: pieces.reduce((sum, { length }) => sum + length, 0), pages };
}
