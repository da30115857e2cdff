/** Calibration: whether the confidence of results foretells how good they are, without a line between good and poor. */

import type { QualityReport } from '../../contract/quality.ts';
import { FIGURES } from './figures.ts';

export interface Judged {
  confidence: number;
  needsReview: boolean;
  figures: Readonly<Record<string, number>>;
}

/** Figures that the confidence should foretell. */
export const FORETOLD = [
  'tryOn.garment.ssim',
  'tryOn.garment.ciede2000',
  'tryOn.maskIou',
  'print.medianShare',
] as const;

/** Bands of the reliability curve, and the fewest results that make one. */
const BANDS = 4;
const FEWEST = 3;

/** Confidence against every figure that occurs, and the curve over bands of about equally many results. */
export function calibration(results: readonly Judged[]): QualityReport['calibration'] {
  const occurring = FORETOLD.filter((id) => results.some(({ figures }) => id in figures));
  return {
    flagged: results.filter(({ needsReview }) => needsReview).length,
    unflagged: results.filter(({ needsReview }) => !needsReview).length,
    against: occurring.map((id) => against(results, id)),
    bands: bandsOf(results, occurring),
  };
}

function against(results: readonly Judged[], id: string): QualityReport['calibration']['against'][number] {
  const having = results.filter(({ figures }) => id in figures);
  const sign = FIGURES.find((figure) => figure.id === id)?.better === 'low' ? -1 : 1;
  const confidence = having.map((result) => result.confidence);
  const goodness = having.map(({ figures }) => sign * figures[id]);
  return {
    figure: id,
    results: having.length,
    concordance: concordance(confidence, goodness),
    spearman: spearman(confidence, goodness),
    flagged: mean(having.filter((r) => r.needsReview).map(({ figures }) => figures[id])),
    unflagged: mean(having.filter((r) => !r.needsReview).map(({ figures }) => figures[id])),
  };
}

function bandsOf(results: readonly Judged[], ids: readonly string[]): QualityReport['calibration']['bands'] {
  const sorted = results.toSorted((a, b) => a.confidence - b.confidence);
  const count = Math.max(1, Math.min(BANDS, Math.floor(sorted.length / FEWEST)));
  const bands = [];
  for (let band = 0; band < count; band++) {
    const own = sorted.slice(
      Math.round((band * sorted.length) / count),
      Math.round(((band + 1) * sorted.length) / count),
    );
    if (own.length === 0) continue;
    const figures: Record<string, number> = {};
    for (const id of ids) {
      const value = mean(own.flatMap((result) => (id in result.figures ? [result.figures[id]] : [])));
      if (value !== null) figures[id] = value;
    }
    bands.push({
      from: own[0].confidence,
      to: own[own.length - 1].confidence,
      results: own.length,
      flagged: own.filter(({ needsReview }) => needsReview).length,
      figures,
    });
  }
  return bands;
}

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/**
 * Concordance: of all pairs of results of which one is better, the share in which that one has the higher confidence;
 * equal confidences count half (Harrell and others 1982). 0.5 is no better than chance; null without such a pair.
 */
export function concordance(confidence: readonly number[], goodness: readonly number[]): number | null {
  let pairs = 0;
  let right = 0;
  for (let i = 0; i < goodness.length; i++) {
    for (let j = 0; j < i; j++) {
      if (goodness[i] === goodness[j]) continue;
      pairs++;
      const [worse, better] = goodness[i] < goodness[j] ? [i, j] : [j, i];
      right +=
        confidence[worse] < confidence[better] ? 1 : confidence[worse] === confidence[better] ? 0.5 : 0;
    }
  }
  return pairs > 0 ? right / pairs : null;
}

/** Spearman's rank correlation, equal values sharing their mean rank; null for fewer than three or constant values. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 3) return null;
  const x = ranks(a);
  const y = ranks(b);
  const middle = (a.length - 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) ** 2;
    yy += (y[i] - middle) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const out = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let k = from; k <= to; k++) out[order[k]] = (from + to) / 2;
    from = to + 1;
  }
  return out;
}
