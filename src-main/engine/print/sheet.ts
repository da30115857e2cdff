/**
 * Sheet: pages of one paper that are written from above to below. Knows margins, letters and colours, where the next line
 * goes and when a page is full; what is written is the business of others.
 */

import PDFDocument from 'pdfkit';
import type { Tone } from '../../contract/print.ts';
import type { Fonts } from './fonts.ts';

/** Points a millimetre. */
export const MM = 72 / 25.4;

/** A paper and what stays free at its edges, points. */
export interface Paper {
  width: number;
  height: number;
  margin: { side: number; top: number; bottom: number };
}

/** Upright, with room for the foot of the page. */
export const A4: Paper = {
  width: 210 * MM,
  height: 297 * MM,
  margin: { side: 18 * MM, top: 18 * MM, bottom: 20 * MM },
};

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
  readonly paper: Paper;
  /** Where the next thing is written, points from above. */
  y: number;
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly bottom: number;
  private readonly done: Promise<Buffer[]>;

  constructor(fonts: Fonts, { title, language }: { title: string; language: string }, paper: Paper = A4) {
    this.paper = paper;
    const { width, height, margin } = paper;
    this.y = margin.top;
    this.top = margin.top;
    this.left = margin.side;
    this.width = width - 2 * margin.side;
    this.bottom = height - margin.bottom;
    this.pdf = new PDFDocument({
      size: [width, height],
      margin: 0,
      bufferPages: true,
      lang: language,
      displayTitle: true,
      // none to begin with: the standard ones have no Chinese letters, and one of ours would be read anew at every use
      font: null as unknown as string,
      info: { Title: title, Creator: 'Toile', Producer: 'Toile' },
    });
    this.pdf.registerFont('regular', fonts.regular as unknown as string);
    this.pdf.registerFont('bold', fonts.bold as unknown as string);
    const pieces: Buffer[] = [];
    this.done = new Promise((resolve, reject) => {
      this.pdf.on('data', (piece: Buffer) => pieces.push(piece));
      this.pdf.on('end', () => resolve(pieces));
      this.pdf.on('error', reject);
    });
  }

  /** Goes on to a new page unless there are `height` points left on this one. */
  room(height: number): void {
    if (this.y + height > this.bottom && this.y > this.top) this.page();
  }
  page(): void {
    this.pdf.addPage();
    this.y = this.top;
  }
  skip(points: number): void {
    if (this.y > this.top) this.y += points;
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
  /** Words cut, with an ellipsis, to so many lines of a column. */
  fitted(text: string, letters: Letters, width: number, lines: number): string {
    const most = this.heightOf('国', letters, width) * (lines + 0.5);
    // no letter is narrower than a fifth of its size: what comes after so many is never seen
    const seen = Math.ceil((lines * width) / (0.2 * letters.size));
    if (text.length <= 4 * seen && this.heightOf(text, letters, width) <= most) return text;
    const signs = [...new Intl.Segmenter().segment(text.slice(0, 8 * seen))]
      .slice(0, seen)
      .map(({ segment }) => segment);
    let [fits, over] = [0, signs.length];
    while (over - fits > 1) {
      const middle = (fits + over) >> 1;
      const cut = `${signs.slice(0, middle).join('').trimEnd()}…`;
      if (this.heightOf(cut, letters, width) <= most) fits = middle;
      else over = middle;
    }
    return `${signs.slice(0, fits).join('').trimEnd()}…`;
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

  get pages(): number {
    return this.pdf.bufferedPageRange().count;
  }

  /** Ends the file and returns it piece by piece. */
  end(): Promise<Buffer[]> {
    this.pdf.end();
    return this.done;
  }

  /** Puts the foot on every page but the first `bare` ones, and ends the file. `paging` has {page} and {pages}. */
  finish(footer: string, paging: string, bare = 0): Promise<Buffer[]> {
    const count = this.pages;
    const letters: Letters = { size: 8, tone: 'dim' };
    for (let n = bare; n < count; n++) {
      this.pdf.switchToPage(n);
      const y = this.paper.height - 13 * MM;
      this.line(y - 6);
      const numbers = paging.replace('{page}', `${n + 1}`).replace('{pages}', `${count}`);
      const shown = this.fitted(footer, letters, this.width * 0.75, 1);
      this.write(shown, letters, { x: this.left, y, width: this.width * 0.75 });
      this.write(numbers, letters, {
        x: this.left + this.width * 0.75,
        y,
        width: this.width * 0.25,
        align: 'right',
      });
    }
    return this.end();
  }
}

/** Lines of this typeface stand wide apart by themselves, as Chinese letters want it; paper may have them closer. */
const gap = ({ size }: Letters): number => -0.12 * size;
