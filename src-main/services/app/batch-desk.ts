/** Batch desk: the list of batches with what works on them and the pictures that came of them, for the app's calls. */

import { existsSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { BatchItem, BatchView } from '../../contract/batch.ts';
import type { BatchCard, BatchItemView } from '../../contract/calls/batches.ts';
import type { StudioEvent } from '../../contract/calls/index.ts';
import type { Log } from '../../contract/log.ts';
import type { ItemInWork } from '../../library/batches/rows.ts';
import type { Library } from '../../library/library.ts';
import type { BatchEngines } from '../batch/engines.ts';
import type { EngineIdentity } from '../batch/manifest.ts';
import { manifestName } from '../batch/manifest.ts';
import { photoName } from '../batch/sources.ts';
import { type Batches, openBatches } from '../batch/store.ts';
import { BatchPictures } from './batch-pictures.ts';
import { BatchRunner } from './batch-runner.ts';
import { garmentOf, isCorrected, isEdited } from './batch-specs.ts';
import type { Engine } from './engine.ts';

export interface BatchDeskOptions {
  library: Library;
  core: Engine;
  /** Of the list, of Toile's own results and of small pictures. */
  folder: string;
  openEngines(lanes: number, threads: number): BatchEngines;
  identity(): EngineIdentity;
  emit(event: StudioEvent): void;
  log: Log;
}

export class BatchDesk {
  readonly runner: BatchRunner;
  readonly pictures: BatchPictures;
  readonly #library: Library;
  readonly #folder: string;
  #store: Batches | undefined;

  constructor({ library, core, folder, openEngines, identity, emit, log }: BatchDeskOptions) {
    this.#library = library;
    this.#folder = folder;
    this.pictures = new BatchPictures(core, join(folder, 'thumbnails'));
    this.runner = new BatchRunner({
      store: () => this.store(),
      openEngines,
      identity,
      tell: (view, items) =>
        emit({ type: 'batch', batch: this.card(view), ...(items.length > 0 ? { items } : {}) }),
      log,
    });
  }

  /**
   * The list, opened with its first use: a damaged one does not keep the app from starting.
   *
   * @throws StudioError library-damaged, library-too-new, output-unwritable
   */
  store(): Batches {
    this.#store ??= openBatches(this.#folder);
    return this.#store;
  }

  /** Folder of Toile's own for the pictures of a batch. */
  ownFolder(id: string): string {
    return join(this.#folder, 'results', id);
  }

  isOwn({ id, out }: Pick<BatchView, 'id' | 'out'>): boolean {
    return relative(this.ownFolder(id), out) === '';
  }

  card(view: BatchView): BatchCard {
    const { id, name, trouble, counts, createdAt, updatedAt } = view;
    return {
      ...{ id, name, counts, createdAt, updatedAt },
      ...this.runner.state(view),
      ...(trouble ? { trouble } : {}),
      ...(this.isOwn(view) ? {} : { folder: basename(view.out) }),
    };
  }

  /** An item for a window: names and hashes instead of paths. */
  item({ out }: BatchView, item: BatchItem): BatchItemView {
    const { number, state, spec, targets, outcome, error, accepted } = item;
    const { origin } = spec;
    const done = state === 'done' ? outcome : undefined;
    const worn = spec.layers.map((layer, index) => {
      const garment = garmentOf(this.#library, origin?.garmentIds[index]);
      const { id, hash } = garment ?? {};
      return {
        name: layer.name || basename(layer.garment.path),
        ...(id ? { id, hash } : {}),
        changed: garment !== undefined && isCorrected(this.#library, layer, garment),
      };
    });
    const photo = origin && this.#photo(origin.photoId);
    const [first] = done?.files ?? [];
    if (first) this.pictures.offer(first.sha256, join(out, targets[0]), first.bytes);
    return {
      ...{ number, state, accepted, worn, client: spec.client, look: spec.look },
      photo: { name: photoName(spec), ...(photo ? { id: photo.id, hash: photo.hash } : {}) },
      changed: worn.some(({ changed }) => changed) || isEdited(this.#library, spec),
      open: photo !== undefined && worn.every(({ id }) => id !== undefined),
      ...(first ? { picture: first.sha256 } : {}),
      files: (done?.files ?? []).map(({ bytes, width, height }, index) => ({
        ...{ bytes, width, height },
        name: targets[index],
      })),
      needsReview: done?.needsReview ?? false,
      reasons: done?.reasons ?? [],
      notes: done?.notes ?? [],
      ...(done ? { confidence: done.confidence, ms: done.ms } : {}),
      ...(state === 'failed' && error ? { error } : {}),
    };
  }

  #photo(id: string): { id: string; hash: string } | undefined {
    try {
      const photo = this.#library.clients.photo(id);
      return photo.trashedAt === undefined ? photo : undefined;
    } catch {
      return undefined;
    }
  }

  /** Forgets a batch that nobody works on; pictures in Toile's own folder go with it. */
  remove(id: string): void {
    const store = this.store();
    const view = store.get(id);
    for (const item of store.items(id)) this.#forgetPictures(item);
    store.remove(id);
    if (this.isOwn(view)) rmSync(view.out, { recursive: true, force: true });
  }

  /** Deletes everything that shows a client in Toile's own folders, and forgets what was made of them elsewhere. */
  async forgetClient(clientId: string): Promise<boolean> {
    // Without a list there is nothing in it, and none is made for looking.
    if (!existsSync(join(this.#folder, 'batches.db'))) return false;
    const store = this.store();
    const items = store.ofClient(clientId);
    if (items.length === 0) return false;
    await this.runner.apart(() => {
      for (const { id, number } of items) {
        const view = store.get(id);
        const item = store.item(id, number);
        this.#forgetPictures(item);
        if (this.isOwn(view)) {
          for (const target of item.targets) rmSync(join(view.out, target), { force: true });
          rmSync(join(view.out, manifestName(id)), { force: true });
        }
        store.removeItem(id, number);
      }
      for (const id of new Set(items.map((item) => item.id)))
        if (store.counts(id).total === 0) this.remove(id);
    });
    return true;
  }

  /** Those of earlier versions, too. */
  #forgetPictures({ placed }: ItemInWork): void {
    for (const hash of placed) this.pictures.forget(hash);
  }

  async close(): Promise<void> {
    await this.runner.close();
    this.#store?.close();
  }
}
