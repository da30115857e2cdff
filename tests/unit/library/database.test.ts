import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { DATABASE_FILE, migrate } from '../../../src-main/library/database.ts';
import { openLibrary } from '../../../src-main/library/library.ts';
import { MIGRATIONS } from '../../../src-main/library/migrations/index.ts';
import type { Migration } from '../../../src-main/library/migrations/migration.ts';
import { afterwards, emptyFolder, shelf } from './shelf.ts';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof StudioError) return error.code;
    throw error;
  }
  return 'no error';
};

/** Another process that opens the library in `folder` and says whether it may write. */
function otherProcess(folder: string): ChildProcess {
  const library = fileURLToPath(new URL('../../../src-main/library/library.ts', import.meta.url));
  const script = `import { openLibrary } from ${JSON.stringify(library)};
    const library = openLibrary(${JSON.stringify(folder)});
    process.stdout.write(library.readOnly ? 'reads' : 'writes');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  afterwards(() => child.kill('SIGKILL'));
  return child;
}

async function said(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return chunk.toString();
}

describe('migrations', () => {
  it('count up by one from 1', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, k) => k + 1));
  });

  const first: Migration = { version: 1, name: 'one', up: (db) => db.exec('CREATE TABLE a (x INTEGER)') };
  const second: Migration = {
    version: 2,
    name: 'two',
    up: (db) => db.exec('ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x * 2'),
  };

  it('run once each, with the data that is there', () => {
    const db = new Sqlite(':memory:');
    migrate(db, [first]);
    db.exec('INSERT INTO a VALUES (21)');
    migrate(db, [first, second]);
    migrate(db, [first, second]);
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 21, y: 42 }]);
    expect(db.pragma('user_version', { simple: true })).toBe(2);
  });

  it('leave everything as it was when one fails', () => {
    const db = new Sqlite(':memory:');
    migrate(db, [first]);
    const broken: Migration = { ...second, up: (d) => d.exec('CREATE TABLE b (x); SELECT * FROM nowhere') };
    expect(() => migrate(db, [first, broken])).toThrow('nowhere');
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'b'").all()).toEqual([]);
  });

  it('2: looks stay as they were; their pictures, which cannot say what the editor needs, are forgotten', () => {
    const db = new Sqlite(':memory:');
    db.pragma('foreign_keys = ON');
    migrate(db, MIGRATIONS.slice(0, 1));
    const hash = 'a'.repeat(64);
    db.exec(`
      INSERT INTO assets VALUES ('${hash}', 'original', 'image/jpeg', 5, 3, 4, 'then');
      INSERT INTO photos VALUES ('p', NULL, '${hash}', 'a.jpg', 'then', NULL);
      INSERT INTO looks VALUES ('l', NULL, 'p', 'Evening', '{"format":1}', 0, 'then', 'then', NULL);
      INSERT INTO look_results VALUES ('l', 'k', 'final', '${hash}', '${hash}', 0.5, 1, '[]', 'then');`);
    const looks = db.prepare('SELECT * FROM looks').all();
    migrate(db, MIGRATIONS.slice(0, 2));
    expect(db.prepare('SELECT * FROM looks').all()).toEqual(looks);
    expect(db.prepare('SELECT count(*) FROM assets').pluck().get()).toBe(1);
    expect(db.prepare('SELECT * FROM look_results').all()).toEqual([]);
    db.exec(`
      INSERT INTO look_results (look_id, key, quality, hash, invented_hash, confidence, needs_review, reasons, details, at)
      VALUES ('l', 'k', 'final', '${hash}', '${hash}', 0.5, 1, '[]', '{"width":3}', 'now')`);
    expect(() => db.exec(`UPDATE look_results SET details = 'no json'`)).toThrow('CHECK');
  });

  it('refuse a library from a newer program', () => {
    const library = shelf();
    library.close();
    const db = new Sqlite(join(library.folder, DATABASE_FILE));
    db.pragma('user_version = 999');
    db.close();
    expect(code(() => openLibrary(library.folder))).toBe('library-too-new');
    // The right to write is given back after the failure.
    expect(code(() => openLibrary(library.folder, { ifLocked: 'fail' }))).toBe('library-too-new');
  });
});

describe('one writer', () => {
  it('a second opening reads what the first writes, and cannot write', () => {
    const first = shelf();
    const client = first.clients.create({ name: 'Ada' });
    const second = openLibrary(first.folder);
    try {
      expect(second.readOnly).toBe(true);
      expect(second.clients.get(client.id).name).toBe('Ada');
      expect(() => second.clients.create({ name: 'Bo' })).toThrow(/readonly|read-only/);
      first.clients.create({ name: 'Cy' });
      expect(second.clients.list().map(({ name }) => name)).toEqual(['Ada', 'Cy']);
    } finally {
      second.close();
    }
    expect(code(() => openLibrary(first.folder, { ifLocked: 'fail' }))).toBe('library-locked');
  });

  it('holds between processes and ends with the process that has it, however that ends', async () => {
    const folder = join(emptyFolder(), 'library');
    const first = otherProcess(folder);
    expect(await said(first)).toBe('writes');
    const second = otherProcess(folder);
    expect(await said(second)).toBe('reads');
    second.kill('SIGKILL');
    first.kill('SIGKILL');
    await Promise.all([once(first, 'exit'), once(second, 'exit')]);
    const mine = openLibrary(folder);
    expect(mine.readOnly).toBe(false);
    mine.close();
  });

  it('closing gives it back', () => {
    const library = shelf();
    library.close();
    const again = openLibrary(library.folder, { ifLocked: 'fail' });
    expect(again.readOnly).toBe(false);
    again.close();
  });
});

describe('damage', () => {
  it('is told from a file that is no database', () => {
    const folder = join(emptyFolder(), 'library');
    mkdirSync(folder);
    writeFileSync(join(folder, DATABASE_FILE), 'this is no database, however long it may be '.repeat(100));
    expect(code(() => openLibrary(folder))).toBe('library-damaged');
  });

  it('is mended from the newest sound snapshot, the damaged file kept', async () => {
    const library = shelf();
    library.clients.create({ name: 'Ada' });
    await library.snapshot(true);
    library.clients.create({ name: 'after the snapshot' });
    library.close();
    writeFileSync(join(library.folder, DATABASE_FILE), 'ruined '.repeat(2000));
    expect(code(() => openLibrary(library.folder))).toBe('library-damaged');
    const mended = openLibrary(library.folder, { repair: true });
    try {
      expect(mended.clients.list().map(({ name }) => name)).toEqual(['Ada']);
      expect(mended.recovered?.aside).toMatch(/catalog-damaged-/);
    } finally {
      mended.close();
    }
  });

  it('does not touch a sound catalog when asked to repair', () => {
    const library = shelf();
    library.clients.create({ name: 'Ada' });
    library.close();
    const again = openLibrary(library.folder, { repair: true });
    expect(again.recovered).toBeUndefined();
    expect(again.clients.list()).toHaveLength(1);
    again.close();
  });
});

describe('snapshots', () => {
  it('are made at intervals, and the oldest go', async () => {
    let time = Date.UTC(2026, 0, 1);
    const library = shelf({ now: () => time });
    expect(await library.snapshot()).toBeDefined();
    expect(await library.snapshot()).toBeUndefined();
    const names = [];
    for (let k = 0; k < 7; k++) {
      time += 13 * 3600 * 1000;
      names.push(await library.snapshot());
    }
    const { snapshots } = await import('../../../src-main/library/snapshots.ts');
    expect(snapshots(library.folder)).toEqual(names.slice(2).reverse());
  });
});
