/** Writes a document: blocks on pages of A4 as a PDF file with letters that can be searched, copied and read aloud. */

import type { PrintedDocument } from '../../contract/print.ts';
import { drawBlock } from './blocks.ts';
import type { Fonts } from './fonts.ts';
import { Sheet } from './sheet.ts';

/**
 * @param pictures bytes by the names the document knows them by, JPEG or PNG
 * @throws StudioError 'invalid-input' when a picture is not there or a table is uneven
 */
export async function writeDocument(
  { title, language, footer, paging, blocks }: PrintedDocument,
  pictures: ReadonlyMap<string, Buffer>,
  fonts: Fonts,
): Promise<Buffer> {
  const sheet = new Sheet(fonts, { title, language });
  for (const block of blocks) drawBlock(sheet, block, pictures);
  return Buffer.concat(await sheet.finish(footer, paging));
}
