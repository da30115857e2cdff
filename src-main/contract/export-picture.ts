/** Export picture: a finished picture as a file of the kind, size, profile and metadata the user wants. */

import { z } from 'zod';
import { Path } from './options.ts';
import { OUTPUT_FORMATS, OutputRecipe } from './recipe.ts';

export { PROFILE_NAMES, type ProfileName } from './recipe.ts';

export const ExportPictureRequest = z.strictObject({
  /** Finished picture with all the metadata of the photo it was made from. */
  picture: Path,
  /** File to write. */
  out: Path,
  ...OutputRecipe.shape,
  format: z.enum(OUTPUT_FORMATS),
});
export type ExportPictureRequest = z.infer<typeof ExportPictureRequest>;
export type ExportPictureInput = z.input<typeof ExportPictureRequest>;

export const ExportPictureResult = z.strictObject({ out: z.string(), width: z.int(), height: z.int() });
export type ExportPictureResult = z.infer<typeof ExportPictureResult>;
