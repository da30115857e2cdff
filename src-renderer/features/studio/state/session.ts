/** Studio session: opens looks, makes edits, asks for pictures. One per client; it outlives the room being left. */

import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { Look } from '../../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { type StudioTarget, useApp } from '../../../app/store.ts';
import { perClient } from '../../../client/per-client.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import {
  addLayer,
  type Edit,
  MOST_LAYERS,
  newLayer,
  pasteEdits,
  swapGarment,
} from '../logic/document-edits.ts';
import { EditQueue } from '../logic/edit-queue.ts';
import { RenderLoop } from '../logic/render-loop.ts';
import { FITTED } from '../logic/viewport.ts';
import { takesPlaceOf, wearingPlace } from '../logic/wearing.ts';
import { draftsFirst } from './draft-screen.ts';
import { RoomNews, useDrag } from './drag.ts';
import { findLook, lastLook, rememberLook } from './find-look.ts';
import { GarmentShelf } from './garment-shelf.ts';
import { LiveEdit } from './live-edit.ts';
import { type StudioState, useStudio } from './store.ts';

export interface SessionNotes {
  merged(): void;
  failed(error: unknown): void;
  full(): void;
}

/** Loads a picture, so that showing it takes no time. */
export async function loadPicture(url: string): Promise<void> {
  const image = new Image();
  image.src = url;
  await image.decode();
}

export class StudioSession {
  readonly client: StudioClient;
  readonly loop: RenderLoop;
  private readonly shelf: GarmentShelf;
  private readonly live: LiveEdit;
  private queue: EditQueue | undefined;
  /** Times of edits made here, by look and number. */
  private readonly stamps = new Map<string, number>();
  private opened = 0;
  private refreshes = 0;
  private target: StudioTarget | undefined;
  notes: SessionNotes = { merged() {}, failed() {}, full() {} };

  constructor(client: StudioClient) {
    this.client = client;
    this.shelf = new GarmentShelf(client);
    const news = new RoomNews((told) => {
      if (told.render) useDrag.setState({ rendered: told.render.rendered });
      useStudio.setState(told);
    });
    this.loop = new RenderLoop({
      client,
      settled: async () => this.queue?.settled(),
      changed: draftsFirst(news),
      // what came with the answer is there already
      load: async ({ picture, inline }: Rendered) => {
        if (!inline) await loadPicture(client.pictureUrl(picture));
      },
      newTicket: () => crypto.randomUUID(),
      invented: () => useStudio.getState().invented,
    });
    this.live = new LiveEdit({ loop: this.loop, news, commit: (edit) => void this.commit(edit) });
    client.onEvent((event) => this.hear(event));
    client.onConnection((connected) => {
      if (connected) this.queue?.wake();
    });
  }

  get state(): StudioState {
    return useStudio.getState();
  }

  /** Opens what another room asks for. */
  async open(target: StudioTarget): Promise<void> {
    const mine = ++this.opened;
    this.target = target;
    useStudio.setState({ opening: true, openError: undefined });
    try {
      const look = await findLook(this.client, target);
      if (mine !== this.opened) return;
      if (!look) this.forget();
      else await this.show(look, mine);
      for (const id of target.garmentIds) if (mine === this.opened) await this.wear(id, 'add');
    } catch (openError) {
      if (mine === this.opened) useStudio.setState({ openError });
    } finally {
      if (mine === this.opened) useStudio.setState({ opening: false });
    }
  }

  /** Tries what could not be opened once more. */
  reopen(): void {
    if (this.target) void this.open(this.target);
  }

  /** Another look of the photo on show, or of another photo. */
  async createLook(photoId = this.state.photo?.id): Promise<void> {
    if (!photoId) return;
    const subject = this.state.photo?.id === photoId ? this.state.queue?.document.subject : undefined;
    const document = { format: 1 as const, photoId, ...(subject ? { subject } : {}) };
    const look = await this.client.call('looks.create', { document });
    await this.open({ lookId: look.id, garmentIds: [] });
  }

  async duplicate(): Promise<void> {
    const { queue } = this.state;
    if (!queue) return;
    await this.settled();
    const look = await this.client.call('looks.duplicate', { id: queue.look.id });
    await this.open({ lookId: look.id, garmentIds: [] });
  }

  /** Leaves the look, because it or its photo is gone. */
  forget(): void {
    this.live.end();
    this.queue?.close();
    this.queue = undefined;
    this.loop.close();
    this.live.clear();
    useStudio.setState({
      photo: undefined,
      queue: undefined,
      layerId: undefined,
      compared: [],
    });
  }

  /** Makes an edit, one step of the history. False when it changes nothing. */
  commit(edit: Edit): boolean {
    this.live.end();
    const dragged = this.live.clear();
    const changed = this.queue?.edit(edit) ?? false;
    const { queue } = this.state;
    if (changed && queue) this.stamps.set(`${queue.look.id} ${queue.applied}`, performance.now());
    if (changed || dragged) void this.loop.edited();
    return changed;
  }

  /** Shows an edit while it is dragged; with `handle` by a handle on the picture, for which the room can wait. */
  preview(edit: Edit, handle = false): void {
    this.live.end();
    this.live.show(edit, handle);
  }

  /** Ends what is previewed without an edit. */
  drop(): void {
    if (this.live.clear()) void this.loop.edited();
  }

  /**
   * A step of the arrow keys. With those of the same `what` just before it becomes one edit; `make` is asked with them on
   * show already.
   */
  step(what: string, make: () => Edit | undefined): void {
    this.live.step(what, make);
  }

