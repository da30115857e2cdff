/** Dye garment: the garment in another colour than the one it was photographed in. */

import { z } from 'zod';
import type { Garment } from '../../domain/garment.ts';
import { dyed, labOfHex } from '../../image/ops/dye.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { defineStage, type RunContext, runStage, type Staged } from '../stage.ts';
import { garmentColours } from './colours.ts';

/** The colour that a dye replaces: the one there is most of, #rrggbb. */
export const ownColour = (garment: Garment): string | undefined => garmentColours(garment)[0]?.hex;

const dyeParams = z.strictObject({ colourway: z.string() });

const dyeGarmentStage = defineStage<Runtime, { garment: Garment }, z.infer<typeof dyeParams>, Garment>({
  id: 'dye-garment',
  version: 1,
  params: dyeParams,
  run: ({ garment }, { colourway }) => {
    const own = ownColour(garment);
    if (own === undefined) return garment;
    return { ...garment, rgb: dyed(garment.rgb, labOfHex(own), labOfHex(colourway)) };
  },
});

/** @param colourway #rrggbb; the garment itself, as photographed, when left out */
export async function dyedGarment(
  garment: Staged<Garment>,
  colourway: string | undefined,
  context: RunContext<Runtime>,
  subject: string,
): Promise<Staged<Garment>> {
  if (colourway === undefined) return garment;
  return runStage(dyeGarmentStage, { garment }, { colourway }, context, subject);
}
