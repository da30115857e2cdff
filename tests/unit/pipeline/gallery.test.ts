/** Galleries: one page with everything in it, which loads nothing, runs nothing of its captions and is read without a script. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { LookbookRequest } from '../../../src-main/contract/lookbook.ts';
import { writeGallery } from '../../../src-main/engine/pipeline/lookbook/gallery.ts';
import { scratch } from '../image/make.ts';

const dir = scratch();
const HOSTILE = `"><img src=x onerror=alert(1)><script>alert('1')</script></style>&amp; {{7*7}} https://evil.example/`;
let page: string;
let picture: string;

beforeAll(async () => {
  const jpeg = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#a40' } })
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
  picture = await dir.write('a.jpg', jpeg);
  const request = LookbookRequest.parse({
    ...{
      language: 'zh-CN',
      format: 'html',
      template: 'before-after',
      paper: 'square',
      profile: 'display-p3',
    },
    ...{ cover: true, margins: true, title: HOSTILE, subtitle: HOSTILE, out: 'x.html' },
    words: {
      ...{ before: '试穿前', after: '试穿后', paging: '' },
      ...{ enlarge: '放大', close: '关闭', previous: '上一张', next: '下一张' },
    },
    plates: [
      { picture, before: picture, title: HOSTILE, text: HOSTILE },
      {
        ...{ picture, title: '' },
        garments: [{ name: HOSTILE, about: HOSTILE, sizes: HOSTILE, price: HOSTILE }],
      },
    ],
  });
  page = Buffer.concat(await writeGallery(request)).toString('utf8');
});

describe('a gallery', () => {
  it('asks for nothing outside itself, and allows nothing but its own style and script', () => {
    const sources = [...page.matchAll(/\s(?:src|href|srcset|action|poster)="([^"]*)"/g)].map(([, to]) => to);
    expect(sources.length).toBeGreaterThan(6);
    for (const to of sources)
      expect(to).toMatch(/^(#(plate|open)-\d+|data:image\/jpeg;base64,[A-Za-z0-9+/=]+)$/);
    expect(page).not.toMatch(/url\(|@import/);
    const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    for (const kind of ['style', 'script']) {
      const blocks = [...page.matchAll(new RegExp(`<${kind}>([\\s\\S]*?)</${kind}>`, 'g'))];
      expect(blocks).toHaveLength(1);
      const hash = createHash('sha256').update(blocks[0][1]).digest('base64');
      expect(policy).toContain(`${kind}-src 'sha256-${hash}'`);
    }
  });

  it('shows captions as they were written, whatever is in them', () => {
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
    for (const tag of tags)
      expect(
        'html head meta title style body header h1 p main ol li figure div b a img figcaption h2 ul span small nav script',
      ).toMatch(new RegExp(`\\b${tag}\\b`));
    expect([...page.matchAll(/<img /g)]).toHaveLength(3);
    // in the title, heading, subtitle, a caption with its text and labels, and a garment with all it has
    const shown = '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(&#39;1&#39;)';
    expect(page.split(shown).length - 1).toBeGreaterThan(9);
    expect(page.split('onerror').length).toBe(page.split(shown).length);
  });

  it('has its language, names for every picture, and the files as they are, profile and all', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    for (const [image] of page.matchAll(/<img [^>]*>/g))
      expect(image).toMatch(/alt="[^"]+" width="60" height="80"/);
    const [, data] = page.match(/base64,([^"]+)"/) ?? [];
    expect(Buffer.from(data, 'base64').equals(readFileSync(picture))).toBe(true);
    // from one picture to the next without a script
    expect(page).toContain('href="#plate-2" aria-label="下一张"');
    expect(page).toContain('id="plate-2"');
    expect(page).toMatch(/\.plate:target figure \{ position: fixed/);
    expect(page).toContain('@page { size: 210mm 210mm;');
  });
});
