/** Templates: how the pictures of a lookbook are laid out on its pages. */

import { type LookbookTemplate, type Plate, plateName } from '../../../contract/lookbook.ts';
import { type Letters, MM } from '../sheet.ts';
import { type Area, type Book, contain, type OpenedPicture } from './book.ts';
import { type Captioned, type CaptionStyle, caption, FULL, SMALL, TINY } from './caption.ts';

/** Lays all pictures out; hears of every one that is done, and may end the work by throwing. */
export type Template = (book: Book, onPlate: () => void) => Promise<void>;

const GAP = 5 * MM;
/** Of words and small pictures from the edges of pages without margins. */
const INSET = 9 * MM;
/** Most of a page's height that a caption below a picture takes. */
const MOST_CAPTION = 0.45;
/** A caption is as wide as its picture, but not narrower than this share of its cell. */
const NARROWEST = 0.7;

/** What of the page is written on; on pages without margins all of it, or what is not at the edges. */
function pageArea({ sheet, request: { margins } }: Book, toEdges: boolean): Area {
  const inset = margins || toEdges ? 0 : INSET;
  return {
    x: sheet.left + inset,
    y: sheet.top + inset,
    width: sheet.width - 2 * inset,
    height: sheet.bottom - sheet.top - 2 * inset,
  };
}

const one: Template = async (book, onPlate) => {
  const { request } = book;
  for (const plate of request.plates) {
    const picture = await book.open(plate.picture);
    book.page(plateName(plate));
    const beside = request.paper === 'square' && picture.height > picture.width;
    (beside ? captionBeside : captionBelow)(book, plate, picture);
    onPlate();
  }
};

/** A picture over its caption, which is as wide as the picture unless that is narrow. */
function captionBelow(book: Book, plate: Plate, picture: OpenedPicture): void {
  const { sheet, request } = book;
  const whole = pageArea(book, true);
  const inset = request.margins ? 0 : INSET;
  const most = whole.height * MOST_CAPTION;
  let width = whole.width - 2 * inset;
  let place: Area;
  // a narrower caption is a higher one and leaves less for the picture, which makes it narrower
  for (let round = 0; ; round++) {
    const words = caption(sheet, plate, FULL, width, most);
    const below = words === 0 ? 0 : words + GAP;
    place = contain(picture, { ...whole, height: whole.height - below - (below ? inset : 0) });
    if (round === 3 || !request.margins || place.width < whole.width * 0.6 || place.width >= width - 1) break;
    width = place.width;
  }
  if (!request.margins) book.extend(picture, place);
  book.put(picture, place);
  const x = whole.x + (whole.width - width) / 2;
  caption(sheet, plate, FULL, width, most, { x, y: place.y + place.height + GAP });
}

/** A picture with its caption at its right, on one line with its lower edge. */
function captionBeside(book: Book, plate: Plate, picture: OpenedPicture): void {
  const { sheet, request } = book;
  const whole = pageArea(book, true);
  const least = 44 * MM;
  const outer = request.margins ? 0 : INSET;
  const place = contain(picture, { ...whole, width: whole.width - least - GAP - outer }, 'left');
  book.put(picture, place);
  const x = place.x + place.width + GAP;
  const width = whole.x + whole.width - outer - x;
  const most = whole.height - 2 * outer;
  const height = caption(sheet, plate, FULL, width, most);
  const lower = place.y + place.height - outer;
  caption(sheet, plate, FULL, width, most, { x, y: Math.max(whole.y + outer, lower - height) });
}

interface Cells {
  columns: number;
  /** As many as a page has; as many as fit it best where every picture has a height for its width. */
  rows: number | { shape: number };
  style: CaptionStyle;
  gap: number;
}

/** Lays pictures out in rows and columns, below what `head` writes on the first page. */
async function inCells(
  book: Book,
  plates: readonly (Captioned & Pick<Plate, 'picture'>)[],
  { columns, rows: wanted, style, gap }: Cells,
  onPlate: () => void,
  head: (area: Area) => number = () => 0,
): Promise<void> {
  const { sheet } = book;
  for (let at = 0, above = 0; at < plates.length; above = 0) {
    book.page();
    const whole = pageArea(book, false);
    if (at === 0) above = head(whole);
    const free = whole.height - above;
    const width = (whole.width - gap * (columns - 1)) / columns;
    let rows = wanted;
    let height = Number.POSITIVE_INFINITY;
    if (typeof rows !== 'number') {
      height = width * rows.shape + captionRoom(book, plates, style, width);
      // a little less for each rather than a row that is missing
      rows = Math.max(1, Math.round((free + gap) / (height + gap)));
    }
    height = Math.min(height, (free - gap * (rows - 1)) / rows);
    const here = plates.slice(at, at + columns * rows);
    const most = height * MOST_CAPTION;
    const words = Math.min(captionRoom(book, here, style, width * NARROWEST), most);
    for (const [i, plate] of here.entries()) {
      const picture = await book.open(plate.picture);
      const x = whole.x + (i % columns) * (width + gap);
      const y = whole.y + above + Math.floor(i / columns) * (height + gap);
      const place = contain(picture, { x, y, width, height: height - words - 2 * MM });
      book.put(picture, place);
      const narrow = Math.max(place.width, width * NARROWEST);
      const left = x + (width - narrow) / 2;
      caption(sheet, plate, style, narrow, most, { x: left, y: place.y + place.height + 2 * MM });
      onPlate();
    }
    at += here.length;
  }
}

