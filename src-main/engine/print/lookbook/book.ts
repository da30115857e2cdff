/** Book: a sheet together with what every page of a lookbook needs: its pictures in their profile, and boxes to put them in. */

import { readFile } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors.ts';
import type { LookbookRequest } from '../../../contract/lookbook.ts';
import { edgeColours } from '../../image/decode.ts';
import type { Fonts } from '../fonts.ts';
import { Sheet } from '../sheet.ts';
import { paperOf } from './paper.ts';

/** Points from the upper left corner of the page. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A picture that is put on a page, pixels. */
export interface OpenedPicture {
  width: number;
  height: number;
  /** Colours of its left and right edge, sRGB #rrggbb; only for pages without margins. */
  edges?: readonly [left: string, right: string];
}

/** What the types of pdfkit do not tell of it: an image it has opened, whose colour space may still be set. */
interface PdfImage extends OpenedPicture {
  colorSpace: unknown;
}
interface ImageOpener {
  openImage(bytes: Buffer): PdfImage;
}

export class Book {
  readonly sheet: Sheet;
  readonly request: LookbookRequest;
  readonly #space: unknown;
  /** A picture shown twice is in the file once. */
  readonly #opened = new Map<string, PdfImage>();
  #begun = false;

  /** @param icc profile of every picture */
  constructor(fonts: Fonts, request: LookbookRequest, icc: Uint8Array) {
    this.request = request;
    this.sheet = new Sheet(fonts, request, paperOf(request));
    const profile = this.sheet.pdf.ref({ N: 3, Alternate: 'DeviceRGB' });
    profile.end(Buffer.from(icc));
    this.#space = ['ICCBased', profile];
  }

  /** Goes on to the next page, which has a line in the table of contents where it has a name. */
  page(name = ''): void {
    if (this.#begun) this.sheet.page();
    this.#begun = true;
    if (name) this.sheet.pdf.outline.addItem(name);
  }

  /** @throws StudioError 'file-not-found', 'not-an-image' when it is no JPEG */
  async open(file: string): Promise<OpenedPicture> {
    const known = this.#opened.get(file);
    if (known) return known;
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (cause) {
      throw new StudioError('file-not-found', 'A picture of the lookbook is no longer there. Try again.', {
        cause,
      });
    }
    try {
      const picture = (this.sheet.pdf as unknown as ImageOpener).openImage(bytes);
      picture.colorSpace = this.#space;
      if (!this.request.margins) picture.edges = await edgeColours(bytes);
      this.#opened.set(file, picture);
      return picture;
    } catch (cause) {
      throw new StudioError('not-an-image', 'A picture of the lookbook is no JPEG file. Try again.', {
        cause,
      });
    }
  }

  put(picture: OpenedPicture, { x, y, width, height }: Area): void {
    this.sheet.pdf.image(picture as unknown as string, x, y, { width, height });
  }

  /** Goes on with the picture's own edges from where it is put to the edges of the page. */
  extend({ edges }: OpenedPicture, { x, y, width, height }: Area): void {
    if (!edges || x <= 0) return;
    const right = x + width;
    // half a point below the picture, so that no hairline of paper shows between them
    this.sheet.fill(0, y, x + 0.5, height, edges[0]);
    this.sheet.fill(right - 0.5, y, this.sheet.paper.width - right + 0.5, height, edges[1]);
  }

  /** Fills an area with the picture: what does not fit is cut off at the sides, or below. */
  fill(picture: OpenedPicture, area: Area): void {
    const { pdf } = this.sheet;
    const scale = Math.max(area.width / picture.width, area.height / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    pdf.save();
    pdf.rect(area.x, area.y, area.width, area.height).clip();
    this.put(picture, { x: area.x + (area.width - width) / 2, y: area.y, width, height });
    pdf.restore();
  }
}

/** The largest area of a picture's shape within another, at its upper edge, in the middle or at the left. */
export function contain(
  { width, height }: OpenedPicture,
  area: Area,
  align: 'left' | 'center' = 'center',
): Area {
  const scale = Math.min(area.width / width, area.height / height);
  const fit = { width: width * scale, height: height * scale };
  const spare = align === 'left' ? 0 : (area.width - fit.width) / 2;
  return { x: area.x + spare, y: area.y, ...fit };
}
