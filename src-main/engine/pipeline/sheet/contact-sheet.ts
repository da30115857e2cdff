/** Contact sheet: person | garments | result for every cell, with captions, on one picture. */

import { StudioError } from '../../../contract/errors.ts';
import type { SheetRequest, SheetResult } from '../../../contract/sheet.ts';
import { encodeImage } from '../../image/encode.ts';
import { loadPhoto } from '../../image/load.ts';
import { resizeArea, resizeBilinear } from '../../image/ops/resize.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { outputFormat } from '../../image/save.ts';
import { checkTarget, writeFileWhole } from '../../image/write-file.ts';
import { drawText, fillRect, LINE_HEIGHT } from './font.ts';

type Cell = SheetRequest['cells'][number];
type Colour = readonly [number, number, number];

const PAPER: Colour = [250, 249, 247];
const INK: Colour = [30, 30, 34];
const FLAG: Colour = [190, 60, 20];
const EMPTY: Colour = [232, 230, 226];
/** Width of one picture over its height. */
const SLOT = 0.75;
const GAP = 6;
const MARGIN = 14;

interface Layout {
  slot: { width: number; height: number };
  cell: { width: number; height: number };
  textScale: number;
}

/**
 * Reads the pictures one cell at a time, so that memory does not grow with the sheet.
 *
 * @throws StudioError as loading and writing pictures do
 */
export async function contactSheet(request: SheetRequest): Promise<SheetResult> {
  const format = outputFormat(request.out);
  if (format === 'tiff') {
    throw new StudioError(
      'unsupported-format',
      'A contact sheet is written as JPEG, PNG or WebP. Change its ending.',
    );
  }
  await checkTarget(
    request.out,
    request.cells.flatMap((cell) => [cell.person, ...cell.garments]),
  );
  const layout = layOut(request.cellHeight);
  const columns = Math.min(request.columns, request.cells.length);
  const rows = Math.ceil(request.cells.length / columns);
  const width = MARGIN + columns * (layout.cell.width + MARGIN);
  const height = MARGIN + rows * (layout.cell.height + MARGIN);
  const sheet = byteRaster(width, height, 3);
  fillRect(sheet, 0, 0, width, height, PAPER);
  for (const [index, cell] of request.cells.entries()) {
    const x = MARGIN + (index % columns) * (layout.cell.width + MARGIN);
    const y = MARGIN + Math.floor(index / columns) * (layout.cell.height + MARGIN);
    await drawCell(sheet, cell, x, y, layout);
  }
  const encoded = await encodeImage(sheet, { format, quality: 88 });
  await writeFileWhole(request.out, [encoded]);
  return { out: request.out, width, height };
}

function layOut(height: number): Layout {
  const slot = { width: Math.round(height * SLOT), height };
  const textScale = Math.max(1, Math.round(height / 240));
  const text = 2 * LINE_HEIGHT * textScale + GAP;
  return {
    slot,
    cell: { width: 3 * slot.width + 2 * GAP, height: slot.height + GAP + text },
    textScale,
  };
}

async function drawCell(
  sheet: Raster<Uint8Array>,
  cell: Cell,
  x: number,
  y: number,
  layout: Layout,
): Promise<void> {
  const { slot, textScale } = layout;
  await drawPicture(sheet, cell.person, x, y, slot.width, slot.height);
  const each = Math.floor((slot.height - GAP * (cell.garments.length - 1)) / cell.garments.length);
  for (const [index, garment] of cell.garments.entries()) {
    await drawPicture(sheet, garment, x + slot.width + GAP, y + index * (each + GAP), slot.width, each);
  }
  const resultX = x + 2 * (slot.width + GAP);
  if (cell.result) await drawPicture(sheet, cell.result, resultX, y, slot.width, slot.height);
  else fillRect(sheet, resultX, y, slot.width, slot.height, EMPTY);
  const at = { x, y: y + slot.height + GAP, maxWidth: layout.cell.width };
  drawText(sheet, cell.caption, at, cell.flagged ? FLAG : INK, textScale);
  if (cell.note) {
    drawText(
      sheet,
      cell.note,
      { ...at, y: at.y + LINE_HEIGHT * textScale },
      cell.flagged ? FLAG : INK,
      textScale,
    );
  }
}

/** Draws a picture as large as fits, in the middle of its place; one that cannot be read leaves the place empty. */
async function drawPicture(
  sheet: Raster<Uint8Array>,
  file: string,
  x: number,
  y: number,
  width: number,
  height: number,
): Promise<void> {
  const picture = await loadPhoto(file).catch(() => undefined);
  if (!picture) {
    fillRect(sheet, x, y, width, height, EMPTY);
    return;
  }
  const { analysis } = picture;
  const scale = Math.min(width / analysis.width, height / analysis.height);
  const w = Math.max(1, Math.round(analysis.width * scale));
  const h = Math.max(1, Math.round(analysis.height * scale));
  const small = scale <= 1 ? resizeArea(analysis, w, h) : resizeBilinear(analysis, w, h);
  const left = x + Math.floor((width - w) / 2);
  const top = y + Math.floor((height - h) / 2);
  for (let row = 0; row < h; row++) {
    const from = row * w * 3;
    sheet.data.set(small.data.subarray(from, from + w * 3), ((top + row) * sheet.width + left) * 3);
  }
}
