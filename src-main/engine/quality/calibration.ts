/** Calibration: whether the confidence of results tells the poor ones from the good ones. */

export interface Judged {
  confidence: number;
  needsReview: boolean;
  /** The figure the confidence should foretell, higher is better. */
  quality: number;
}

export interface Calibration {
  poor: number;
  good: number;
  poorFlagged: number;
  goodFlagged: number;
  auc: number | null;
  spearman: number | null;
}

/** @param threshold quality below which a result is poor */
export function calibration(results: readonly Judged[], threshold: number): Calibration {
  const poor = results.filter((result) => result.quality < threshold);
  const good = results.filter((result) => result.quality >= threshold);
  const flagged = (list: readonly Judged[]): number => list.filter((result) => result.needsReview).length;
  return {
    poor: poor.length,
    good: good.length,
    poorFlagged: flagged(poor),
    goodFlagged: flagged(good),
    auc: auc(
      poor.map((result) => result.confidence),
      good.map((result) => result.confidence),
    ),
    spearman: spearman(
      results.map((result) => result.confidence),
      results.map((result) => result.quality),
    ),
  };
}

/**
 * Area under the ROC curve: the chance that a value of `low` is below one of `high`, equal ones counting half (Mann and
 * Whitney 1947). Null when either is empty.
 */
export function auc(low: readonly number[], high: readonly number[]): number | null {
  if (low.length === 0 || high.length === 0) return null;
  let wins = 0;
  for (const a of low) for (const b of high) wins += a < b ? 1 : a === b ? 0.5 : 0;
  return wins / (low.length * high.length);
}

/** Spearman's rank correlation, equal values sharing their mean rank; null for fewer than three or constant values. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 3) return null;
  const x = ranks(a);
  const y = ranks(b);
  const mean = (a.length - 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) ** 2;
    yy += (y[i] - mean) ** 2;
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
