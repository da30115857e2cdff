/** Session of the 3D preview: whose body it is, its changes as undoable steps, and what a photo tells. One per client. */

import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import { useSettings } from '../../../app/settings.ts';
import { perClient } from '../../../client/per-client.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { isQuiet } from '../../../ui/errors.ts';
import { styleOf } from '../logic/figure-style.ts';
import {
  type BodyChange,
  bodyOf,
  changed,
  inverse,
  isIdle,
  type KnownBody,
  type MeasureName,
  recordChanges,
  shapeRequest,
  UNKNOWN,
  UNTOLD_AGE,
} from '../logic/known-body.ts';
import { outlookKey, type Slider, valueIn, wishesAround } from '../logic/outlook.ts';
import { type Shaped, ShapeLoop, type ShapeWish } from '../logic/shape-loop.ts';
import { poseWanted, useDressing } from './dressing.ts';
import { type BodyStep, type PhotoBody, type PreviewState, shownBody, usePreview } from './store.ts';

/** Steps remembered. */
const MOST_STEPS = 200;
/** Steps of the arrow keys become one when no further one follows for so long, milliseconds. */
const NUDGE_PAUSE = 450;
/** A slider is about to be moved when the pointer rests on it for so long, milliseconds. */
const AIMED_AFTER = 60;
/** While a slider moves the numbers of all others follow this often: drawing them takes longer than drawing the body. */
const FIGURES_PAUSE = 200;

interface Kept {
  known: KnownBody;
  told: PhotoBody | undefined;
  done: readonly BodyStep[];
  undone: readonly BodyStep[];
}

/** What the core is asked for the body on show. */
export function wishOf(state: PreviewState, live: boolean): ShapeWish {
  const pose = poseWanted(useDressing.getState());
  const style = styleOf(useSettings.getState().settings.layout);
  return { ...shapeRequest(shownBody(state), state.told?.measurements, live), pose, style };
}

export class PreviewSession {
  readonly client: StudioClient;
  private readonly loop: ShapeLoop;
  /** Bodies that belong to a photo alone, and what photos told, as long as the window is open. */
  private readonly kept = new Map<string, Kept>();
  private saving: Promise<unknown> = Promise.resolve();
  private unsaved = 0;
  private opened = 0;
  private nudge: { timer: ReturnType<typeof setTimeout>; change: BodyChange } | undefined;
  private aimed: ReturnType<typeof setTimeout> | undefined;
  private figures: { at: number; timer?: ReturnType<typeof setTimeout> } = { at: Number.NEGATIVE_INFINITY };
  /** Bodies whose file was asked for once more. */
  private readonly missed = new Set<string>();
  notes = { failed(_: unknown) {} };

  constructor(client: StudioClient) {
    this.client = client;
    this.loop = new ShapeLoop({
      shape: (wish) => client.call('body.shape', wish),
      shown: (shaped, wish) => this.tell(shaped, wish),
      failed: (error) => {
        if (!isQuiet(error)) usePreview.setState({ error });
      },
    });
    client.onEvent((event) => this.hear(event));
  }

  private get state(): PreviewState {
    return usePreview.getState();
  }

  /** The body of a person in a photo: that of the client's record, or one that is kept for the photo. */
  async open(photoId: string, subject: number, clientId: string | undefined): Promise<void> {
    const { state } = this;
    const same = state.photoId === photoId && state.subject === subject && state.client?.id === clientId;
    if (same && state.shaped) return;
    this.endNudge();
    this.keep();
    if (state.asking) this.cancel();
    const mine = ++this.opened;
    const kept = this.kept.get(`${photoId} ${subject}`);
    usePreview.setState({
      photoId,
      subject,
      client: undefined,
      known: kept?.known ?? UNKNOWN,
      told: kept?.told,
      done: kept?.done ?? [],
      undone: kept?.undone ?? [],
      live: undefined,
      error: undefined,
    });
    if (clientId) {
      try {
        const client = await this.client.call('clients.get', { id: clientId });
        if (mine !== this.opened) return;
        usePreview.setState({ client, known: bodyOf(client) });
      } catch (error) {
        if (mine !== this.opened) return;
        usePreview.setState({ error });
      }
    }
    this.shape();
  }

  /** Asks for the body anew. */
  shape(live = false): void {
    this.loop.want(wishOf(this.state, live));
  }

  /**
   * A slider is about to be moved: bodies around the one on show are asked for, so that the figure can follow before the core
   * has answered. Undefined = it is not.
   */
  aim(slider: Slider | undefined): void {
    clearTimeout(this.aimed);
    if (slider) this.aimed = setTimeout(() => void this.look(slider), AIMED_AFTER);
  }

