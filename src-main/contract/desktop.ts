/** Desktop calls: what the window may ask of the app, and what the app tells the window. */

import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';
import { Progress } from './progress.ts';

/** Names a file the user chose; the window never sees or sends a path. */
const Token = z.uuid();

export const PickedFile = z.strictObject({ token: Token, name: z.string() });
export type PickedFile = z.infer<typeof PickedFile>;

export const Outcome = z.strictObject({
  /** Names the finished picture, shown as `toile://picture/TOKEN`. */
  picture: Token,
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(z.string()),
  ms: z.number(),
});
export type Outcome = z.infer<typeof Outcome>;

const Failure = z.strictObject({ code: z.enum(ERROR_CODES), message: z.string() });
export type Failure = z.infer<typeof Failure>;

/** Input and output of every call. */
export const DESKTOP_CALLS = {
  pickPerson: { input: z.undefined(), output: PickedFile.nullable() },
  pickGarments: { input: z.undefined(), output: z.array(PickedFile) },
  tryOn: {
    input: z.strictObject({
      person: Token,
      garments: z.array(Token).min(1).max(6),
      tuck: z.boolean(),
    }),
    output: z.union([
      z.strictObject({ ok: z.literal(true), outcome: Outcome }),
      z.strictObject({ ok: z.literal(false), failure: Failure }),
    ]),
  },
  cancel: { input: z.undefined(), output: z.undefined() },
  save: { input: z.strictObject({ picture: Token }), output: z.boolean() },
} as const;

export type DesktopCall = keyof typeof DESKTOP_CALLS;
export type CallInput<C extends DesktopCall> = z.infer<(typeof DESKTOP_CALLS)[C]['input']>;
export type CallOutput<C extends DesktopCall> = z.infer<(typeof DESKTOP_CALLS)[C]['output']>;

export const CALL_CHANNEL = 'toile:call';
export const PROGRESS_CHANNEL = 'toile:progress';
export { Progress };

/** What the preload exposes as `window.toile`. */
export interface DesktopBridge {
  call<C extends DesktopCall>(call: C, input: CallInput<C>): Promise<CallOutput<C>>;
  /** Returns a function that ends the subscription. */
  onProgress(handler: (progress: Progress) => void): () => void;
}
