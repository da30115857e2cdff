/**
 * Renders: pictures of looks, one at a time. The newest request for a look wins; drafts, which follow a dragged handle,
 * wait for nothing but a running draft. What is no longer wanted is asked to stop between two stages, and its engine is
 * ended only when that takes too long, because a new one has to load its models again.
 */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioEvent } from '../../contract/calls/index.ts';
import { Rendered } from '../../contract/calls/looks.ts';
import type { LookDocument } from '../../contract/catalog/look.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { Progress } from '../../contract/progress.ts';
import type { RenderQuality } from '../../contract/render-look.ts';
import type { Library } from '../../library/library.ts';
import { cancelled } from '../lane.ts';
import type { Engine } from './engine.ts';
import { type RenderRequest, rendered, renderedDraft, renderRequest } from './render-request.ts';
import { EarlyCancels } from './ticketed.ts';
import { mediaTypeOf, type TransientPictures } from './transient-pictures.ts';

/** Milliseconds a render that is no longer wanted may take to stop by itself. */
const GRACE_MS = 1500;
/** Pictures kept of each look and quality. */
const KEPT = 8;
/** Pictures made between two times that old ones are deleted. */
const TIDY_EVERY = 25;
const RANK: Record<RenderQuality, number> = { draft: 0, preview: 1, final: 2 };
const ENDING = { preview: 'jpg', final: 'png' } as const;
const COMPRESSION: Record<RenderQuality, number> = { draft: 84, preview: 92, final: 95 };

export interface RenderWish {
  lookId: string;
  quality: RenderQuality;
  document: LookDocument;
  ticket: string;
  invented: boolean;
}

/** Why a running render was asked to stop. */
type Stopped = 'superseded' | 'cancelled' | 'preempted';

interface Entry extends RenderWish {
  request: RenderRequest;
  /** Everybody who waits for this very picture. */
  tickets: Set<string>;
  promise: Promise<Rendered>;
  resolve(result: Rendered): void;
  reject(error: unknown): void;
  abort: AbortController;
  stopped: Stopped | undefined;
}

export interface RendersOptions {
  library: Library;
  core: Engine;
  transient: TransientPictures;
  work: string;
  emit(event: StudioEvent): void;
  provider(): ProviderName;
  /** Changes whenever the engine may give another picture for the same request. */
  engineVersion(): string;
}

const superseded = (): StudioError =>
  new StudioError('superseded', 'A newer picture of this look was asked for.');
export class Renders {
  readonly #options: RendersOptions;
  #waiting: Entry[] = [];
  #running: Entry | undefined;
  readonly #early = new EarlyCancels();
  #closed = false;
  #made = 0;
  /** Milliseconds the last picture of each quality took. */
  readonly #took = new Map<RenderQuality, number>();

  constructor(options: RendersOptions) {
    this.#options = options;
  }

  /**
   * Picture of a document, from the library where it is there already.
   *
   * @throws StudioError superseded, cancelled, engine-crashed, not-in-library, asset-missing, and what the engine answers
   */
  async render(wish: RenderWish): Promise<Rendered> {
    if (this.#closed) throw new StudioError('cancelled', 'Toile is closing.');
    if (this.#early.take(wish.ticket)) throw cancelled();
    const request = this.#request(wish.document, wish.quality);
    this.#supersede(wish, request.key);
    if (wish.quality !== 'draft') {
      const known = this.#known(wish.lookId, wish.quality, request.key, wish.invented);
      if (known) return known;
    }
    const running = this.#running;
    if (
      running &&
      !running.stopped &&
      running.request.key === request.key &&
      running.lookId === wish.lookId
    ) {
      if (running.invented || !wish.invented) {
        running.tickets.add(wish.ticket);
        return withoutMask(await running.promise, wish.invented);
      }
    }
    const { promise, resolve, reject } = Promise.withResolvers<Rendered>();
    this.#waiting.push({
      ...wish,
      // The mask of a picture that is kept is kept with it.
      invented: wish.invented || wish.quality !== 'draft',
      request,
      tickets: new Set([wish.ticket]),
      promise,
      resolve,
      reject,
      abort: new AbortController(),
      stopped: undefined,
    });
    if (wish.quality === 'draft' && running && running.quality !== 'draft') this.#stop(running, 'preempted');
    this.#next();
    return withoutMask(await promise, wish.invented);
  }

