/** Pattern of a garment: plain, striped, checked or printed, from how its lightness varies along rows and columns. */

import type { Garment } from '../../domain/garment.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { resizeArea } from '../../image/ops/resize.ts';

/** Longest side of the picture looked at, pixels: folds of the cloth blur, prints stay. */
const SIZE = 128;
/** Cover from which a pixel is cloth and not its edge. */
const INSIDE = 0.98;
/** Share of unlike neighbours in cloth that is plain, folds and seams included, and in cloth that is clearly not. */
const PLAIN = 0.02;
const PATTERNED = 0.05;
/** CIE76 difference of neighbours that folds of plain cloth seldom reach. */
const UNLIKE = 9;

/** The pattern, or nothing where plain cloth with deep folds and quiet patterns look alike. */
export function patternOf({ rgb, alpha }: Garment): string | undefined {
  const scale = Math.min(1, SIZE / Math.max(rgb.width, rgb.height));
  const width = Math.max(8, Math.round(rgb.width * scale));
  const height = Math.max(8, Math.round(rgb.height * scale));
  const lab = rgbToLab(resizeArea(rgb, width, height)).data;
  const cover = resizeArea(alpha, width, height).data;
  let pairs = 0;
  const unlike = { across: 0, down: 0 };
  const differs = (i: number, j: number): boolean =>
    Math.hypot(lab[i * 3] - lab[j * 3], lab[i * 3 + 1] - lab[j * 3 + 1], lab[i * 3 + 2] - lab[j * 3 + 2]) >
    UNLIKE;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (Math.min(cover[i], cover[i + 1], cover[i + width], cover[i - 1], cover[i - width]) < INSIDE)
        continue;
      pairs++;
      if (differs(i, i + 1)) unlike.across++;
      if (differs(i, i + width)) unlike.down++;
    }
  }
  if (pairs < 100) return undefined;
  const across = unlike.across / pairs;
  const down = unlike.down / pairs;
  if (across + down < PLAIN) return 'plain';
  if (across + down < PATTERNED) return undefined;
  if (Math.max(across, down) > 5 * Math.min(across, down)) return 'striped';
  return 'patterned';
}
