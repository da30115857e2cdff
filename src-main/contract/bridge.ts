/** Bridge: what the desktop preload exposes as `window.toile`, and the channels behind it. */

import type { CallInput, CallName, CallOutput, StudioEvent } from './calls/index.ts';
import type { StudioErrorData } from './errors.ts';

export const CALL_CHANNEL = 'toile:call';
export const EVENT_CHANNEL = 'toile:event';
export const UPLOAD_CHANNEL = 'toile:upload';
export const DRAG_CHANNEL = 'toile:drag-out';
/** Sent once the page hears events; what happened before is told then. */
export const LISTENING_CHANNEL = 'toile:listening';

/** How an answer crosses: errors keep their code. */
export type Answer<T = unknown> = { ok: true; output: T } | { ok: false; error: StudioErrorData };

/** What became of a file handed over. */
export interface Uploaded {
  token: string;
  name: string;
  bytes: number;
}

/** What the preload hands over for a file: where it is on disk, else its bytes. Never made by the page itself. */
export type HandedOver = { name: string; path: string } | { name: string; bytes: Uint8Array };

export interface DesktopBridge {
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Answer<CallOutput<C>>>;
  /** Returns a function that ends the subscription. */
  onEvent(handler: (event: StudioEvent) => void): () => void;
  /** Hands a file of a drop, a paste or a file input over. */
  upload(file: File): Promise<Answer<Uploaded>>;
  /** Begins dragging a finished file out of the window. */
  dragOut(token: string): void;
}
