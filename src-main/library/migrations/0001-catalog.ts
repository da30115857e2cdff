/** Migration 1: the catalog's tables. */

import type { Migration } from './migration.ts';

export const catalog: Migration = {
  version: 1,
  name: 'catalog',
  up: (db) =>
    db.exec(`
CREATE TABLE assets (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  kind TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  width INTEGER,
  height INTEGER,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Smaller pictures of an asset; a cache.
CREATE TABLE thumbnails (
  hash TEXT NOT NULL REFERENCES assets ON DELETE CASCADE,
  size INTEGER NOT NULL CHECK (size IN (256, 1024)),
  thumbnail TEXT NOT NULL REFERENCES assets ON DELETE CASCADE,
  PRIMARY KEY (hash, size)
) STRICT, WITHOUT ROWID;
CREATE INDEX thumbnails_thumbnail ON thumbnails (thumbnail);

CREATE TABLE clients (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  trashed_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE photos (
  id TEXT PRIMARY KEY,
  client_id TEXT REFERENCES clients ON DELETE CASCADE,
  hash TEXT NOT NULL REFERENCES assets,
  file_name TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  trashed_at TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX photos_once ON photos (ifnull(client_id, ''), hash);
CREATE INDEX photos_hash ON photos (hash);

CREATE TABLE garments (
  -- Number of the row in the search index.
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE REFERENCES assets,
  back_hash TEXT REFERENCES assets,
  cut_out_hash TEXT REFERENCES assets,
  file_name TEXT NOT NULL,
  name TEXT NOT NULL,
  sku TEXT NOT NULL,
  brand TEXT NOT NULL,
  category TEXT,
  season TEXT NOT NULL,
  price INTEGER,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
  flag TEXT NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  imported_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  trashed_at TEXT
) STRICT;
CREATE INDEX garments_imported ON garments (trashed_at, imported_at, number);
CREATE INDEX garments_category ON garments (category, imported_at);
CREATE INDEX garments_name ON garments (name COLLATE NOCASE, number);
CREATE INDEX garments_brand ON garments (brand COLLATE NOCASE, number);
CREATE INDEX garments_back ON garments (back_hash) WHERE back_hash IS NOT NULL;
CREATE INDEX garments_cut_out ON garments (cut_out_hash) WHERE cut_out_hash IS NOT NULL;

CREATE TABLE garment_tags (
  garment INTEGER NOT NULL REFERENCES garments ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (garment, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX garment_tags_tag ON garment_tags (tag, garment);

CREATE TABLE garment_sizes (
  garment INTEGER NOT NULL REFERENCES garments ON DELETE CASCADE,
  label TEXT NOT NULL,
  PRIMARY KEY (garment, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX garment_sizes_label ON garment_sizes (label, garment);

-- Words of a garment, Han characters parted by spaces; rowid = garments.number.
CREATE VIRTUAL TABLE garment_words USING fts5 (
  name, brand, sku, tags, attributes, notes,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TABLE looks (
  id TEXT PRIMARY KEY,
  client_id TEXT REFERENCES clients ON DELETE CASCADE,
  photo_id TEXT NOT NULL REFERENCES photos ON DELETE CASCADE,
  name TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  -- Edits that hold now; those with a larger number can be redone.
  applied INTEGER NOT NULL CHECK (applied >= 0),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  trashed_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX looks_client ON looks (client_id);
CREATE INDEX looks_photo ON looks (photo_id);

-- Differences between the document before an edit and the one after it, which can be applied either way.
CREATE TABLE look_edits (
  look_id TEXT NOT NULL REFERENCES looks ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  label TEXT NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  at TEXT NOT NULL,
  PRIMARY KEY (look_id, number)
) STRICT, WITHOUT ROWID;

-- Garments a look refers to, so that none of them is deleted for good under it.
CREATE TABLE look_garments (
  look_id TEXT NOT NULL REFERENCES looks ON DELETE CASCADE,
  garment_id TEXT NOT NULL REFERENCES garments (id),
  PRIMARY KEY (look_id, garment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_garments_garment ON look_garments (garment_id);

-- Pictures made from looks; a cache.
CREATE TABLE look_results (
  look_id TEXT NOT NULL REFERENCES looks ON DELETE CASCADE,
  key TEXT NOT NULL,
  quality TEXT NOT NULL,
  hash TEXT NOT NULL REFERENCES assets ON DELETE CASCADE,
  edited_hash TEXT REFERENCES assets ON DELETE CASCADE,
  confidence REAL NOT NULL,
  needs_review INTEGER NOT NULL,
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  at TEXT NOT NULL,
  PRIMARY KEY (look_id, key, quality)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_results_hash ON look_results (hash);
CREATE INDEX look_results_edited ON look_results (edited_hash) WHERE edited_hash IS NOT NULL;

CREATE TABLE collections (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('manual', 'search')),
  query TEXT CHECK (query IS NULL OR json_valid(query)),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE collection_garments (
  collection_id TEXT NOT NULL REFERENCES collections ON DELETE CASCADE,
  garment INTEGER NOT NULL REFERENCES garments ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (collection_id, garment)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_garments_garment ON collection_garments (garment);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  input TEXT NOT NULL CHECK (json_valid(input)),
  outcome TEXT CHECK (outcome IS NULL OR json_valid(outcome)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_state ON jobs (state, created_at);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
`),
};
