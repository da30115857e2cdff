import { readFileSync } from 'node:fs';
import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { PrintedDocument } from '../../../src-main/contract/print.ts';
import { say } from '../../../src-main/contract/sentences.ts';
import type { DressedGarment } from '../../../src-renderer/features/preview3d/logic/outfit.ts';
import { type ReportFacts, reportOf } from '../../../src-renderer/features/preview3d/logic/report.ts';

const NAMESPACES = ['preview3d', 'clients', 'settings', 'told', 'library', 'errors'];
const words: Record<string, TFunction> = {};
beforeAll(async () => {
  for (const language of ['en', 'zh-CN']) {
    const read = (name: string) =>
      JSON.parse(
        readFileSync(
          new URL(`../../../src-renderer/ui/i18n/${language}/${name}.json`, import.meta.url),
          'utf8',
        ),
      );
    const one = i18next.createInstance();
    words[language] = await one.init({
      lng: language,
      ns: NAMESPACES,
      resources: { [language]: Object.fromEntries(NAMESPACES.map((name) => [name, read(name)])) },
      interpolation: { escapeValue: false },
    });
  }
});

const garment = {
  garmentId: 'skirt',
  category: 'skirt',
  method: 'sewn',
  material: 'silk',
  chart: 'given',
  size: '40',
  recommendation: {
    size: '38',
    nextBest: '36',
    reasons: [
      say('size-fits', { size: '38', zones: '' }),
      say('tight-try', { zone: 'waist', size: '40' }),
      say('next-best-closer', { size: '36' }),
    ],
  },
  sizes: [
    { size: '38', penalty: 1, dimensions: {}, zones: [{ zone: 'waist', easeCm: -1.27, verdict: 'tight' }] },
    {
      size: '40',
      penalty: 2,
      dimensions: {},
      zones: [
        { zone: 'waist', easeCm: 2.54, verdict: 'close' },
        { zone: 'hip', easeCm: 15.24, verdict: 'loose' },
        { zone: 'length', easeCm: 3, verdict: 'loose' },
      ],
    },
  ],
  hem: { place: 'knee', belowCm: -5.08 },
  panels: [],
  confidence: 0.834,
  reasons: [say('back-made-up')],
} as unknown as DressedGarment;

const facts = (language: 'en' | 'zh-CN', more: Partial<ReportFacts> = {}): ReportFacts => ({
  t: words[language],
  language,
  units: 'cm',
  at: new Date('2026-11-27T12:00:00'),
  client: 'Lena Brandt',
  look: 'Dinner',
  known: { sex: 'female', ageYears: undefined, measures: { bustGirth: 90 } },
  photo: { bustGirth: { value: 88, spread: 3 }, waistGirth: { value: 71.1, spread: 2.54 } },
  dressing: {
    mesh: 'a'.repeat(64),
    measurements: { bustGirth: 90, waistGirth: 71.1, hipGirth: 97 },
    notes: [],
    garments: [garment, { ...garment, garmentId: 'top', method: 'projected', reasons: [] }],
    failed: [],
  } as unknown as ReportFacts['dressing'],
  recoloured: new Set(['top']),
  nameOf: (id) => ({ skirt: 'Floral midi skirt', top: 'Tee', coat: 'Old coat' })[id]!,
  ...more,
});
const blocks = <K extends PrintedDocument['blocks'][number]['kind']>(document: PrintedDocument, kind: K) =>
  document.blocks.filter((block) => block.kind === kind) as Extract<
    PrintedDocument['blocks'][number],
    { kind: K }
  >[];

