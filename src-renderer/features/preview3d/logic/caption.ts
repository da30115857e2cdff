/** Caption: words under figures in a saved picture, drawn as letters of its own resolution. */

import type { Print } from '../../../scene/darkroom.ts';

/** What stands under a place of the picture, which is a share of its width from the left. */
export interface Caption {
  text: string;
  at: number;
}

export interface Plate {
  text: string;
  /** Pixels: height of letters, and the plate that they are on. */
  letters: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Height of letters in shares of the shorter side, and what is around them in shares of that. */
const LETTERS = 0.034;
const PADDING = { x: 0.7, y: 0.42 };
const MARGIN = 0.9;
const PLATE = 'rgb(20 20 20 / 78%)';
const INK = '#fff';

/**
 * Plates inside the picture, each centred under its place as far as there is room beside the one before.
 *
 * @param measure width of a text in letters of that height, pixels
 */
export function platesOf(
  captions: readonly Caption[],
  { width, height }: { width: number; height: number },
  measure: (text: string, letters: number) => number,
): Plate[] {
  const letters = Math.max(8, Math.round(LETTERS * Math.min(width, height)));
  const margin = Math.round(MARGIN * letters);
  const high = Math.round(letters * (1 + 2 * PADDING.y));
  const plates: Plate[] = [];
  for (const { text, at } of captions) {
    const wide = Math.min(width - 2 * margin, Math.ceil(measure(text, letters) + 2 * PADDING.x * letters));
    const last = plates.at(-1);
    const least = last ? last.left + last.width + margin : margin;
    const left = Math.round(Math.min(width - margin - wide, Math.max(least, at * width - wide / 2)));
    plates.push({ text, letters, left, top: height - margin - high, width: wide, height: high });
  }
  return plates;
}

/** Lays a band of pixels (RGBA, straight alpha, as wide as the picture) over the picture from row `top` on; changes `data`. */
export function layBand({ data, width }: Print, band: Uint8ClampedArray, top: number): void {
  const from = top * width * 4;
  for (let i = 0; i < band.length; i += 4) {
    const over = band[i + 3] / 255;
    if (over === 0) continue;
    const p = from + i;
    const under = (data[p + 3] / 255) * (1 - over);
    const alpha = over + under;
    for (let c = 0; c < 3; c++) data[p + c] = (band[i + c] * over + data[p + c] * under) / alpha;
    data[p + 3] = alpha * 255;
  }
}

/** The picture with words in it, every other pixel as it was. @param family of the letters, as CSS has it */
export function captioned(print: Print, captions: readonly Caption[], family: string): Print {
  const context = (width: number, height: number) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    return canvas.getContext('2d', { willReadFrequently: true })!;
  };
  const font = (letters: number): string => `600 ${letters}px ${family}`;
  const ruler = context(1, 1);
  const plates = platesOf(captions, print, (text, letters) => {
    ruler.font = font(letters);
    return ruler.measureText(text).width;
  });
  if (plates.length === 0) return print;
  const [{ top, height }] = plates;
  const ink = context(print.width, height);
  for (const { text, letters, left, width } of plates) {
    ink.fillStyle = PLATE;
    ink.beginPath();
    ink.roundRect(left, 0, width, height, height / 2);
    ink.fill();
    ink.fillStyle = INK;
    ink.font = font(letters);
    ink.textAlign = 'center';
    ink.textBaseline = 'middle';
    ink.fillText(text, left + width / 2, height / 2 + letters * 0.05, width);
  }
  layBand(print, ink.getImageData(0, 0, print.width, height).data, top);
  return print;
}
