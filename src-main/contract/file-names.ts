/** Names: file names as labels and as names of files the user gets, safe on every system. */

import type { ExportOptions } from './calls/looks.ts';
import { ENDING_OF } from './names.ts';

/** Longest name of a file in characters; file systems take 255 bytes, and one character may be four. */
const LONGEST = 60;

/** Not allowed on Windows or with a meaning of their own; and what turns the direction of writing or hides. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029<>:"/\\|?*]+/gu;

/** Names of devices on Windows, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** A file's name as a label: the last part of whatever path was given, one line, never empty. */
export function label(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return cut(clean, 200) || 'picture';
}

/** The name of a garment or a look from its file's: without ending, with spaces. */
export function titleOf(fileName: string): string {
  return fileName
    .replace(/\.[\p{L}\p{N}]{1,5}$/u, '')
    .replace(/[_\s]+/g, ' ')
    .trim();
}

/** Part of a file's name that is safe on every system; letters of every script stay. */
export function safeName(text: string, longest = LONGEST): string {
  let name = cut(text.normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim(), longest);
  // Windows drops points and spaces at the end, and a point in front hides a file elsewhere.
  name = name.replace(/^[.\s]+|[.\s]+$/g, '');
  return RESERVED.test(name) ? `_${name}` : name;
}

/** At most `longest` characters without cutting one in two. */
function cut(text: string, longest: number): string {
  let out = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (out.length + segment.length > longest) break;
    out += segment;
  }
  return out.trimEnd();
}

export interface NameParts {
  client: string;
  look: string;
  garments: string[];
  photo: string;
  n: number;
  /** Local time. */
  at: Date;
}

/** What a template may have filled in, in braces. */
export const TEMPLATE_FIELDS = ['client', 'look', 'garments', 'date', 'time', 'n', 'photo'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

/** File name from a template such as `{client}-{look}-{date}`; parts that are empty leave no double separators behind. */
export function fileName(template: string, parts: NameParts, format: ExportOptions['format']): string {
  const { at } = parts;
  const values: Record<string, string> = {
    client: safeName(parts.client, 40),
    look: safeName(parts.look, 40),
    garments: safeName(parts.garments.join('+'), 60),
    photo: safeName(titleOf(parts.photo), 40),
    n: String(parts.n),
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`,
  };
  const filled = template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name] : whole,
  );
  const tidy = filled.replace(/([-_ +])[-_ +]+/g, '$1').replace(/^[-_ +]+|[-_ +]+$/g, '');
  const stem = safeName(tidy, 120) || 'look';
  return `${stem}.${ENDING_OF[format]}`;
}

/** Endings of picture files that can be imported, lower case without the point. */
export const PICTURE_ENDINGS: readonly string[] = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'avif',
  'tif',
  'tiff',
  'gif',
  'heic',
  'heif',
];

/** Endings of cameras' raw files, of which the full-size picture in them is used. */
export const RAW_ENDINGS: readonly string[] = [
  'dng',
  'cr2',
  'cr3',
  'nef',
  'nrw',
  'arw',
  'raf',
  'orf',
  'rw2',
  'pef',
  'srw',
];
