/** Lookbook: finished pictures with what they show, laid out as pages to print (PDF) or as a page to send (HTML). */

import { z } from 'zod';
import { line } from './catalog/common.ts';
import {
  LOOKBOOK_FORMATS,
  LOOKBOOK_LANGUAGES,
  LOOKBOOK_PAPERS,
  LOOKBOOK_TEMPLATES,
  PROFILE_NAMES,
} from './names.ts';
import { Path } from './options.ts';

export { LOOKBOOK_FORMATS, LOOKBOOK_PAPERS, LOOKBOOK_TEMPLATES };
export type LookbookTemplate = (typeof LOOKBOOK_TEMPLATES)[number];
export type LookbookPaper = (typeof LOOKBOOK_PAPERS)[number];

/** Most pictures of one lookbook. */
export const MOST_PLATES = 500;

/** What its maker chooses. */
export const LookbookOptions = z.strictObject({
  /** Of what it is made from, when left empty. */
  title: line(120).default(''),
  /** Of its own words; names and texts stay as they were given. */
  language: z.enum(LOOKBOOK_LANGUAGES).default('en'),
  format: z.enum(LOOKBOOK_FORMATS).default('pdf'),
  /** 'one' picture a page, several in a 'grid', what was before beside what is after, or all of them small. */
  template: z.enum(LOOKBOOK_TEMPLATES).default('one'),
  /** A4 and letter lie on their side for what is before and after; square is 210 mm wide. */
  paper: z.enum(LOOKBOOK_PAPERS).default('a4'),
  prices: z.boolean().default(true),
  sizes: z.boolean().default(true),
  skus: z.boolean().default(false),
  /** Of the pictures, which are converted to it. */
  profile: z.enum(PROFILE_NAMES).default('srgb'),
  /** First page with the title. */
  cover: z.boolean().default(true),
  /** Without them pictures reach the edges of the paper where their shape lets them. */
  margins: z.boolean().default(true),
});
export type LookbookOptions = z.infer<typeof LookbookOptions>;
export type LookbookChoice = z.input<typeof LookbookOptions>;

const Words = z.string().max(400);

/** One garment of a picture, as its reader wants it told; what is not shown is empty. */
export const PlateGarment = z.strictObject({
  name: Words,
  /** Brand, number and whatever else goes in small letters. */
  about: Words.default(''),
  sizes: Words.default(''),
  price: Words.default(''),
});
export type PlateGarment = z.infer<typeof PlateGarment>;

/** A picture of the lookbook. */
export const Plate = z.strictObject({
  /** JPEG file in the profile of the lookbook, of the size it is shown in. */
  picture: Path,
  /** The same person before, likewise. */
  before: Path.optional(),
  title: Words,
  text: z.string().max(2000).default(''),
  garments: z.array(PlateGarment).max(12).default([]),
});
export type Plate = z.infer<typeof Plate>;

/** What a picture is called where it needs a name: by its title, or by what it shows. */
export const plateName = ({ title, garments }: Pick<Plate, 'title' | 'garments'>): string =>
  title ||
  garments
    .map(({ name }) => name)
    .filter(Boolean)
    .join(' + ');

export const LookbookRequest = LookbookOptions.pick({
  language: true,
  format: true,
  template: true,
  paper: true,
  profile: true,
  cover: true,
  margins: true,
}).extend({
  title: Words,
  /** On the cover below the title: a day, how many pictures. */
  subtitle: Words.default(''),
  /** Words of its own, in its language; `paging` has {page} and {pages}. */
  words: z.strictObject({
    before: Words,
    after: Words,
    paging: Words,
    enlarge: Words,
    close: Words,
    previous: Words,
    next: Words,
  }),
  plates: z.array(Plate).min(1).max(MOST_PLATES),
  /** File to write: .pdf or .html as `format` says. */
  out: Path,
});
export type LookbookRequest = z.infer<typeof LookbookRequest>;
export type LookbookInput = z.input<typeof LookbookRequest>;

export const LookbookResult = z.strictObject({
  out: z.string(),
  bytes: z.int(),
  /** Of paper; 1 for a page to send. */
  pages: z.int(),
});
export type LookbookResult = z.infer<typeof LookbookResult>;
