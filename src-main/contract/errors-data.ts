/** Plain-data form of an error, as it crosses process borders and stands in reports. */

import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';
import { Sentence } from './sentences.ts';

export const ErrorData = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  stage: z.string().optional(),
  reason: Sentence.optional(),
});
