import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { writeFileWhole } from '../../../src-main/engine/image/write-file.ts';
import { sweepLeftovers } from '../../../src-main/services/leftovers.ts';

const folders: string[] = [];
const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'toile-left-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** Breaks off a write as an ended process would: the temporary file stays. */
async function breakOff(target: string): Promise<void> {
  const fs = await import('node:fs/promises');
  const io = { ...fs, rename: async () => Promise.reject(new Error('gone')), rm: async () => {} };
  await writeFileWhole(target, [Buffer.from('half')], io as typeof fs).catch(() => {});
}

it('deletes what an ended process left beside its targets, and nothing else', async () => {
  const folder = await makeFolder();
  const target = join(folder, 'out.png');
  await breakOff(target);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
  await writeFile(join(folder, `.toile-${process.pid + 1}-abc.tmp`), 'another engine');
  await writeFile(join(folder, 'notes.tmp'), 'mine');
  await sweepLeftovers(process.pid, [target]);
  expect((await readdir(folder)).sort()).toEqual([`.toile-${process.pid + 1}-abc.tmp`, 'notes.tmp']);
});

it('looks beside the file a link points to', async () => {
  const [real, links] = [await makeFolder(), await makeFolder()];
  await writeFile(join(real, 'out.png'), 'old');
  await symlink(join(real, 'out.png'), join(links, 'out.png'));
  await breakOff(join(links, 'out.png'));
  expect((await readdir(real)).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
  await sweepLeftovers(process.pid, [join(links, 'out.png')]);
  expect(await readdir(real)).toEqual(['out.png']);
});

it('does not mind folders that are gone', async () => {
  await expect(sweepLeftovers(1, ['/nowhere/at/all/out.png'])).resolves.toBeUndefined();
});
