/** Fit sheet: a garment in several sizes side by side, coloured by its ease, with the ease of every zone and a legend. */

import { FIT_SCALE, fitColour } from '../../../contract/fit-scale.ts';
import { zoneWord } from '../../body/fit/zone-words.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import type { SizeName, ZoneFit } from '../../domain/garment3d.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { fillRect } from '../sheet/font.ts';
import { drawLettering, textWidth } from '../sheet/lettering.ts';
import { easeWord, linesOf, verdictWord } from './fit-words.ts';

type Colour = readonly [number, number, number];

export interface FitColumn {
  size: SizeName;
  recommended: boolean;
  /** Front and back, all of one size. */
  pictures: Raster<Uint8Array>[];
  zones: readonly ZoneFit[];
  /** Why there is no garment to be seen in this size. */
  note?: string;
}

export interface FitSheet {
  title: string;
  category: GarmentCategory;
  /** Of the body, 0 female .. 1 male. */
  sex: number;
  columns: readonly FitColumn[];
  /** Whether the pictures have the colours of the ease; there is no legend otherwise. */
  coloured: boolean;
  /** Recommendation and what is to be known, in words. */
  remarks: readonly string[];
}

const PAPER: Colour = [250, 249, 247];
const INK: Colour = [30, 30, 34];
const FAINT: Colour = [112, 110, 108];
const LINE: Colour = [222, 219, 214];
const CHOSEN: Colour = [24, 92, 84];
const VERDICTS: Record<ZoneFit['verdict'], Colour> = {
  tight: [190, 58, 40],
  close: [196, 126, 30],
  regular: [60, 130, 84],
  loose: [70, 112, 170],
};
const MARGIN = 36;
const GAP = 28;
/** Heights of capitals, pixels. */
const TITLE = 22;
const HEAD = 26;
const TEXT = 14;
const SMALL = 12;
const ROW = 31;
const LEGEND = 76;
/** The legend needs as much, pixels. */
const LEAST_WIDTH = 1100;

export function drawFitSheet(sheet: FitSheet): Raster<Uint8Array> {
  const [first] = sheet.columns[0].pictures;
  const inner = first.width * 2;
  const wide = 2 * MARGIN + sheet.columns.length * inner + (sheet.columns.length - 1) * GAP;
  const width = Math.max(LEAST_WIDTH, wide);
  const zones = zonesOf(sheet);
  const letters = Math.floor((width - 2 * MARGIN) / (textWidth('m'.repeat(40), TEXT) / 40));
  const remarks = sheet.remarks.flatMap((text) => linesOf(text, letters));
  const top = MARGIN + TITLE + 26;
  const pictures = top + HEAD + 22;
  const table = pictures + first.height + 18;
  const legend = table + zones.length * ROW + 24;
  const words = legend + (sheet.coloured ? LEGEND : 0);
  const height = words + remarks.length * 26 + MARGIN;
  const out = byteRaster(width, height, 3);
  fillRect(out, 0, 0, width, height, PAPER);
  drawLettering(out, sheet.title, { x: MARGIN, y: MARGIN, size: TITLE }, INK);
  sheet.columns.forEach((column, i) => {
    const x = MARGIN + i * (inner + GAP);
    drawHead(out, column, x, top, inner);
    for (const [k, picture] of column.pictures.entries()) paste(out, picture, x + k * first.width, pictures);
    if (column.note) drawNote(out, column.note, x, pictures, inner);
    drawTable(out, sheet, column, zones, x, table, inner);
  });
  if (sheet.coloured) drawLegend(out, legend, width);
  remarks.forEach((text, i) => {
    drawLettering(out, text, { x: MARGIN, y: words + i * 26, size: TEXT }, INK);
  });
  return out;
}

/** Zones that any size has, in the order of the sizes' lists. */
function zonesOf({ columns }: FitSheet): ZoneFit['zone'][] {
  return [...new Set(columns.flatMap((column) => column.zones.map((zone) => zone.zone)))];
}

function drawHead(out: Raster<Uint8Array>, column: FitColumn, x: number, y: number, width: number): void {
  fillRect(out, x, y - 8, width, HEAD + 16, column.recommended ? CHOSEN : LINE);
  const ink: Colour = column.recommended ? [255, 255, 255] : INK;
  drawLettering(out, column.size, { x: x + 14, y, size: HEAD }, ink);
  if (column.recommended)
    drawLettering(out, 'recommended', { x: x + width - 14, y: y + 6, size: TEXT, align: 'right' }, ink);
}

/** A band with a sentence over the top of the pictures. */
function drawNote(out: Raster<Uint8Array>, note: string, x: number, y: number, width: number): void {
  const lines = linesOf(note, Math.floor((width - 28) / textWidth('mm', TEXT)) * 2);
  fillRect(out, x, y, width, lines.length * 24 + 14, CHOSEN);
  lines.forEach((line, i) => {
    drawLettering(out, line, { x: x + 14, y: y + 10 + i * 24, size: TEXT }, [255, 255, 255]);
  });
}

function drawTable(
  out: Raster<Uint8Array>,
  sheet: FitSheet,
  column: FitColumn,
  zones: readonly ZoneFit['zone'][],
  x: number,
  y: number,
  width: number,
): void {
  const row = (i: number, name: string, value: string, verdict: string, colour: Colour): void => {
    const at = y + i * ROW;
    fillRect(out, x, at + ROW - 2, width, 1, LINE);
    const text = at + 7;
    drawLettering(out, name, { x: x + 4, y: text, size: TEXT }, INK);
    drawLettering(out, value, { x: x + width * 0.68, y: text, size: TEXT, align: 'right' }, INK);
    if (!verdict) return;
    fillRect(out, Math.round(x + width * 0.71), text + 1, TEXT - 2, TEXT - 2, colour);
    drawLettering(out, verdict, { x: x + width * 0.71 + TEXT + 6, y: text, size: TEXT }, INK);
  };
  zones.forEach((name, i) => {
    const zone = column.zones.find((z) => z.zone === name);
    const word = zoneWord(name, sheet.sex);
    if (!zone) row(i, word, '-', '', LINE);
    else row(i, word, easeWord(zone, sheet.category), verdictWord(zone), VERDICTS[zone.verdict]);
  });
}

/** The colour scale, a quarter of it for each verdict. */
function drawLegend(out: Raster<Uint8Array>, y: number, width: number): void {
  const label = 'ease of the cloth';
  drawLettering(out, label, { x: MARGIN, y: y + 5, size: TEXT }, INK);
  const x0 = Math.round(MARGIN + textWidth(label, TEXT) + 30);
  const bar = Math.min(900, width - MARGIN - x0);
  const { from, to } = FIT_SCALE;
  for (let x = 0; x < bar; x++)
    fillRect(out, x0 + x, y, 1, 24, fitColour(from + ((x + 0.5) / bar) * (to - from)));
  for (const [i, word] of (['tight', 'close', 'regular', 'loose'] as const).entries()) {
    if (i > 0) fillRect(out, Math.round(x0 + (i / 4) * bar), y + 24, 1, 6, INK);
    drawLettering(
      out,
      word,
      { x: x0 + ((i + 0.5) / 4) * bar, y: y + 36, size: SMALL, align: 'middle' },
      FAINT,
    );
  }
}

function paste(out: Raster<Uint8Array>, picture: Raster<Uint8Array>, x: number, y: number): void {
  for (let row = 0; row < picture.height; row++) {
    const from = row * picture.width * 3;
    out.data.set(
      picture.data.subarray(from, from + picture.width * 3),
      ((y + row) * out.width + Math.round(x)) * 3,
    );
  }
}