  /** The outlook turned out to be that of another body. */
  lookAgain(): void {
    const slider = this.state.outlook?.slider;
    usePreview.setState({ outlook: undefined });
    this.aim(slider);
  }

  private async look(slider: Slider): Promise<void> {
    const { state } = this;
    if (!state.shaped) return;
    const wish = wishOf(state, true);
    const key = outlookKey(wish, slider);
    if (state.outlook?.key === key) return;
    usePreview.setState({ outlook: { key, slider, bodies: [] } });
    // it moves before it was rested on: its own answers are what is learned of it
    if (state.live) return;
    const found = slider === 'ageYears' ? UNTOLD_AGE : state.shaped.measurements[slider];
    try {
      for (const one of wishesAround(wish, slider, valueIn(wish, slider) ?? found)) {
        const { mesh } = await this.client.call('body.shape', one);
        // it is moved already, or another one is
        if (this.state.live || this.state.outlook?.key !== key) return;
        this.note(mesh, one);
      }
    } catch {
      // what is not foreseen is answered
      usePreview.setState({ outlook: undefined });
    }
  }

  /** Takes an answer into the outlook where it is one of it. */
  private note(mesh: string, wish: ShapeWish): void {
    const { outlook } = this.state;
    if (!outlook || outlookKey(wish, outlook.slider) !== outlook.key) return;
    const value = valueIn(wish, outlook.slider);
    if (value === undefined) return;
    usePreview.setState({ outlook: { ...outlook, bodies: [...outlook.bodies, { value, mesh }] } });
  }

  /** The file of a body is gone: it is made anew, once. @returns false when that was tried already */
  lost(mesh: string): boolean {
    if (this.missed.has(mesh)) return false;
    this.missed.add(mesh);
    this.shape();
    return true;
  }

  private tell(shaped: Shaped, wish: ShapeWish): void {
    const { figures } = this;
    this.note(shaped.mesh, wish);
    clearTimeout(figures.timer);
    const wait = this.state.live ? figures.at + FIGURES_PAUSE - performance.now() : 0;
    const { measurements, unmet } = shaped;
    const told = () => {
      figures.at = performance.now();
      return { figures: { measurements, unmet } };
    };
    usePreview.setState({ shaped, error: undefined, ...(wait > 0 ? {} : told()) });
    if (wait > 0) figures.timer = setTimeout(() => usePreview.setState(told()), wait);
  }

  /** A slider is at `change`, which is no step yet. */
  drag(change: BodyChange): void {
    this.endNudge();
    usePreview.setState({ live: change });
    this.shape(true);
  }

  /** A step of the arrow keys; with those just before it becomes one step of the history. */
  step(change: BodyChange): void {
    clearTimeout(this.nudge?.timer);
    const whole = {
      ...this.nudge?.change,
      ...change,
      ...(change.measures ? { measures: { ...this.nudge?.change.measures, ...change.measures } } : {}),
    };
    this.nudge = { change: whole, timer: setTimeout(() => this.endNudge(), NUDGE_PAUSE) };
    usePreview.setState({ live: whole });
    this.shape(true);
  }

  /** Makes a change one step of the history. */
  commit(change: BodyChange): void {
    clearTimeout(this.nudge?.timer);
    this.nudge = undefined;
    const { known, live } = this.state;
    usePreview.setState({ live: undefined });
    if (isIdle(known, change)) {
      if (live) this.shape();
      return;
    }
    this.remember({ change, back: inverse(known, change) });
    this.apply(change);
  }

  /** Takes what the photo told as measured, except where a tape was. */
  adopt(): void {
    const { told, known } = this.state;
    if (!told) return;
    const values = shapeRequest(UNKNOWN, told.measurements).measures ?? {};
    const measures = Object.fromEntries(
      Object.entries(values).filter(([name]) => known.measures[name as MeasureName] === undefined),
    );
    this.commit({ measures });
  }

  undo(): void {
    this.endNudge();
    const step = this.state.done.at(-1);
    if (!step) return;
    usePreview.setState(({ done, undone }) => ({ done: done.slice(0, -1), undone: [...undone, step] }));
    if (step.told) usePreview.setState({ told: step.told.before });
    this.apply(step.back);
  }

  redo(): void {
    const step = this.state.undone.at(-1);
    if (!step) return;
    usePreview.setState(({ done, undone }) => ({ done: [...done, step], undone: undone.slice(0, -1) }));
    if (step.told) usePreview.setState({ told: step.told.after });
    this.apply(step.change);
  }

