/** Garments found in pictures through the whole core: worn ones against the studio's exact labels, laid out ones, and none. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindGarmentsResult, RegionKind } from '../../src-main/contract/regions.ts';
import { PART } from '../../src-main/engine/domain/parsing.ts';
import { encodeImage } from '../../src-main/engine/image/encode.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { makeStudioSet } from '../../src-main/services/studio.ts';
import { composeGarments } from '../fixtures/composed-garments.ts';
import { LONG } from '../fixtures/long.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sample = (name: string): string => join(root, 'resources/samples', `${name}.jpg`);
const LABELS: Record<RegionKind, number> = { upper: PART.upper, lower: PART.lower, dress: PART.dress };

let folder: string;
let core: Core;
const find = (picture: string, into?: string): Promise<FindGarmentsResult> =>
  core.findGarments({ picture, ...(into ? { into } : {}), models: { provider: 'cpu' } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-find-'));
  core = createCore({
    dataDir: folder,
    modelsDirs: [join(root, '.toile/models')],
    resourcesDir: join(root, 'resources'),
  });
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

/** Box of what has this label in a picture of labels. */
async function boxOf(file: string, label: number): Promise<[number, number, number, number]> {
  const { data, info } = await sharp(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  let [x0, y0, x1, y1] = [info.width, info.height, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== label) continue;
    const [x, y] = [i % info.width, Math.floor(i / info.width)];
    [x0, y0] = [Math.min(x0, x), Math.min(y0, y)];
    [x1, y1] = [Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  return [x0, y0, x1, y1];
}

function overlap(a: readonly number[], b: readonly number[]): number {
  const both = (from: number): number =>
    Math.max(0, Math.min(a[from + 2], b[from + 2]) - Math.max(a[from], b[from]));
  const size = ([x0, y0, x1, y1]: readonly number[]): number => (x1 - x0) * (y1 - y0);
  const shared = both(0) * both(1);
  return shared / (size(a) + size(b) - shared);
}

describe('what a person wears', () => {
  it.each([
    ['001-top', 'a', ['lower', 'upper']],
    ['001-top', 'b', ['lower', 'upper']],
    ...(LONG ? [['003-dress', 'b', ['dress']] as const] : []),
  ] as const)(
    'is found where it is (%s, %s)',
    async (name, one, kinds) => {
      const out = join(folder, 'studio');
      await makeStudioSet(core, { seed: 7, count: LONG ? 3 : 1, width: 300, height: 400, out });
      const of = (file: string): string => join(out, name, file);
      const { regions } = await find(of(`${one}.png`));
      expect(regions.map(({ kind }) => kind).sort()).toEqual(kinds);
      for (const { kind, box, worn, person, confidence } of regions) {
        const truth = await boxOf(of(`${one}-labels.png`), LABELS[kind]);
        expect(overlap([box.x0, box.y0, box.x1, box.y1], truth)).toBeGreaterThan(0.85);
        expect({ worn, person }).toEqual({ worn: true, person: 1 });
        expect(confidence).toBeGreaterThan(0.5);
      }
    },
    180_000,
  );

  it('has attributes and colours of its own', async () => {
    const { regions, whole } = await find(sample('clients/lena'));
    const { upper, lower } = Object.fromEntries(regions.map((one) => [one.kind, one]));
    expect(upper.colours[0].name).toBe('burgundy');
    expect(lower.colours[0].name).toBe('navy');
    expect(lower.attributes.category[0].value).toBe('skirt');
    expect(upper.embedding).not.toEqual(lower.embedding);
    expect(whole).toBeUndefined();
  });

  it('is told as cut off where it goes on below the picture, and not as short', async () => {
    const { regions } = await find(sample('clients/marco'));
    const lower = regions.find(({ kind }) => kind === 'lower')!;
    expect(lower.reasons.map(({ code }) => code)).toContain('garment-cut-off');
    expect(lower.attributes.category[0].value).not.toBe('shorts');
  });

  it('is told of each person of a picture', async () => {
    const both = join(folder, 'both.jpg');
    const one = (name: string) =>
      sharp(sample(`clients/${name}`))
        .resize(500, 680, { fit: 'cover' })
        .toBuffer();
    await sharp({ create: { width: 1000, height: 680, channels: 3, background: '#ccc' } })
      .composite([
        { input: await one('lena'), left: 0, top: 0 },
        { input: await one('kenji'), left: 500, top: 0 },
      ])
      .jpeg({ quality: 95 })
      .toFile(both);
    const { regions } = await find(both);
    expect(new Set(regions.map(({ person }) => person))).toEqual(new Set([1, 2]));
    const left = regions.filter(({ box }) => box.x1 <= 520);
    expect(left.map(({ kind }) => kind).sort()).toEqual(['lower', 'upper']);
    expect(regions).toHaveLength(4);
  });
});

describe('garments laid out', () => {
  it('are each described, and written alone where that is asked for', async () => {
    const composed = await composeGarments(
      1000,
      640,
      [236, 234, 230],
      [
        { file: sample('garments/tee-wordmark'), x: 60, y: 60, height: 400 },
        { file: sample('garments/trousers-check'), x: 640, y: 60, height: 520 },
      ],
    );
    const picture = join(folder, 'two.png');
    await writeFile(picture, await encodeImage(composed.rgb));
    const into = join(folder, 'alone');
    await mkdir(into);
    const { regions, notes } = await find(picture, into);
    expect(notes).toEqual([]);
    expect(regions.map(({ number }) => number)).toEqual([1, 2]);
    const kinds = Object.fromEntries(regions.map((one) => [one.category, one]));
    expect(Object.keys(kinds).sort()).toEqual(['top', 'trousers']);
    expect(kinds.top.colours[0].name).toBe('terracotta');
    expect(kinds.trousers.worn).toBe(false);
    expect((await readdir(into)).sort()).toEqual(['garment-1.png', 'garment-2.png']);
    // each of those is a picture of one garment
    const again = await find(regions[0].picture!);
    expect(again.regions).toHaveLength(1);
    expect(again.regions[0].category).toBe(regions[0].category);
  });

  it('are one where there is one, with the same point as ever', async () => {
    const file = sample('garments/tee-breton');
    const [{ regions }, { pictures }] = await Promise.all([
      find(file),
      core.describe({ pictures: [{ file }], models: { provider: 'cpu' } }),
    ]);
    expect(regions).toMatchObject([{ number: 1, kind: 'upper', category: 'top', worn: false }]);
    expect(regions[0].embedding).toEqual(pictures[0].embedding);
  });
});

describe('on the command line', () => {
  const run = promisify(execFile);
  const toile = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const env = { ...process.env, TOILE_DATA_DIR: join(folder, 'data') };
    const main = join(root, 'src-main/hosts/cli/main.ts');
    try {
      return { code: 0, ...(await run(process.execPath, [main, ...args], { env })) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  };
  const lena = sample('clients/lena');

  it.each([
    ['en', /Bottom\s+worn by person 1\s+Navy skirt/],
    ['zh', /下装\s+穿在第 1 人身上\s+\S*半身裙/],
  ])('they are told in words of the language asked for (%s)', async (language, row) => {
    const { code, stdout } = await toile('garments', lena, '--language', language);
    expect(code).toBe(0);
    expect(stdout).toMatch(row);
  });

  it('they are told for programs, and none is no error', async () => {
    const told = JSON.parse((await toile('garments', lena, '--json')).stdout);
    expect(told).toMatchObject({ width: 1024, height: 1365, pictures: [], notes: [] });
    expect(told.regions.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['lower', 'upper']);
    const nothing = join(folder, 'nothing.png');
    await sharp({ create: { width: 200, height: 200, channels: 3, background: '#ddd' } }).toFile(nothing);
    const none = await toile('garments', nothing, '--language', 'zh');
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('图片中没有找到服装') });
    expect((await toile('garments', join(folder, 'no.jpg'))).code).toBe(3);
  });

  it('a search takes the garment of a picture that is chosen, the one seen best without a choice', async () => {
    const rail = ['skirt-floral', 'tee-wordmark', 'trousers-check'].map((name) => sample(`garments/${name}`));
    expect((await toile('library', 'import', 'garments', ...rail)).code).toBe(0);
    const search = async (...more: string[]) => {
      const { stdout } = await toile('library', 'search', '--picture', lena, '--json', ...more);
      return JSON.parse(stdout);
    };
    const lower = await search('--garment', 'lower');
    expect(lower.garments[0].garment.name).toBe('skirt-floral');
    const { number } = lower.picture.regions.find(({ kind }: { kind: string }) => kind === 'lower');
    expect(lower.picture.garment).toBe(number);
    const listed = await toile('library', 'search', '--picture', lena, '--language', 'zh');
    expect(listed.stderr).toMatch(/compared with number 1[\s\S]*上装/);
    expect((await search('--garment', 'dress')).error).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('1 (upper), 2 (lower)'),
    });
  }, 300_000);
});

describe('bad pictures', () => {
  it('without a garment have none, which is said, and are comparable as a whole', async () => {
    const empty = join(folder, 'empty.png');
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#d8d8d8' } })
      .png()
      .toFile(empty);
    const { regions, notes, whole } = await find(empty);
    expect(regions).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(['region-none']);
    expect(whole?.embedding.length).toBeGreaterThan(16);
  });

  it('are refused with what is wrong with them', async () => {
    await expect(find(join(folder, 'none.jpg'))).rejects.toMatchObject({ code: 'file-not-found' });
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'words, not a picture, in a file of such a name');
    await expect(find(text)).rejects.toMatchObject({ code: 'not-an-image' });
    await expect(find(sample('garments/tee-breton'), join(folder, 'no/such'))).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });
});
