import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytes, emptyFolder, JPEG, shelf, storePicture } from './shelf.ts';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('asset store', () => {
  it('keeps bytes under their hash, once, and leaves the source as it is', async () => {
    const library = shelf();
    const source = join(emptyFolder(), '../etc $(rm) \n.jpg'.replaceAll('/', '_'));
    const data = new Uint8Array(3_000_000).map((_, i) => i * 7);
    writeFileSync(source, data);
    const first = await library.assets.importFile(source, { ...JPEG, width: 10, height: 20 });
    const second = await library.assets.importFile(source, JPEG);
    expect(first).toEqual({ hash: sha256(data), ...JPEG, bytes: data.length, width: 10, height: 20 });
    expect(second).toEqual(first);
    expect(readFileSync(library.assets.file(first.hash)).equals(data)).toBe(true);
    expect([...library.assets.filesOnDisk()]).toEqual([first.hash]);
    expect(readFileSync(source).equals(data)).toBe(true);
    expect(readdirSync(join(library.folder, 'incoming'))).toEqual([]);
  });

  it('mends a file of the right name and the wrong length', async () => {
    const library = shelf();
    const hash = sha256(bytes(1));
    mkdirSync(join(library.folder, 'assets', hash.slice(0, 2)), { recursive: true });
    writeFileSync(library.assets.path(hash), 'short');
    await library.assets.importBytes(bytes(1), JPEG);
    expect(readFileSync(library.assets.file(hash)).equals(bytes(1))).toBe(true);
  });

  it('refuses empty, missing and unreadable sources, and leaves nothing behind', async () => {
    const library = shelf();
    const folder = emptyFolder();
    writeFileSync(join(folder, 'empty'), '');
    await expect(library.assets.importFile(join(folder, 'empty'), JPEG)).rejects.toMatchObject({
      code: 'file-empty',
    });
    await expect(library.assets.importFile(join(folder, 'none'), JPEG)).rejects.toMatchObject({
      code: 'file-not-found',
    });
    await expect(library.assets.importFile(folder, JPEG)).rejects.toMatchObject({ code: 'file-unreadable' });
    expect(readdirSync(join(library.folder, 'incoming'))).toEqual([]);
    expect([...library.assets.filesOnDisk()]).toEqual([]);
  });

  it('stops when it is cancelled, and leaves nothing behind', async () => {
    const library = shelf();
    const source = join(emptyFolder(), 'a');
    writeFileSync(source, bytes(1, 5_000_000));
    await expect(library.assets.importFile(source, JPEG, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(readdirSync(join(library.folder, 'incoming'))).toEqual([]);
    expect([...library.assets.filesOnDisk()]).toEqual([]);
  });

  it('makes a path of nothing but a hash', () => {
    const { assets } = shelf();
    for (const name of ['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`])
      expect(() => assets.path(name)).toThrow('64 hexadecimal digits');
  });

  it('tells an asset that is unknown from one whose file is gone', async () => {
    const library = shelf();
    expect(() => library.assets.file('a'.repeat(64))).toThrow('No picture of that name');
    const hash = await storePicture(library, 1);
    const { rmSync } = await import('node:fs');
    rmSync(library.assets.path(hash));
    expect(() => library.assets.file(hash)).toThrow('missing on the disk');
  });

  it('collects what no record refers to, with thumbnails, and nothing else', async () => {
    let time = Date.UTC(2026, 0, 1);
    const library = shelf({ now: () => time });
    const [kept, lost, small, smallOfLost] = [
      await storePicture(library, 1),
      await storePicture(library, 2),
      await storePicture(library, 3),
      await storePicture(library, 4),
    ];
    library.garments.add(kept, 'a.jpg');
    library.assets.setThumbnail(kept, 256, small);
    library.assets.setThumbnail(lost, 256, smallOfLost);
    // An import under way may be about to refer to it.
    expect(library.collectGarbage()).toEqual({ count: 0, bytes: 0 });
    time += 2 * 3600 * 1000;
    const young = await storePicture(library, 5);
    expect(library.collectGarbage()).toEqual({ count: 2, bytes: 128 });
    expect([...library.assets.filesOnDisk()].sort()).toEqual([kept, small, young].sort());
    expect(existsSync(library.assets.path(lost))).toBe(false);
    expect(library.assets.thumbnail(kept, 256)).toBe(small);
  });

  it('keeps an original an original when a cache has the same bytes', async () => {
    const { assets } = shelf();
    await assets.importBytes(bytes(1), { kind: 'result', mediaType: 'image/png' });
    expect((await assets.importBytes(bytes(1), JPEG)).kind).toBe('original');
    expect((await assets.importBytes(bytes(1), { kind: 'result', mediaType: 'image/png' })).kind).toBe(
      'original',
    );
  });
});
