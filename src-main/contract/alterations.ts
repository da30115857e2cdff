/** Alterations: points of a garment's pattern moved as a tailor moves them, on the cloth and not in the picture. */

import { z } from 'zod';
import { ALTERATION_BOUNDS, ALTERATION_POINTS } from './names.ts';

const { out, down } = ALTERATION_BOUNDS;

/** Centimetres on the cloth. Of a cuff: how much wider each half of the sleeve is, and how much longer the sleeve. */
export const Alteration = z.strictObject({
  /** From the garment's middle outwards; of a point in the middle nothing comes of it. */
  out: z.number().min(-out).max(out).default(0),
  down: z.number().min(-down).max(down).default(0),
});
export type Alteration = z.infer<typeof Alteration>;

/** By point; what is left out stays as it is cut. */
export const Alterations = z.partialRecord(z.enum(ALTERATION_POINTS), Alteration);
export type Alterations = z.infer<typeof Alterations>;
