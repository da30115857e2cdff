/** Summary: figures of many tasks brought together: means, groups, calibration, times, and the order from worst to best. */

import type { QualityReport, ScoreOutcome, ScoreResult } from '../../contract/quality.ts';
import { median } from '../image/ops/signal.ts';
import { calibration } from './calibration.ts';
import { FIGURES } from './figures.ts';

/** What results are ordered by. */
export const RANKED_BY = 'tryOn.garment.ssim';

/** Figures whose worst tasks are named, and how many of them. */
export const WORST_BY = [
  'tryOn.garment.ssim',
  'tryOn.garment.ciede2000',
  'tryOn.maskIou',
  'tryOn.outside.kept',
  'print.medianShare',
  'pose.convention.errorPx',
  'parsing.miou',
  'matte.sad',
  'garment.landmarkError',
  'garment.cutoutIou',
] as const;
const WORST = 3;

/** Group of tasks that failed before their kind was known. */
const UNKNOWN_KIND = 'unknown';

export function summarize(title: string, outcomes: readonly ScoreOutcome[], atOnce = 1): QualityReport {
  const results = outcomes.flatMap(({ result }) => (result ? [result] : []));
  const kinds = [...new Set(outcomes.map(kindOf))].sort();
  const categories = [...new Set(results.flatMap((result) => result.categories))].sort();
  const cases = outcomes.toSorted((a, b) => rank(a) - rank(b)).map(caseOf);
  return {
    format: 2,
    title,
    definitions: FIGURES.filter(({ id }) => results.some(({ figures }) => id in figures)),
    overall: meansOf(outcomes),
    byKind: Object.fromEntries(
      kinds.map((kind) => [kind, meansOf(outcomes.filter((outcome) => kindOf(outcome) === kind))]),
    ),
    byCategory: Object.fromEntries(
      categories.map((category) => [
        category,
        meansOf(outcomes.filter(({ result }) => result?.categories.includes(category))),
      ]),
    ),
    calibration: calibration(results),
    stages: stagesOf(results),
    medianMs: results.length > 0 ? median(results.map(({ ms }) => ms)) : null,
    peakMb: Math.max(0, ...results.map(({ peakMb }) => peakMb)),
    atOnce,
    worst: cases.slice(0, WORST).map(({ name }) => name),
    worstBy: worstBy(results),
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
    return {
      name,
      kind: UNKNOWN_KIND,
      about: '',
      categories: [],
      figures: {},
      reasons: [],
      ...(error ? { error } : {}),
    };
  const { kind, about, categories, figures, confidence, needsReview, reasons } = result;
  return { name, kind, about, categories, figures, confidence, needsReview, reasons };
}

function meansOf(outcomes: readonly ScoreOutcome[]): QualityReport['overall'] {
  const results = outcomes.flatMap(({ result }) => (result ? [result] : []));
  const figures: Record<string, number> = {};
  const errors: Record<string, number> = {};
  for (const { id } of FIGURES) {
    const values = results.flatMap((result) => (id in result.figures ? [result.figures[id]] : []));
    const n = values.length;
    if (n === 0) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    figures[id] = mean;
    if (n > 1)
      errors[id] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
  }
  return { done: results.length, failed: outcomes.length - results.length, figures, errors };
}

function worstBy(results: readonly ScoreResult[]): QualityReport['worstBy'] {
  return WORST_BY.flatMap((id) => {
    const sign = FIGURES.find((figure) => figure.id === id)?.better === 'low' ? -1 : 1;
    const cases = results
      .flatMap(({ name, figures }) => (id in figures ? [{ name, value: figures[id] }] : []))
      .sort((a, b) => sign * (a.value - b.value))
      .slice(0, WORST);
    return cases.length > 0 ? [{ figure: id, cases }] : [];
  });
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