  /** Looks at the photo; resolves when it is seen, called off or failed. */
  async fromPhoto(): Promise<void> {
    const { photoId, subject, known, asking } = this.state;
    if (!photoId || asking) return;
    const mine = this.opened;
    const ticket = crypto.randomUUID();
    usePreview.setState({ asking: { ticket, fraction: 0 }, error: undefined });
    const { ageYears, measures } = shapeRequest(known);
    try {
      const { measurements, notes, overlay, iou } = await this.client.call('body.fromPhoto', {
        photoId,
        subject,
        ...(known.sex ? { sex: known.sex } : {}),
        ...(ageYears === undefined ? {} : { ageYears }),
        ...(measures?.stature === undefined ? {} : { statureCm: measures.stature }),
        ticket,
      });
      const after: PhotoBody = { photoId, subject, measurements, notes, overlay, iou };
      if (mine !== this.opened) {
        const kept = this.kept.get(`${photoId} ${subject}`);
        if (kept) this.kept.set(`${photoId} ${subject}`, { ...kept, told: after });
        return;
      }
      this.remember({ change: {}, back: {}, told: { before: this.state.told, after } });
      usePreview.setState({ told: after });
      this.shape();
    } catch (error) {
      if (mine === this.opened && !isQuiet(error)) usePreview.setState({ error });
    } finally {
      if (this.state.asking?.ticket === ticket) usePreview.setState({ asking: undefined });
    }
  }

  cancel(): void {
    const { asking } = this.state;
    if (!asking) return;
    usePreview.setState({ asking: undefined });
    this.client.call('body.cancel', { ticket: asking.ticket }).catch(this.notes.failed);
  }

  /** Resolves once every step is stored. */
  settled(): Promise<unknown> {
    this.endNudge();
    return this.saving;
  }

  private remember(made: Omit<BodyStep, 'at'>): void {
    const step = { ...made, at: performance.now() };
    usePreview.setState(({ done }) => ({ done: [...done, step].slice(-MOST_STEPS), undone: [] }));
  }

  private apply(change: BodyChange): void {
    usePreview.setState(({ known }) => ({ known: changed(known, change), live: undefined }));
    this.shape();
    this.save(change);
  }

  /** Stores a change in the client's record, on top of whatever else happened to that. */
  private save(change: BodyChange): void {
    const id = this.state.client?.id;
    if (!id || Object.keys(change).length === 0) return;
    this.unsaved++;
    this.saving = this.saving.then(async () => {
      try {
        const before = await this.client.call('clients.get', { id });
        const changes = recordChanges(before, change);
        const client = await this.client.call('clients.update', { id, changes });
        if (this.unsaved === 1 && this.state.client?.id === id) usePreview.setState({ client });
      } catch (error) {
        this.notes.failed(error);
      } finally {
        this.unsaved--;
      }
    });
  }

  private keep(): void {
    const { photoId, subject, known, told, done, undone, client } = this.state;
    if (!photoId) return;
    this.kept.set(`${photoId} ${subject}`, { known: client ? UNKNOWN : known, told, done, undone });
  }

  private endNudge(): void {
    if (!this.nudge) return;
    clearTimeout(this.nudge.timer);
    const { change } = this.nudge;
    this.nudge = undefined;
    this.commit(change);
  }

  private hear(event: StudioEvent): void {
    if (event.type === 'render') {
      const { asking } = this.state;
      if (asking?.ticket === event.ticket)
        usePreview.setState({ asking: { ...asking, fraction: event.fraction } });
    }
    if (event.type === 'engine' && event.state === 'ready' && this.state.error) this.shape();
    if (event.type !== 'changed' || event.what !== 'clients') return;
    const id = this.state.client?.id;
    if (id && (event.ids?.includes(id) ?? true)) void this.refresh(id);
  }

  /** Takes over what happened to the record elsewhere. */
  private async refresh(id: string): Promise<void> {
    await this.saving;
    try {
      const client = await this.client.call('clients.get', { id });
      if (this.unsaved > 0 || this.state.client?.id !== id) return;
      const known = bodyOf(client);
      const other = JSON.stringify(known) !== JSON.stringify(this.state.known);
      usePreview.setState({ client, known });
      if (other && !this.state.live) this.shape();
    } catch (error) {
      if (!isQuiet(error)) usePreview.setState({ client: undefined });
    }
  }
}

/** The session of a client: the same one each time the view is entered. */
export const previewOf = perClient((client) => new PreviewSession(client));
