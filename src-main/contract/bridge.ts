/** Bridge: what the desktop preload exposes as `window.toile`, and the channels behind it. */

import type { CallInput, CallName, CallOutput, StudioEvent } from './calls/index.ts';
import type { StudioErrorData } from './errors.ts';

export const CALL_CHANNEL = 'toile:call';
export const EVENT_CHANNEL = 'toile:event';
export const UPLOAD_CHANNEL = 'toile:upload';
export const DRAG_CHANNEL = 'toile:drag-out';

/** How an answer crosses: errors keep their code. */
export type Answer<T = unknown> = { ok: true; output: T } | { ok: false; error: StudioErrorData };

/** What became of a file handed over. */
export interface Uploaded {
  token: string;
  name: string;
  bytes: number;
}

export interface DesktopBridge {
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Answer<CallOutput<C>>>;
  /** Returns a function that ends the subscription. */
  onEvent(handler: (event: StudioEvent) => void): () => void;
  /** Hands a file of a drop, a paste or a file input over. */
  upload(file: File): Promise<Answer<Uploaded>>;
  /** Begins dragging a finished file out of the window. */
  dragOut(token: string): void;
}
