import { describe, expect, it } from 'vitest';
import { QualityReport, type ScoreOutcome, showFigure } from '../../../src-main/contract/quality.ts';
import { auc, calibration, spearman } from '../../../src-main/engine/quality/calibration.ts';
import { FIGURES } from '../../../src-main/engine/quality/figures.ts';
import { POOR_BELOW, summarize } from '../../../src-main/engine/quality/summary.ts';

describe('calibration', () => {
  it('finds the area under the curve', () => {
    expect(auc([0.1, 0.2], [0.8, 0.9])).toBe(1);
    expect(auc([0.8, 0.9], [0.1, 0.2])).toBe(0);
    expect(auc([0.1, 0.5], [0.5, 0.3])).toBe((1 + 1 + 0.5 + 0) / 4);
    expect(auc([], [0.5])).toBeNull();
  });

  it('correlates ranks, ties sharing theirs', () => {
    expect(spearman([1, 2, 3, 4], [10, 20, 35, 90])).toBeCloseTo(1);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
    // ranks 0.5 0.5 2 3 and 0 1 2 3
    expect(spearman([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5));
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([1, 2], [1, 2])).toBeNull();
  });

  it('counts what was flagged', () => {
    const judged = [
      { confidence: 0.3, needsReview: true, quality: 0.2 },
      { confidence: 0.9, needsReview: false, quality: 0.4 },
      { confidence: 0.5, needsReview: true, quality: 0.9 },
    ];
    expect(calibration(judged, 0.5)).toMatchObject({
      poor: 2,
      good: 1,
      poorFlagged: 1,
      goodFlagged: 1,
      auc: 0.5,
    });
  });
});

const outcome = (name: string, kind: string, figures: Record<string, number>, ms = 100): ScoreOutcome => ({
  name,
  result: {
    name,
    kind,
    about: '',
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
  const ssim = 'tryOn.garment.ssim';
  const report = summarize('Test', [
    outcome('good', 'top', { [ssim]: 0.9, 'pose.errorPx': 2 }, 100),
    outcome('bad', 'dress', { [ssim]: 0.3 }, 300),
    outcome('middling', 'top', { [ssim]: 0.6, 'pose.errorPx': 6 }, 200),
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

  it('judges the confidence', () => {
    expect(report.calibration).toMatchObject({ threshold: POOR_BELOW, poor: 1, good: 2, auc: 0.5 });
  });
});

describe('catalogue', () => {
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
