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

/** Between a garment and its price, points. */
const BETWEEN = 8;
/** Of the column's width, that a price may take. */
const PRICE = 0.45;

export type Captioned = Pick<Plate, 'title' | 'text' | 'garments'>;

/** Everything in small letters below a garment's name. */
const details = ({ about, sizes }: PlateGarment): string => [about, sizes].filter(Boolean).join('  ·  ');

/**
 * Writes a caption, or only measures it. Garments for which there is no room are counted instead.
 *
 * @param most height it may have, points
 * @param at upper left corner, points; left out to measure
 * @returns its height, points
 */
export function caption(
  sheet: Sheet,
  plate: Captioned,
  style: CaptionStyle,
  width: number,
  most: number,
  at?: { x: number; y: number },
): number {
  const lines = new Lines(sheet, width, at);
  lines.add(plate.title, style.title, style.lines.title);
  lines.add(plate.text, { ...style.text, tone: 'dim' }, style.lines.text);
  const { garments } = plate;
  if (garments.length > 0 && lines.y > 0) lines.y += style.gap;
  const counted = sheet.heightOf('+ 9', style.small, width);
  const shown: PlateGarment[] = [];
  let room = most - lines.y;
  for (const garment of garments.slice(0, style.garments)) {
    const height = garmentLines(new Lines(sheet, width), garment, style);
    if (height > room - (shown.length + 1 < garments.length ? counted : 0)) break;
    room -= height;
    shown.push(garment);
  }
  for (const garment of shown) garmentLines(lines, garment, style);
  if (shown.length < garments.length && room >= counted)
    lines.add(`+ ${garments.length - shown.length}`, style.small, 1);
  return lines.y;
}

/** @returns its height, points */
function garmentLines(lines: Lines, garment: PlateGarment, style: CaptionStyle): number {
  const above = lines.y;
  if (style.ruled) {
    lines.rule();
    lines.y += style.gap;
  }
  const { name, price } = garment;
  const small = details(garment);
  // with nothing but small print, the price stands beside it
  lines.pair(name || small, name ? style.text : style.small, price, style.text);
  if (name) lines.add(small, style.small, 1);
  lines.y += style.gap;
  return lines.y - above;
}

/** Lines of a column below each other, written where the column has a place and measured where it has none. */
class Lines {
  y = 0;
  readonly #sheet: Sheet;
  readonly #width: number;
  readonly #at: { x: number; y: number } | undefined;

  constructor(sheet: Sheet, width: number, at?: { x: number; y: number }) {
    this.#sheet = sheet;
    this.#width = width;
    this.#at = at;
  }

  add(text: string, letters: Letters, most: number): void {
    if (!text) return;
    const shown = this.#sheet.fitted(text, letters, this.#width, most);
    this.y += this.#put(shown, letters, this.#width);
  }

  /** Two texts on one line, at its ends. */
  pair(left: string, letters: Letters, right: string, rightLetters: Letters): void {
    const sheet = this.#sheet;
    const price = sheet.fitted(right, rightLetters, this.#width * PRICE, 1);
    const taken = price ? Math.min(sheet.widthOf(price, rightLetters), this.#width * PRICE) + BETWEEN : 0;
    const free = this.#width - taken;
    const height = this.#put(sheet.fitted(left, letters, free, 1), letters, free);
    this.y += Math.max(height, price ? this.#put(price, rightLetters, this.#width, 'right') : 0);
  }

  rule(): void {
    if (this.#at) this.#sheet.line(this.#at.y + this.y, 'line', this.#at.x, this.#width);
  }

  #put(text: string, letters: Letters, width: number, align: 'left' | 'right' = 'left'): number {
    if (!text) return 0;
    if (!this.#at) return this.#sheet.heightOf(text, letters, width);
    return this.#sheet.write(text, letters, { x: this.#at.x, y: this.#at.y + this.y, width, align });
  }
}
