/** Hot folder: pictures that appear in a folder the user chose are imported as soon as they are written to their end. */

import { existsSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { PICTURE_ENDINGS } from '../../contract/file-names.ts';
import type { Log } from '../../contract/log.ts';
import { type Sentence, say } from '../../contract/sentences.ts';
import type { Library } from '../../library/library.ts';

const KEY = 'hotFolder';
const ENDINGS = [...PICTURE_ENDINGS, 'jpe'];
/** Milliseconds for which a file must not grow, and after which a batch of files is imported. */
const SETTLED_MS = 1500;
const BATCH_MS = 800;

const Kept = z.strictObject({
  path: z.string(),
  /** Files that changed before this have been imported, milliseconds since 1970. */
  seen: z.number(),
});

export interface HotFolderOptions {
  library: Library;
  log: Log;
  /** Imports files and resolves when they are put aside. */
  take(files: { path: string; name: string }[]): Promise<void>;
  /** For tests: milliseconds a file must not grow. */
  settledMs?: number;
}

export interface HotFolderState {
  name: string;
  on: boolean;
  error?: Sentence;
}

export class HotFolderWatch {
  readonly #options: HotFolderOptions;
  #watcher: FSWatcher | undefined;
  #error: Sentence | undefined;
  #batch = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HotFolderOptions) {
    this.#options = options;
  }

  /** Goes on watching the folder of an earlier run. */
  resume(): void {
    const kept = this.#kept();
    if (kept && !this.#options.library.readOnly) this.#watch(kept.path);
  }

  state(): HotFolderState | null {
    const kept = this.#kept();
    if (!kept) return null;
    return {
      name: basename(kept.path) || kept.path,
      on: this.#watcher !== undefined,
      ...(this.#error ? { error: this.#error } : {}),
    };
  }

  async choose(path: string): Promise<HotFolderState | null> {
    await this.close();
    this.#options.library.settings.set(KEY, { path, seen: 0 });
    this.#watch(path);
    return this.state();
  }

  async stop(): Promise<void> {
    await this.close();
    this.#options.library.settings.set(KEY, undefined);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#batch.clear();
    const watcher = this.#watcher;
    this.#watcher = undefined;
    await watcher?.close();
  }

  #kept(): z.infer<typeof Kept> | undefined {
    return Kept.safeParse(this.#options.library.settings.get(KEY)).data;
  }

  #watch(path: string): void {
    this.#error = undefined;
    if (!existsSync(path)) {
      this.#error = say('folder-gone');
      return;
    }
    this.#watcher = watch(path, {
      depth: 0,
      followSymlinks: false,
      awaitWriteFinish: { stabilityThreshold: this.#options.settledMs ?? SETTLED_MS, pollInterval: 200 },
    });
    this.#watcher.on('add', (file) => this.#found(file));
    this.#watcher.on('error', (error) => {
      this.#error = say('folder-unwatched');
      this.#options.log.warn('hot folder', {
        cause: String((error as NodeJS.ErrnoException).code ?? 'unknown'),
      });
    });
  }

  #found(file: string): void {
    if (!ENDINGS.includes(extname(file).slice(1).toLowerCase())) return;
    try {
      const { ctimeMs, mtimeMs } = statSync(file);
      const changed = Math.max(ctimeMs, mtimeMs);
      if (changed <= (this.#kept()?.seen ?? 0)) return;
      this.#batch.set(file, changed);
    } catch {
      // It has gone again.
      return;
    }
    this.#timer ??= setTimeout(() => void this.#flush(), BATCH_MS);
  }

  async #flush(): Promise<void> {
    this.#timer = undefined;
    const batch = [...this.#batch];
    this.#batch = new Map();
    const kept = this.#kept();
    if (!kept || batch.length === 0) return;
    try {
      await this.#options.take(batch.map(([path]) => ({ path, name: basename(path) })));
      const seen = Math.max(kept.seen, ...batch.map(([, changed]) => changed));
      if (this.#kept()?.path === kept.path) this.#options.library.settings.set(KEY, { ...kept, seen });
    } catch (error) {
      this.#error = say('folder-not-taken');
      this.#options.log.warn('hot folder', { cause: error instanceof StudioError ? error.code : 'unknown' });
    }
  }
}
