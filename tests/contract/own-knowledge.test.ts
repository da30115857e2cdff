/** A model of pictures and words of the user's own, from the folder it comes in to what the library answers, and back. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUserModel } from '../../src-main/engine/runtime/add-model.ts';
import { EXIT } from '../../src-main/hosts/cli/exit-codes.ts';
import { tinySiglip, writeTinyClip } from '../fixtures/tiny-clip.ts';
import { openWebHost, ROOT, SAMPLES, type TestHost } from '../fixtures/web-host.ts';
import { matteManifest, redMatte, writeModel } from '../unit/runtime/make-model.ts';

const work = mkdtempSync(join(tmpdir(), 'toile-own-knowledge-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('the app', () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openWebHost({ pages: false });
    await host.loadDemo();
  }, 120_000);
  afterAll(() => host.close());

  /** Chooses a model and waits until all garments were looked at. */
  async function choose(knowledge: string | null): Promise<number> {
    await host.ask('settings.set', { knowledge });
    const { job } = await host.ask('knowledge.state');
    const { items, state } = await host.ended(job ?? (await host.ask('knowledge.update')).id);
    expect(state).toBe('done');
    return items.length;
  }

  it('takes only models that are there and for pictures and words', async () => {
    await addUserModel(
      writeModel(join(work, 'matte'), matteManifest(), redMatte()),
      join(host.folder, 'models'),
    );
    await expect(host.ask('settings.set', { knowledge: 'gone' })).rejects.toThrow(
      /no model "gone" of your own/,
    );
    await expect(host.ask('settings.set', { knowledge: 'red-matte' })).rejects.toThrow(/for "person-matte"/);
    await expect(host.ask('settings.set', { knowledge: 'garment_words' })).rejects.toThrow(/of your own/);
    expect((await host.ask('settings.get')).knowledge).toBeUndefined();
  });

  it('looks at all garments with the model chosen, which then answers; and goes back without another look', async () => {
    await addUserModel(writeTinyClip(join(work, 'clip')), join(host.folder, 'models'));
    const { garments } = await host.ask('garments.search', { query: {} });
    const [{ id }] = garments;
    await host.ask('garments.update', { ids: [id], changes: { attributes: { pattern: 'dot' } } });
    const before = await host.ask('knowledge.of', { id });
    expect(await choose('tiny-clip')).toBe(8);
    expect(await host.ask('knowledge.state')).toMatchObject({
      ...{ ready: true, known: 8, total: 8, model: 'tiny-clip', meanwhile: false },
    });
    const after = await host.ask('knowledge.of', { id });
    expect(after.seen).not.toEqual(before.seen);
    expect(after.holds.pattern).toEqual(['dot']);
    // words that the built-in models do not know
    const query = { text: 'zzzz', sort: 'relevance' as const };
    expect((await host.ask('knowledge.search', { query })).byMeaning).toBe(true);
    expect(await host.ask('knowledge.like', { id, limit: 3 })).toHaveLength(3);

    expect(await choose(null)).toBe(0);
    expect((await host.ask('knowledge.of', { id })).seen).toEqual(before.seen);
    expect((await host.ask('knowledge.search', { query })).byMeaning).toBe(false);
    expect((await host.ask('settings.get')).knowledge).toBeUndefined();
  });

  it('looks anew by itself once the model chosen is replaced by another version', async () => {
    await choose('tiny-clip');
    const other = writeTinyClip(join(work, 'clip-2'));
    const manifest = join(other, 'model.json');
    const told = JSON.parse(readFileSync(manifest, 'utf8'));
    told.words.prompts = ['a picture of {}'];
    writeFileSync(manifest, JSON.stringify(told));
    await addUserModel(other, join(host.folder, 'models'), { replace: true });
    const { job } = await host.ask('knowledge.state');
    expect(job).toBeDefined();
    expect((await host.ended(job!)).items).toHaveLength(8);
    const after = await host.ask('knowledge.state');
    expect(after).toMatchObject({ known: 8, meanwhile: false });
    expect(after.job).toBeUndefined();
    await choose(null);
  });

  it('is asked in Chinese as in the English it knows', async () => {
    expect(await choose('tiny-clip')).toBe(0);
    const found = async (text: string) => {
      const query = { text, sort: 'relevance' as const };
      const { garments, byMeaning } = await host.ask('knowledge.search', { query });
      expect(byMeaning).toBe(true);
      return garments.map(({ name }) => name);
    };
    const [black, blue] = [await found('black'), await found('blue')];
    expect(black).not.toEqual(blue);
    expect(await found('黑色')).toEqual(black);
  });

  it('takes the built-in models where the one chosen was removed, and says so', async () => {
    await choose('tiny-clip');
    rmSync(join(host.folder, 'models', 'tiny-clip'), { recursive: true });
    const state = await host.ask('knowledge.state');
    expect(state).toMatchObject({ ready: true, model: 'tiny-clip', trouble: { code: 'model-missing' } });
    const query = { text: 'floral dress', sort: 'relevance' as const };
    const found = await host.ask('knowledge.search', { query });
    expect(found.byMeaning).toBe(true);
    expect(found.garments[0].name).toContain('Rose flower');
  });
});

