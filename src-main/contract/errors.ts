/** The one error type of the core and its windows, and the closed list of its codes. */

import type { Sentence } from './sentences.ts';

export const ERROR_CODES = [
  // input files
  'file-not-found',
  'file-unreadable',
  'file-empty',
  'not-an-image',
  'image-truncated',
  'image-too-large',
  'image-too-small',
  'unsupported-format',
  'file-changed',
  // what is in the picture
  'no-person-found',
  'person-incomplete',
  'subject-out-of-range',
  'no-garment-found',
  'garment-not-supported',
  'garment-worn',
  'landmarks-not-found',
  // models and runtime
  'model-missing',
  'model-corrupt',
  'model-invalid',
  'provider-unavailable',
  // output
  'output-unwritable',
  'disk-full',
  'output-exists',
  // library
  'not-in-library',
  'library-locked',
  'library-damaged',
  'library-too-new',
  'asset-missing',
  'backup-invalid',
  'look-changed',
  'upload-gone',
  // between a window and the core
  'unreachable',
  'signed-out',
  'part-unread',
  // life cycle
  'invalid-input',
  'cancelled',
  'superseded',
  'engine-crashed',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Plain-data form of a {@link StudioError}, for crossing process borders. */
export interface StudioErrorData {
  code: ErrorCode;
  message: string;
  stage?: string;
  reason?: Sentence;
}

/**
 * An error a user can act on.
 *
 * `message` is one or two sentences: what was expected, what was received, what to do next.
 * `stage` is the id of the pipeline stage it happened in, set by `runStage`.
 * `reason` says what it is in this case, for a window that has words of its own, where the code alone leaves that open.
 */
export class StudioError extends Error {
  readonly code: ErrorCode;
  stage: string | undefined;
  readonly reason: Sentence | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { stage?: string; reason?: Sentence; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StudioError';
    this.code = code;
    this.stage = options.stage;
    this.reason = options.reason;
  }

  toJSON(): StudioErrorData {
    const { code, message, stage, reason } = this;
    return { code, message, ...(stage ? { stage } : {}), ...(reason ? { reason } : {}) };
  }

  static from(data: StudioErrorData): StudioError {
    const { code, message, stage, reason } = data;
    return new StudioError(code, message, { ...(stage ? { stage } : {}), ...(reason ? { reason } : {}) });
  }
}
