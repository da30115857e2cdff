/**
 * Render loop: which picture of the look is asked for when. Drafts while something is dragged (one at a time, always the
 * newest document), a preview once the edit holds, the full picture after a pause or when asked for.
 */

import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import type { RenderQuality } from '../../../../src-main/contract/render-look.ts';
import type { StudioClient } from '../../../client/studio-client.ts';

export interface RenderState {
  /** Last good picture. */
  rendered: Rendered | undefined;
  /** What is being made, with the share done. */
  making: { quality: RenderQuality; ticket: string; fraction: number } | undefined;
  error: StudioError | undefined;
  /** The picture does not show the newest edits and nothing is being made: the user cancelled or it failed. */
  stale: boolean;
}

export interface RenderLoopOptions {
  client: Pick<StudioClient, 'call'>;
  /** Resolves when the core has every edit. */
  settled(): Promise<void>;
  changed(state: RenderState): void;
  /** Loads a picture before it is shown, so that the old one stays until then. */
  load(rendered: Rendered): Promise<void>;
  newTicket(): string;
  /** Asks for the mask of what was made up, too. */
  invented(): boolean;
  /** Pause after which the full picture is made, milliseconds. */
  pause?: number;
}

const PAUSE = 1000;
/** A crashed engine starts again by itself; the same picture is asked for so often. */
const RETRIES = 2;

/** A draft does not look for limbs in the photo: what the last picture said of them stands until the next one that does. */
function withNotesOf(last: Rendered | undefined, draft: Rendered): Rendered {
  const kept = last?.notes.filter(({ code }) => code === 'limb-not-seen') ?? [];
  return kept.length === 0 ? draft : { ...draft, notes: [...draft.notes, ...kept] };
}

export class RenderLoop {
  private readonly options: RenderLoopOptions;
  private current: RenderState = { rendered: undefined, making: undefined, error: undefined, stale: false };
  private lookId: string | undefined;
  /** Counts everything that makes an older picture out of date. */
  private generation = 0;
  private dragged: LookDocument | undefined;
  private dragging = false;
  private drafting = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retries = 0;

  constructor(options: RenderLoopOptions) {
    this.options = options;
  }

  get state(): RenderState {
    return this.current;
  }

  /** Shows another look: a finished picture of it if there is one, otherwise a preview is made. */
  async open(lookId: string): Promise<void> {
    this.stop();
    this.endDrag();
    this.lookId = lookId;
    const generation = ++this.generation;
    this.update({ rendered: undefined, making: undefined, error: undefined, stale: false });
    for (const quality of ['final', 'preview'] as const) {
      const found = await this.options.client
        .call('looks.rendered', { id: lookId, quality })
        .catch(() => null);
      if (generation !== this.generation) return;
      if (!found) continue;
      await this.show(found, generation);
      if (quality === 'preview') this.later(generation);
      else this.warm(found);
      return;
    }
    await this.make('preview', generation);
  }

  close(): void {
    this.stop();
    this.lookId = undefined;
    this.generation++;
    this.endDrag();
    this.update({ rendered: undefined, making: undefined, error: undefined, stale: false });
  }

  /** Whether a drag's next place would be drawn at once. */
  get ready(): boolean {
    return !this.drafting;
  }

  /** A drag moved on: a draft of `document`, unless a newer one comes first. */
  drag(document: LookDocument): void {
    if (!this.dragging) {
      this.stop();
      this.generation++;
      this.dragging = true;
    }
    this.dragged = document;
    void this.draft();
  }

  /** The look changed (or a drag ended without an edit): a preview now, the full picture after a pause. */
  async edited(): Promise<void> {
    this.stop();
    this.endDrag();
    this.retries = 0;
    const generation = ++this.generation;
    if (!this.lookId) return;
    // no ticket yet: the edit is on its way to the core first
    this.update({ stale: false, error: undefined, making: { quality: 'preview', ticket: '', fraction: 0 } });
    await this.options.settled();
    if (generation === this.generation) await this.make('preview', generation);
  }

