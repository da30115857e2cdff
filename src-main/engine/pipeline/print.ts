/** Print: a document with pictures from files as a PDF file. */

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { PrintRequest, PrintResult } from '../../contract/print.ts';
import { showName } from '../image/file-name.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import { loadFonts } from '../print/fonts.ts';
import { writeDocument } from '../print/write-document.ts';

/** @throws StudioError 'invalid-input' when `out` is no .pdf or a picture of the document is not given, and as files do */
export async function print(
  { document, pictures, out }: PrintRequest,
  modelsDirs: readonly string[],
): Promise<PrintResult> {
  await checkPdf(out, Object.values(pictures));
  const bytes = await writeDocument(document, await readPictures(pictures), loadFonts(modelsDirs));
  await writeFileWhole(out, [bytes]);
  return { out, bytes: bytes.length };
}

/** @throws StudioError 'invalid-input' for another ending, 'output-unwritable' */
export async function checkPdf(out: string, inputs: string[]): Promise<void> {
  if (extname(out).toLowerCase() !== '.pdf')
    throw new StudioError('invalid-input', `Expected a file ending in .pdf, received "${out}".`);
  await checkTarget(out, inputs);
}

/** @throws StudioError 'file-not-found' */
export async function readPictures(files: Readonly<Record<string, string>>): Promise<Map<string, Buffer>> {
  const pictures = new Map<string, Buffer>();
  for (const [name, file] of Object.entries(files)) {
    try {
      pictures.set(name, await readFile(file));
    } catch (cause) {
      throw new StudioError('file-not-found', `${showName(file)} cannot be read. Check that it is there.`, {
        cause,
      });
    }
  }
  return pictures;
}
