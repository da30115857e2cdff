/** Messages of the window: every one is checked for its sender and its shape before anything is done. */

import { isAbsolute } from 'node:path';
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import {
  type Answer,
  CALL_CHANNEL,
  DRAG_CHANNEL,
  LISTENING_CHANNEL,
  UPLOAD_CHANNEL,
  type Uploaded,
} from '../../contract/bridge.ts';
import { DownloadToken } from '../../contract/calls/define.ts';
import { StudioError } from '../../contract/errors.ts';
import { isOurPage } from './security.ts';

export interface Behind {
  call(name: string, input: unknown): Promise<Answer>;
  upload(source: AsyncIterable<Uint8Array> | string, name: string): Promise<Uploaded>;
  /** Begins dragging a finished file. */
  dragOut(token: string): void;
  /** The page hears events from now on. */
  listening(): void;
  /** Tells of what went wrong behind the contract's back. */
  report(error: unknown): void;
}

export interface Messages {
  /** Waits for the calls under way, at most so many milliseconds. */
  settled(ms: number): Promise<void>;
}

const Name = z.string().min(1).max(1000);
const HandedOver = z.union([
  z.strictObject({ name: Name, path: z.string().max(32_768).refine(isAbsolute) }),
  z.strictObject({ name: Name, bytes: z.instanceof(Uint8Array) }),
]);

/** @param contents the window's contents now, undefined while there is no window */
export function hearWindow(
  ipcMain: Pick<IpcMain, 'handle' | 'on'>,
  contents: () => WebContents | undefined,
  behind: Behind,
  devServer?: string,
): Messages {
  const underWay = new Set<Promise<unknown>>();

  /** Only the page itself in the window's own main frame may speak. */
  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => {
    const own = contents();
    const frame = event.senderFrame;
    return (
      own !== undefined &&
      frame !== null &&
      event.sender === own &&
      frame === own.mainFrame &&
      isOurPage(frame.url, devServer)
    );
  };

  const answer = (event: IpcMainInvokeEvent, work: () => Promise<Answer>): Promise<Answer> => {
    if (!trusted(event)) return Promise.reject(new Error('This sender may not call the app.'));
    const answered = work().catch((error: unknown): Answer => {
      if (error instanceof StudioError) return { ok: false, error: error.toJSON() };
      behind.report(error);
      return {
        ok: false,
        error: { code: 'internal', message: 'Something went wrong inside Toile. Try again.' },
      };
    });
    underWay.add(answered);
    void answered.finally(() => underWay.delete(answered));
    return answered;
  };

  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, input: unknown) =>
    answer(event, () => behind.call(typeof name === 'string' ? name : '', input)),
  );
  ipcMain.handle(UPLOAD_CHANNEL, (event, given: unknown) =>
    answer(event, async () => {
      const file = HandedOver.safeParse(given);
      if (!file.success) throw new StudioError('invalid-input', 'No file was handed over.');
      const source = 'path' in file.data ? file.data.path : piecesOf(file.data.bytes);
      return { ok: true, output: await behind.upload(source, file.data.name) };
    }),
  );
  ipcMain.on(DRAG_CHANNEL, (event, token: unknown) => {
    const known = DownloadToken.safeParse(token);
    if (!trusted(event) || !known.success) return;
    try {
      behind.dragOut(known.data);
    } catch (error) {
      behind.report(error);
    }
  });
  ipcMain.on(LISTENING_CHANNEL, (event) => {
    if (trusted(event)) behind.listening();
  });

  return {
    settled: async (ms) => {
      const all = Promise.allSettled([...underWay]);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        all,
        new Promise((resolve) => {
          timer = setTimeout(resolve, ms);
        }),
      ]);
      clearTimeout(timer);
    },
  };
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