  /** The full picture now. */
  async finish(): Promise<void> {
    clearTimeout(this.timer);
    await this.options.settled();
    const { rendered, making, stale } = this.current;
    if (!this.lookId || making?.quality === 'final') return;
    if (rendered?.quality === 'final' && !stale && !making) return;
    this.stop();
    await this.make('final', ++this.generation);
  }

  /** Asks again for what failed, was cancelled, or lacks something now wanted. */
  async again(): Promise<void> {
    if (this.lookId)
      await this.make(this.current.rendered?.quality === 'final' ? 'final' : 'preview', ++this.generation);
  }

  /** The user has seen enough: the last good picture stays. */
  cancel(): void {
    this.stop();
    this.generation++;
    this.endDrag();
    this.update({ stale: true });
  }

  progress(ticket: string, fraction: number): void {
    const { making } = this.current;
    if (making?.ticket === ticket) this.update({ making: { ...making, fraction } });
  }

  private endDrag(): void {
    this.dragging = false;
    this.dragged = undefined;
  }

  private stop(): void {
    clearTimeout(this.timer);
    const { making } = this.current;
    if (!making) return;
    this.update({ making: undefined });
    if (!making.ticket) return;
    void this.options.client.call('looks.cancelRender', { ticket: making.ticket }).catch(() => {});
  }

  private async draft(): Promise<void> {
    if (this.drafting || !this.lookId) return;
    this.drafting = true;
    try {
      while (this.dragged && this.lookId) {
        const document = this.dragged;
        const generation = this.generation;
        this.dragged = undefined;
        try {
          const rendered = await this.request('draft', document);
          await this.show(rendered, generation);
        } catch {
          // a draft that fails is not missed: the edit itself will say why
        }
      }
    } finally {
      this.drafting = false;
    }
  }

  private async request(quality: RenderQuality, document?: LookDocument): Promise<Rendered> {
    const ticket = this.options.newTicket();
    if (quality !== 'draft') this.update({ making: { quality, ticket, fraction: 0 } });
    return this.options.client.call('looks.render', {
      id: this.lookId!,
      quality,
      ticket,
      invented: quality !== 'draft' && this.options.invented(),
      ...(document ? { document } : {}),
    });
  }

  private async make(quality: 'preview' | 'final', generation: number): Promise<void> {
    try {
      const rendered = await this.request(quality);
      if (generation !== this.generation) return;
      await this.show(rendered, generation);
      this.retries = 0;
      if (quality === 'preview') this.later(generation);
    } catch (cause) {
      if (generation !== this.generation) return;
      const error =
        cause instanceof StudioError ? cause : new StudioError('internal', String(cause), { cause });
      if (error.code === 'engine-crashed' && this.retries++ < RETRIES) return this.make(quality, generation);
      const quiet = error.code === 'superseded' || error.code === 'cancelled';
      this.update({ making: undefined, stale: true, error: quiet ? undefined : error });
    }
  }

  private async show(rendered: Rendered, generation: number): Promise<void> {
    if (generation !== this.generation) return;
    await this.options.load(rendered).catch(() => {});
    if (generation !== this.generation) return;
    this.update({
      rendered: rendered.quality === 'draft' ? withNotesOf(this.current.rendered, rendered) : rendered,
      error: undefined,
      ...(rendered.quality === 'draft' ? {} : { making: undefined, stale: false }),
    });
  }

  /**
   * Has the engine look at the photo again that it drew in an earlier session, so that the first drag need not wait for
   * that: a draft nobody sees.
   */
  private warm(found: Rendered): void {
    if (!this.lookId || !found.layers.length) return;
    const input = { id: this.lookId, quality: 'draft' as const, ticket: this.options.newTicket() };
    void this.options.client.call('looks.render', input).catch(() => {});
  }

  private later(generation: number): void {
    this.timer = setTimeout(() => {
      if (generation === this.generation) void this.make('final', generation);
    }, this.options.pause ?? PAUSE);
  }

  private update(change: Partial<RenderState>): void {
    this.current = { ...this.current, ...change };
    this.options.changed(this.current);
  }
}
