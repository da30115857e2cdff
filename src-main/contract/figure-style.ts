/** Figure style: how the figure of a 3D view looks besides its shape and what it wears. */

import { z } from 'zod';
import { HAIR_COLOURS, HAIR_STYLES, SHOE_STYLES, SKIN_TONES } from './names.ts';

export const FigureStyle = z.strictObject({
  /** Stone is a matte mannequin; the others have a face as well. */
  skin: z.enum(SKIN_TONES).default('stone'),
  hair: z.enum(HAIR_STYLES).default('none'),
  /** Hair on stone is of stone. */
  hairColour: z.enum(HAIR_COLOURS).default('brown'),
  shoes: z.enum(SHOE_STYLES).default('none'),
  underwear: z.boolean().default(false),
});
export type FigureStyle = z.infer<typeof FigureStyle>;

export const MANNEQUIN: FigureStyle = FigureStyle.parse({});
