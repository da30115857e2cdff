/** Catalog basics: identifiers, hashes and bounded texts that every record of the library is made of. */

import { z } from 'zod';

export const Id = z.uuid();
export type Id = z.infer<typeof Id>;

/** sha256 of a file's bytes, lower-case hex: the only name an asset has. */
export const AssetHash = z.string().regex(/^[0-9a-f]{64}$/);
export type AssetHash = z.infer<typeof AssetHash>;

/** UTC, ISO 8601 with milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 });

/** One line of text: trimmed, control characters and direction marks taken out. */
export const line = (longest: number) =>
  z
    .string()
    .max(4 * longest)
    .transform((text) =>
      text
        .normalize('NFC')
        .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
        .replace(/ +/g, ' ')
        .trim(),
    )
    .pipe(z.string().max(longest));

/** Text of several lines; control characters but line breaks and tabs taken out. */
export const prose = (longest: number) =>
  z
    .string()
    .max(2 * longest)
    .transform((text) =>
      text
        .normalize('NFC')
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n\t]+/gu, ''),
    )
    .pipe(z.string().max(longest));

/** Which part of a list is read. */
export const Page = z.strictObject({
  limit: z.int().min(1).max(1000).default(200),
  offset: z.int().min(0).max(1e7).default(0),
});
export type Page = z.infer<typeof Page>;

/** Picture files of the library. */
export const ASSET_KINDS = ['original', 'thumbnail', 'cut-out', 'result', 'mask'] as const;
export const AssetKind = z.enum(ASSET_KINDS);
export type AssetKind = z.infer<typeof AssetKind>;

export const MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/tiff',
  'image/gif',
  'image/heic',
] as const;
export const MediaType = z.enum(MEDIA_TYPES);
export type MediaType = z.infer<typeof MediaType>;

export const Asset = z.strictObject({
  hash: AssetHash,
  kind: AssetKind,
  mediaType: MediaType,
  bytes: z.int().min(1),
  /** Upright pixels; left out where nobody has looked yet. */
  width: z.int().min(1).optional(),
  height: z.int().min(1).optional(),
});
export type Asset = z.infer<typeof Asset>;
