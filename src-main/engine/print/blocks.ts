/** Blocks: how each kind of block of a document is laid out on a sheet. */

import { StudioError } from '../../contract/errors.ts';
import type { Block } from '../../contract/print.ts';
import { COLOURS, type Letters, MM, type Sheet } from './sheet.ts';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

const TEXT: Letters = { size: 9.5 };
const SMALL: Letters = { size: 8.5 };
const HEADS: Record<1 | 2, Letters> = { 1: { size: 16, bold: true }, 2: { size: 11, bold: true } };
const GAP = 6;

/**
 * Writes a block where the sheet is.
 *
 * @param pictures bytes by name, JPEG or PNG
 * @throws StudioError 'invalid-input' when a picture is not there or a row of a table is longer than its head
 */
export function drawBlock(sheet: Sheet, block: Block, pictures: ReadonlyMap<string, Buffer>): void {
  if (block.kind === 'page') sheet.page();
  else if (block.kind === 'heading') heading(sheet, block);
  else if (block.kind === 'text') text(sheet, block);
  else if (block.kind === 'list') list(sheet, block);
  else if (block.kind === 'facts') facts(sheet, block);
  else if (block.kind === 'table') table(sheet, block);
  else if (block.kind === 'scale') scale(sheet, block);
  else row(sheet, block, pictures);
}

function heading(sheet: Sheet, { text, level, aside }: Of<'heading'>): void {
  const letters = HEADS[level];
  const side = aside ? sheet.widthOf(aside, TEXT) + GAP : 0;
  const width = sheet.width - side;
  const height = sheet.heightOf(text, letters, width);
  sheet.skip(level === 1 ? 14 : 8);
  // never alone at the foot of a page
  sheet.room(height + (level === 1 ? 120 : 32));
  sheet.write(text, letters, { x: sheet.left, y: sheet.y, width });
  if (aside)
    sheet.write(
      aside,
      { ...TEXT, tone: 'dim' },
      {
        x: sheet.left,
        y: sheet.y + letters.size - TEXT.size,
        width: sheet.width,
        align: 'right',
      },
    );
  sheet.y += height + 3;
  if (level === 1) {
    sheet.line(sheet.y, 'accent');
    sheet.y += GAP;
  }
}

function text(sheet: Sheet, { text, tone = 'plain', strong = false }: Of<'text'>): void {
  const letters = { ...TEXT, tone, bold: strong };
  const height = sheet.heightOf(text, letters, sheet.width);
  sheet.room(height);
  sheet.write(text, letters, { x: sheet.left, y: sheet.y, width: sheet.width });
  sheet.y += height + GAP / 2;
}

function list(sheet: Sheet, { items }: Of<'list'>): void {
  const indent = 10;
  for (const item of items) {
    const width = sheet.width - indent;
    const height = sheet.heightOf(item, TEXT, width);
    sheet.room(height);
    sheet.pdf.circle(sheet.left + 3, sheet.y + TEXT.size * 0.68, 1.3).fill(COLOURS.dim);
    sheet.write(item, TEXT, { x: sheet.left + indent, y: sheet.y, width });
    sheet.y += height + 1;
  }
  sheet.y += GAP / 2;
}

function facts(sheet: Sheet, { rows, columns }: Of<'facts'>): void {
  const between = 8 * MM;
  const width = (sheet.width - (columns - 1) * between) / columns;
  const note: Letters = { ...SMALL, tone: 'dim' };
  const heightOf = ({ name, value, note: small }: Of<'facts'>['rows'][number]): number =>
    Math.max(
      sheet.heightOf(name, TEXT, width * 0.5),
      sheet.heightOf(value, TEXT, width * 0.48) + (small ? sheet.heightOf(small, note, width * 0.48) : 0),
    ) + 5;
  const long = Math.ceil(rows.length / columns);
  for (let at = 0; at < long; at++) {
    const beside = Array.from({ length: columns }, (_, column) => rows[column * long + at]);
    const high = Math.max(...beside.map((fact) => (fact ? heightOf(fact) : 0)));
    sheet.room(high);
    for (let column = 0; column < columns; column++) {
      const fact = beside[column];
      if (!fact) continue;
      const x = sheet.left + column * (width + between);
      const right = { x: x + width * 0.52, width: width * 0.48, align: 'right' as const };
      sheet.write(fact.name, { ...TEXT, tone: 'dim' }, { x, y: sheet.y, width: width * 0.5 });
      const below = sheet.write(fact.value, TEXT, { ...right, y: sheet.y });
      if (fact.note) sheet.write(fact.note, note, { ...right, y: sheet.y + below });
      sheet.line(sheet.y + high - 3, 'line', x, width);
    }
    sheet.y += high;
  }
  sheet.y += GAP;
}

