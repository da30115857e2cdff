/** Dye garment: the garment in another colour than the one it was photographed in. */

import { z } from 'zod';
import type { Garment } from '../../domain/garment.ts';
import { dyed, labOfHex } from '../../image/ops/dye.ts';
import type { Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { defineStage, type RunContext, runStage, type Staged } from '../stage.ts';
import { garmentColours } from './colours.ts';

/** The colour that a dye replaces: the one there is most of, #rrggbb. */
export const ownColour = (garment: Garment): string | undefined => garmentColours(garment)[0]?.hex;

/**
 * A picture made of the garment's in another colour.
 *
 * @param colourway #rrggbb; as it is when left out, or where the garment has no colour of its own
 */
export function inColour(
  picture: Raster<Uint8Array>,
  garment: Garment,
  colourway: string | undefined,
): Raster<Uint8Array> {
  const own = colourway === undefined ? undefined : ownColour(garment);
  return own === undefined || colourway === undefined
    ? picture
    : dyed(picture, labOfHex(own), labOfHex(colourway));
}

const dyeParams = z.strictObject({ colourway: z.string() });

const dyeGarmentStage = defineStage<Runtime, { garment: Garment }, z.infer<typeof dyeParams>, Garment>({
  id: 'dye-garment',
  version: 1,
  params: dyeParams,
  run: ({ garment }, { colourway }) => ({ ...garment, rgb: inColour(garment.rgb, garment, colourway) }),
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
