/** Font: a 5 x 7 pixel typeface for captions, so that a sheet looks the same on machines without any fonts. */

import type { Raster } from '../../image/raster.ts';

/** Characters 0x20..0x7e: five columns each, bit 0 at the top, bit 7 below the base line. */
const GLYPHS =
  '0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0008070300 001c224100 ' +
  '0041221c00 2a1c7f1c2a 08083e0808 0080703000 0808080808 0000606000 2010080402 3e5149453e 00427f4000 ' +
  '7249494946 2141494d33 1814127f10 2745454539 3c4a494931 4121110907 3649494936 464949291e 0000140000 ' +
  '0040340000 0008142241 1414141414 0041221408 0201590906 3e415d594e 7c1211127c 7f49494936 3e41414122 ' +
  '7f4141413e 7f49494941 7f09090901 3e41415173 7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 ' +
  '7f021c027f 7f0408107f 3e4141413e 7f09090906 3e4151215e 7f09192946 2649494932 03017f0103 3f4040403f ' +
  '1f2040201f 3f4038403f 6314081463 0304780403 6159494d43 007f414141 0204081020 004141417f 0402010204 ' +
  '4040404040 0003070800 2054547840 7f28444438 3844444428 384444287f 3854545418 00087e0902 18a4a49c78 ' +
  '7f08040478 00447d4000 2040403d00 7f10284400 00417f4000 7c04780478 7c08040478 3844444438 fc18242418 ' +
  '18242418fc 7c08040408 4854545424 04043f4424 3c4040207c 1c2040201c 3c4030403c 4428102844 4c9090907c ' +
  '4464544c44 0008364100 0000770000 0041360800 0201020402';

const COLUMNS: number[][] = GLYPHS.split(' ').map((glyph) =>
  Array.from({ length: 5 }, (_, column) => Number.parseInt(glyph.slice(2 * column, 2 * column + 2), 16)),
);

/** Pixels from one character to the next, and of a line with its descenders, at scale 1. */
export const ADVANCE = 6;
export const LINE_HEIGHT = 10;

/** Columns of a letter's dots, bit 0 at the top; those of '?' for letters outside the typeface. */
export function glyphOf(letter: string): readonly number[] {
  return COLUMNS[letter.charCodeAt(0) - 0x20] ?? COLUMNS['?'.charCodeAt(0) - 0x20];
}

/**
 * Draws one line of text into an RGB raster; letters outside the typeface lose their accents or become '?', what does
 * not fit into `maxWidth` pixels is left out behind two dots.
 */
export function drawText(
  target: Raster<Uint8Array>,
  text: string,
  at: { x: number; y: number; maxWidth: number },
  colour: readonly [number, number, number],
  scale: number,
): void {
  const room = Math.floor(at.maxWidth / (ADVANCE * scale));
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');
  const shown = plain.length > room ? `${plain.slice(0, Math.max(0, room - 2))}..` : plain;
  for (let index = 0; index < shown.length; index++) {
    const glyph = COLUMNS[shown.charCodeAt(index) - 0x20];
    for (let column = 0; column < 5; column++) {
      for (let row = 0; row < 8; row++) {
        if (!((glyph[column] >> row) & 1)) continue;
        fillRect(target, at.x + (index * ADVANCE + column) * scale, at.y + row * scale, scale, scale, colour);
      }
    }
  }
}

/** Fills a rectangle, clipped to the raster. */
export function fillRect(
  target: Raster<Uint8Array>,
  x0: number,
  y0: number,
  width: number,
  height: number,
  colour: readonly [number, number, number],
): void {
  for (let y = Math.max(0, y0); y < Math.min(target.height, y0 + height); y++) {
    for (let x = Math.max(0, x0); x < Math.min(target.width, x0 + width); x++) {
      target.data.set(colour, (y * target.width + x) * 3);
    }
  }
}
