/** Records: what the library knows of a garment, a photo or a look as a row of a table for spreadsheets. */

import type { Client, Photo } from '../contract/catalog/client.ts';
import type { CatalogGarment } from '../contract/catalog/garment.ts';
import type { Look } from '../contract/catalog/look.ts';

export type Row = Record<string, string | number | undefined>;

export const garmentRow = (garment: CatalogGarment): Row => ({
  name: garment.name,
  brand: garment.brand,
  sku: garment.sku,
  category: garment.category,
  season: garment.season,
  price: garment.price === undefined ? undefined : (garment.price / 100).toFixed(2),
  currency: garment.currency,
  sizes: garment.sizes.map(({ label }) => label).join(' | '),
  colours: garment.colours.map(({ name }) => name).join(' | '),
  tags: garment.tags.join(' | '),
  rating: garment.rating,
  flag: garment.flag,
  notes: garment.notes,
  imported: garment.importedAt,
  original: garment.fileName,
  id: garment.id,
});

export const photoRow = (photo: Photo, client: Pick<Client, 'name'> | undefined): Row => ({
  client: client?.name,
  width: photo.width,
  height: photo.height,
  imported: photo.importedAt,
  original: photo.fileName,
  id: photo.id,
});

/** @param worn garments in wearing order */
export const lookRow = (
  look: Look,
  client: Pick<Client, 'name'> | undefined,
  worn: readonly CatalogGarment[],
): Row => ({
  name: look.name,
  client: client?.name,
  garments: worn.map(({ name, sku, fileName }) => name || sku || fileName).join(' | '),
  skus: worn.map(({ sku }) => sku).join(' | '),
  created: look.createdAt,
  changed: look.updatedAt,
  id: look.id,
});

/**
 * Rows as CSV (RFC 4180) with a head, in UTF-8 with its mark, by which spreadsheets know that it is. A text that a spreadsheet would
 * take for a formula is led by an apostrophe.
 */
export function csv(rows: readonly Row[]): string {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: Row[string]): string => {
    const text = String(value ?? '');
    const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const lines = [head, ...rows.map((row) => head.map((name) => row[name]))];
  return `\ufeff${lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
}
