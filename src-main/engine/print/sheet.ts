/**
 * Sheet: pages of A4 that are written from above to below. Knows margins, letters and colours, where the next line goes and
 * when a page is full; what is written is the business of others.
 */

import PDFDocument from 'pdfkit';
import type { Tone } from '../../contract/print.ts';
import type { Fonts } from './fonts.ts';

/** Points a millimetre. */
export const MM = 72 / 25.4;
/** A4, points. */
const PAGE = { width: 210 * MM, height: 297 * MM };
const MARGIN = { side: 18 * MM, top: 18 * MM, bottom: 20 * MM };

export const COLOURS: Record<Tone | 'line' | 'wash', string> = {
  plain: '#1c1c20',
  dim: '#68686e',
  good: '#2f7a4c',
  warn: '#96600b',
  bad: '#b23822',
  cool: '#33639e',
  accent: '#185c54',
  line: '#d9d7d2',
  wash: '#eef4f2',
};

export interface Letters {
  /** Points. */
  size: number;
  bold?: boolean;
  tone?: Tone;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  align?: 'left' | 'right' | 'center';
}

export class Sheet {
  readonly pdf: InstanceType<typeof PDFDocument>;
  /** Where the next thing is written, points from above. */
  y: number = MARGIN.top;
  readonly left = MARGIN.side;
  readonly width = PAGE.width - 2 * MARGIN.side;
  readonly bottom = PAGE.height - MARGIN.bottom;
  private readonly done: Promise<Buffer>;

  constructor(fonts: Fonts, { title, language }: { title: string; language: string }) {
    this.pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: language,
      displayTitle: true,
      // without it the standard ones are asked for, which have no Chinese letters
      font: fonts.regular as unknown as string,
      info: { Title: title, Creator: 'Toile', Producer: 'Toile' },
    });
    this.pdf.registerFont('regular', fonts.regular as unknown as string);
    this.pdf.registerFont('bold', fonts.bold as unknown as string);
    const pieces: Buffer[] = [];
    this.done = new Promise((resolve, reject) => {
      this.pdf.on('data', (piece: Buffer) => pieces.push(piece));
      this.pdf.on('end', () => resolve(Buffer.concat(pieces)));
      this.pdf.on('error', reject);
    });
  }

  /** Goes on to a new page unless there are `height` points left on this one. */
  room(height: number): void {
    if (this.y + height > this.bottom && this.y > MARGIN.top) this.page();
  }
  page(): void {
    this.pdf.addPage();
    this.y = MARGIN.top;
  }
  skip(points: number): void {
    if (this.y > MARGIN.top) this.y += points;
  }

  private set({ size, bold = false, tone = 'plain' }: Letters): void {
    this.pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(COLOURS[tone]);
  }
  /** Height of words in a column, points. */
  heightOf(text: string, letters: Letters, width: number): number {
    this.set(letters);
    return this.pdf.heightOfString(text || ' ', { width, lineGap: gap(letters) });
  }
  /** Width of words in one line, points. */
  widthOf(text: string, letters: Letters): number {
    this.set(letters);
    return this.pdf.widthOfString(text);
  }
  /** Writes words into a column that is known to have room. Returns their height, points. */
  write(text: string, letters: Letters, { x, y, width, align = 'left' }: Box): number {
    const height = this.heightOf(text, letters, width);
    if (text) this.pdf.text(text, x, y, { width, align, lineGap: gap(letters) });
    return height;
  }
  line(y: number, tone: keyof typeof COLOURS = 'line', x = this.left, width = this.width): void {
    this.pdf
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.5)
      .strokeColor(COLOURS[tone])
      .stroke();
  }
  fill(x: number, y: number, width: number, height: number, colour: string): void {
    this.pdf.rect(x, y, width, height).fill(colour);
  }

  /** Puts the foot on every page and returns the file. `paging` has {page} and {pages}. */
  finish(footer: string, paging: string): Promise<Buffer> {
    const { count } = this.pdf.bufferedPageRange();
    const letters: Letters = { size: 8, tone: 'dim' };
    for (let n = 0; n < count; n++) {
      this.pdf.switchToPage(n);
      const y = PAGE.height - 13 * MM;
      this.line(y - 6);
      const numbers = paging.replace('{page}', `${n + 1}`).replace('{pages}', `${count}`);
      this.write(footer, letters, { x: this.left, y, width: this.width * 0.75 });
      this.write(numbers, letters, {
        x: this.left + this.width * 0.75,
        y,
        width: this.width * 0.25,
        align: 'right',
      });
    }
    this.pdf.end();
    return this.done;
  }
}

/** Lines of this typeface stand wide apart by themselves, as Chinese letters want it; paper may have them closer. */
const gap = ({ size }: Letters): number => -0.12 * size;
