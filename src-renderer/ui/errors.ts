/** Errors as the window tells them: the code picks the words, the message and the stack are details. */

import type { TFunction } from 'i18next';
import { ERROR_CODES, type ErrorCode, type StudioErrorData } from '../../src-main/contract/errors.ts';
import type { Sentence } from '../../src-main/contract/sentences.ts';
import { told } from '../../src-main/contract/told.ts';

export interface ToldError {
  code: ErrorCode;
  /** What it is in this case, where the code leaves that open. */
  reason: Sentence | undefined;
  /** What the program itself says of it, in English. */
  message: string;
  /** Where a run of the engine was. */
  stage: string | undefined;
  /** Calls that led to an error nobody foresaw. */
  stack: string | undefined;
}

const codes = new Set<string>(ERROR_CODES);

/** Anything thrown or sent, told by its code; what has none is `internal`. */
export function tellError(error: unknown): ToldError {
  const data = (typeof error === 'object' && error !== null ? error : {}) as Partial<StudioErrorData> & {
    stack?: unknown;
  };
  const known = typeof data.code === 'string' && codes.has(data.code);
  const code = known ? (data.code as ErrorCode) : 'internal';
  return {
    code,
    reason: known ? data.reason : undefined,
    message: typeof data.message === 'string' ? data.message : String(error),
    stage: data.stage || undefined,
    stack: !known && typeof data.stack === 'string' ? data.stack : undefined,
  };
}

/** For people who help, copyable: everything that is known, with its headings and sentences in the language of the window. */
export function errorDetails(t: TFunction, { code, reason, message, stage, stack }: ToldError): string {
  return [
    t(`errors:${code}.title`),
    reason && t('errors:reason', { what: told(t, reason) }),
    t(`errors:${code}.advice`),
    '',
    t('errors:detail.code', { code }),
    stage && t('errors:detail.stage', { stage }),
    t('errors:detail.message', { message }),
    stack,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
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
