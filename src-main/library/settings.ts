/** Settings and other small values kept with the library. */

import type { Database } from './database.ts';

export class Settings {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** `undefined` when it was never set. Callers parse what they get: the file may come from elsewhere. */
  get(key: string): unknown {
    const value = this.#db.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(key) as
      | string
      | undefined;
    return value === undefined ? undefined : JSON.parse(value);
  }

  set(key: string, value: unknown): void {
    if (value === undefined) this.#db.prepare('DELETE FROM settings WHERE key = ?').run(key);
    else
      this.#db
        .prepare(
          'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        )
        .run(key, JSON.stringify(value));
  }

  all(): Record<string, unknown> {
    const rows = this.#db.prepare('SELECT key, value FROM settings ORDER BY key').all() as {
      key: string;
      value: string;
    }[];
    return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)]));
  }
}
