/** StudioClient: the one way from the window to the core, the same over the desktop's bridge and over HTTP. */

import type { Uploaded } from '../../src-main/contract/bridge.ts';
import type { CallInput, CallName, CallOutput, StudioEvent } from '../../src-main/contract/calls/index.ts';

export interface StudioClient {
  /** @throws StudioError with the code the core answered; `internal` when the core cannot be reached */
  call<C extends CallName>(name: C, ...input: Optional<CallInput<C>>): Promise<CallOutput<C>>;
  /** Hears every event of the core; returns a function that ends the subscription. */
  onEvent(handler: (event: StudioEvent) => void): () => void;
  /**
   * True while the core can be heard. After a break everything on show should be read again.
   * Returns a function that ends the subscription.
   */
  onConnection(handler: (connected: boolean) => void): () => void;
  /** Hands a file over; its token is then given to an import call. @throws StudioError */
  upload(file: File, options?: UploadOptions): Promise<Uploaded>;
  /** Address of a picture of the library; with a size, of its thumbnail with that longest side. */
  pictureUrl(hash: string, size?: 256 | 1024): string;
  /** Gives a finished file to the user: a dialog on the desktop, a download in a browser. False when declined. */
  save(token: string, fileName: string): Promise<boolean>;
  /** Address of a finished file, for the clipboard and for dragging. */
  downloadUrl(token: string): string;
  /** Begins dragging a finished file out, where the host can; false otherwise. */
  dragOut(token: string): boolean;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Share sent, 0..1. */
  onProgress?: (fraction: number) => void;
}

/** Calls without input are made without an argument. */
type Optional<I> = undefined extends I ? [input?: I] : [input: I];
