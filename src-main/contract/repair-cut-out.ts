/** Repair of a cut-out: strokes of a brush that add to a garment what was left out of it, or take away what is none of it. */

import { z } from 'zod';
import { Path } from './options.ts';

export const RepairStroke = z.strictObject({
  does: z.enum(['add', 'remove']),
  /** Picture pixels. */
  radius: z.number().min(0.5).max(2000),
  /** Follows the edges of the picture instead of the brush's own rim. */
  edgeAware: z.boolean().default(true),
  /** x and y by turns, picture pixels. */
  points: z.array(z.number().min(-1e5).max(1e5)).min(2).max(20_000),
});
export type RepairStroke = z.infer<typeof RepairStroke>;

export const RepairCutOutRequest = z.strictObject({
  /** Picture of the garment. */
  garment: Path,
  /** Grey picture of its present cut-out; the engine's own when left out. */
  cutOut: Path.optional(),
  /** In the order they were made. */
  strokes: z.array(RepairStroke).min(1).max(500),
  /** Grey PNG to write, of the picture's shape: white is garment. */
  out: Path,
});
export type RepairCutOutRequest = z.infer<typeof RepairCutOutRequest>;
export type RepairCutOutInput = z.input<typeof RepairCutOutRequest>;

export const RepairCutOutResult = z.strictObject({ out: z.string(), width: z.int(), height: z.int() });
export type RepairCutOutResult = z.infer<typeof RepairCutOutResult>;
