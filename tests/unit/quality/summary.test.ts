import { describe, expect, it } from 'vitest';
import { QualityReport, type ScoreOutcome, showFigure } from '../../../src-main/contract/quality.ts';
import { calibration, concordance, spearman } from '../../../src-main/engine/quality/calibration.ts';
import { FIGURES } from '../../../src-main/engine/quality/figures.ts';
import { summarize, WORST_BY } from '../../../src-main/engine/quality/summary.ts';

const ssim = 'tryOn.garment.ssim';
const colour = 'tryOn.garment.ciede2000';

describe('calibration', () => {
  it('finds how often the more confident of two results is the better one', () => {
    expect(concordance([0.1, 0.2, 0.8], [1, 2, 3])).toBe(1);
    expect(concordance([0.8, 0.2, 0.1], [1, 2, 3])).toBe(0);
    // pairs: right, wrong, equal confidence
    expect(concordance([0.1, 0.5, 0.1], [1, 3, 2])).toBe((1 + 0.5 + 1) / 3);
    // results that are equally good say nothing
    expect(concordance([0.1, 0.9], [2, 2])).toBeNull();
    expect(concordance([], [])).toBeNull();
  });

  it('correlates ranks, ties sharing theirs', () => {
    expect(spearman([1, 2, 3, 4], [10, 20, 35, 90])).toBeCloseTo(1);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
    // ranks 0.5 0.5 2 3 and 0 1 2 3
    expect(spearman([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5));
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([1, 2], [1, 2])).toBeNull();
  });

  const judged = Array.from({ length: 12 }, (_, i) => ({
    confidence: 0.3 + i * 0.05,
    needsReview: i < 4,
    // better with confidence by either figure: one high, one low
    figures: { [ssim]: 0.5 + i * 0.01, [colour]: 12 - i },
  }));

  it('takes low figures the other way round', () => {
    const { against } = calibration(judged);
    expect(against.map(({ figure }) => figure)).toEqual([ssim, colour]);
    for (const one of against) expect(one).toMatchObject({ results: 12, concordance: 1, spearman: 1 });
    expect(against[1].flagged).toBeCloseTo((12 + 11 + 10 + 9) / 4);
    expect(against[1].unflagged).toBeCloseTo((8 + 1) / 2);
  });

  it('draws a curve over bands of equally many, least confident first', () => {
    const { bands, flagged, unflagged } = calibration(judged.toReversed());
    expect([flagged, unflagged]).toEqual([4, 8]);
    expect(bands.map(({ results }) => results)).toEqual([3, 3, 3, 3]);
    expect(bands.map((band) => band.flagged)).toEqual([3, 1, 0, 0]);
    expect(bands[0]).toMatchObject({ from: judged[0].confidence, to: judged[2].confidence });
    expect(bands.map(({ figures }) => figures[colour])).toEqual([11, 8, 5, 2]);
  });

  it('makes fewer bands of few results, and none of none', () => {
    expect(calibration(judged.slice(0, 7)).bands.map(({ results }) => results)).toEqual([4, 3]);
    expect(calibration(judged.slice(0, 2)).bands).toHaveLength(1);
    expect(calibration([])).toEqual({ flagged: 0, unflagged: 0, against: [], bands: [] });
  });
});

const outcome = (
  name: string,
  kind: string,
  figures: Record<string, number>,
  ms = 100,
  categories = ['top'],
): ScoreOutcome => ({
  name,
  result: {
    name,
    kind,
    about: '',
    categories,
    figures,
    confidence: 0.8,
    needsReview: false,
    reasons: [],
    pictures: [],
    provider: 'cpu',
    ms,
    peakMb: ms,
    stages: [
      { stage: 'composite', subject: '', ms, cached: false, reasons: [] },
      { stage: 'load-photo', subject: '', ms: 0, cached: true, reasons: [] },
    ],
  },
});

