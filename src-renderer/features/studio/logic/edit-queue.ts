/**
 * Edit queue: the look as the user sees it, ahead of the core. Edits hold at once and are sent one after the other; when
 * the core cannot be reached they wait, and when another window was faster they are put on top of its edits.
 */

import type { Look, LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import type { Edit } from './document-edits.ts';

type Task =
  | { does: 'edit'; edit: Edit }
  | { does: 'undo' | 'redo'; steps: number }
  | { does: 'goTo'; number: number };

export interface QueueState {
  /** As the core last told it. */
  look: Look;
  /** With every edit made here. */
  document: LookDocument;
  /** Edits there are and edits that hold, those on their way included. */
  edits: number;
  applied: number;
  /** saved: the core has everything. waiting: it cannot be reached just now. */
  state: 'saved' | 'saving' | 'waiting';
}

export interface QueueEvents {
  changed(state: QueueState): void;
  /** The look was changed elsewhere meanwhile; the edits made here are on top of that. */
  merged(): void;
  failed(error: StudioError): void;
}

/** How long an unreachable core is left alone before the next attempt, milliseconds. */
const PATIENCE = 2000;

/** Codes after which the same call may well succeed later. */
const PASSING = new Set([
  'internal',
  'unreachable',
  'signed-out',
  'engine-crashed',
  'library-locked',
  'disk-full',
]);
const RETRIES = 30;

export class EditQueue {
  private look: Look;
  private tasks: Task[] = [];
  private running: Promise<void> | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private retries = 0;
  private closed = false;
  /** Documents by number of applied edits, so that undo shows at once what was seen before. */
  private seen = new Map<number, LookDocument>();
  private shown: { document: LookDocument; edits: number; applied: number };
  private readonly client: Pick<StudioClient, 'call'>;
  private readonly events: QueueEvents;

  constructor(look: Look, client: Pick<StudioClient, 'call'>, events: QueueEvents) {
    this.look = look;
    this.client = client;
    this.events = events;
    this.shown = { document: look.document, edits: look.edits, applied: look.applied };
    this.seen.set(look.applied, look.document);
  }

  get state(): QueueState {
    const state = this.waiting ? 'waiting' : this.tasks.length ? 'saving' : 'saved';
    return { look: this.look, ...this.shown, state };
  }

  /** Makes an edit; false when it changes nothing. */
  edit(edit: Edit): boolean {
    const document = edit.apply(this.shown.document);
    if (document === this.shown.document) return false;
    const applied = this.shown.applied + 1;
    for (const number of this.seen.keys()) if (number >= applied) this.seen.delete(number);
    this.seen.set(applied, document);
    this.shown = { document, applied, edits: applied };
    this.add({ does: 'edit', edit });
    return true;
  }

  undo(steps = 1): void {
    this.go(Math.max(0, this.shown.applied - steps), { does: 'undo', steps });
  }

  redo(steps = 1): void {
    this.go(Math.min(this.shown.edits, this.shown.applied + steps), { does: 'redo', steps });
  }

  goTo(number: number): void {
    this.go(Math.max(0, Math.min(this.shown.edits, number)), { does: 'goTo', number });
  }

  /** Resolves when the core has everything that was done here, or cannot be reached. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  /** Tries at once what is waiting: the core can be heard again. */
  wake(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.retries = 0;
    this.run();
  }

  /** Takes a look over that changed elsewhere; while edits are on their way their conflict will tell. */
  take(look: Look): void {
    if (this.tasks.length || look.id !== this.look.id) return;
    if (look.applied === this.look.applied && look.updatedAt === this.look.updatedAt) return;
    // asked for before the last edit was answered
    if (look.updatedAt < this.look.updatedAt) return;
    this.restart(look);
    this.tell();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.waiting);
  }

  private go(applied: number, task: Task): void {
    if (applied === this.shown.applied) return;
    const document = this.seen.get(applied) ?? this.shown.document;
    this.shown = { ...this.shown, document, applied };
    this.add(task);
  }

  private add(task: Task): void {
    this.tasks.push(task);
    this.tell();
    this.run();
  }

  private run(): void {
    if (this.running || this.waiting || this.closed || !this.tasks.length) return;
    this.running = this.drain().finally(() => {
      this.running = undefined;
      this.run();
    });
  }

  private async drain(): Promise<void> {
    while (this.tasks.length && !this.closed) {
      try {
        this.look = await this.send(this.tasks[0]!);
        this.retries = 0;
        this.tasks.shift();
        this.seen.set(this.look.applied, this.look.document);
        if (!this.tasks.length)
          this.shown = {
            document: this.look.document,
            edits: this.look.edits,
            applied: this.look.applied,
          };
        this.tell();
      } catch (error) {
        if (!(await this.recover(error))) return;
      }
    }
  }

  private send(task: Task): Promise<Look> {
    const { id, applied } = this.look;
    if (task.does === 'edit') {
      const document = task.edit.apply(this.look.document);
      return this.client.call('looks.edit', { id, label: task.edit.label, document, onto: applied });
    }
    if (task.does === 'goTo') return this.client.call('looks.goTo', { id, number: task.number });
    return this.client.call(`looks.${task.does}`, { id, steps: task.steps });
  }

  /** True when the queue may go on at once. */
  private async recover(cause: unknown): Promise<boolean> {
    const error =
      cause instanceof StudioError ? cause : new StudioError('internal', String(cause), { cause });
    if (error.code === 'look-changed') {
      try {
        this.rebase(await this.client.call('looks.get', { id: this.look.id }));
        this.events.merged();
        return true;
      } catch {
        return this.waitForCore();
      }
    }
    if (PASSING.has(error.code) && this.retries < RETRIES) return this.waitForCore();
    // this one will never be taken: what is behind it may
    this.tasks.shift();
    try {
      this.rebase(await this.client.call('looks.get', { id: this.look.id }));
    } catch {
      this.tasks = [];
      this.restart(this.look);
      this.tell();
    }
    this.events.failed(error);
    return true;
  }

  private waitForCore(): false {
    this.retries++;
    if (!this.closed)
      this.waiting = setTimeout(() => {
        this.waiting = undefined;
        this.run();
      }, PATIENCE);
    this.tell();
    return false;
  }

  /** Edits made here on top of the look as it now is; steps through a history that is gone are dropped. */
  private rebase(look: Look): void {
    let document = look.document;
    let applied = look.applied;
    const kept: Task[] = [];
    for (const task of this.tasks) {
      if (task.does !== 'edit') continue;
      const changed = task.edit.apply(document);
      if (changed === document) continue;
      document = changed;
      applied++;
      kept.push(task);
    }
    this.restart(look);
    this.tasks = kept;
    this.shown = { document, applied, edits: kept.length ? applied : look.edits };
    this.tell();
  }

  private restart(look: Look): void {
    this.look = look;
    this.seen = new Map([[look.applied, look.document]]);
    this.shown = { document: look.document, edits: look.edits, applied: look.applied };
  }

  private tell(): void {
    if (!this.closed) this.events.changed(this.state);
  }
}
