/**
 * Batches: the durable list of runs and their items. Several processes may read and change it; the one that works on a batch
 * holds its lock, which the system lets go of when that process ends, however it ends.
 */

import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type {
  BatchCounts,
  BatchPlan,
  BatchSpec,
  BatchState,
  BatchView,
  ItemOutcome,
  ItemState,
} from '../../contract/batch.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import { type Database, isDamage, lockForWriting, migrate, type WriterLock } from '../database.ts';
import { type BatchRow, type ItemInWork, type ItemRow, toBatch, toItem } from './rows.ts';
import { BATCH_MIGRATIONS } from './schema.ts';

const FILE = 'batches.db';

/** Where an item may go from where it is. */
const NEXT: Record<ItemState, readonly ItemState[]> = {
  waiting: ['running', 'cancelled'],
  running: ['placing', 'failed', 'waiting'],
  placing: ['done', 'failed', 'waiting'],
  done: ['waiting'],
  failed: ['waiting'],
  cancelled: ['waiting'],
};

export interface ItemFilter {
  states?: readonly ItemState[];
  /** Done, to be looked at, and not yet accepted. */
  needsReview?: boolean;
  offset?: number;
  limit?: number;
}

export interface ItemPatch {
  outcome?: ItemOutcome;
  error?: StudioErrorData;
  /** An engine ended over it once more. */
  crashed?: boolean;
  /** Hashes that are about to be put in its places. */
  placing?: readonly string[];
}

/**
 * Opens the list in `folder`, which is made when it is missing.
 *
 * @throws StudioError library-damaged, library-too-new, output-unwritable
 */
export function openBatches(folder: string, now: () => string = () => new Date().toISOString()): Batches {
  let db: Database | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    db = new Sqlite(join(folder, FILE), { timeout: 10_000 });
    db.pragma('journal_mode = WAL');
    // Every commit is on the disk before it is reported: the list is a journal.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    migrate(db, BATCH_MIGRATIONS);
    return new Batches(db, folder, now);
  } catch (error) {
    db?.close();
    if (error instanceof StudioError) throw error;
    if (isDamage(error))
      throw new StudioError(
        'library-damaged',
        `The list of batches cannot be read: its file is damaged. Move "${FILE}" out of the folder "batches" and plan anew; finished pictures are not in it.`,
        { cause: error },
      );
    throw new StudioError(
      'output-unwritable',
      'The list of batches cannot be opened. Check the disk and the permissions of the data folder, or choose another with --data-dir.',
      { cause: error },
    );
  }
}

export class Batches {
  readonly #db: Database;
  readonly #folder: string;
  readonly #now: () => string;

  constructor(db: Database, folder: string, now: () => string) {
    this.#db = db;
    this.#folder = folder;
    this.#now = now;
  }

