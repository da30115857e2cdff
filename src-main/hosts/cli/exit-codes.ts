/** Exit codes of the command line, by kind of error. */

import type { ErrorCode } from '../../contract/errors.ts';

export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  badInput: 3,
  nothingToDress: 4,
  output: 5,
  models: 6,
  cancelled: 7,
  library: 8,
  incomplete: 9,
} as const;

const BY_CODE: Record<ErrorCode, number> = {
  'file-not-found': EXIT.badInput,
  'file-unreadable': EXIT.badInput,
  'file-empty': EXIT.badInput,
  'not-an-image': EXIT.badInput,
  'image-truncated': EXIT.badInput,
  'image-too-large': EXIT.badInput,
  'image-too-small': EXIT.badInput,
  'unsupported-format': EXIT.badInput,
  'file-changed': EXIT.badInput,
  'no-person-found': EXIT.nothingToDress,
  'person-incomplete': EXIT.nothingToDress,
  'subject-out-of-range': EXIT.nothingToDress,
  'no-garment-found': EXIT.nothingToDress,
  'garment-not-supported': EXIT.nothingToDress,
  'garment-worn': EXIT.nothingToDress,
  'landmarks-not-found': EXIT.nothingToDress,
  'model-missing': EXIT.models,
  'model-corrupt': EXIT.models,
  'model-invalid': EXIT.models,
  'provider-unavailable': EXIT.models,
  'output-unwritable': EXIT.output,
  'disk-full': EXIT.output,
  'output-exists': EXIT.output,
  'not-in-library': EXIT.library,
  'library-locked': EXIT.library,
  'library-damaged': EXIT.library,
  'library-too-new': EXIT.library,
  'asset-missing': EXIT.library,
  'backup-invalid': EXIT.library,
  'look-changed': EXIT.library,
  'upload-gone': EXIT.library,
  'invalid-input': EXIT.usage,
  unreachable: EXIT.internal,
  'signed-out': EXIT.internal,
  'part-unread': EXIT.internal,
  cancelled: EXIT.cancelled,
  superseded: EXIT.cancelled,
  'engine-crashed': EXIT.internal,
  internal: EXIT.internal,
};

export function exitCodeOf(code: ErrorCode): number {
  return BY_CODE[code];
}

/** The table as `--help` shows it. */
export const EXIT_CODE_HELP = `Exit codes:
  0  done
  1  Toile failed (a crash, a bug)
  2  the command line is wrong
  3  a picture cannot be read (not found, not an image, truncated, too large ...)
  4  nothing to dress (no person or no garment found, or not one that can be worn)
  5  the result cannot be written (folder missing, not writable, disk full)
  6  a model or a provider is missing or does not work
  7  cancelled (Ctrl-C); nothing is written
  8  the library cannot be used (in use, damaged, a backup that is none, nothing of that name in it)
  9  done, but not all of it: some pictures failed, or were changed since`;
