import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { escapeMarkup } from '../../../src-main/contract/markup.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { renderPage } from '../../../src-main/engine/pipeline/explain/html.ts';
import { panel, writePage } from '../../../src-main/engine/pipeline/explain/page-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-explain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const EVIL = `"><script>alert(1)</script>&'.jpg`;

async function page() {
  return {
    title: EVIL,
    facts: [['Confidence', EVIL]] as [string, string][],
    remarks: [EVIL],
    table: [['Step'], [EVIL]],
    panels: [await panel(EVIL, EVIL, byteRaster(8, 4, 3), '<circle r="1"/>')],
  };
}

describe('explanation page', () => {
  it('escapes every text', async () => {
    const html = renderPage(await page());
    expect(html).not.toContain('<script');
    expect(html.split(escapeMarkup(EVIL)).length - 1).toBeGreaterThanOrEqual(6);
  });

  it('is the same for the same content and loads nothing', async () => {
    const html = renderPage(await page());
    expect(renderPage(await page())).toBe(html);
    for (const match of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(match[1]).toMatch(/^data:image\//);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('viewBox="0 0 8 4"');
  });

  it('is one file in a folder that is made for it', async () => {
    const file = await writePage(join(folder, 'a', 'b'), await page());
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['index.html']);
    expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('says when the folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writePage(join(folder, 'file', 'x'), await page())).rejects.toMatchObject({
      code: 'output-unwritable',
      stage: 'explain',
    });
  });
});
