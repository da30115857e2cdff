/** The report of a batch in both languages: what it says, and that nothing in it is taken for markup. */

import { describe, expect, it } from 'vitest';
import type { BatchItem, BatchView } from '../../../src-main/contract/batch.ts';
import { say } from '../../../src-main/contract/sentences.ts';
import { translator } from '../../../src-main/hosts/cli/translations.ts';
import { reportPage } from '../../../src-main/services/batch/report.ts';
import { REPORT_WORDS } from '../../../src-main/services/batch/report-words.ts';

const counts = { total: 2, waiting: 0, running: 0, done: 1, failed: 1, cancelled: 0, needsReview: 1 };
const batch = { name: '<b>Shoot</b>', out: '/out', counts } as unknown as BatchView;
const spec = (photo: string) => ({
  photo: { path: `/in/${photo}` },
  layers: [{ garment: { path: '/in/tee.jpg' } }],
});
const items = [
  {
    ...{ number: 1, state: 'done', spec: spec('a"b.jpg'), targets: ['x/a b.jpg'] },
    outcome: {
      ...{ needsReview: true, confidence: 0.42, ms: 2300 },
      reasons: [say('tight-try', { zone: 'hip', size: 'L' }), say('arm-crosses-garment')],
    },
  },
  {
    ...{ number: 2, state: 'failed', spec: spec('b.jpg'), targets: ['x/b.jpg'] },
    error: { code: 'no-person-found', message: 'Nobody is in <b.jpg>.' },
  },
] as unknown as BatchItem[];

const page = (language: 'en' | 'zh-CN') =>
  reportPage(batch, items, '/out/report.html', { language, t: translator(language) });

describe('the report of a batch', () => {
  it('is in English', () => {
    const html = page('en');
    expect(html).toContain('<html lang="en">');
    for (const text of [
      '1 of 2 done, 1 to look at, 1 failed',
      'arm crosses the garment',
      'tight at the hip',
      '2.3 s',
    ])
      expect(html.toLowerCase()).toContain(text);
    expect(html).toContain('Nobody is in &lt;b.jpg&gt;.');
    expect(html).toContain('href="x/a%20b.jpg"');
    expect(html).not.toContain('<b>Shoot');
  });

  it('is in Chinese throughout', () => {
    const html = page('zh-CN');
    expect(html).toContain('<html lang="zh-CN">');
    for (const text of [
      '共 2 张，已完成 1 张',
      '手臂挡在服装前',
      '照片中没有找到人物：',
      '可信度 42 %',
      '2.3 秒',
    ])
      expect(html).toContain(text);
    const words = html
      .replace(/<(head|style)>.*?<\/\1>/gs, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&[^;]+;/g, ' ');
    // File names and sizes are all that is left in Latin letters.
    expect(words.match(/[A-Za-z]{2,}/g)?.filter((word) => !['Shoot', 'jpg', 'tee'].includes(word))).toEqual(
      [],
    );
  });

  it('has a word for every state', () => {
    for (const words of Object.values(REPORT_WORDS))
      expect(Object.values(words.state).every((word) => word.length > 0)).toBe(true);
  });
});