describe('fit report', () => {
  it.each([
    ['en', 'In this look the garment has another colour than in its picture.'],
    ['zh-CN', '此造型中的服装已改色，与其图片颜色不同。'],
  ] as const)('says in %s which garment is recoloured, and of no other', (language, words) => {
    const told = PrintedDocument.parse(reportOf(facts(language))).blocks;
    const at = told.flatMap((block, i) => (block.kind === 'text' && block.text === words ? [i] : []));
    const heading = (name: string) =>
      told.findIndex((block) => block.kind === 'heading' && block.text === name);
    expect(at).toHaveLength(1);
    expect(at[0]).toBe(heading('Tee') + 1);
    expect(heading('Floral midi skirt')).toBeLessThan(at[0]);
  });

  it.each([
    ['en', 'Old coat could not be sewn: '],
    ['zh-CN', 'Old coat 无法缝制：'],
  ] as const)('names in %s what could not be sewn, with why, and still has the others', (language, words) => {
    const whole = facts(language);
    const failed = [
      { index: 1, garmentId: 'coat', error: { code: 'garment-not-supported', message: 'no garment in it' } },
    ];
    const document = PrintedDocument.parse(
      reportOf({ ...whole, dressing: { ...whole.dressing, failed } as ReportFacts['dressing'] }),
    );
    const [list] = blocks(document, 'list');
    expect(list.items[0].startsWith(words)).toBe(true);
    expect(list.items[0].length).toBeGreaterThan(words.length + 3);
    expect(list.items[0]).not.toContain('errors:');
    expect(blocks(document, 'pictures')).toHaveLength(2);
    expect(JSON.stringify(reportOf(whole))).not.toContain(words);
  });

  it('says of every measure what it is and where it is from', () => {
    const document = PrintedDocument.parse(reportOf(facts('en')));
    expect(document.title).toBe('Fit report: Lena Brandt');
    const [body] = blocks(document, 'facts');
    expect(body.rows).toEqual([
      { name: 'Bust or chest', value: '90.0 cm', note: 'typed' },
      { name: 'Waist', value: '71.1 cm', note: 'photo, ± 2.5 cm' },
      { name: 'Hip', value: '97.0 cm', note: 'usual for the rest' },
    ]);
  });

  it('has a table of every size, the one shown marked and the one recommended starred', () => {
    const [table] = blocks(PrintedDocument.parse(reportOf(facts('en'))), 'table');
    expect(table.head).toEqual(['Room, cm', '38 ★', '40']);
    expect(table.marked).toBe(2);
    expect(table.rows.map((cells) => cells.map(({ text }) => text))).toEqual([
      ['Waist', '-1.3  Tight', '+2.5  Close'],
      ['Hip', '–', '+15.2  Loose'],
    ]);
    expect(table.rows[0].map(({ tone }) => tone)).toEqual([undefined, 'bad', 'warn']);
  });

  it('is in inches where the user measures in them', () => {
    const document = PrintedDocument.parse(reportOf(facts('en', { units: 'inch' })));
    expect(blocks(document, 'facts')[0].rows[1]).toMatchObject({
      value: '28.0 inch',
      note: 'photo, ± 1.0 inch',
    });
    expect(blocks(document, 'table')[0].rows[0][1].text).toBe('-0.5  Tight');
    expect(blocks(document, 'facts')[1].rows[0]).toMatchObject({
      value: '2 inch above the knee',
      note: 'Long',
    });
  });

  it('shows the map of each garment by its place, the scale only where cloth was sewn, and what is unsure', () => {
    const document = PrintedDocument.parse(reportOf(facts('en')));
    expect(blocks(document, 'pictures').map(({ pictures }) => pictures.map(({ name }) => name))).toEqual([
      ['fit-0-front', 'fit-0-back'],
      ['fit-1-front', 'fit-1-back'],
    ]);
    expect(blocks(document, 'scale')).toHaveLength(1);
    expect(blocks(document, 'list').map(({ items }) => items)).toEqual([
      ['Tight at the waist: try 40', '36 is next best, closer'],
      ['The back is made up from the front'],
      ['Tight at the waist: try 40', '36 is next best, closer'],
    ]);
    expect(blocks(document, 'heading').map(({ aside }) => aside)).toContain('Confidence 83 %');
  });

  it('is Chinese in Chinese', () => {
    const document = PrintedDocument.parse(reportOf(facts('zh-CN', { client: undefined, look: '' })));
    const all = JSON.stringify({ ...document, language: '' }).replaceAll(
      /"(kind|tone|name|title|level|blocks|text|aside|strong|rows|value|note|columns|head|right|marked|pictures|height|caption|items|stops|at|colour|parts|language|footer|paging)":/g,
      '',
    );
    const latin = [...all.matchAll(/[A-Za-z]{3,}/g)].map(([word]) => word);
    const shop = ['Floral', 'midi', 'skirt', 'Tee'];
    const kinds =
      /^(heading|text|facts|list|table|pictures|scale|fit|front|back|dim|bad|warn|cool|true|false|page|pages)$/;
    expect(latin.filter((word) => !shop.includes(word) && !kinds.test(word))).toEqual([]);
    expect(document.paging).toBe('第 {page} 页，共 {pages} 页');
  });
});
