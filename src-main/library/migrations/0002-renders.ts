/** Migration 2: a picture made from a look keeps everything the editor shows with it, and its mask of what was made up. */

import type { Migration } from './migration.ts';

export const renders: Migration = {
  version: 2,
  name: 'renders',
  up: (db) =>
    db.exec(`
ALTER TABLE look_results RENAME COLUMN edited_hash TO invented_hash;
ALTER TABLE look_results ADD COLUMN details TEXT CHECK (details IS NULL OR json_valid(details));
-- Pictures are a cache; those made before cannot say what the editor needs.
DELETE FROM look_results;
`),
};
