/** `toile library` from the command line, on a library of its own. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openLibrary } from '../../src-main/library/library.ts';

const main = fileURLToPath(new URL('../../src-main/hosts/cli/main.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'toile-library-command-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let data = '';
let count = 0;
beforeEach(() => {
  data = join(root, String(count++));
});

function toile(...args: string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'library', ...args], {
    encoding: 'utf8',
    env: { ...process.env, TOILE_DATA_DIR: data },
  });
  return { code: status, out: stdout, error: stderr };
}

async function fill(): Promise<string> {
  const library = openLibrary(join(data, 'library'));
  try {
    const { hash } = await library.assets.importBytes(new Uint8Array(50).fill(7), {
      kind: 'original',
      mediaType: 'image/jpeg',
    });
    library.garments.add(hash, 'tee.jpg', { name: 'Tee' });
    await library.snapshot(true);
    return hash;
  } finally {
    library.close();
  }
}

describe('toile library', () => {
  it('says that there is none', () => {
    for (const args of [['check'], ['backup', join(root, 'x')]]) {
      const { code, error } = toile(...args);
      expect(code).toBe(8);
      expect(error).toContain('There is no library yet');
    }
    expect(existsSync(join(data, 'library'))).toBe(false);
  });

  it('backs up and restores, keeping what was there', async () => {
    await fill();
    const file = join(root, 'boutique.toile');
    expect(toile('backup', file).out).toContain('1 pictures');
    const changed = openLibrary(join(data, 'library'));
    changed.garments.update(changed.garments.searchIds(), { name: 'Changed' });
    changed.close();
    const restored = JSON.parse(toile('restore', file, '--json').out);
    expect(restored.assets).toBe(1);
    const now = openLibrary(join(data, 'library'));
    const before = openLibrary(restored.previous);
    expect(now.garments.search().garments[0].name).toBe('Tee');
    expect(before.garments.search().garments[0].name).toBe('Changed');
    now.close();
    before.close();
    expect(toile('check', '--deep').out).toContain('All is well');
  });

  it('does not restore over a library in use, nor from a file that is no backup', async () => {
    await fill();
    const file = join(root, 'again.toile');
    toile('backup', file);
    const library = openLibrary(join(data, 'library'));
    const busy = toile('restore', file, '--json');
    expect(busy.code).toBe(8);
    expect(JSON.parse(busy.out).error.code).toBe('library-locked');
    library.close();
    const nonsense = join(root, 'nonsense');
    writeFileSync(nonsense, 'nonsense');
    const refused = toile('restore', nonsense);
    expect(refused.code).toBe(8);
    expect(refused.error).toContain('Choose another backup');
    expect(readdirSync(data)).toEqual(['library']);
  });

  it('checks, and repairs a ruined catalog from its newest good copy', async () => {
    const hash = await fill();
    const folder = join(data, 'library');
    writeFileSync(join(folder, 'catalog.db'), 'ruined '.repeat(1000));
    const broken = toile('check');
    expect(broken.code).toBe(8);
    expect(broken.error).toContain('--repair');
    const repaired = toile('check', '--repair');
    expect(repaired).toMatchObject({ code: 0 });
    expect(repaired.out).toContain('newest good copy was brought back');
    rmSync(join(folder, 'assets', hash.slice(0, 2), hash));
    const missing = toile('check');
    expect(missing.code).toBe(8);
    expect(missing.out).toContain('a picture is missing ("tee.jpg"): import it again');
  });
});
