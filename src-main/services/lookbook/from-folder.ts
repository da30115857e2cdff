/** From a folder: pictures that are finished already, with captions from a table. */

import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { line } from '../../contract/catalog/common.ts';
import { StudioError } from '../../contract/errors.ts';
import { titleOf } from '../../contract/file-names.ts';
import { type LookbookOptions, MOST_PLATES, type PlateGarment } from '../../contract/lookbook.ts';
import { picturesIn } from '../found-pictures.ts';
import type { LookbookSource } from './make-lookbook.ts';

/** Far more than any table of captions, bytes. */
const MOST_BYTES = 2e6;
const COLUMNS = ['picture', 'before', 'title', 'text', 'garment', 'brand', 'sku', 'sizes', 'price'] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/** Printed as they are; longer than any caption has room for. */
const cell = (text: string | undefined): string => line(300).parse((text ?? '').slice(0, 300));

/**
 * The pictures of a folder: first those the table names, in its order, then the others by name.
 *
 * @param captions file of a table with a head of some of `picture, before, title, text, garment, brand, sku, sizes, price`;
 *   a picture with several garments has several lines
 * @throws StudioError 'file-not-found' for the folder or the table, 'invalid-input' when the table is none, names a picture
 *   that is not there, or there is too much
 */
export async function folderSources(
  folder: string,
  captions: string | undefined,
  options: LookbookOptions,
): Promise<LookbookSource[]> {
  const there = await picturesIn(folder);
  const rows = captions === undefined ? [] : await readCaptions(captions);
  const told = new Map<string, Row[]>();
  for (const [i, row] of rows.entries()) {
    const file = resolve(folder, row.picture ?? '');
    if (!row.picture || !there.includes(file))
      throw new StudioError(
        'invalid-input',
        `Line ${i + 2} of "${basename(captions ?? '')}" names the picture "${row.picture ?? ''}", which is not in the folder. Correct its name.`,
      );
    told.set(file, [...(told.get(file) ?? []), row]);
  }
  // what a table only names as the picture before is no picture of its own
  const before = new Set(rows.flatMap((row) => (row.before ? [resolve(folder, row.before)] : [])));
  const rest = there.filter((file) => !told.has(file) && !before.has(file));
  const files = [...told.keys(), ...rest];
  if (files.length > MOST_PLATES)
    throw new StudioError(
      'invalid-input',
      `A lookbook has at most ${MOST_PLATES} pictures, and the folder has ${files.length}. Make several.`,
    );
  return files.map((file) => sourceOf(file, folder, told.get(file) ?? [], options));
}

function sourceOf(
  file: string,
  folder: string,
  rows: readonly Row[],
  options: LookbookOptions,
): LookbookSource {
  const first = (name: 'title' | 'text' | 'before'): string | undefined =>
    rows.find((row) => row[name])?.[name];
  const garments: PlateGarment[] = rows
    .map(({ garment, brand, sku, sizes, price }) => ({
      name: cell(garment),
      about: [cell(brand), options.skus ? cell(sku) : ''].filter(Boolean).join('  ·  '),
      sizes: options.sizes ? cell(sizes) : '',
      price: options.prices ? cell(price) : '',
    }))
    .filter((garment) => Object.values(garment).some(Boolean))
    .slice(0, 12);
  const earlier = first('before');
  return {
    name: basename(file),
    picture: async () => file,
    ...(earlier ? { before: () => resolve(folder, earlier) } : {}),
    caption: {
      title: cell(first('title')) || (rows.length === 0 ? cell(titleOf(basename(file))) : ''),
      text: (first('text') ?? '').slice(0, 2000),
      garments,
    },
  };
}

async function readCaptions(file: string): Promise<Row[]> {
  const name = basename(file);
  const bytes = await readFile(file).catch((cause) => {
    throw new StudioError('file-not-found', `The captions "${name}" cannot be read. Check the file's name.`, {
      cause,
    });
  });
  const example = `Expected lines with commas below a head of some of ${COLUMNS.join(',')}`;
  if (bytes.length > MOST_BYTES || bytes.includes(0))
    throw new StudioError('invalid-input', `The captions "${name}" are no table. ${example}.`);
  let rows: Record<string, string>[];
  try {
    rows = parse(bytes, {
      bom: true,
      columns: (head: string[]) => head.map((title) => title.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StudioError('invalid-input', `The captions "${name}" are no table (${why}). ${example}.`, {
      cause,
    });
  }
  const unknown = Object.keys(rows[0] ?? {}).filter((title) => !COLUMNS.includes(title as 'picture'));
  if (rows.length === 0 || !('picture' in rows[0]) || unknown.length > 0)
    throw new StudioError(
      'invalid-input',
      unknown.length > 0
        ? `The captions "${name}" have a column "${unknown[0]}" that means nothing here. ${example}.`
        : `The captions "${name}" have no column "picture". ${example}.`,
    );
  return rows;
}
