/** Studio session: opens looks, makes edits, asks for pictures. One per client; it outlives the room being left. */

import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { CatalogGarment } from '../../../../src-main/contract/catalog/garment.ts';
import type { Look } from '../../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { useSettings } from '../../../app/settings.ts';
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
  together,
} from '../logic/document-edits.ts';
import { EditQueue } from '../logic/edit-queue.ts';
import { RenderLoop } from '../logic/render-loop.ts';
import { FITTED } from '../logic/viewport.ts';
import { takesPlaceOf, wearingPlace } from '../logic/wearing.ts';
import { draftsFirst } from './draft-screen.ts';
import { type StudioState, useStudio } from './store.ts';

/** Name the last look is remembered under. */
const LAST_LOOK = 'studio.look';

/** Steps of the arrow keys become one edit when no further one follows for so long, milliseconds. */
const NUDGE_PAUSE = 450;

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
  private queue: EditQueue | undefined;
  private nudge: { what: string; edit: Edit; timer: ReturnType<typeof setTimeout> } | undefined;
  /** Times of edits made here, by look and number. */
  private readonly stamps = new Map<string, number>();
  private opened = 0;
  private refreshes = 0;
  private target: StudioTarget | undefined;
  notes: SessionNotes = { merged() {}, failed() {}, full() {} };

  constructor(client: StudioClient) {
    this.client = client;
    this.loop = new RenderLoop({
      client,
      settled: async () => this.queue?.settled(),
      changed: draftsFirst((render) => useStudio.setState({ render })),
      // what came with the answer is there already
      load: async ({ picture, inline }: Rendered) => {
        if (!inline) await loadPicture(client.pictureUrl(picture));
      },
      newTicket: () => crypto.randomUUID(),
      invented: () => useStudio.getState().invented,
    });
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
      const look = await this.find(target);
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
    this.endNudge();
    this.queue?.close();
    this.queue = undefined;
    this.loop.close();
    useStudio.setState({
      photo: undefined,
      queue: undefined,
      live: undefined,
      layerId: undefined,
      compared: [],
    });
  }

  /** Makes an edit, one step of the history. False when it changes nothing. */
  commit(edit: Edit): boolean {
    this.endNudge();
    const dragged = this.state.live !== undefined;
    useStudio.setState({ live: undefined });
    const changed = this.queue?.edit(edit) ?? false;
    const { queue } = this.state;
    if (changed && queue) this.stamps.set(`${queue.look.id} ${queue.applied}`, performance.now());
    if (changed || dragged) void this.loop.edited();
    return changed;
  }

  /** Shows an edit while it is dragged. */
  preview(edit: Edit): void {
    this.endNudge();
    this.showLive(edit);
  }

  /** Ends what is previewed without an edit. */
  drop(): void {
    if (!this.state.live) return;
    useStudio.setState({ live: undefined });
    void this.loop.edited();
  }

  /**
   * A step of the arrow keys. With those of the same `what` just before it becomes one edit; `make` is asked with them on
   * show already.
   */
  step(what: string, make: () => Edit | undefined): void {
    if (this.nudge && this.nudge.what !== what) this.endNudge();
    const edit = make();
    if (!edit) return;
    clearTimeout(this.nudge?.timer);
    const whole = this.nudge ? together(this.nudge.edit, edit) : edit;
    this.nudge = { what, edit: whole, timer: setTimeout(() => this.endNudge(), NUDGE_PAUSE) };
    this.showLive(whole);
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
    this.endNudge();
    await this.queue?.settled();
  }

  /** Puts a garment on: in the place of the one of its kind, or over it with `add`. */
  async wear(garmentId: string, how: 'swap' | 'add' = 'swap'): Promise<void> {
    const garment = await this.garment(garmentId);
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

  private showLive(edit: Edit): void {
    const document = this.state.queue?.document;
    if (!document) return;
    const live = edit.apply(document);
    if (live === document && !this.state.live) return;
    // the draft is on its way while the room is drawn
    this.loop.drag(live);
    useStudio.setState({ live });
  }

  /** Makes the steps of the arrow keys an edit now. */
  private endNudge(): void {
    if (!this.nudge) return;
    clearTimeout(this.nudge.timer);
    const { edit } = this.nudge;
    this.nudge = undefined;
    this.commit(edit);
  }

  private travel(go: (queue: EditQueue) => void): void {
    this.endNudge();
    useStudio.setState({ live: undefined });
    if (!this.queue) return;
    go(this.queue);
    void this.loop.edited();
  }

  /** The look a target means; made if need be. Undefined when there is no photo to show. */
  private async find(target: StudioTarget): Promise<Look | undefined> {
    if (target.lookId) return this.client.call('looks.get', { id: target.lookId });
    const photoId = target.photoId ?? (await this.newestPhoto(target));
    if (!photoId) return undefined;
    const current = this.state.queue?.look;
    if (current && this.state.photo?.id === photoId && !target.photoId) return current;
    const cards = await this.client.call('looks.list', { photoId });
    const newest = cards.map((card) => card.look).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0];
    if (newest && !target.garmentIds.length) return newest;
    return this.client.call('looks.create', { document: { format: 1, photoId } });
  }

  private async newestPhoto(target: StudioTarget): Promise<string | undefined> {
    if (!target.clientId) return this.state.photo?.id;
    const photos = await this.client.call('photos.list', { clientId: target.clientId });
    if (photos.some((photo) => photo.id === this.state.photo?.id)) return this.state.photo?.id;
    return photos.sort((a, b) => b.importedAt.localeCompare(a.importedAt))[0]?.id;
  }

  private async show(look: Look, mine: number): Promise<void> {
    if (this.state.queue?.look.id === look.id && this.queue) {
      this.queue.take(look);
      return;
    }
    await this.settled();
    const photo = await this.client.call('photos.get', { id: look.document.photoId });
    await this.garmentsOf(look);
    if (mine !== this.opened) return;
    this.queue?.close();
    const samePhoto = this.state.photo?.id === photo.id;
    this.queue = new EditQueue(look, this.client, {
      changed: (queue) => {
        useStudio.setState({ queue });
        void this.garmentsOf(queue);
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
    useStudio.setState({
      photo,
      queue: this.queue.state,
      live: undefined,
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
    this.remember(look.id);
    void this.loop.open(look.id);
  }

  /** The look that is opened again in the next session. */
  private remember(lookId: string): void {
    const settings = useSettings.getState();
    if (settings.settings.layout[LAST_LOOK] === lookId) return;
    settings.change(this.client, { layout: { [LAST_LOOK]: lookId } }).catch(() => {});
  }

  /** Opens what was worked on last, also before a restart. */
  async openLast(): Promise<void> {
    const lookId = useSettings.getState().settings.layout[LAST_LOOK];
    const { clientId } = useApp.getState();
    if (clientId) return this.open({ clientId, garmentIds: [] });
    if (typeof lookId !== 'string') return;
    const look = await this.client.call('looks.get', { id: lookId }).catch(() => undefined);
    if (look && !look.trashedAt && !this.state.queue && !this.state.opening)
      await this.open({ lookId, garmentIds: [] });
  }

  private async garment(id: string): Promise<CatalogGarment> {
    const known = this.state.garments[id];
    if (known) return known;
    const garment = await this.client.call('garments.get', { id });
    useStudio.setState((state) => ({ garments: { ...state.garments, [id]: garment } }));
    return garment;
  }

  /** Names and categories of what is worn; a garment that is gone for good has neither. */
  private async garmentsOf(look: { document: Look['document'] }): Promise<void> {
    await Promise.all(
      look.document.layers
        .filter((layer) => !this.state.garments[layer.garmentId])
        .map((layer) => this.garment(layer.garmentId).catch(() => undefined)),
    );
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
    if (event.what === 'garments') void this.refreshGarments(event.ids);
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

  private async refreshGarments(ids: string[] | undefined): Promise<void> {
    const known = Object.keys(this.state.garments).filter((id) => !ids || ids.includes(id));
    const found = await Promise.all(
      known.map((id) => this.client.call('garments.get', { id }).catch(() => undefined)),
    );
    useStudio.setState((state) => ({
      garments: {
        ...state.garments,
        ...Object.fromEntries(found.flatMap((garment) => (garment ? [[garment.id, garment]] : []))),
      },
    }));
  }
}

/** The session of a client: the same one each time the room is entered. */
export const sessionOf = perClient((client) => new StudioSession(client));