  /** Picture of a document that is there already. */
  known(lookId: string, document: LookDocument, quality: 'preview' | 'final'): Rendered | undefined {
    return this.#known(lookId, quality, this.#request(document, quality).key, false);
  }

  /** Of a picture that is asked for later, too. Without effect once it is made. */
  cancel(ticket: string): void {
    const waiting = this.#waiting.find(({ tickets }) => tickets.has(ticket));
    const entry = waiting ?? (this.#running?.tickets.has(ticket) ? this.#running : undefined);
    if (!entry) {
      this.#early.add(ticket);
      return;
    }
    entry.tickets.delete(ticket);
    if (entry.tickets.size > 0) return;
    if (waiting) {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
      entry.reject(cancelled());
    } else this.#stop(entry, 'cancelled');
  }

  /**
   * The final picture's file, for an export: outside the line in which newer requests win.
   *
   * @throws StudioError as {@link render} does
   */
  async finalFile(
    lookId: string,
    document: LookDocument,
    signal: AbortSignal,
    onProgress: (stage: string, fraction: number) => void,
  ): Promise<string> {
    const request = this.#request(document, 'final');
    const known = this.#known(lookId, 'final', request.key, false);
    if (known) return this.#fileOf(known.picture);
    const entry = { lookId, quality: 'final' as const, invented: true, request };
    const result = await this.#make(entry, signal, 'background', onProgress);
    return this.#fileOf(result.picture);
  }

  /** A look deleted while it was drawn leaves no picture behind. */
  #stillThere(lookId: string, pictures: readonly string[]): void {
    const { library } = this.#options;
    try {
      library.looks.get(lookId);
    } catch (error) {
      library.assets.collectGarbage({ only: new Set(pictures) });
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    for (const entry of this.#waiting.splice(0))
      entry.reject(new StudioError('cancelled', 'Toile is closing.'));
    if (this.#running) this.#stop(this.#running, 'cancelled');
  }

  #request(document: LookDocument, quality: RenderQuality): RenderRequest {
    const { library, provider, engineVersion } = this.#options;
    return renderRequest(library, document, quality, provider(), engineVersion());
  }

  #fileOf(picture: string): string {
    return this.#options.transient.get(picture)?.file ?? this.#options.library.assets.file(picture);
  }

  #known(lookId: string, quality: 'preview' | 'final', key: string, invented: boolean): Rendered | undefined {
    const { library } = this.#options;
    const row = library.looks.result(lookId, key, quality);
    const details = row && Rendered.safeParse(row.details);
    if (!details?.success) return undefined;
    if (!isThere(library, details.data.picture)) return undefined;
    return withoutMask(details.data, invented);
  }