describe('the command line', () => {
  async function toile(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { ...process.env, TOILE_DATA_DIR: join(work, 'data') };
    const main = join(ROOT, 'src-main/hosts/cli/main.ts');
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, [main, ...args], { env })) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  }
  const names = (stdout: string): string[] =>
    (JSON.parse(stdout).garments as { name: string }[]).map(({ name }) => name);

  it('adds a model, looks, searches with it, goes back and removes it', async () => {
    const garments = ['tee-wordmark', 'dress-floral', 'shell-dots'].map((name) =>
      join(SAMPLES, `garments/${name}.jpg`),
    );
    expect((await toile('library', 'import', 'garments', ...garments)).code).toBe(EXIT.ok);
    const added = await toile('models', 'add', writeTinyClip(join(work, 'added'), tinySiglip()));
    expect(added.stdout).toMatch(/toile library look --knowledge tiny-siglip/);
    const listed = JSON.parse((await toile('models', 'list', '--json')).stdout) as {
      name: string;
      task: string;
    }[];
    expect(listed.find(({ name }) => name === 'tiny-siglip')).toMatchObject({
      ...{ task: 'picture-words', state: 'ready', origin: 'yours' },
    });

    const early = await toile('library', 'search', 'red', '--knowledge', 'tiny-siglip');
    expect(early.code).toBe(EXIT.usage);
    expect(early.stderr).toMatch(/toile library look --knowledge tiny-siglip/);
    const looked = await toile('library', 'look', '--knowledge', 'tiny-siglip', '--json');
    expect(JSON.parse(looked.stdout)).toEqual({
      ...{ model: 'tiny-siglip', looked: 3, failed: [], known: 3, total: 3 },
    });
    const search = async (...flags: string[]) => toile('library', 'search', 'zzzz', '--json', ...flags);
    expect(names((await search()).stdout)).not.toEqual([]);
    // the built-in models know no such word
    expect(names((await search('--knowledge', 'built-in')).stdout)).toEqual([]);
    const unknown = await search('--knowledge', 'gone');
    expect(unknown.code).toBe(EXIT.models);
    expect(JSON.parse(unknown.stdout).error.message).toMatch(/There is no model "gone"/);

    const back = await toile('library', 'look', '--knowledge', 'built-in');
    expect(back.stdout).toMatch(/0 garments looked at with built-in, 3 of 3 known/);
    expect((await toile('library', 'look', '--knowledge', 'tiny-siglip')).stdout).toMatch(/^0 garments/);
    expect((await toile('models', 'remove', 'tiny-siglip')).code).toBe(EXIT.ok);
    expect(existsSync(join(work, 'data', 'models', 'tiny-siglip'))).toBe(false);
    const gone = await toile('library', 'look');
    expect(gone.code).toBe(EXIT.ok);
    expect(gone.stderr).toMatch(/"tiny-siglip", cannot be used, and the built-in ones looked/);
    expect(names((await toile('library', 'search', 'floral dress', '--json')).stdout)).not.toEqual([]);
    expect((await toile('library', 'look', '--knowledge', 'gone')).stderr).toMatch(/toile models add FOLDER/);
  }, 120_000);

  it('does not give a model of the user the name of the built-in ones', async () => {
    const parts = tinySiglip();
    const folder = writeTinyClip(join(work, 'built-in'), {
      ...parts,
      manifest: { ...parts.manifest, name: 'built-in' },
    });
    const { code, stderr } = await toile('models', 'add', folder);
    expect(code).toBe(EXIT.models);
    expect(stderr).toMatch(/taken by a built-in model/);
  });
});