  /** Notes a plan with all its items, whole or not at all. */
  add(plan: BatchPlan, id: string = randomUUID()): BatchView {
    const at = this.#now();
    this.#db
      .transaction(() => {
        this.#db
          .prepare(
            `INSERT INTO batches (id, name, out, root, options, state, wanted, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, 'waiting', 'run', ?, ?)`,
          )
          .run(id, plan.name, plan.out, plan.root ?? null, JSON.stringify(plan.options), at, at);
        const insert = this.#db.prepare(
          `INSERT INTO batch_items (batch_id, number, photo, spec, targets, state, position)
           VALUES (?, ?, ?, ?, ?, 'waiting', ?)`,
        );
        for (const { number, spec, targets } of plan.items)
          insert.run(id, number, spec.photo.path, JSON.stringify(spec), JSON.stringify(targets), number);
      })
      .immediate();
    return this.get(id);
  }

  /** Newest first. */
  list(): BatchView[] {
    const rows = this.#db.prepare('SELECT * FROM batches ORDER BY created_at DESC, id').all() as BatchRow[];
    return rows.map((row) => toBatch(row, this.counts(row.id)));
  }

  /** @throws StudioError not-in-library */
  get(id: string): BatchView {
    return toBatch(this.#row(id), this.counts(id));
  }

  /** Folder the photos lie in, if the plan knows one. */
  rootOf(id: string): string | undefined {
    return this.#row(id).root ?? undefined;
  }

  /**
   * The right to work on a batch.
   *
   * @throws StudioError library-locked when another process has it
   */
  claim(id: string): WriterLock {
    this.#row(id);
    const lock = lockForWriting(this.#folder, lockName(id));
    if (!lock)
      throw new StudioError(
        'library-locked',
        'Another Toile is working on this batch. Wait for it, or pause it there.',
      );
    return lock;
  }

  /** Whether a process works on the batch now. */
  isClaimed(id: string): boolean {
    const lock = lockForWriting(this.#folder, lockName(id));
    lock?.release();
    return lock === undefined;
  }

  setState(id: string, state: BatchState, trouble?: StudioErrorData): void {
    this.#db
      .prepare('UPDATE batches SET state = ?, trouble = ?, updated_at = ? WHERE id = ?')
      .run(state, trouble ? JSON.stringify(trouble) : null, this.#now(), id);
  }

  /** Says what the user wants; whoever works on the batch asks for it between two items. */
  want(id: string, wanted: BatchView['wanted']): void {
    this.#row(id);
    this.#db.prepare('UPDATE batches SET wanted = ? WHERE id = ?').run(wanted, id);
  }

  wanted(id: string): BatchView['wanted'] {
    return this.#row(id).wanted;
  }

  /** Forgets a batch and its items; its pictures stay. */
  remove(id: string): void {
    this.#db.prepare('DELETE FROM batches WHERE id = ?').run(id);
    rmSync(join(this.#folder, lockName(id)), { force: true });
  }

  counts(id: string): BatchCounts {
    const rows = this.#db
      .prepare(
        `SELECT state, count(*) AS count, sum(state = 'done' AND needs_review AND NOT accepted) AS review
         FROM batch_items WHERE batch_id = ? GROUP BY state`,
      )
      .all(id) as { state: ItemState; count: number; review: number }[];
    const counts = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, needsReview: 0, total: 0 };
    for (const { state, count, review } of rows) {
      counts[state === 'placing' ? 'running' : state] += count;
      counts.needsReview += review;
      counts.total += count;
    }
    return counts;
  }

  items(id: string, { states, needsReview, offset = 0, limit = -1 }: ItemFilter = {}): ItemInWork[] {
    const rows = this.#db
      .prepare(
        `SELECT * FROM batch_items WHERE batch_id = @id
         AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
         AND (@review = 0 OR (state = 'done' AND needs_review AND NOT accepted))
         ORDER BY number LIMIT @limit OFFSET @offset`,
      )
      .all({
        id,
        states: states ? JSON.stringify(states) : null,
        review: needsReview ? 1 : 0,
        limit,
        offset,
      }) as ItemRow[];
    return rows.map(toItem);
  }

  /** @throws StudioError not-in-library */
  item(id: string, number: number): ItemInWork {
    const row = this.#db
      .prepare('SELECT * FROM batch_items WHERE batch_id = ? AND number = ?')
      .get(id, number) as ItemRow | undefined;
    if (!row) throw new StudioError('not-in-library', `This batch has no item ${number}.`);
    return toItem(row);
  }

  /**
   * Takes the next item in hand: of the highest priority, of the photo that is in hand already, else of one that nobody has.
   */
  begin(id: string, photo: string | undefined, elsewhere: readonly string[]): ItemInWork | undefined {
    return this.#db
      .transaction(() => {
        const row = this.#db
          .prepare(
            `SELECT number FROM batch_items WHERE batch_id = @id AND state = 'waiting'
             ORDER BY priority DESC, photo IS NOT @photo, photo IN (SELECT value FROM json_each(@elsewhere)), position, number
             LIMIT 1`,
          )
          .get({ id, photo: photo ?? null, elsewhere: JSON.stringify(elsewhere) }) as
          | { number: number }
          | undefined;
        if (!row) return undefined;
        this.#db
          .prepare(
            `UPDATE batch_items SET state = 'running', attempts = attempts + 1, error = NULL WHERE batch_id = ? AND number = ?`,
          )
          .run(id, row.number);
        return this.item(id, row.number);
      })
      .immediate();
  }

  /**
   * Brings an item to another state.
   *
   * @throws StudioError invalid-input when it cannot go there from where it is
   */
  move(id: string, number: number, state: ItemState, patch: ItemPatch = {}): void {
    this.#db
      .transaction(() => {
        const item = this.item(id, number);
        if (!NEXT[item.state].includes(state))
          throw new StudioError('invalid-input', `An item that is ${item.state} cannot become ${state}.`);
        const { outcome, error, crashed, placing } = patch;
        const placed = placing ? [...new Set([...item.placed, ...placing])] : item.placed;
        this.#db
          .prepare(
            `UPDATE batch_items SET state = @state, outcome = coalesce(@outcome, outcome), error = @error,
             needs_review = coalesce(@review, needs_review), crashes = crashes + @crashed, placed = @placed
             WHERE batch_id = @id AND number = @number`,
          )
          .run({
            id,
            number,
            state,
            outcome: outcome ? JSON.stringify(outcome) : null,
            error: error ? JSON.stringify(error) : null,
            review: outcome ? Number(outcome.needsReview) : null,
            crashed: crashed ? 1 : 0,
            placed: JSON.stringify(placed),
          });
      })
      .immediate();
  }

  /** Engines that ended over items in an earlier run say nothing about this one. */
  forgetCrashes(id: string): void {
    this.#db.prepare('UPDATE batch_items SET crashes = 0 WHERE batch_id = ? AND crashes > 0').run(id);
  }

  /** What the user asks of items; those in work are left alone. Returns how many were changed. */
  change(id: string, numbers: readonly number[] | 'all', change: ItemChange): number {
    const which = numbers === 'all' ? null : JSON.stringify(numbers);
    const where = 'batch_id = @id AND (@which IS NULL OR number IN (SELECT value FROM json_each(@which)))';
    const run = (sql: string, values: Record<string, unknown> = {}): number =>
      this.#db.prepare(sql).run({ id, which, ...values }).changes;
    switch (change.what) {
      case 'cancel':
        return run(`UPDATE batch_items SET state = 'cancelled' WHERE ${where} AND state = 'waiting'`);
      case 'retry':
        return run(
          `UPDATE batch_items SET state = 'waiting', error = NULL, crashes = 0 WHERE ${where} AND state IN ('failed', 'cancelled')`,
        );
      case 'again':
        return run(
          `UPDATE batch_items SET state = 'waiting', error = NULL, crashes = 0, accepted = 0
           WHERE ${where} AND state IN ('done', 'failed', 'cancelled')`,
        );
      case 'accept':
        return run(`UPDATE batch_items SET accepted = @accepted WHERE ${where} AND state = 'done'`, {
          accepted: change.accepted ? 1 : 0,
        });
      case 'priority':
        return run(`UPDATE batch_items SET priority = @priority WHERE ${where} AND state = 'waiting'`, {
          priority: change.priority,
        });
      case 'before':
        return this.#placeBefore(id, numbers, change.number);
    }
  }

  /** Changes what an item is made of, and has it made anew. */
  respec(id: string, number: number, spec: BatchSpec): void {
    const changed = this.#db
      .prepare(
        `UPDATE batch_items SET spec = ?, photo = ?, state = 'waiting', error = NULL, crashes = 0, accepted = 0
         WHERE batch_id = ? AND number = ? AND state NOT IN ('running', 'placing')`,
      )
      .run(JSON.stringify(spec), spec.photo.path, id, number).changes;
    if (changed === 0)
      throw new StudioError('invalid-input', `Item ${number} is being worked on. Try again in a moment.`);
  }

  /** Changes what is known of an item's making without having it made anew: the picture must come out the same. */
  amend(id: string, number: number, spec: BatchSpec): void {
    this.#db
      .prepare('UPDATE batch_items SET spec = ? WHERE batch_id = ? AND number = ?')
      .run(JSON.stringify(spec), id, number);
  }

  /** Items that show a client of the library, by batch. */
  ofClient(clientId: string): { id: string; number: number }[] {
    return this.#db
      .prepare(
        `SELECT batch_id AS id, number FROM batch_items WHERE json_extract(spec, '$.origin.clientId') = ? ORDER BY batch_id, number`,
      )
      .all(clientId) as { id: string; number: number }[];
  }

  /** Forgets one item; its pictures stay. */
  removeItem(id: string, number: number): void {
    this.#db.prepare('DELETE FROM batch_items WHERE batch_id = ? AND number = ?').run(id, number);
  }

  /** Waiting items change their places in the row: right before item `before`, or to the end. */
  #placeBefore(id: string, numbers: readonly number[] | 'all', before: number | undefined): number {
    if (numbers === 'all') return 0;
    return this.#db
      .transaction(() => {
        const row = (
          this.#db
            .prepare(
              `SELECT number FROM batch_items WHERE batch_id = ? AND state = 'waiting' ORDER BY position, number`,
            )
            .all(id) as { number: number }[]
        ).map(({ number }) => number);
        const moved = numbers.filter((number) => row.includes(number));
        const rest = row.filter((number) => !moved.includes(number));
        const at = before === undefined ? -1 : rest.indexOf(before);
        rest.splice(at < 0 ? rest.length : at, 0, ...moved);
        const set = this.#db.prepare('UPDATE batch_items SET position = ? WHERE batch_id = ? AND number = ?');
        for (const [position, number] of rest.entries()) set.run(position, id, number);
        return moved.length;
      })
      .immediate();
  }

  /** Photos may have been moved to another folder: what began with `from` begins with `to`. */
  moveRoot(id: string, from: string, to: string): void {
    this.#db
      .transaction(() => {
        this.#db.prepare('UPDATE batches SET root = ? WHERE id = ?').run(to, id);
        for (const { number, spec, state } of this.items(id)) {
          if (state === 'done' || !spec.photo.path.startsWith(from)) continue;
          const path = to + spec.photo.path.slice(from.length);
          this.#db
            .prepare('UPDATE batch_items SET spec = ?, photo = ? WHERE batch_id = ? AND number = ?')
            .run(JSON.stringify({ ...spec, photo: { ...spec.photo, path } }), path, id, number);
        }
      })
      .immediate();
  }

  close(): void {
    this.#db.close();
  }

  #row(id: string): BatchRow {
    const row = this.#db.prepare('SELECT * FROM batches WHERE id = ?').get(id) as BatchRow | undefined;
    if (!row)
      throw new StudioError(
        'not-in-library',
        `There is no batch "${id.slice(0, 60)}". See the batches with "toile batch status".`,
      );
    return row;
  }
}

export type ItemChange =
  | { what: 'cancel' | 'retry' | 'again' }
  | { what: 'accept'; accepted: boolean }
  | { what: 'priority'; priority: number }
  | { what: 'before'; number: number | undefined };

const lockName = (id: string): string => `${id.replace(/[^0-9a-f-]/g, '')}.lock`;
