/** Fit report: sews what a body wears, draws how it stretches, and prints both with the caller's words. */

import { StudioError } from '../../../contract/errors.ts';
import { type FitReportRequest, type FitReportResult, fitPicture } from '../../../contract/fit-report.ts';
import { encodeImage } from '../../image/encode.ts';
import { writeFileWhole } from '../../image/write-file.ts';
import { loadFonts } from '../../print/fonts.ts';
import { writeDocument } from '../../print/write-document.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { checkPdf, readPictures } from '../print.ts';
import { drawFit } from '../sewn/pictures.ts';
import type { RunContext } from '../stage.ts';
import type { Dresser } from './wear.ts';

/** Pixels: 72 mm of paper at about 300 to the inch. */
const HEIGHT = 840;
const QUALITY = 92;

/** Stages of a request, for progress. */
export const stagesOfFitReport = ({ garments }: FitReportRequest): number => 1 + garments.length * 7 + 1;

/**
 * Writes a report into `request.out`.
 *
 * @throws StudioError 'invalid-input' when `out` is no .pdf or the document shows a picture that nobody has, 'model-missing'
 *   also where the fonts are not built, and as the stages do
 */
export async function fitReport(
  request: FitReportRequest,
  dresser: Dresser,
  modelsDirs: readonly string[],
  context: RunContext<Runtime>,
): Promise<Pick<FitReportResult, 'out' | 'bytes'>> {
  const { out, garments, document } = request;
  await checkPdf(out, [...garments.map(({ garment }) => garment), ...Object.values(request.pictures)]);
  const fonts = loadFonts(modelsDirs);
  const { body, wearer, dressed, failed } = await dresser.dress(request, context);
  // a page about fewer garments than were asked for would be another page
  if (failed.length > 0) throw StudioError.from(failed[0].error);
  const pictures = await readPictures(request.pictures);
  for (const [i, { fitted, garment }] of dressed.entries()) {
    context.onStage?.('draw-fit', `garment ${i + 1}`);
    const drawn = drawFit(fitted, garment.category, body, wearer.value, HEIGHT);
    for (const [k, side] of (['front', 'back'] as const).entries())
      pictures.set(fitPicture(i, side), await encodeImage(drawn[k], { format: 'jpeg', quality: QUALITY }));
  }
  context.onStage?.('write-report', '');
  const bytes = await writeDocument(document, pictures, fonts);
  await writeFileWhole(out, [bytes]);
  return { out, bytes: bytes.length };
}
