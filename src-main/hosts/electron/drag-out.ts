/** Drag-out: gives a finished file the name the user is to see before it is dragged out of the window. */

import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Files dragged earlier that are kept: the receiving program may read them late. */
const KEPT = 20;

export class DragOut {
  readonly #folder: string;
  readonly #given: string[] = [];

  /** @param folder where named copies lie; emptied now, as an earlier run may have ended without */
  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
  }

  /**
   * A file with the name `fileName` and the content of `file`, in a folder of its own. Synchronous: the system's drag must
   * begin while the mouse button is held.
   *
   * @throws Error when the file cannot be copied
   */
  prepare({ file, fileName }: { file: string; fileName: string }): string {
    const name = basename(fileName.replaceAll('\\', '/'));
    const folder = join(this.#folder, randomUUID());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const target = join(folder, name === '' || name.startsWith('.') ? `look-${name}` : name);
    try {
      // A second name for the same content costs nothing, but the receiver may move or change what it gets: only a copy is its own.
      copyFileSync(file, target);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    this.#given.push(folder);
    while (this.#given.length > KEPT) rmSync(this.#given.shift() as string, { recursive: true, force: true });
    return target;
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
