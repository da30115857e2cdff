/** Dialogs: the system's own windows for files, folders and trouble. */

import { randomUUID } from 'node:crypto';
import { copyFile, rename, rm } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { BrowserWindow, Dialog } from 'electron';
import { StudioError } from '../../contract/errors.ts';
import { PICTURE_ENDINGS } from '../../contract/file-names.ts';
import type { Texts } from './texts.ts';

export class Dialogs {
  readonly #dialog: Dialog;
  readonly #window: () => BrowserWindow | undefined;
  readonly #texts: () => Texts;

  constructor(dialog: Dialog, window: () => BrowserWindow | undefined, texts: () => Texts) {
    this.#dialog = dialog;
    this.#window = window;
    this.#texts = texts;
  }

  /** Pictures the user chose; none when they changed their mind. */
  async openPictures(): Promise<string[]> {
    const texts = this.#texts();
    const options: Electron.OpenDialogOptions = {
      properties: ['openFile', 'multiSelections'],
      filters: [{ name: texts.pictures, extensions: [...PICTURE_ENDINGS] }],
    };
    const window = this.#window();
    const { canceled, filePaths } = await (window
      ? this.#dialog.showOpenDialog(window, options)
      : this.#dialog.showOpenDialog(options));
    return canceled ? [] : filePaths;
  }

  async chooseFolder(purpose: 'import' | 'results'): Promise<string | undefined> {
    const { chooseFolder, chooseResults } = this.#texts();
    const options: Electron.OpenDialogOptions = {
      title: purpose === 'import' ? chooseFolder : chooseResults,
      properties: ['openDirectory', 'createDirectory'],
    };
    const window = this.#window();
    const { canceled, filePaths } = await (window
      ? this.#dialog.showOpenDialog(window, options)
      : this.#dialog.showOpenDialog(options));
    return canceled ? undefined : filePaths[0];
  }

  /**
   * Asks where to put a copy of `file`, named `fileName` unless the user says otherwise; false when they changed their mind.
   *
   * @throws StudioError disk-full, output-unwritable
   */
  async saveFile(file: string, fileName: string): Promise<boolean> {
    const ending = extname(fileName).slice(1);
    const options: Electron.SaveDialogOptions = {
      defaultPath: fileName,
      properties: ['createDirectory', 'showOverwriteConfirmation'],
      filters: [
        ...(ending ? [{ name: ending.toUpperCase(), extensions: [ending] }] : []),
        { name: this.#texts().allFiles, extensions: ['*'] },
      ],
    };
    const window = this.#window();
    const { canceled, filePath } = await (window
      ? this.#dialog.showSaveDialog(window, options)
      : this.#dialog.showSaveDialog(options));
    if (canceled || !filePath) return false;
    const target = extname(filePath) === '' && ending ? `${filePath}.${ending}` : filePath;
    // What is there already is replaced by the whole copy only.
    const part = `${target}.${randomUUID().slice(0, 8)}.part`;
    try {
      await copyFile(file, part);
      await rename(part, target);
    } catch (cause) {
      await rm(part, { force: true });
      const { code } = cause as NodeJS.ErrnoException;
      throw code === 'ENOSPC'
        ? new StudioError('disk-full', `There is no room for ${basename(target)}. Choose another disk.`)
        : new StudioError(
            'output-unwritable',
            `${basename(target)} could not be written there (${code ?? 'unknown'}). Choose another folder or name.`,
            { cause },
          );
    }
    return true;
  }

  /** The page hangs. Ends without a choice when `signal` says that it answers again. */
  async hung(signal: AbortSignal): Promise<'wait' | 'reload'> {
    const texts = this.#texts();
    const response = await this.#ask(texts.hung, texts.hungDetail, [texts.wait, texts.reload], { signal });
    return response === 1 && !signal.aborted ? 'reload' : 'wait';
  }

  /** The page breaks again and again. */
  async broke(): Promise<'restart' | 'quit'> {
    const texts = this.#texts();
    const response = await this.#ask(texts.broke, texts.brokeDetail, [texts.restart, texts.quit]);
    return response === 0 ? 'restart' : 'quit';
  }

  /** The window is to be closed while a batch is made. */
  async batchRuns(): Promise<'go-on' | 'stop' | 'stay'> {
    const { batchRuns, batchRunsDetail, batchGoesOn, batchStops, cancel } = this.#texts();
    const response = await this.#ask(batchRuns, batchRunsDetail, [batchGoesOn, batchStops, cancel], {
      cancelId: 2,
    });
    return (['go-on', 'stop', 'stay'] as const)[response] ?? 'stay';
  }

  cannotStart(why: string): void {
    this.#dialog.showErrorBox(this.#texts().cannotStart, why);
  }

  async #ask(
    message: string,
    detail: string,
    buttons: string[],
    { signal, cancelId = 0 }: { signal?: AbortSignal; cancelId?: number } = {},
  ): Promise<number> {
    const options: Electron.MessageBoxOptions = {
      type: 'warning',
      message,
      detail,
      buttons,
      defaultId: 0,
      cancelId,
      noLink: true,
      ...(signal ? { signal } : {}),
    };
    const window = this.#window();
    const { response } = await (window
      ? this.#dialog.showMessageBox(window, options)
      : this.#dialog.showMessageBox(options));
    return response;
  }
}
