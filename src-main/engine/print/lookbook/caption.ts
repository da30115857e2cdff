/** Captions: the title of a picture and its garments, each with what it costs, in a column of any width. */

import type { Plate, PlateGarment } from '../../../contract/lookbook.ts';
import type { Letters, Sheet } from '../sheet.ts';

/** How large a caption is written; lengths in points. */
export interface CaptionStyle {
  title: Letters;
  text: Letters;
  small: Letters;
  /** Lines that a title and a text may have. */
  lines: { title: number; text: number };
  /** Garments told; the others are counted. */
  garments: number;
  /** Between two garments. */
  gap: number;
  /** A hairline above every garment. */
  ruled: boolean;
}

export const FULL: CaptionStyle = {
  title: { size: 14, bold: true },
  text: { size: 9.5 },
  small: { size: 8, tone: 'dim' },
  lines: { title: 2, text: 6 },
  garments: 6,
  gap: 4,
  ruled: true,
};

export const SMALL: CaptionStyle = {
  title: { size: 10, bold: true },
  text: { size: 8 },
  small: { size: 7, tone: 'dim' },
  lines: { title: 1, text: 2 },
  garments: 4,
  gap: 2,
  ruled: false,
};

export const TINY: CaptionStyle = {
  title: { size: 7, bold: true },
  text: { size: 6.5 },
  small: { size: 6.5, tone: 'dim' },
  lines: { title: 1, text: 1 },
  garments: 2,
  gap: 0,
  ruled: false,
};

const BETWEEN = 8;

/** Everything in small letters below a garment's name. */
const details = ({ about, sizes }: PlateGarment): string => [about, sizes].filter(Boolean).join('  ·  ');

/**
 * Writes a caption, or only measures it.
 *
 * @param at upper left corner, points; left out to measure
 * @returns its height, points
 */
export function caption(
  sheet: Sheet,
  plate: Pick<Plate, 'title' | 'text' | 'garments'>,
  style: CaptionStyle,
  width: number,
  at?: { x: number; y: number },
): number {
  const x = at?.x ?? 0;
  let y = 0;
  const write = (text: string, letters: Letters, lines: number): void => {
    if (!text) return;
    const shown = sheet.fitted(text, letters, width, lines);
    const height = sheet.heightOf(shown, letters, width);
    if (at) sheet.write(shown, letters, { x, y: at.y + y, width });
    y += height;
  };
  write(plate.title, style.title, style.lines.title);
  write(plate.text, { ...style.text, tone: 'dim' }, style.lines.text);
  if (plate.garments.length > 0 && y > 0) y += style.gap;
  for (const garment of plate.garments.slice(0, style.garments)) {
    if (style.ruled) {
      if (at) sheet.line(at.y + y, 'line', x, width);
      y += style.gap;
    }
    const { name, price } = garment;
    const small = details(garment);
    // with nothing but small print, the price stands beside it
    const first = name || small;
    const letters = name ? style.text : style.small;
    const beside = price ? sheet.widthOf(price, style.text) + BETWEEN : 0;
    const shown = sheet.fitted(first, letters, width - beside, 1);
    if (at) {
      sheet.write(shown, letters, { x, y: at.y + y, width: width - beside });
      sheet.write(price, style.text, { x, y: at.y + y, width, align: 'right' });
    }
    y += Math.max(
      sheet.heightOf(shown, letters, width),
      price ? sheet.heightOf(price, style.text, width) : 0,
    );
    if (name) write(small, style.small, 1);
    y += style.gap;
  }
  const others = plate.garments.length - style.garments;
  if (others > 0) write(`+ ${others}`, style.small, 1);
  return y;
}
