/** Summary: figures of many tasks brought together: means, groups, calibration, times, and the order from worst to best. */

import type { QualityReport, ScoreOutcome, ScoreResult } from '../../contract/quality.ts';
import { median } from '../image/ops/signal.ts';
import { calibration } from './calibration.ts';
import { FIGURES } from './figures.ts';

/** What results are ordered by, and what their confidence should foretell. */
export const RANKED_BY = 'tryOn.garment.ssim';
/** SSIM in the garment region below which a result is poor: prints are out of place or edges off, at a glance. */
export const POOR_BELOW = 0.6;

/** Group of tasks that failed before their kind was known. */
const UNKNOWN_KIND = 'unknown';

export function summarize(title: string, outcomes: readonly ScoreOutcome[]): QualityReport {
  const results = outcomes.flatMap(({ result }) => (result ? [result] : []));
  const kinds = [...new Set(outcomes.map(kindOf))].sort();
  const judged = results.flatMap(({ confidence, needsReview, figures }) =>
    figures[RANKED_BY] === undefined ? [] : [{ confidence, needsReview, quality: figures[RANKED_BY] }],
  );
  const cases = outcomes.toSorted((a, b) => rank(a) - rank(b)).map(caseOf);
  return {
    format: 1,
    title,
    definitions: FIGURES.filter(({ id }) => results.some(({ figures }) => id in figures)),
    overall: meansOf(outcomes),
    byKind: Object.fromEntries(
      kinds.map((kind) => [kind, meansOf(outcomes.filter((outcome) => kindOf(outcome) === kind))]),
    ),
    calibration: { threshold: POOR_BELOW, ...calibration(judged, POOR_BELOW) },
    stages: stagesOf(results),
    medianMs: results.length > 0 ? median(results.map(({ ms }) => ms)) : null,
    peakMb: Math.max(0, ...results.map(({ peakMb }) => peakMb)),
    worst: cases.slice(0, 3).map(({ name }) => name),
    cases,
  };
}

const kindOf = ({ result }: ScoreOutcome): string => result?.kind ?? UNKNOWN_KIND;

/** Failures first, then what could not be ranked, then by figure. */
function rank({ result }: ScoreOutcome): number {
  return result ? (result.figures[RANKED_BY] ?? -1) : Number.NEGATIVE_INFINITY;
}

function caseOf({ name, result, error }: ScoreOutcome): QualityReport['cases'][number] {
  if (!result)
    return { name, kind: UNKNOWN_KIND, about: '', figures: {}, reasons: [], ...(error ? { error } : {}) };
  const { kind, about, figures, confidence, needsReview, reasons } = result;
  return { name, kind, about, figures, confidence, needsReview, reasons };
}

function meansOf(outcomes: readonly ScoreOutcome[]): QualityReport['overall'] {
  const results = outcomes.flatMap(({ result }) => (result ? [result] : []));
  const figures: Record<string, number> = {};
  for (const { id } of FIGURES) {
    const values = results.flatMap((result) => (id in result.figures ? [result.figures[id]] : []));
    if (values.length > 0) figures[id] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return { done: results.length, failed: outcomes.length - results.length, figures };
}

/** Stages taken from the cache say nothing about time. */
function stagesOf(results: readonly ScoreResult[]): QualityReport['stages'] {
  const times = new Map<string, number[]>();
  for (const { stages } of results) {
    for (const { stage, ms, cached } of stages) {
      if (cached) continue;
      const list = times.get(stage) ?? [];
      list.push(ms);
      times.set(stage, list);
    }
  }
  return [...times].map(([stage, ms]) => ({ stage, medianMs: median(ms), runs: ms.length }));
}