  /** When the edit that undo takes back, or the one that redo brings back, was made here; 0 = before the look was opened. */
  madeAt(which: 'undo' | 'redo'): number | undefined {
    const { queue } = this.state;
    if (!queue) return undefined;
    const number = which === 'undo' ? queue.applied : queue.applied + 1;
    return number < 1 || number > queue.edits
      ? undefined
      : (this.stamps.get(`${queue.look.id} ${number}`) ?? 0);
  }

  undo(steps = 1): void {
    this.travel((queue) => queue.undo(steps));
  }
  redo(steps = 1): void {
    this.travel((queue) => queue.redo(steps));
  }
  goTo(number: number): void {
    this.travel((queue) => queue.goTo(number));
  }

  async settled(): Promise<void> {
    this.live.end();
    await this.queue?.settled();
  }

  /** Puts a garment on: in the place of the one of its kind, or over it with `add`. */
  async wear(garmentId: string, how: 'swap' | 'add' = 'swap'): Promise<void> {
    const garment = await this.shelf.get(garmentId);
    const { queue } = this.state;
    if (!queue) return;
    const { layers } = queue.document;
    const of = (id: string) => this.state.garments[id]?.category;
    const old = how === 'swap' ? takesPlaceOf(layers, garment.category, of) : undefined;
    if (old) {
      useStudio.setState({ layerId: old.id });
      this.commit(swapGarment(old.id, garmentId, garment.name));
      return;
    }
    if (layers.length >= MOST_LAYERS) return this.notes.full();
    const layer = newLayer(crypto.randomUUID(), garmentId);
    useStudio.setState({ layerId: layer.id });
    this.commit(addLayer(layer, wearingPlace(layers, garment.category, of), garment.name));
  }

  /** Puts garments on one after the other. */
  async wearAll(garmentIds: string[], how: 'swap' | 'add' = 'swap'): Promise<void> {
    for (const id of garmentIds) await this.wear(id, how);
  }

  copy(): void {
    useStudio.setState({ copied: this.state.queue?.document });
  }
  paste(): void {
    const { copied } = this.state;
    if (copied) this.commit(pasteEdits(copied, () => crypto.randomUUID()));
  }

  setInvented(invented: boolean): void {
    useStudio.setState({ invented });
    if (invented && !this.state.render.rendered?.invented) void this.loop.again();
  }

  private travel(go: (queue: EditQueue) => void): void {
    this.live.end();
    this.live.clear();
    if (!this.queue) return;
    go(this.queue);
    void this.loop.edited();
  }

  private async show(look: Look, mine: number): Promise<void> {
    if (this.state.queue?.look.id === look.id && this.queue) {
      this.queue.take(look);
      return;
    }
    await this.settled();
    const photo = await this.client.call('photos.get', { id: look.document.photoId });
    await this.shelf.wornIn(look.document);
    if (mine !== this.opened) return;
    this.queue?.close();
    const samePhoto = this.state.photo?.id === photo.id;
    this.queue = new EditQueue(look, this.client, {
      changed: (queue) => {
        useStudio.setState({ queue });
        void this.shelf.wornIn(queue.document);
      },
      merged: () => {
        this.notes.merged();
        void this.loop.edited();
      },
      failed: (error) => {
        this.notes.failed(error);
        void this.loop.edited();
      },
    });
    const layerId = look.document.layers.at(-1)?.id;
    this.live.clear();
    useStudio.setState({
      photo,
      queue: this.queue.state,
      layerId,
      focused: undefined,
      stroke: undefined,
      spot: undefined,
    });
    if (!samePhoto) {
      const side = Math.max(photo.width ?? 1000, photo.height ?? 1000);
      const brush = { ...this.state.brush, radius: Math.max(4, Math.round(side / 60)) };
      useStudio.setState({ shared: FITTED, tool: 'look', split: undefined, brush });
    }
    useApp.getState().setClient(look.clientId ?? useApp.getState().clientId);
    rememberLook(this.client, look.id);
    void this.loop.open(look.id);
  }

  /** Opens what was worked on last, also before a restart. */
  async openLast(): Promise<void> {
    const { clientId } = useApp.getState();
    if (clientId) return this.open({ clientId, garmentIds: [] });
    const look = await lastLook(this.client);
    if (look && !this.state.queue && !this.state.opening)
      await this.open({ lookId: look.id, garmentIds: [] });
  }

  private hear(event: StudioEvent): void {
    if (event.type === 'render') this.loop.progress(event.ticket, event.fraction);
    if (
      event.type === 'engine' &&
      event.state === 'ready' &&
      this.state.render.error?.code === 'engine-crashed'
    )
      void this.loop.again();
    if (event.type !== 'changed') return;
    const id = this.state.queue?.look.id;
    if (event.what === 'looks' && id && (event.ids?.includes(id) ?? true)) void this.refresh(id);
    if (event.what === 'garments') void this.shelf.refresh(event.ids);
  }

  /** Looks what the core has, once it has everything that was done here. */
  private async refresh(id: string): Promise<void> {
    const mine = ++this.refreshes;
    await this.queue?.settled();
    // a newer event asks anew
    if (mine !== this.refreshes) return;
    try {
      const look = await this.client.call('looks.get', { id });
      if (this.state.queue?.look.id !== id) return;
      if (look.trashedAt) return this.forget();
      const before = this.state.queue.document;
      this.queue?.take(look);
      if (JSON.stringify(before) !== JSON.stringify(this.state.queue?.document)) void this.loop.edited();
    } catch (error) {
      if (error instanceof StudioError && error.code === 'not-in-library' && this.state.queue?.look.id === id)
        this.forget();
    }
  }
}

/** The session of a client: the same one each time the room is entered. */
export const sessionOf = perClient((client) => new StudioSession(client));
