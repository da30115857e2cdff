/** Outfits: kinds that are missing, colours that go together, and reasons for it. */

import { describe, expect, it } from 'vitest';
import { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { harmony, labOf, missingKinds, scoreOf } from '../../../src-main/services/knowledge/outfit.ts';
import { inCommon, Styles } from '../../../src-main/services/knowledge/style.ts';

const garment = (category: 'top' | 'trousers' | 'jacket', hex: string, name: string, more = {}) =>
  CatalogGarment.parse({
    id: crypto.randomUUID(),
    hash: 'a'.repeat(64),
    fileName: 'a.jpg',
    importedAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    category,
    colours: [{ name, hex, share: 1 }],
    ...more,
  });

describe('missing kinds', () => {
  it.each([
    [['top'], ['trousers', 'shorts', 'skirt', 'jacket']],
    [['dress'], ['jacket']],
    [['top', 'skirt'], ['jacket']],
    [['jacket', 'trousers'], ['top']],
  ] as const)('of %j', (worn, wanted) => {
    expect(missingKinds(worn).sort()).toEqual([...wanted].sort());
  });
  it('are all where nothing is worn', () => expect(missingKinds([])).toHaveLength(6));
});

describe('colours', () => {
  const of = (a: string, b: string) => harmony(labOf(a), labOf(b));
  it('are in Lab', () => {
    const red = labOf('#ff0000');
    expect(red.l).toBeCloseTo(53.2, 0);
    expect(red.chroma).toBeCloseTo(104.6, 0);
    expect(red.hue).toBeCloseTo(40, 0);
  });
  it('go together where one is neutral, near or opposite; not where both are loud', () => {
    expect(of('#c4202e', '#808285')).toMatchObject({ code: 'outfit-neutral' });
    expect(of('#1d2a4d', '#c4202e')).toMatchObject({ code: 'outfit-neutral' });
    expect(of('#f0735e', '#c4202e')).toMatchObject({ code: 'outfit-near' });
    expect(of('#ec7a1c', '#2f6fd0')).toMatchObject({ code: 'outfit-opposite' });
    expect(of('#0e0e10', '#f7f7f6')).toMatchObject({ code: 'outfit-contrast' });
    const loud = of('#00c030', '#e000d0');
    const quiet = of('#c4202e', '#808285');
    expect(loud.score).toBeLessThan(quiet.score);
  });
});

describe('a piece', () => {
  const tee = {
    garment: garment('top', '#f7f7f6', 'white'),
    seen: { pattern: [{ value: 'floral', probability: 0.9 }] },
  };
  const plain = {
    garment: garment('trousers', '#1b1a1b', 'black'),
    seen: { pattern: [{ value: 'plain', probability: 0.9 }] },
  };

  it('has its reasons, what was worn together before counts, and no reason stands twice', () => {
    const once = scoreOf(plain, [tee], 0);
    const often = scoreOf(plain, [tee], 5);
    expect(often.score).toBeGreaterThan(once.score);
    expect(once.reasons.map(({ code }) => code)).toContain('outfit-contrast');
    expect(once.reasons.map(({ code }) => code)).toContain('outfit-plain-beside');
    expect(often.reasons.map(({ code }) => code)).toContain('outfit-before');
    for (const { reasons } of [once, often])
      expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
  });

  it('is told of by its kind where nothing else is known', () => {
    const bare = { garment: { ...plain.garment, colours: [] }, seen: {} };
    expect(scoreOf(bare, [], 0).reasons.map(({ code }) => code)).toEqual(['outfit-kind']);
  });

  it('is better, and says so, where it is alike in style', () => {
    const [like, unlike, unknown] = [0.8, -0.8, undefined].map((style) => scoreOf(plain, [tee], 0, style));
    expect(like.score).toBeGreaterThan(unknown.score);
    expect(unknown.score).toBeGreaterThan(unlike.score);
    const bare = { garment: { ...plain.garment, colours: [] }, seen: {} };
    expect(scoreOf(bare, [], 0, 0.8).reasons.map(({ code }) => code)).toEqual(['outfit-style']);
    expect(unlike.reasons.map(({ code }) => code)).not.toContain('outfit-style');
  });
});

describe('style', () => {
  /** A kind lies along its own axis; style is what else there is. */
  const point = (kind: number, style: number) => {
    const at = Float32Array.of(0, 0, style, 1);
    at[kind] = 3;
    return at.map((value) => value / Math.hypot(...at));
  };
  const all = (kind: number) => Array.from({ length: 10 }, (_, k) => point(kind, k % 2 ? 1 : -1));
  const styles = new Styles(
    new Map([
      ['top', all(0)],
      ['skirt', all(1)],
      ['dress', all(0).slice(0, 3)],
    ]),
  );

  it('is told apart from kind', () => {
    const worn = [styles.of(point(0, 1), 'top')];
    expect(inCommon(styles.of(point(1, 1), 'skirt'), worn)).toBeGreaterThan(0.9);
    expect(inCommon(styles.of(point(1, -1), 'skirt'), worn)).toBeLessThan(-0.9);
  });
  it('is not known of kinds with few garments, of points of another model, and of no garment', () => {
    expect(styles.of(point(0, 1), 'dress')).toBeUndefined();
    expect(styles.of(Float32Array.of(1, 0), 'top')).toBeUndefined();
    expect(styles.of(undefined, 'top')).toBeUndefined();
    expect(inCommon(undefined, [styles.of(point(0, 1), 'top')])).toBeUndefined();
  });
});
