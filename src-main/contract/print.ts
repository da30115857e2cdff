/** Print: what a document on paper says, block by block, in the words of its reader; how it is laid out is the printer's. */

import { z } from 'zod';
import { Path } from './options.ts';

const Words = z.string().max(2000);

/** What a colour says: nothing, little, or how something fits. */
export const TONES = ['plain', 'dim', 'good', 'warn', 'bad', 'cool', 'accent'] as const;
export type Tone = (typeof TONES)[number];

const Cell = z.strictObject({ text: Words, tone: z.enum(TONES).optional(), strong: z.boolean().optional() });

export const Block = z.discriminatedUnion('kind', [
  /** Level 1 begins a part of the document, 2 a section of it. */
  z.strictObject({
    kind: z.literal('heading'),
    text: Words,
    level: z.union([z.literal(1), z.literal(2)]),
    /** Beside it, at the other margin. */
    aside: Words.optional(),
  }),
  z.strictObject({
    kind: z.literal('text'),
    text: Words,
    tone: z.enum(TONES).optional(),
    strong: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('list'), items: z.array(Words).min(1).max(60) }),
  /** Names with values, in columns that are read downwards. */
  z.strictObject({
    kind: z.literal('facts'),
    rows: z
      .array(z.strictObject({ name: Words, value: Words, note: Words.optional() }))
      .min(1)
      .max(80),
    columns: z.int().min(1).max(3).default(1),
  }),
  /** The first column is as wide as its words, numbers stand below each other. */
  z.strictObject({
    kind: z.literal('table'),
    head: z.array(Words).min(1).max(12),
    rows: z.array(z.array(Cell).min(1).max(12)).min(1).max(200),
    /** Columns whose words end below each other, from 0. */
    right: z.array(z.int().min(0)).default([]),
    /** Column that is marked, such as the size worn. */
    marked: z.int().min(0).optional(),
  }),
  /** Pictures in a row, all of one height. */
  z.strictObject({
    kind: z.literal('pictures'),
    pictures: z
      .array(z.strictObject({ name: z.string().min(1).max(60), caption: Words.optional() }))
      .min(1)
      .max(6),
    /** Millimetres; less where the row would be too wide. */
    height: z.number().min(10).max(240),
  }),
  /** A scale of colours with words at its ends and between. */
  z.strictObject({
    kind: z.literal('scale'),
    title: Words,
    stops: z
      .array(
        z.strictObject({ at: z.number().min(0).max(1), colour: z.array(z.int().min(0).max(255)).length(3) }),
      )
      .min(2)
      .max(16),
    /** Words under equal parts of the scale, from its beginning. */
    parts: z.array(Words).min(2).max(8),
  }),
  z.strictObject({ kind: z.literal('page') }),
]);
export type Block = z.infer<typeof Block>;

export const PrintedDocument = z.strictObject({
  title: Words,
  /** Of what it says, for screen readers and for the right shapes of letters. */
  language: z.enum(['en', 'zh-CN']),
  /** Small, at the foot of every page, beside `{page}` of `{pages}` in `paging`. */
  footer: Words,
  paging: Words,
  blocks: z.array(Block).min(1).max(600),
});
export type PrintedDocument = z.infer<typeof PrintedDocument>;
export type PrintedDocumentInput = z.input<typeof PrintedDocument>;

/** Files of pictures by the names the document knows them by: JPEG or PNG. */
export const PrintedPictures = z.record(z.string().min(1).max(60), Path);

export const PrintRequest = z.strictObject({
  document: PrintedDocument,
  pictures: PrintedPictures.default({}),
  /** PDF file to write. */
  out: Path,
});
export type PrintRequest = z.infer<typeof PrintRequest>;
export type PrintInput = z.input<typeof PrintRequest>;

export const PrintResult = z.strictObject({ out: z.string(), bytes: z.int() });
export type PrintResult = z.infer<typeof PrintResult>;