describe('summary', () => {
  const report = summarize('Test', [
    outcome('good', 'top', { [ssim]: 0.9, 'pose.errorPx': 2 }, 100),
    outcome('bad', 'dress', { [ssim]: 0.3 }, 300, ['dress']),
    outcome('middling', 'top', { [ssim]: 0.6, 'pose.errorPx': 6 }, 200, ['top', 'jacket']),
    { name: 'broken', error: { code: 'not-an-image', message: 'No.' } },
  ]);

  it('is valid, worst first, failures before all', () => {
    expect(QualityReport.parse(report)).toEqual(report);
    expect(report.cases.map(({ name }) => name)).toEqual(['broken', 'bad', 'middling', 'good']);
    expect(report.worst).toEqual(['broken', 'bad', 'middling']);
  });

  it('takes means over the tasks that have a figure, overall and by kind', () => {
    expect(report.overall).toMatchObject({ done: 3, failed: 1 });
    expect(report.overall.figures[ssim]).toBeCloseTo(0.6);
    expect(report.overall.figures['pose.errorPx']).toBe(4);
    expect(report.byKind.top.figures[ssim]).toBeCloseTo(0.75);
    expect(report.byKind.dress.figures['pose.errorPx']).toBeUndefined();
    expect(report.definitions.map(({ id }) => id)).toEqual([ssim, 'pose.errorPx']);
  });

  it('knows times and memory, cached stages left out', () => {
    expect(report).toMatchObject({ medianMs: 200, peakMb: 300 });
    expect(report.stages).toEqual([{ stage: 'composite', medianMs: 200, runs: 3 }]);
  });

  it('counts a task with two garments in both categories', () => {
    expect(Object.keys(report.byCategory)).toEqual(['dress', 'jacket', 'top']);
    expect(report.byCategory.top.figures[ssim]).toBeCloseTo(0.75);
    expect(report.byCategory.jacket).toMatchObject({ done: 1, failed: 0 });
  });

  it('knows how sure the means are', () => {
    // deviations 0.3, -0.3 and 0 over two, over three
    expect(report.overall.errors[ssim]).toBeCloseTo(Math.sqrt(0.18 / 2 / 3));
    expect(report.byKind.dress.errors).toEqual({});
  });

  it('names the worst by each figure, the high ones from below and the low ones from above', () => {
    const many = Array.from({ length: 5 }, (_, i) =>
      outcome(`c${i}`, 'top', { [ssim]: i / 10, [colour]: i, ...(i === 2 ? { 'matte.sad': 1 } : {}) }),
    );
    const { worstBy } = summarize('Test', many);
    const names = (id: string) => worstBy.find(({ figure }) => figure === id)?.cases.map(({ name }) => name);
    expect(names(ssim)).toEqual(['c0', 'c1', 'c2']);
    expect(names(colour)).toEqual(['c4', 'c3', 'c2']);
    expect(names('matte.sad')).toEqual(['c2']);
    expect(names('parsing.miou')).toBeUndefined();
  });

  it('judges the confidence', () => {
    expect(report.calibration).toMatchObject({ flagged: 0, unflagged: 3 });
    expect(report.calibration.against).toMatchObject([{ figure: ssim, results: 3, concordance: 0.5 }]);
  });
});

describe('catalogue', () => {
  it('holds what the worst are named by', () => {
    for (const id of WORST_BY) expect(FIGURES.some((figure) => figure.id === id)).toBe(true);
  });

  it('names every figure once and defines it', () => {
    expect(new Set(FIGURES.map(({ id }) => id)).size).toBe(FIGURES.length);
    for (const { definition } of FIGURES) expect(definition).toMatch(/^[A-Z0-9].{15,}\.$/);
  });

  it('shows values with their units', () => {
    const show = (id: string, value?: number) => showFigure(FIGURES.find((f) => f.id === id)!, value);
    expect(show('pose.pck20', 0.9137)).toBe('91.4 %');
    expect(show('tryOn.garment.psnr', 21.456)).toBe('21.46 dB');
    expect(show('tryOn.garment.ssim', 0.75)).toBe('0.750');
    expect(show('tryOn.garment.ssim')).toBe('');
  });
});
