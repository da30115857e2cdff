/** Jobs: long work that outlives the window and the process that began it. */

import { randomUUID } from 'node:crypto';
import { StudioError } from '../contract/errors.ts';
import type { Database } from './database.ts';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  kind: string;
  state: JobState;
  input: unknown;
  outcome: unknown;
  createdAt: string;
  updatedAt: string;
}

interface JobRow {
  id: string;
  kind: string;
  state: JobState;
  input: string;
  outcome: string | null;
  created_at: string;
  updated_at: string;
}

const toJob = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  input: JSON.parse(row.input),
  outcome: row.outcome === null ? undefined : JSON.parse(row.outcome),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const NEXT: Record<JobState, readonly JobState[]> = {
  waiting: ['running', 'cancelled'],
  running: ['done', 'failed', 'cancelled', 'waiting'],
  done: ['waiting'],
  failed: ['waiting'],
  cancelled: ['waiting'],
};

export class Jobs {
  readonly #db: Database;
  readonly #now: () => string;

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  add(kind: string, input: unknown): Job {
    const id = randomUUID();
    const now = this.#now();
    this.#db
      .prepare(
        `INSERT INTO jobs (id, kind, state, input, created_at, updated_at) VALUES (?, ?, 'waiting', ?, ?, ?)`,
      )
      .run(id, kind, JSON.stringify(input), now, now);
    return this.get(id);
  }

  /** @throws StudioError not-in-library */
  get(id: string): Job {
    const row = this.#db.prepare('SELECT * FROM jobs WHERE id = ?').get(id) as JobRow | undefined;
    if (!row) throw new StudioError('not-in-library', 'This job is not in the library.');
    return toJob(row);
  }

  list(state?: JobState): Job[] {
    const rows = this.#db
      .prepare('SELECT * FROM jobs WHERE @state IS NULL OR state = @state ORDER BY created_at, id')
      .all({ state: state ?? null }) as JobRow[];
    return rows.map(toJob);
  }

  /**
   * Brings a job to another state.
   *
   * @throws StudioError invalid-input when a job cannot go there from where it is
   */
  move(id: string, state: JobState, outcome?: unknown): Job {
    return this.#db.transaction(() => {
      const job = this.get(id);
      if (!NEXT[job.state].includes(state))
        throw new StudioError('invalid-input', `A job that is ${job.state} cannot become ${state}.`);
      this.#db
        .prepare('UPDATE jobs SET state = ?, outcome = ?, updated_at = ? WHERE id = ?')
        .run(state, outcome === undefined ? null : JSON.stringify(outcome), this.#now(), id);
      return this.get(id);
    })();
  }

  /** Notes how far a job has come. */
  setOutcome(id: string, outcome: unknown): void {
    this.#db.prepare('UPDATE jobs SET outcome = ? WHERE id = ?').run(JSON.stringify(outcome), id);
  }

  /** Forgets the jobs that have ended: all, or those of `ids`. */
  clear(ids?: readonly string[]): number {
    return this.#db
      .prepare(
        `DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled')
         AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids)))`,
      )
      .run({ ids: ids ? JSON.stringify(ids) : null }).changes;
  }

  /** Jobs that were running when the process died wait again. Only for the one that may write. */
  requeue(): number {
    return this.#db
      .prepare(`UPDATE jobs SET state = 'waiting', updated_at = ? WHERE state = 'running'`)
      .run(this.#now()).changes;
  }
}
