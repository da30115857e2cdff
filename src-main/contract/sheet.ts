/** Contact sheet: many results side by side on one picture. */

import { z } from 'zod';
import { Path } from './options.ts';

export const SheetCell = z.strictObject({
  person: Path,
  garments: z.array(Path).min(1),
  /** Left out when the try-on failed; `note` then says why. */
  result: Path.optional(),
  /** First line under the pictures. */
  caption: z.string(),
  note: z.string().optional(),
  /** Draws attention to the cell. */
  flagged: z.boolean().default(false),
});

export const SheetRequest = z.strictObject({
  cells: z.array(SheetCell).min(1).max(1000),
  columns: z.int().min(1).max(12).default(4),
  /** Height of the pictures in a cell, pixels. */
  cellHeight: z.int().min(64).max(1024).default(360),
  out: Path,
});
export type SheetRequest = z.infer<typeof SheetRequest>;
export type SheetInput = z.input<typeof SheetRequest>;

export const SheetResult = z.strictObject({ out: z.string(), width: z.int(), height: z.int() });
export type SheetResult = z.infer<typeof SheetResult>;
