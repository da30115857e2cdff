/** Schema of the list of batches: a database of its own, so that a batch goes on while another window has the library. */

import type { Migration } from '../migrations/migration.ts';

const first: Migration = {
  version: 1,
  name: 'batches',
  up: (db) =>
    db.exec(`
CREATE TABLE batches (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  out TEXT NOT NULL,
  root TEXT,
  options TEXT NOT NULL CHECK (json_valid(options)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'done', 'cancelled')),
  -- What the user asked of it, read by the process that works on it.
  wanted TEXT NOT NULL CHECK (wanted IN ('run', 'pause', 'cancel')),
  trouble TEXT CHECK (trouble IS NULL OR json_valid(trouble)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batch_items (
  batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  photo TEXT NOT NULL,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  targets TEXT NOT NULL CHECK (json_valid(targets)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'placing', 'done', 'failed', 'cancelled')),
  priority INTEGER NOT NULL DEFAULT 0,
  position REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  crashes INTEGER NOT NULL DEFAULT 0,
  -- Hashes of every file this item ever put in its places: these may be replaced, others never.
  placed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(placed)),
  outcome TEXT CHECK (outcome IS NULL OR json_valid(outcome)),
  needs_review INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  PRIMARY KEY (batch_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_items_next ON batch_items (batch_id, state, priority DESC, position);
CREATE INDEX batch_items_review ON batch_items (batch_id, needs_review, accepted);
`),
};

export const BATCH_MIGRATIONS: readonly Migration[] = [first];
