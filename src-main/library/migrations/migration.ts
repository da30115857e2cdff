/** Migration: one step of the catalog's schema from a version to the next. */

import type { Database } from 'better-sqlite3';

export interface Migration {
  /** `user_version` after it. Versions count up by one. */
  version: number;
  name: string;
  /** Runs inside a transaction together with the change of `user_version`. */
  up(db: Database): void;
}