  /** Older requests for the same look make way; a running draft is let finish, so that a long drag shows something. */
  #supersede({ lookId }: RenderWish, key: string): void {
    const old = this.#waiting.filter((entry) => entry.lookId === lookId);
    this.#waiting = this.#waiting.filter((entry) => entry.lookId !== lookId);
    for (const entry of old) entry.reject(superseded());
    const running = this.#running;
    if (running?.lookId === lookId && running.quality !== 'draft' && running.request.key !== key)
      this.#stop(running, 'superseded');
  }

  #stop(entry: Entry, why: Stopped): void {
    // What was to go on later may turn out not to be wanted at all.
    if (entry.stopped === undefined || entry.stopped === 'preempted') entry.stopped = why;
    entry.abort.abort();
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const entry = this.#waiting.reduce<Entry | undefined>(
      (best, other) => (best && RANK[best.quality] <= RANK[other.quality] ? best : other),
      undefined,
    );
    if (!entry) return;
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#running = entry;
    void this.#run(entry).finally(() => {
      this.#running = undefined;
      this.#next();
    });
  }

  async #run(entry: Entry): Promise<void> {
    const typical = this.#took.get(entry.quality);
    try {
      const known =
        entry.quality === 'draft'
          ? undefined
          : this.#known(entry.lookId, entry.quality, entry.request.key, entry.invented);
      if (known) return entry.resolve(known);
      const result = await this.#make(entry, entry.abort.signal, 'interactive', (stage, fraction) => {
        for (const ticket of entry.tickets)
          this.#options.emit({
            type: 'render',
            ticket,
            stage,
            fraction,
            ...(typical === undefined ? {} : { etaMs: Math.max(0, typical * (1 - fraction)) }),
          });
      });
      this.#took.set(entry.quality, result.ms);
      entry.resolve(result);
    } catch (error) {
      const ended = error instanceof StudioError && error.code === 'cancelled';
      if (ended && entry.stopped === 'preempted' && !this.#closed) {
        entry.stopped = undefined;
        entry.abort = new AbortController();
        this.#waiting.unshift(entry);
      } else entry.reject(ended && entry.stopped === 'superseded' ? superseded() : error);
    }
  }

  /** Has the picture made and keeps it; a draft is but handed on. */
  async #make(
    wish: Pick<Entry, 'lookId' | 'quality' | 'invented' | 'request'>,
    signal: AbortSignal,
    priority: 'interactive' | 'background',
    onProgress: (stage: string, fraction: number) => void,
  ): Promise<Rendered> {
    const { core, library, work, transient } = this.#options;
    const { lookId, quality, request } = wish;
    const name = join(work, randomUUID());
    const inventedOut = wish.invented ? `${name}-invented.png` : undefined;
    const how = {
      signal,
      priority,
      onProgress: ({ stage, fraction }: Progress) => onProgress(stage, fraction),
    };
    const asked = {
      ...request.input,
      compression: COMPRESSION[quality],
      ...(inventedOut ? { inventedOut } : {}),
    };
    if (quality === 'draft') {
      const result = await core.ask('renderLook', asked, { ...how, graceMs: Number.POSITIVE_INFINITY });
      const invented = inventedOut ? await transient.take(inventedOut) : undefined;
      return renderedDraft(lookId, result, invented);
    }
    const out = `${name}.${ENDING[quality]}`;
    try {
      const result = await core.ask('renderLook', { ...asked, out }, { ...how, graceMs: GRACE_MS });
      if (library.readOnly) {
        const picture = await transient.take(out);
        const invented = inventedOut ? await transient.take(inventedOut) : undefined;
        return rendered(lookId, quality, result, picture, invented);
      }
      const { width, height } = result;
      const picture = await library.assets.importFile(out, {
        kind: 'result',
        mediaType: mediaTypeOf(out),
        width,
        height,
      });
      const invented = inventedOut
        ? await library.assets.importFile(inventedOut, {
            kind: 'result',
            mediaType: 'image/png',
            width,
            height,
          })
        : undefined;
      const told = rendered(lookId, quality, result, picture.hash, invented?.hash);
      this.#stillThere(lookId, [picture.hash, ...(invented ? [invented.hash] : [])]);
      library.looks.addResult({
        lookId,
        key: request.key,
        quality,
        hash: picture.hash,
        ...(invented ? { inventedHash: invented.hash } : {}),
        confidence: result.confidence,
        needsReview: result.needsReview,
        reasons: result.reasons.map(({ text }) => text),
        details: told,
      });
      this.#options.emit({ type: 'changed', what: 'looks', ids: [lookId] });
      if (++this.#made % TIDY_EVERY === 0) {
        library.looks.pruneResults(KEPT);
        library.collectGarbage();
      }
      return told;
    } finally {
      await Promise.all([out, inventedOut].map((file) => file && rm(file, { force: true })));
    }
  }
}

function isThere(library: Library, hash: string): boolean {
  try {
    library.assets.file(hash);
    return true;
  } catch {
    return false;
  }
}

function withoutMask({ invented, ...result }: Rendered, wanted: boolean): Rendered {
  return wanted && invented ? { ...result, invented } : result;
}
