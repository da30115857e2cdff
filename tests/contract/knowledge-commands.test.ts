/** Search by meaning, what is alike, outfits and the bench of knowledge on the command line, in both languages. */

import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src-main/hosts/cli/exit-codes.ts';
import { ROOT, SAMPLES } from '../fixtures/web-host.ts';

const work = mkdtempSync(join(tmpdir(), 'toile-knowledge-commands-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const main = join(ROOT, 'src-main/hosts/cli/main.ts');
const sample = (name: string): string => join(SAMPLES, `garments/${name}.jpg`);
const ALL = readdirSync(join(SAMPLES, 'garments')).flatMap((file) => file.match(/^(.+)\.jpg$/)?.[1] ?? []);

async function toile(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, TOILE_DATA_DIR: join(work, 'data') };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [main, ...args], { env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('a library on the command line', () => {
  beforeAll(async () => {
    expect((await toile('library', 'import', 'garments', ...ALL.map(sample))).code).toBe(EXIT.ok);
    const looked = await toile('library', 'look', '--json');
    expect(looked.code, looked.stderr).toBe(EXIT.ok);
  }, 180_000);

  const found = async (...args: string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await toile('library', 'search', '--json', ...args);
    expect(code, stderr).toBe(EXIT.ok);
    type One = { fileName: string };
    const { garments } = JSON.parse(stdout) as { garments: (One | { garment: One })[] };
    return garments.map((one) => ('garment' in one ? one.garment : one).fileName.replace(/\.jpg$/, ''));
  };

  it.each([
    ['floral dress', 'dress-floral'],
    ['碎花连衣裙', 'dress-floral'],
    ['striped t-shirt', 'tee-breton'],
    ['条纹T恤', 'tee-breton'],
  ])('%s finds %s', async (words, wanted) => {
    expect((await found(words)).slice(0, 2)).toContain(wanted);
  });

  it('finds what is like a garment, and like a picture that is not in it', async () => {
    const like = await found('--like', 'dress-floral');
    expect(like).not.toContain('dress-floral');
    expect(like.length).toBeGreaterThan(2);
    const elsewhere = join(work, 'somewhere.jpg');
    copyFileSync(sample('skirt-floral'), elsewhere);
    expect((await found('--picture', elsewhere))[0]).toBe('skirt-floral');
  });

  it('says what is wrong with what is compared', async () => {
    const text = join(work, 'text.jpg');
    writeFileSync(text, 'no picture');
    expect((await toile('library', 'search', '--picture', text)).code).toBe(EXIT.badInput);
    expect((await toile('library', 'search', '--picture', join(work, 'gone.jpg'))).code).toBe(EXIT.badInput);
    const unknown = await toile('library', 'search', '--like', 'nothing of that name');
    expect(unknown.code).toBe(EXIT.library);
    expect(unknown.stderr).toContain('nothing of that name');
  });

  it('completes an outfit with reasons in either language', async () => {
    const pieces = async (language: string) => {
      const { code, stdout, stderr } = await toile(
        'recommend',
        'tee-breton',
        '--json',
        '--language',
        language,
      );
      expect(code, stderr).toBe(EXIT.ok);
      return JSON.parse(stdout).pieces as { garment: { category: string }; inWords: string[] }[];
    };
    const [english, chinese] = [await pieces('en'), await pieces('zh-CN')];
    expect(english.length).toBeGreaterThan(2);
    for (const { garment, inWords } of english) {
      expect(['trousers', 'skirt', 'shorts', 'jacket']).toContain(garment.category);
      expect(inWords.length).toBeGreaterThan(0);
      expect(inWords.join()).not.toMatch(/[{}]|outfit-|\p{Script=Han}/u);
    }
    expect(chinese.map(({ garment }) => garment)).toEqual(english.map(({ garment }) => garment));
    for (const { inWords } of chinese) expect(inWords.join()).toMatch(/\p{Script=Han}/u);
    expect((await toile('recommend', 'nothing of that name')).code).toBe(EXIT.library);
  });
});

describe('the bench of knowledge', () => {
  const labels = join(work, 'labels.csv');
  const bench = (pictures: string, ...more: string[]) =>
    toile('bench', 'knowledge', '--labels', labels, '--pictures', pictures, '--json', ...more);

  it('holds what is seen against a table, keeps pictures that were mistaken, and names those it cannot read', async () => {
    const folder = mkdtempSync(join(work, 'pictures-'));
    for (const name of ['dress-floral', 'trousers-check'])
      copyFileSync(sample(name), join(folder, `${name}.jpg`));
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
    writeFileSync(
      labels,
      [
        'file,category,pattern,colour,caption_en,caption_zh',
        'dress-floral.jpg,dress,floral,,floral dress,碎花连衣裙',
        'trousers-check.jpg,coat,check,,checked trousers,格子长裤',
        'broken.jpg,dress,floral,,a dress,连衣裙',
      ].join('\n'),
    );
    const out = join(work, 'mistaken');
    const { code, stdout } = await bench(folder, '--out', out);
    expect(code).toBe(EXIT.incomplete);
    const report = JSON.parse(stdout);
    expect(report.failed.map(({ file }: { file: string }) => file)).toEqual(['broken.jpg']);
    expect(report.groups.category).toMatchObject({ right: 1, of: 2 });
    expect(report.groups.category.classes.coat).toMatchObject({ right: 0, of: 1 });
    expect(report.groups.colour).toBeUndefined();
    for (const language of ['en', 'zh'])
      expect(report.textToImage[language]).toEqual({ at1: 2, at5: 2, of: 2 });
    const [confused] = readdirSync(join(out, 'category'));
    expect(confused).toMatch(/^coat-as-/);
    expect(existsSync(join(out, 'category', confused, 'trousers-check.jpg'))).toBe(true);
  });

  it('refuses a table that is none, and one that leaves its folder', async () => {
    writeFileSync(labels, 'file,category\n../secret.jpg,dress\n');
    expect((await bench(work)).stdout).toContain('without folders');
    writeFileSync(labels, '');
    expect((await bench(work)).code).not.toBe(EXIT.ok);
  });
});
