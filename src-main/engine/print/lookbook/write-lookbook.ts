/** Writes a lookbook as a PDF file: letters that can be searched and copied, pictures in their profile. */

import type { LookbookRequest } from '../../../contract/lookbook.ts';
import type { Fonts } from '../fonts.ts';
import { Book } from './book.ts';
import { cover } from './cover.ts';
import { TEMPLATES } from './templates.ts';

/**
 * @param icc profile of every picture
 * @param onPlate called after every picture; may end the work by throwing
 * @returns the file piece by piece
 * @throws StudioError 'file-not-found', 'not-an-image' for a picture
 */
export async function writeLookbook(
  request: LookbookRequest,
  fonts: Fonts,
  icc: Uint8Array,
  onPlate: () => void = () => {},
): Promise<{ pieces: Buffer[]; pages: number }> {
  const book = new Book(fonts, request, icc);
  if (request.cover) await cover(book);
  await TEMPLATES[request.template](book, onPlate);
  const { sheet } = book;
  const { pages } = sheet;
  const { title, words, margins } = request;
  // without margins there is no room for a foot
  const ended = margins ? sheet.finish(title, words.paging, request.cover ? 1 : 0) : sheet.end();
  return { pieces: await ended, pages };
}
