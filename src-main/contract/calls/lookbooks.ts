/** Calls about lookbooks: pictures of the library laid out as pages to print or as a page to send. */

import { z } from 'zod';
import { Id } from '../catalog/common.ts';
import { LookbookOptions, MOST_PLATES } from '../lookbook.ts';
import { LOOKBOOK_CONTENTS } from '../names.ts';
import { reads } from './define.ts';
import { JobView } from './jobs.ts';

export const LookbookWish = z.strictObject({
  from: z.discriminatedUnion('kind', [
    /**
     * Looks that wear something of a collection, then its garments that none of them wears. Only looks of clients who agreed
     * to be shown or published; the job tells which were left out.
     */
    z.strictObject({
      kind: z.literal('collection'),
      id: Id,
      contents: z.enum(LOOKBOOK_CONTENTS).default('both'),
    }),
    /** Looks chosen one by one, in this order. */
    z.strictObject({ kind: z.literal('looks'), ids: z.array(Id).min(1).max(MOST_PLATES) }),
  ]),
  options: LookbookOptions,
});

export const LOOKBOOK_CALLS = {
  /** Makes the file, which becomes the job's download; a picture that cannot be made is told of and left out. */
  'lookbooks.make': reads(LookbookWish, JobView),
} as const;
