/**
 * Speed of the catalog with 10,000 garments, as JSON on standard output.
 *
 *   node tests/bench/library.ts [--count N] [--out FILE]
 *
 * Milliseconds of processor time of single calls: median and 95th percentile over searches in English and Chinese, with and
 * without filters, first and later pages; of one edit of a look with a long history; of opening the library.
 */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GarmentInput, GarmentQueryInput } from '../../src-main/contract/catalog/garment.ts';
import { openLibrary } from '../../src-main/library/library.ts';

const { values: flags } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, out: { type: 'string' } },
});
const count = Math.max(10, Number(flags.count));

/** Deterministic choice: member `k` of a list by a hash of a seed. */
function pick<T>(list: readonly T[], seed: string): T {
  return list[createHash('sha256').update(seed).digest().readUInt32LE(0) % list.length];
}

const EN = [
  'striped',
  'floral',
  'plain',
  'checked',
  'linen',
  'cotton',
  'wool',
  'silk',
  'wide',
  'slim',
  'cropped',
];
const EN_NOUN = ['tee', 'shirt', 'blouse', 'dress', 'skirt', 'trousers', 'jacket', 'coat', 'shorts'];
const ZH = ['红色', '蓝色', '白色', '黑色', '条纹', '碎花', '亚麻', '真丝', '羊毛', '宽松', '修身'];
const ZH_NOUN = ['上衣', '衬衫', '连衣裙', '半身裙', '长裤', '外套', '大衣', '短裤'];
const CATEGORIES = ['top', 'trousers', 'shorts', 'skirt', 'dress', 'jacket'] as const;

function garment(k: number): GarmentInput {
  const chinese = k % 3 === 0;
  const [words, nouns] = chinese ? [ZH, ZH_NOUN] : [EN, EN_NOUN];
  const word = (n: number): string => pick(words, `${k} ${n}`);
  return {
    name: [word(1), word(2), pick(nouns, `${k} noun`)].join(chinese ? '' : ' '),
    brand: `Brand ${k % 57}`,
    sku: `SKU-${String(k).padStart(6, '0')}`,
    category: pick(CATEGORIES, `${k} category`),
    season: pick(['SS25', 'AW25', 'SS26', 'AW26'], `${k} season`),
    price: (k * 37) % 50000,
    rating: k % 6,
    tags: [word(3), pick(['office', 'evening', 'summer', '通勤', '度假'], `${k} tag`)],
    sizes: ['XS', 'S', 'M', 'L', 'XL'].slice(k % 3).map((label) => ({ label, chest: 90 })),
    attributes: { material: word(4), neckline: pick(['crew', 'V', '圆领'], `${k} neck`) },
    notes: `${word(5)} ${word(6)} ${word(7)}`,
  };
}

const QUERIES: GarmentQueryInput[] = [
  {},
  { text: 'striped' },
  { text: 'str' },
  { text: 's' },
  { text: 'linen dress', sort: 'relevance' },
  { text: 'sku-004', sort: 'relevance' },
  { text: '连衣裙' },
  { text: '红', sort: 'relevance' },
  { text: '真丝 裙', categories: ['dress', 'skirt'] },
  { categories: ['top'], sizes: ['M'], ratingAtLeast: 3, sort: 'price' },
  { tags: ['office'], brands: ['Brand 3', 'Brand 4'], sort: 'name', descending: false },
  { price: { from: 10_000, to: 20_000 }, seasons: ['AW26'], sort: 'rating' },
];

const folder = mkdtempSync(join(tmpdir(), 'toile-bench-'));
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const quantile = (values: number[], q: number): number =>
  Number(
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))].toFixed(2),
  );

try {
  let library = openLibrary(join(folder, 'library'));
  const fillFrom = cpuMs();
  const hashes: string[] = [];
  for (let k = 0; k < count; k++) {
    const { hash } = await library.assets.importBytes(Buffer.from(`picture ${k}`), {
      kind: 'original',
      mediaType: 'image/jpeg',
    });
    hashes.push(hash);
  }
  const opened = library;
  opened.atomically(() => {
    for (const [k, hash] of hashes.entries()) opened.garments.add(hash, `${k}.jpg`, garment(k));
  });
  const fillMs = cpuMs() - fillFrom;
  library.close();

  const openFrom = cpuMs();
  library = openLibrary(join(folder, 'library'));
  const openMs = cpuMs() - openFrom;

  const times: number[] = [];
  const slowest = { ms: 0, query: '' };
  for (let round = 0; round < 20; round++)
    for (const query of QUERIES)
      for (const offset of [0, 400]) {
        const from = cpuMs();
        library.garments.search(query, { limit: 100, offset });
        const ms = cpuMs() - from;
        if (round > 0) times.push(ms);
        if (round > 0 && ms > slowest.ms) Object.assign(slowest, { ms, query: JSON.stringify(query) });
      }

  const photo = library.clients.addPhoto(hashes[0], 'client.jpg');
  const { id, document } = library.looks.create({ format: 1, photoId: photo.id });
  const edits: number[] = [];
  let state = document;
  for (let k = 0; k < 1000; k++) {
    const stroke = {
      id: crypto.randomUUID(),
      puts: 'front' as const,
      radius: 20,
      hardness: 0.8,
      points: Array.from({ length: 80 }, (_, i) => i + k + 0.25),
    };
    const from = cpuMs();
    state = library.looks.edit(id, 'Brush', { ...state, strokes: [...state.strokes, stroke] }).document;
    edits.push(cpuMs() - from);
  }
  library.close();

  const report = {
    garments: count,
    fillMsEach: Number((fillMs / count).toFixed(3)),
    openMs: Number(openMs.toFixed(1)),
    searchMs: { median: quantile(times, 0.5), p95: quantile(times, 0.95), slowest },
    editMs: {
      first100: quantile(edits.slice(0, 100), 0.5),
      last100: quantile(edits.slice(-100), 0.5),
    },
  };
  const text = JSON.stringify(report, undefined, 2);
  if (flags.out) writeFileSync(flags.out, `${text}\n`);
  console.log(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
