import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { Staging } from '../../../../src-main/services/app/staging.ts';
import { emptyFolder } from '../../library/shelf.ts';

const LIMITS = { fileBytes: 100, totalBytes: 250, count: 3 };

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => (error instanceof StudioError ? error.code : String(error)),
  );

describe('staging', () => {
  it('keeps a file by a token, whatever its name', async () => {
    const folder = join(emptyFolder(), 'uploads');
    const staging = new Staging(folder, LIMITS);
    const { token, name, bytes } = await staging.add(chunks(40, 30), '../../../a\nb.jpg');
    expect([name, bytes]).toEqual(['a b.jpg', 70]);
    expect(staging.get(token)).toMatchObject({ token, name, bytes, file: join(folder, token) });
    expect(readdirSync(folder).sort()).toEqual([token, `${token}.json`]);
    staging.remove([token]);
    expect(readdirSync(folder)).toEqual([]);
    expect(() => staging.get(token)).toThrow(/kept for an hour/);
  });

  it('copies a file that is given by its path', async () => {
    const folder = emptyFolder();
    const source = join(folder, 'a.jpg');
    writeFileSync(source, 'bytes');
    const staging = new Staging(join(folder, 'uploads'), LIMITS);
    const { token } = await staging.add(source, 'a.jpg');
    expect(staging.get(token).bytes).toBe(5);
    expect(existsSync(source)).toBe(true);
    expect(await codeOf(staging.add(join(folder, 'none.jpg'), 'x'))).toBe('file-not-found');
    expect(await codeOf(staging.add(folder, 'x'))).toBe('file-unreadable');
  });

  it('refuses too much and leaves nothing of it', async () => {
    const folder = join(emptyFolder(), 'uploads');
    const staging = new Staging(folder, LIMITS);
    expect(await codeOf(staging.add(chunks(60, 41), 'large'))).toBe('image-too-large');
    expect(await codeOf(staging.add(chunks(), 'empty'))).toBe('file-empty');
    const broken = async function* () {
      yield new Uint8Array(5);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    };
    expect(await codeOf(staging.add(broken(), 'gone'))).toBe('cancelled');
    expect(readdirSync(folder)).toEqual([]);
    await staging.add(chunks(100), '1');
    await staging.add(chunks(100), '2');
    expect(await codeOf(staging.add(chunks(60), '3'))).toBe('disk-full');
    await staging.add(chunks(50), '3');
    expect(await codeOf(staging.add(chunks(1), '4'))).toBe('invalid-input');
  });

  it('counts what several uploads bring at the same time', async () => {
    const staging = new Staging(join(emptyFolder(), 'uploads'), { ...LIMITS, totalBytes: 150 });
    const told = await Promise.all([1, 2].map(() => codeOf(staging.add(chunks(50, 50), 'x'))));
    expect(told.filter((code) => code === 'no error').length).toBeLessThan(2);
    expect(await codeOf(staging.add(chunks(50), 'x'))).toBe('no error');
  });

  it('knows what an earlier process left, and sweeps what is old and not needed', async () => {
    const folder = join(emptyFolder(), 'uploads');
    const before = new Staging(folder, LIMITS);
    const old = await before.add(chunks(10), 'old.jpg');
    const needed = await before.add(chunks(10), 'needed.jpg');
    writeFileSync(join(folder, `${crypto.randomUUID()}.part`), 'half');
    writeFileSync(join(folder, crypto.randomUUID()), 'without its label');
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    for (const { token } of [old, needed]) utimesSync(join(folder, token), twoHoursAgo, twoHoursAgo);

    const after = new Staging(folder, LIMITS);
    expect(readdirSync(folder)).toHaveLength(4);
    const young = await after.add(chunks(10), 'young.jpg');
    after.sweep(new Set([needed.token]));
    expect(after.has(old.token)).toBe(false);
    expect(after.get(needed.token).name).toBe('needed.jpg');
    expect(after.has(young.token)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(4);
  });
});
