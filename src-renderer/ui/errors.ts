/** Errors as the window tells them: the code picks the words, the message and the stack are details. */

import { ERROR_CODES, type ErrorCode, type StudioErrorData } from '../../src-main/contract/errors.ts';
import type { Sentence } from '../../src-main/contract/sentences.ts';

export interface ToldError {
  code: ErrorCode;
  /** What it is in this case, where the code leaves that open. */
  reason: Sentence | undefined;
  /** For people who help: everything that is known, copyable. */
  details: string;
}

const codes = new Set<string>(ERROR_CODES);

/** Anything thrown or sent, told by its code; what has none is `internal`. */
export function tellError(error: unknown): ToldError {
  const data = (typeof error === 'object' && error !== null ? error : {}) as Partial<StudioErrorData> & {
    stack?: unknown;
  };
  const known = typeof data.code === 'string' && codes.has(data.code);
  const code = known ? (data.code as ErrorCode) : 'internal';
  const lines = [
    `code: ${code}`,
    data.stage ? `stage: ${data.stage}` : '',
    typeof data.message === 'string' ? data.message : String(error),
    !known && typeof data.stack === 'string' ? data.stack : '',
  ];
  return { code, reason: known ? data.reason : undefined, details: lines.filter(Boolean).join('\n') };
}

/** True for errors that are the user's own wish and need no telling. */
export function isQuiet(error: unknown): boolean {
  const { code } = tellError(error);
  return code === 'cancelled' || code === 'superseded';
}

/** What a button can do about an error, besides trying again. */
export type Remedy = 'restart-engine' | 'check-library' | 'reload' | 'open-models';

export function remedyFor(code: ErrorCode): Remedy | undefined {
  if (code === 'engine-crashed') return 'restart-engine';
  if (code === 'library-damaged' || code === 'asset-missing') return 'check-library';
  if (code === 'model-missing' || code === 'model-corrupt' || code === 'model-invalid') return 'open-models';
  if (code === 'look-changed' || code === 'not-in-library') return 'reload';
  return undefined;
}
