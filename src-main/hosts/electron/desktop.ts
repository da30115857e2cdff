/** Desktop session: files the user picked, the running try-on and finished pictures; knows nothing of Electron. */

import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import {
  type CallInput,
  type CallOutput,
  DESKTOP_CALLS,
  type DesktopCall,
  type PickedFile,
  type Progress,
} from '../../contract/desktop.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Core } from '../../services/core.ts';

export interface Dialogs {
  openPictures(many: boolean): Promise<string[]>;
  /** Path to write to, or undefined when the user changed their mind. */
  savePicture(suggested: string): Promise<string | undefined>;
}

export interface DesktopOptions {
  core: Pick<Core, 'tryOn'>;
  dialogs: Dialogs;
  onProgress: (progress: Progress) => void;
}

export interface Desktop {
  /** Checks the input against the contract, then answers. Rejects with StudioError 'invalid-input' otherwise. */
  handle(call: unknown, input: unknown): Promise<unknown>;
  /** File behind a token, if there is one: the only way from the window to the file system. */
  fileOf(token: string): string | undefined;
  /** Cancels what runs and deletes unsaved results. */
  close(): Promise<void>;
}

export function createDesktop({ core, dialogs, onProgress }: DesktopOptions): Desktop {
  const files = new Map<string, string>();
  const results = new Set<string>();
  let running: AbortController | undefined;
  let folder: Promise<string> | undefined;

  const remember = (path: string): PickedFile => {
    const token = randomUUID();
    files.set(token, path);
    return { token, name: basename(path) };
  };
  const pathOf = (token: string): string => {
    const path = files.get(token);
    if (!path) throw new StudioError('invalid-input', 'This picture is no longer open. Choose it again.');
    return path;
  };

  const handlers: { [C in DesktopCall]: (input: CallInput<C>) => Promise<CallOutput<C>> } = {
    pickPerson: async () => {
      const [path] = await dialogs.openPictures(false);
      return path ? remember(path) : null;
    },
    pickGarments: async () => (await dialogs.openPictures(true)).map(remember),
    tryOn: async ({ person, garments, tuck }) => {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      try {
        folder ??= mkdtemp(join(tmpdir(), 'toile-'));
        const photo = pathOf(person);
        const out = join(await folder, `${randomUUID()}.png`);
        const result = await core.tryOn(
          { person: photo, garments: garments.map(pathOf), tuck, out },
          { signal: mine.signal, onProgress: (progress) => running === mine && onProgress(progress) },
        );
        const { token } = remember(out);
        results.add(token);
        const { confidence, needsReview, reasons, ms } = result;
        return { ok: true, outcome: { picture: token, confidence, needsReview, reasons, ms } };
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        return { ok: false, failure: { code: error.code, message: error.message } };
      } finally {
        if (running === mine) running = undefined;
      }
    },
    cancel: async () => {
      running?.abort();
      return undefined;
    },
    save: async ({ picture }) => {
      if (!results.has(picture)) throw new StudioError('invalid-input', 'There is no such result to save.');
      const target = await dialogs.savePicture('try-on.png');
      if (!target) return false;
      const path = extname(target) === '' ? `${target}.png` : target;
      await copyFile(pathOf(picture), path);
      return true;
    },
  };

  return {
    async handle(call, input) {
      if (typeof call !== 'string' || !Object.hasOwn(DESKTOP_CALLS, call))
        throw new StudioError('invalid-input', `There is no call named ${JSON.stringify(call)}.`);
      const name = call as DesktopCall;
      const parsed = DESKTOP_CALLS[name].input.safeParse(input);
      if (!parsed.success)
        throw new StudioError(
          'invalid-input',
          `${name}: ${parsed.error.issues[0]?.message ?? 'invalid input'}.`,
        );
      return DESKTOP_CALLS[name].output.parse(await handlers[name](parsed.data as never));
    },
    fileOf: (token) => files.get(token),
    async close() {
      running?.abort();
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}
