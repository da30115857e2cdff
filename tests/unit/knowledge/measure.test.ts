/** Measuring knowledge: tables of labels are read or refused, and figures count what is right. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { measureKnowledge, readLabels, recall } from '../../../src-main/services/knowledge/measure.ts';

const folder = mkdtempSync(join(tmpdir(), 'toile-measure-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (text: string): string => {
  const file = join(folder, `${crypto.randomUUID()}.csv`);
  writeFileSync(file, text);
  return file;
};

describe('a table of labels', () => {
  it('has several right values, and captions where they are known', async () => {
    const [a, b] = await readLabels(
      written('file,category,colour,caption_zh\na.jpg,dress|skirt,red,红裙\nb.jpg,,blue,\n'),
      folder,
    );
    expect(a).toMatchObject({ file: join(folder, 'a.jpg'), captions: { zh: '红裙' } });
    expect(a.truth).toEqual({
      category: ['dress', 'skirt'],
      colour: ['red'],
      sleeve: [],
      neckline: [],
      pattern: [],
    });
    expect(b).toMatchObject({ truth: { category: [] }, captions: {} });
  });

  it.each([
    ['', /column "file"/],
    ['name,category\na.jpg,dress\n', /column "file"/],
    ['file,category\n../a.jpg,dress\n', /without folders/],
    ['file,category\n"a.jpg,dress\n', /no CSV/],
  ])('%j is refused', async (text, message) => {
    await expect(readLabels(written(text), folder)).rejects.toThrow(message);
  });

  it('must be there', async () => {
    await expect(readLabels(join(folder, 'none.csv'), folder)).rejects.toThrow(/cannot be read/);
  });
});

it('recall counts places before the right answer', () => {
  const at = (k: number): number[] => [Math.cos(k), Math.sin(k)];
  expect(recall([at(0), at(1)], [at(0.1), at(1.1)])).toEqual({ at1: 2, at5: 2, of: 2 });
  expect(recall([at(0), at(1)], [at(1.1), at(0.1)])).toEqual({ at1: 0, at5: 2, of: 2 });
  // what is equally near to everything finds nothing
  const same = Array.from({ length: 8 }, () => at(1));
  expect(recall(same, same)).toEqual({ at1: 0, at5: 0, of: 8 });
});

it('figures tell right from wrong, by class, keep mistaken pictures and name those that failed', async () => {
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.jpg`), name);
  const labels = await readLabels(
    written('file,category,caption_en\na.jpg,dress,a\nb.jpg,skirt|shorts,b\nc.jpg,top,c\nbad.jpg,dress,d\n'),
    folder,
  );
  const says: Record<string, string> = { 'a.jpg': 'dress', 'b.jpg': 'shorts', 'c.jpg': 'dress' };
  const core = {
    describe: async ({ pictures = [], texts = [] }: { pictures?: { file: string }[]; texts?: string[] }) => ({
      ...{ model: 'm', anyWords: false, groups: [], provider: 'cpu', ms: 1 },
      pictures: pictures.map(({ file }) => {
        const name = file.split('/').at(-1) as string;
        if (!(name in says)) throw new StudioError('file-unreadable', 'It is no picture.');
        const k = Object.keys(says).indexOf(name);
        return {
          embedding: [0, 1, 2].map((i) => (i === k ? 1 : 0)),
          attributes: { category: [{ value: says[name], probability: 0.9 }] },
          cutOut: true,
        };
      }),
      texts: texts.map((text) => [0, 1, 2].map((i) => (i === 'abc'.indexOf(text) ? 1 : 0))),
    }),
    inspectGarment: async () => {
      throw new StudioError('no-garment-found', 'There is none.');
    },
  };
  const out = join(folder, 'mistaken');
  const report = await measureKnowledge(core, labels, {
    models: { provider: 'cpu' },
    signal: new AbortController().signal,
    out,
    onProgress: () => {},
  });
  expect(report.groups.category).toMatchObject({
    ...{ right: 2, first: 1, of: 3 },
    classes: { dress: { right: 1, of: 1 }, top: { right: 0, of: 1, mistakenFor: { dress: 1 } } },
  });
  expect(report.groups.colour).toBeUndefined();
  expect(report.textToImage.en).toEqual({ at1: 3, at5: 3, of: 3 });
  expect(report.failed).toMatchObject([{ file: 'bad.jpg', code: 'file-unreadable' }]);
  expect(existsSync(join(out, 'category', 'top-as-dress', 'c.jpg'))).toBe(true);
});
