/** Printed documents: one page or many, both languages, letters embedded, pictures in their places. */

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { PrintedDocument, type PrintedDocumentInput } from '../../../src-main/contract/print.ts';
import { type Fonts, loadFonts } from '../../../src-main/engine/print/fonts.ts';
import { writeDocument } from '../../../src-main/engine/print/write-document.ts';
import { inside, letters, pages } from '../../fixtures/pdf.ts';
import { MODELS } from '../../fixtures/web-host.ts';

let fonts: Fonts;
let picture: Buffer;
beforeAll(async () => {
  fonts = loadFonts([MODELS]);
  picture = await sharp({ create: { width: 40, height: 60, channels: 3, background: '#a40' } })
    .jpeg()
    .toBuffer();
});

const made = async (blocks: PrintedDocumentInput['blocks'], language: 'en' | 'zh-CN' = 'en') =>
  writeDocument(
    PrintedDocument.parse({ title: 'Report', language, footer: 'Toile', paging: '{page}/{pages}', blocks }),
    new Map([['front', picture]]),
    fonts,
  );

describe('a printed document', () => {
  it('is A4 with letters of both languages embedded, and small', async () => {
    const pdf = await made(
      [
        { kind: 'heading', level: 1, text: 'Fit 合身报告' },
        { kind: 'text', text: '推荐：38 码' },
        { kind: 'pictures', height: 60, pictures: [{ name: 'front', caption: '正面' }] },
      ],
      'zh-CN',
    );
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const text = inside(pdf);
    expect(text).toMatch(/MediaBox \[0 0 595\.\d+ 841\.\d+\]/);
    expect(text).toContain('/Lang (zh-CN)');
    expect([...text.matchAll(/\/FontFile2/g)]).toHaveLength(2);
    // no font of the reader's computer
    expect(text).not.toMatch(/\/Type1\b/);
    const there = letters(pdf);
    for (const letter of '合身报告推荐码正面Fit38') expect(there, letter).toContain(letter);
    // of ten megabytes each only what is used
    expect(pdf.length).toBeLessThan(60_000);
    expect(pages(pdf)).toBe(1);
  });

  it('goes on to as many pages as it needs, the head of a table on each', async () => {
    const rows = Array.from({ length: 120 }, (_, n) => [{ text: `row ${n}` }, { text: `${n}` }]);
    const pdf = await made([{ kind: 'table', head: ['Where', 'Room'], rows, right: [1] }]);
    expect(pages(pdf)).toBeGreaterThan(2);
    expect(pages(pdf)).toBeLessThan(6);
    expect(
      pages(await made([{ kind: 'text', text: 'a' }, { kind: 'page' }, { kind: 'text', text: 'b' }])),
    ).toBe(2);
  });

  it('makes a row of pictures as wide as the page at most, and never splits it', async () => {
    const row = {
      kind: 'pictures' as const,
      height: 240,
      pictures: Array.from({ length: 3 }, () => ({ name: 'front' })),
    };
    const pdf = await made([row, row, row, row]);
    // three beside each other on 174 mm are 83 mm high: three rows go on a page
    expect(pages(pdf)).toBe(2);
    const widths = [...inside(pdf).matchAll(/([\d.]+) 0 0 -([\d.]+) [\d.]+ [\d.]+ cm/g)]
      .map(([, width]) => Number(width))
      // not what turns a page upside down
      .filter((width) => width > 1);
    expect(widths).toHaveLength(12);
    for (const width of widths) expect(width * 3).toBeLessThan((174 * 72) / 25.4);
  });

  it('says what is wrong with it', async () => {
    await expect(
      made([{ kind: 'pictures', height: 60, pictures: [{ name: 'gone' }] }]),
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('gone') });
    await expect(
      made([{ kind: 'table', head: ['a'], rows: [[{ text: '1' }, { text: '2' }]] }]),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    expect(() => loadFonts([])).toThrow(expect.objectContaining({ code: 'model-missing' }));
  });
});