/** Height that the longest of the captions takes. */
function captionRoom(
  { sheet }: Book,
  plates: readonly Captioned[],
  style: CaptionStyle,
  width: number,
): number {
  return Math.max(...plates.map((plate) => caption(sheet, plate, style, width, sheet.bottom)));
}

const grid: Template = (book, onPlate) => {
  const columns = book.request.paper === 'square' ? 3 : 2;
  return inCells(book, book.request.plates, { columns, rows: 2, style: SMALL, gap: 6 * MM }, onPlate);
};

const HEAD: Letters = { size: 15, bold: true };

/** Numbered, small, four or five in a row. */
const contactSheet: Template = (book, onPlate) => {
  const { sheet, request } = book;
  const digits = String(request.plates.length).length;
  const plates = request.plates.map((plate, i) => ({
    picture: plate.picture,
    title: `${String(i + 1).padStart(Math.max(2, digits), '0')}  ${plateName(plate)}`,
    text: plate.garments
      .map(({ about, price }) => [about, price].filter(Boolean).join(' '))
      .filter(Boolean)
      .join('  ·  '),
    garments: [],
  }));
  const columns = request.paper === 'square' ? 5 : 4;
  const head = ({ x, y, width }: Area): number => {
    if (request.cover) return 0;
    const height = sheet.write(sheet.fitted(request.title, HEAD, width, 1), HEAD, { x, y, width });
    return height + 4 * MM;
  };
  return inCells(book, plates, { columns, rows: { shape: 4 / 3 }, style: TINY, gap: 4 * MM }, onPlate, head);
};

const LABEL: Letters = { size: 8, tone: 'dim', bold: true };

/** Two pictures of one height beside each other, what they are above them; the garments below what is after. */
const beforeAfter: Template = async (book, onPlate) => {
  const { sheet, request } = book;
  for (const plate of request.plates) {
    const after = await book.open(plate.picture);
    const before = plate.before === undefined ? undefined : await book.open(plate.before);
    book.page(plateName(plate));
    if (!before) captionBelow(book, plate, after);
    else pair(before, after, plate);
    onPlate();
  }

  function pair(before: OpenedPicture, after: OpenedPicture, { title, text, garments }: Plate): void {
    const whole = pageArea(book, false);
    const shapes = [before, after].map(({ width, height }) => width / height);
    const both = shapes[0] + shapes[1];
    const label = sheet.heightOf(request.words.before, LABEL, whole.width) + 3;
    const told = { title, text, garments: [] };
    const worn = { title: '', text: '', garments };
    const widest = (whole.width - GAP) / both;
    const most = whole.height * MOST_CAPTION;
    // the captions are as wide as the pictures: the higher they are, the narrower
    let high = widest;
    for (let round = 0; round < 4; round++) {
      const words = Math.max(
        caption(sheet, told, FULL, high * shapes[0], most),
        caption(sheet, worn, FULL, high * shapes[1], most),
      );
      high = Math.min(widest, whole.height - label - words - GAP);
    }
    const left = whole.x + (whole.width - high * both - GAP) / 2;
    const y = whole.y + label;
    const [x0, x1] = [left, left + high * shapes[0] + GAP];
    for (const [i, x] of [x0, x1].entries()) {
      const width = high * shapes[i];
      book.put(i === 0 ? before : after, { x, y, width, height: high });
      sheet.write(request.words[i === 0 ? 'before' : 'after'], LABEL, { x, y: whole.y, width });
    }
    const below = y + high + GAP;
    caption(sheet, told, FULL, high * shapes[0], most, { x: x0, y: below });
    caption(sheet, worn, FULL, high * shapes[1], most, { x: x1, y: below });
  }
};

export const TEMPLATES: Record<LookbookTemplate, Template> = {
  one,
  grid,
  'before-after': beforeAfter,
  'contact-sheet': contactSheet,
};
