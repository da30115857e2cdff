/** Writing: nothing partial, nothing overwritten by mistake, every failure named. */

import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-main/contract/errors.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { savePicture } from '../../../src-main/engine/image/save.ts';
import { checkTarget, type FileSystem, writeFileWhole } from '../../../src-main/engine/image/write-file.ts';
import { H, pattern, picture, scratch, W } from './make.ts';

const dir = scratch();
const data = Buffer.from(pattern(60, 60));

async function refused(work: Promise<unknown>, code: ErrorCode, says: string): Promise<void> {
  await expect(work).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
}

const fail = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

/** The real file system with one call of the open file failing. */
function failing(method: 'writeFile' | 'sync', code: string): FileSystem {
  return {
    ...fs,
    open: (async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const write = handle.writeFile.bind(handle);
      let calls = 0;
      handle[method] = (async (piece: Uint8Array) => {
        // The second piece no longer fits.
        if (method === 'writeFile' && calls++ === 0) return write(piece);
        return fail(code)();
      }) as never;
      return handle;
    }) as typeof fs.open,
  };
}

async function fresh(name: string): Promise<string> {
  const folder = dir.path(name);
  await fs.mkdir(folder);
  return folder;
}

describe('writeFileWhole', () => {
  it('writes and replaces', async () => {
    const folder = await fresh('plain');
    await writeFileWhole(join(folder, 'a'), [data.subarray(0, 10), data.subarray(10)]);
    expect(await fs.readFile(join(folder, 'a'))).toEqual(data);
    await writeFileWhole(join(folder, 'a'), [Buffer.of(1)]);
    expect(await fs.readFile(join(folder, 'a'))).toEqual(Buffer.of(1));
    expect(await fs.readdir(folder)).toEqual(['a']);
  });

  it.each([
    ['writeFile', 'ENOSPC', 'disk-full', 'Free some space'],
    ['sync', 'ENOSPC', 'disk-full', 'Free some space'],
    ['writeFile', 'EDQUOT', 'disk-full', 'Free some space'],
    ['writeFile', 'EIO', 'output-unwritable', 'Check the disk'],
  ] as const)(
    'leaves nothing and loses nothing when %s fails with %s',
    async (method, code, expected, says) => {
      const folder = await fresh(`${method}-${code}`);
      const io = failing(method, code);
      await refused(writeFileWhole(join(folder, 'new'), [data, data], io), expected, says);
      expect(await fs.readdir(folder)).toEqual([]);
      await fs.writeFile(join(folder, 'old'), 'old');
      await refused(writeFileWhole(join(folder, 'old'), [data, data], io), expected, says);
      expect(await fs.readdir(folder)).toEqual(['old']);
      expect(await fs.readFile(join(folder, 'old'), 'utf8')).toBe('old');
    },
  );

  it('leaves nothing when the rename fails', async () => {
    const folder = await fresh('rename');
    const io: FileSystem = { ...fs, rename: fail('EBUSY') };
    await refused(writeFileWhole(join(folder, 'new'), [data], io), 'output-unwritable', 'Close it');
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('writes through links', async () => {
    const folder = await fresh('link');
    await fs.writeFile(join(folder, 'real'), 'old');
    await fs.symlink('real', join(folder, 'link'));
    await writeFileWhole(join(folder, 'link'), [data]);
    expect((await fs.lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
    expect(await fs.readFile(join(folder, 'real'))).toEqual(data);
  });

  it.each(['-rf', 'new\nline', '照片 🧵', '"\'', 'x'.repeat(250)])('writes the name %j', async (name) => {
    await writeFileWhole(dir.path(name), [data]);
    expect(await fs.readFile(dir.path(name))).toEqual(data);
  });
});

describe('checkTarget', () => {
  it('refuses a folder that is not there, a folder as target, a file as folder', async () => {
    const folder = await fresh('check');
    await fs.writeFile(join(folder, 'file'), 'x');
    await refused(checkTarget(join(folder, 'no', 'a.png')), 'output-unwritable', 'Create the folder');
    await refused(checkTarget(folder), 'output-unwritable', 'a folder has that name');
    await refused(checkTarget(join(folder, 'file', 'a.png')), 'output-unwritable', 'does not exist');
    await refused(checkTarget(join(folder, 'x'.repeat(300))), 'output-unwritable', 'too long');
    await checkTarget(join(folder, 'file'));
    await checkTarget(join(folder, 'new'));
  });

  it('refuses the inputs, also through links', async () => {
    const folder = await fresh('inputs');
    await fs.writeFile(join(folder, 'in.png'), 'x');
    await fs.link(join(folder, 'in.png'), join(folder, 'same.png'));
    const inputs = [join(folder, 'in.png')];
    for (const name of ['in.png', 'same.png', '../inputs/in.png']) {
      await refused(
        checkTarget(join(folder, name), inputs),
        'output-unwritable',
        'one of the input pictures',
      );
    }
    await checkTarget(join(folder, 'out.png'), inputs);
  });

  it.skipIf(process.platform === 'win32')('refuses devices', () =>
    refused(checkTarget('/dev/null'), 'output-unwritable', 'not a regular file'),
  );
});

describe('savePicture', () => {
  const result = () => ({
    rgb: { width: W, height: H, channels: 3, data: pattern(W, H) },
    edited: { width: W, height: H, channels: 1, data: new Uint8Array(W * H).fill(1) },
  });

  it('refuses to overwrite its input', async () => {
    const file = await dir.write('input.png', await picture().png().toBuffer());
    const before = await fs.readFile(file);
    const work = savePicture(await loadPhoto(file), result(), file, { inputs: [file] });
    await refused(work, 'output-unwritable', 'one of the input pictures');
    expect(await fs.readFile(file)).toEqual(before);
  });

  it.each(['png', 'tif', 'jpg', 'webp'])('leaves no partial %s on a full disk', async (ending) => {
    const folder = await fresh(`full-${ending}`);
    const photo = await loadPhoto(await dir.write('full.png', await picture().png().toBuffer()));
    const io: FileSystem = failing('sync', 'ENOSPC');
    await refused(
      savePicture(photo, result(), join(folder, `a.${ending}`), { io }),
      'disk-full',
      'Free some space',
    );
    expect(await fs.readdir(folder)).toEqual([]);
  });

  /** A real file system of 64 KiB, where the system lets us make one. */
  const tiny = (() => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const folder = join(tmpdir(), `toile-tiny-${process.pid}`);
    try {
      execFileSync('mkdir', [folder]);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
      return folder;
    } catch {
      execFileSync('rm', ['-rf', folder]);
      return undefined;
    }
  })();

  it.skipIf(!tiny)('leaves no partial file on a disk that is really full', async () => {
    try {
      await refused(
        writeFileWhole(join(tiny!, 'a.png'), [Buffer.alloc(500_000, 7)]),
        'disk-full',
        'Free some space',
      );
      expect(await fs.readdir(tiny!)).toEqual([]);
    } finally {
      execFileSync('umount', [tiny!]);
      execFileSync('rmdir', [tiny!]);
    }
  });
});
