/** The one error type of the core, and the closed list of its codes. */

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
  // what is in the picture
  'no-person-found',
  'person-incomplete',
  'subject-out-of-range',
  'no-garment-found',
  'garment-not-supported',
  'garment-worn',
  // models and runtime
  'model-missing',
  'model-corrupt',
  'model-invalid',
  'provider-unavailable',
  // output
  'output-unwritable',
  'disk-full',
  // library
  'not-in-library',
  'library-locked',
  'library-damaged',
  'library-too-new',
  'asset-missing',
  'backup-invalid',
  'look-changed',
  'upload-gone',
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
}

/**
 * An error a user can act on.
 *
 * `message` is one or two sentences: what was expected, what was received, what to do next.
 * `stage` is the id of the pipeline stage it happened in, set by `runStage`.
 */
export class StudioError extends Error {
  readonly code: ErrorCode;
  stage: string | undefined;

  constructor(code: ErrorCode, message: string, options: { stage?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StudioError';
    this.code = code;
    this.stage = options.stage;
  }

  toJSON(): StudioErrorData {
    return { code: this.code, message: this.message, ...(this.stage ? { stage: this.stage } : {}) };
  }

  static from(data: StudioErrorData): StudioError {
    return new StudioError(data.code, data.message, data.stage ? { stage: data.stage } : {});
  }
}
