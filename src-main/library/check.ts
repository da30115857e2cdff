/** Check: finds, and on request repairs, what can go wrong between the catalog and the files on the disk. */

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import type { AssetStore } from './assets.ts';
import type { Database } from './database.ts';

export interface Finding {
  kind: 'catalog-damaged' | 'reference-broken' | 'asset-missing' | 'asset-damaged' | 'orphan' | 'index-stale';
  /** Asset it is about. */
  hash?: string;
  /** Originals are a loss; caches can be made again. */
  original?: boolean;
  /** File name, name of a garment or the like, where it is known. */
  what?: string;
  repaired: boolean;
}

export interface CheckOptions {
  repair?: boolean;
  /** Reads every file and compares its hash; else only its presence and size. */
  deep?: boolean;
  signal?: AbortSignal;
  onProgress?: (fraction: number) => void;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What the records say about an asset, for a message. */
function nameOf(db: Database, hash: string): string | undefined {
  return db
    .prepare(
      `SELECT file_name FROM garments WHERE hash = @hash
       UNION ALL SELECT name FROM garments WHERE back_hash = @hash OR cut_out_hash = @hash
       UNION ALL SELECT file_name FROM photos WHERE hash = @hash LIMIT 1`,
    )
    .pluck()
    .get({ hash }) as string | undefined;
}

/** Checks an open library; findings in the order they were made. */
export async function checkLibrary(
  db: Database,
  assets: AssetStore,
  reindex: () => void,
  { repair = false, deep = false, signal, onProgress }: CheckOptions = {},
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const problems = db.pragma('integrity_check(20)', { simple: false }) as { integrity_check: string }[];
  for (const { integrity_check } of problems)
    if (integrity_check !== 'ok')
      findings.push({ kind: 'catalog-damaged', what: integrity_check, repaired: false });
  for (const { table } of db.pragma('foreign_key_check') as { table: string }[])
    findings.push({ kind: 'reference-broken', what: table, repaired: false });

  const stale = db
    .prepare(
      `SELECT (SELECT count(*) FROM garments g WHERE NOT EXISTS (SELECT 1 FROM garment_words w WHERE w.rowid = g.number))
            + (SELECT count(*) FROM garment_words w WHERE NOT EXISTS (SELECT 1 FROM garments g WHERE g.number = w.rowid))`,
    )
    .pluck()
    .get() as number;
  if (stale > 0) {
    if (repair) reindex();
    findings.push({ kind: 'index-stale', repaired: repair });
  }

  const rows = db.prepare('SELECT hash, kind, bytes FROM assets ORDER BY hash').all() as {
    hash: string;
    kind: string;
    bytes: number;
  }[];
  const drop = db.prepare('DELETE FROM assets WHERE hash = ?');
  for (const [k, { hash, kind, bytes }] of rows.entries()) {
    signal?.throwIfAborted();
    const file = assets.path(hash);
    const there = existsSync(file);
    const sound = there && statSync(file).size === bytes && (!deep || (await hashOf(file)) === hash);
    if (!sound) {
      const cache = kind === 'thumbnail' || kind === 'result';
      if (repair && cache) {
        // Whatever is made from other pictures is made again when it is next wanted.
        drop.run(hash);
        rmSync(file, { force: true });
      }
      const what = nameOf(db, hash);
      findings.push({
        kind: there ? 'asset-damaged' : 'asset-missing',
        hash,
        original: !cache,
        ...(what ? { what } : {}),
        repaired: repair && cache,
      });
    }
    if (k % 256 === 255) {
      onProgress?.((k + 1) / rows.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const known = new Set(rows.map(({ hash }) => hash));
  for (const hash of assets.filesOnDisk()) {
    if (known.has(hash)) continue;
    if (repair) rmSync(assets.path(hash), { force: true });
    findings.push({ kind: 'orphan', hash, repaired: repair });
  }
  onProgress?.(1);
  return findings;
}
