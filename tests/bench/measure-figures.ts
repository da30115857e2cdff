/** Measure figures: how far measurements with uncertainties are from the truth, and whether the uncertainties hold. */

/** A measurement against its truth, centimetres; `spread` is the one sigma that was told. */
export interface Told {
  value: number;
  spread: number;
  truth: number;
}

export interface MeasureFigures {
  count: number;
  /** Mean and mean absolute error, root mean square of what remains without the mean, centimetres. */
  bias: number;
  meanAbs: number;
  scatter: number;
  /** Mean uncertainty told, centimetres. */
  spread: number;
  /** Shares of the truths within one and two sigmas; of normal errors .683 and .954. */
  within1: number;
  within2: number;
  /** Root mean square error in sigmas; 1 where uncertainties hold, more where they promise too much. */
  rmsSigmas: number;
}

/** @throws RangeError for an empty list, which has no figures */
export function measureFigures(all: readonly Told[]): MeasureFigures {
  if (all.length === 0) throw new RangeError('no measurements to compare with their truth');
  const mean = (of: (one: Told) => number): number => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const off = ({ value, truth }: Told): number => value - truth;
  const sigmas = (one: Told): number => Math.abs(off(one)) / one.spread;
  const bias = mean(off);
  return {
    count: all.length,
    bias,
    meanAbs: mean((one) => Math.abs(off(one))),
    scatter: Math.sqrt(mean((one) => (off(one) - bias) ** 2)),
    spread: mean(({ spread }) => spread),
    within1: mean((one) => (sigmas(one) <= 1 ? 1 : 0)),
    within2: mean((one) => (sigmas(one) <= 2 ? 1 : 0)),
    rmsSigmas: Math.sqrt(mean((one) => sigmas(one) ** 2)),
  };
}
