/** Options shared by the requests: which models and which provider do the looking. */

import { z } from 'zod';
import { PROVIDERS } from './names.ts';

export { PROVIDERS };
export const ProviderName = z.enum(PROVIDERS);
export type ProviderName = z.infer<typeof ProviderName>;

/** A path of this machine. */
export const Path = z.string().min(1);

export const ModelChoice = z.strictObject({
  /** Name of a user's model that replaces the built-in body parsing. */
  parser: z.string().min(1).optional(),
  /** Name of a user's model that replaces the built-in person matte. */
  matte: z.string().min(1).optional(),
  /** Name of a user's model that replaces the built-in ones for pictures and words. */
  knowledge: z.string().min(1).optional(),
  provider: ProviderName.default('auto'),
});
export type ModelChoice = z.infer<typeof ModelChoice>;