function table(sheet: Sheet, { head, rows, right, marked }: Of<'table'>): void {
  for (const cells of rows)
    if (cells.length > head.length)
      throw new StudioError(
        'invalid-input',
        `Expected rows of at most ${head.length} cells, as the head of the table, received ${cells.length}.`,
      );
  const padding = 5;
  const wanted = head.map((words, i) =>
    Math.max(
      sheet.widthOf(words, { ...SMALL, bold: true }),
      ...rows.map((cells) => (cells[i] ? sheet.widthOf(cells[i].text, { ...TEXT, bold: true }) : 0)),
    ),
  );
  const sum = wanted.reduce((a, b) => a + b) + 2 * padding * head.length;
  // what is left over goes to all, what is missing is taken from the wide ones
  const widths = wanted.map((width) =>
    sum <= sheet.width
      ? width + 2 * padding + (sheet.width - sum) / head.length
      : ((width + 2 * padding) * sheet.width) / sum,
  );
  const draw = (cells: Of<'table'>['rows'][number], letters: Letters, first: boolean): void => {
    const inner = (i: number) => widths[i] - 2 * padding;
    const styled = cells.map(({ tone, strong }) => ({
      ...letters,
      ...(tone ? { tone } : {}),
      ...(strong ? { bold: true } : {}),
    }));
    const height = Math.max(...cells.map(({ text }, i) => sheet.heightOf(text, styled[i], inner(i)))) + 6;
    if (!first && sheet.y + height > sheet.bottom) {
      sheet.page();
      drawHead();
    }
    let x = sheet.left;
    for (const [i, { text }] of cells.entries()) {
      if (i === marked) sheet.fill(x, sheet.y, widths[i], height, COLOURS.wash);
      sheet.write(text, styled[i], {
        x: x + padding,
        y: sheet.y + 3,
        width: inner(i),
        align: right.includes(i) ? 'right' : 'left',
      });
      x += widths[i];
    }
    sheet.y += height;
    sheet.line(sheet.y);
  };
  const drawHead = (): void =>
    draw(
      head.map((text) => ({ text })),
      { ...SMALL, tone: 'dim', bold: true },
      true,
    );
  sheet.room(60);
  drawHead();
  for (const cells of rows) draw(cells, TEXT, false);
  sheet.y += GAP;
}

const hex = (colour: readonly number[]): string =>
  `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;

function scale(sheet: Sheet, { title, stops, parts }: Of<'scale'>): void {
  const height = 30;
  sheet.room(height);
  const title_ = sheet.widthOf(title, SMALL) + 2 * GAP;
  const x = sheet.left + title_;
  const width = sheet.width - title_;
  sheet.write(title, { ...SMALL, tone: 'dim' }, { x: sheet.left, y: sheet.y - 2, width: title_ });
  const colours = sheet.pdf.linearGradient(x, 0, x + width, 0);
  for (const { at, colour } of stops) colours.stop(at, hex(colour));
  sheet.pdf.rect(x, sheet.y, width, 8).fill(colours);
  const part = width / parts.length;
  for (const [i, words] of parts.entries())
    sheet.write(
      words,
      { ...SMALL, tone: 'dim' },
      { x: x + i * part, y: sheet.y + 10, width: part, align: 'center' },
    );
  sheet.y += height;
}

function row(sheet: Sheet, { pictures, height }: Of<'pictures'>, all: ReadonlyMap<string, Buffer>): void {
  const between = 4 * MM;
  const opened = pictures.map(({ name, caption }) => {
    const bytes = all.get(name);
    if (!bytes)
      throw new StudioError('invalid-input', `The document shows a picture "${name}", which was not given.`);
    return { picture: (sheet.pdf as unknown as ImageOpener).openImage(bytes), caption };
  });
  const free = sheet.width - between * (opened.length - 1);
  const shapes = opened.map(({ picture }) => picture.width / picture.height);
  const high = Math.min(
    height * MM,
    free / shapes.reduce((a, b) => a + b),
    // no picture is taller than a page
    sheet.bottom - 60 * MM,
  );
  const captions = opened.some(({ caption }) => caption) ? 16 : 0;
  sheet.room(high + captions + GAP);
  let x = sheet.left;
  for (const [i, { picture, caption }] of opened.entries()) {
    const width = high * shapes[i];
    sheet.pdf.image(picture as unknown as string, x, sheet.y, { width, height: high });
    if (caption)
      sheet.write(caption, { ...SMALL, tone: 'dim' }, { x, y: sheet.y + high + 2, width, align: 'center' });
    x += width + between;
  }
  sheet.y += high + captions + GAP;
}

/** What the types of pdfkit do not tell of it. */
interface ImageOpener {
  openImage(bytes: Buffer): { width: number; height: number };
}
