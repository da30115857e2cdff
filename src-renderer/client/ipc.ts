/** StudioClient over the desktop app's bridge. */

import type { Answer, DesktopBridge } from '../../src-main/contract/bridge.ts';
import { StudioError } from '../../src-main/contract/errors.ts';
import type { StudioClient, UploadOptions } from './studio-client.ts';

/** @throws StudioError: what the core answered, or `internal` when the app did not answer */
async function outputOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  let given: Answer<T>;
  try {
    given = await answer;
  } catch (cause) {
    throw new StudioError('unreachable', 'The app did not answer. Close the window and open it again.', {
      cause,
    });
  }
  if (!given.ok) throw StudioError.from(given.error);
  return given.output;
}

/** @param origin where the app serves pictures and finished files: the page's own, unless a dev server sends the page */
export function createIpcClient(bridge: DesktopBridge, origin = 'toile://app'): StudioClient {
  return {
    call: (name, ...[input]) => outputOf(bridge.call(name, input as never)),
    onEvent: (handler) => bridge.onEvent(handler),
    // The bridge lives as long as the window: there is no break to tell of.
    onConnection: (handler) => {
      let heard = true;
      queueMicrotask(() => heard && handler(true));
      return () => {
        heard = false;
      };
    },
    upload: async (file: File, { signal, onProgress }: UploadOptions = {}) => {
      const stopIfAborted = () => {
        if (signal?.aborted) throw new StudioError('cancelled', 'The file was not handed over.');
      };
      stopIfAborted();
      const uploaded = await outputOf(bridge.upload(file));
      // What was handed over anyway is thrown away by the core when nobody imports it.
      stopIfAborted();
      onProgress?.(1);
      return uploaded;
    },
    pictureUrl: (hash, size) => `${origin}/asset/${hash}${size ? `?size=${size}` : ''}`,
    save: (token) => outputOf(bridge.call('app.save', { token })),
    downloadUrl: (token) => `${origin}/download/${token}`,
    dragOut: (token) => {
      bridge.dragOut(token);
      return true;
    },
  };
}
