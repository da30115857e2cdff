/** Calls about files that a window made itself: pictures and clips of the 3D view, handed over by upload. */

import { z } from 'zod';
import { Id, line } from '../catalog/common.ts';
import { DownloadToken, reads, UploadToken } from './define.ts';

const Finished = z.strictObject({ token: DownloadToken, fileName: z.string(), bytes: z.int() });
const named = {
  /** Without ending. */
  name: line(120),
  /** Whom it shows. */
  clientId: Id.optional(),
};

/** Frames of a clip. */
export const MOST_FRAMES = 600;

export const MADE_CALLS = {
  /** A picture (PNG) or a film (WebM, MP4) becomes a finished file to be saved. */
  'made.offer': reads(z.strictObject({ upload: UploadToken, ...named }), Finished),
  /**
   * Pictures of one size become one that moves (WebP), each on show for as long as the others. Progress comes as `render`
   * events with `ticket`.
   */
  'made.clip': reads(
    z.strictObject({
      uploads: z.array(UploadToken).min(2).max(MOST_FRAMES),
      /** Pictures a second. */
      rate: z.number().min(1).max(50),
      ...named,
      ticket: z.uuid(),
    }),
    Finished,
  ),
  'made.cancel': reads(z.strictObject({ ticket: z.uuid() }), z.null()),
} as const;
