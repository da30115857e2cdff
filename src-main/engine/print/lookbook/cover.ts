/** Cover: the title of a lookbook below its first picture. */

import type { Letters } from '../sheet.ts';
import { MM } from '../sheet.ts';
import type { Book } from './book.ts';

const SUBTITLE: Letters = { size: 11, tone: 'dim' };
/** From the title to the words below it, points; a line goes between them. */
const BELOW = 16;
/** Share of the page that the picture takes. */
const PICTURE = 0.7;

export async function cover(book: Book): Promise<void> {
  const { sheet, request } = book;
  const { paper } = sheet;
  book.page(request.title);
  const lying = paper.width > paper.height;
  const { side, top } = paper.margin;
  // a page on its side has the picture at the left, the words at the right
  const picture = lying
    ? { x: side, y: top, width: paper.width * 0.55 - side, height: paper.height - 2 * top }
    : { x: side, y: top, width: paper.width - 2 * side, height: paper.height * PICTURE - top };
  book.fill(await book.open(request.plates[0].picture), picture);
  const free = Math.max(side, 14 * MM);
  const x = lying ? picture.x + picture.width + 12 * MM : free;
  const width = paper.width - x - free;
  const title: Letters = { size: lying || paper.width >= paper.height ? 26 : 32, bold: true };
  const shown = sheet.fitted(request.title, title, width, lying ? 5 : 2);
  const height = sheet.heightOf(shown, title, width);
  const block = height + BELOW + sheet.heightOf(request.subtitle, SUBTITLE, width);
  const below = picture.y + picture.height;
  const y = lying ? (paper.height - block) / 2 : below + (paper.height - below - block) / 2 - 2 * MM;
  sheet.write(shown, title, { x, y, width });
  sheet.line(y + height + BELOW / 2, 'accent', x, 24 * MM);
  sheet.write(request.subtitle, SUBTITLE, { x, y: y + height + BELOW, width });
}
