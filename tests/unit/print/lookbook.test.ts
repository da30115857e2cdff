/** Lookbooks on paper: every template and paper, letters of both languages, pictures in their profile and on the page. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LookbookInput, LookbookRequest } from '../../../src-main/contract/lookbook.ts';
import { profileNamed } from '../../../src-main/engine/image/rgb-profiles.ts';
import { type Fonts, loadFonts } from '../../../src-main/engine/print/fonts.ts';
import { writeLookbook } from '../../../src-main/engine/print/lookbook/write-lookbook.ts';
import { inside, letters, pages, pictures } from '../../fixtures/pdf.ts';
import { MODELS } from '../../fixtures/web-host.ts';

let folder: string;
let fonts: Fonts;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-lookbook-'));
  fonts = loadFonts([MODELS]);
  for (const [name, width, height] of [
    ['tall', 60, 80],
    ['wide', 90, 50],
  ] as const)
    await sharp({ create: { width, height, channels: 3, background: '#a40' } })
      .jpeg()
      .toFile(join(folder, `${name}.jpg`));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const worn = { name: '海军条纹T恤', about: 'Maison Lin', sizes: 'S / M / L', price: '€45.00' };

async function made(wish: Partial<LookbookInput>, count = 7) {
  const plates = Array.from({ length: count }, (_, i) => ({
    picture: join(folder, i % 3 === 2 ? 'wide.jpg' : 'tall.jpg'),
    before: join(folder, 'tall.jpg'),
    title: `Look ${i + 1}`,
    garments: [worn, { ...worn, name: 'Check trousers' }],
  }));
  const request = LookbookRequest.parse({
    ...{ language: 'zh-CN', format: 'pdf', template: 'one', paper: 'a4', profile: 'srgb' },
    ...{ cover: true, margins: true, title: '秋季造型册', plates, out: 'x.pdf' },
    words: {
      ...{ before: '试穿前', after: '试穿后', paging: '{page} / {pages}' },
      ...{ enlarge: '', close: '', previous: '', next: '' },
    },
    ...wish,
  });
  const { pieces, pages: told } = await writeLookbook(request, fonts, await profileNamed(request.profile));
  const pdf = Buffer.concat(pieces);
  expect(pages(pdf)).toBe(told);
  return pdf;
}

/** Places of pictures, points from the lower left: pages are drawn upside down, and pictures turned back. */
const places = (text: string) =>
  [...text.matchAll(/([\d.]+) 0 0 -([\d.]+) ([\d.]+) ([\d.]+) cm\n\/I/g)].map((match) => {
    const [width, height, x, y] = match.slice(1).map(Number);
    return { left: x, right: x + width, top: y - height, bottom: y, shape: width / height };
  });

describe('a lookbook on paper', () => {
  it.each([
    // points wide and high; pages with and without a cover
    ['one', 'a4', 595, 842, 8],
    ['grid', 'letter', 612, 792, 3],
    ['grid', 'square', 595, 595, 3],
    ['before-after', 'a4', 842, 595, 8],
    ['contact-sheet', 'square', 595, 595, 2],
  ] as const)(
    'as %s on %s has its pages, and every picture whole on them',
    async (template, paper, wide, high, count) => {
      const pdf = await made({ template, paper });
      expect(pages(pdf)).toBe(count);
      const text = inside(pdf);
      const boxes = [...text.matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
      for (const [, width, height] of boxes)
        expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([wide, high]);
      // the cover's is cut to its place; before and after have the photo as well
      const put = places(text).slice(1);
      expect(put).toHaveLength(template === 'before-after' ? 14 : 7);
      for (const { left, right, top, bottom, shape } of put) {
        expect(Math.min(left, top)).toBeGreaterThan(20);
        expect(right).toBeLessThan(wide - 20);
        expect(bottom).toBeLessThan(high - 20);
        expect([60 / 80, 90 / 50].some((own) => Math.abs(own - shape) < 0.01)).toBe(true);
      }
    },
  );

  it('has both languages as letters of embedded fonts, and names to go to', async () => {
    const pdf = await made({ template: 'before-after' });
    const text = inside(pdf);
    expect(text).toContain('/Lang (zh-CN)');
    expect([...text.matchAll(/\/FontFile2/g)]).toHaveLength(2);
    expect(text).not.toMatch(/\/Type1\b/);
    const there = letters(pdf);
    for (const letter of '秋季造型册试穿前后海军条纹T恤Checktrousers€45')
      expect(there, letter).toContain(letter);
    expect([...text.matchAll(/\/Dest\b|\/Title \(/g)].length).toBeGreaterThan(7);
  });

  it('says which profile its pictures are in, and holds each picture once', async () => {
    const pdf = await made({ profile: 'adobe-rgb', template: 'grid' });
    const text = inside(pdf);
    expect(pictures(pdf)).toBe(2);
    expect([...text.matchAll(/\/ColorSpace \[\/ICCBased \d+ 0 R\]/g)]).toHaveLength(2);
    expect(text).toContain('Compatible with Adobe RGB');
    // of ten megabytes of letters only what is used
    expect(pdf.length).toBeLessThan(90_000);
  });

  it('reaches the edges without margins, and needs neither a cover nor words', async () => {
    const bare = { margins: false, cover: false, template: 'one' } as const;
    const pdf = await made({ ...bare, plates: [{ picture: join(folder, 'wide.jpg'), title: '' }] });
    const [{ left, right, top }] = places(inside(pdf));
    expect([Math.round(left), Math.round(right), Math.round(top)]).toEqual([0, 595, 0]);
    expect(pages(pdf)).toBe(1);
  });

  it('keeps to its pages whatever is said of the pictures', async () => {
    const long = 'Überlängenkleidungsstückbezeichnung'.repeat(11);
    const garments = Array.from({ length: 12 }, () => ({
      name: long,
      about: long,
      sizes: long,
      price: long,
    }));
    const plates = Array.from({ length: 4 }, () => ({
      ...{ picture: join(folder, 'tall.jpg'), title: `${long} 👗\u0007`, text: long.repeat(4), garments },
    }));
    for (const template of ['one', 'grid', 'contact-sheet'] as const)
      expect(pages(await made({ template, title: long, plates })), template).toBe(template === 'one' ? 5 : 2);
    const gone = [{ picture: join(folder, 'gone.jpg'), title: '' }];
    await expect(made({ plates: gone })).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
