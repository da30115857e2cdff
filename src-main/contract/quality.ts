/** Quality: requests and results of `toile bench quality`, which compares the engine's work with a known truth. */

import { z } from 'zod';
import { ErrorData } from './errors-data.ts';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';

/** One thing to run and compare. */
export const ScoreTask = z.discriminatedUnion('kind', [
  /** A synthetic case of a studio set: its folder. */
  z.strictObject({
    kind: z.literal('case'),
    folder: Path,
    /** Also dress the client from the flat-lay pictures. */
    flat: z.boolean().default(false),
  }),
  /** A garment put back on the person who wears it. */
  z.strictObject({
    kind: z.literal('pair'),
    name: z.string().min(1),
    person: Path,
    garments: z.array(Path).min(1).max(6),
    /** Picture of the person's size; what is white in it is hidden from the engine. */
    mask: Path.optional(),
  }),
]);
export type ScoreTask = z.output<typeof ScoreTask>;

export const ScoreRequest = z.strictObject({
  task: ScoreTask,
  /** Folder for the pictures of the report. */
  pictures: Path.optional(),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type ScoreRequest = z.infer<typeof ScoreRequest>;
export type ScoreInput = z.input<typeof ScoreRequest>;

/** A picture of the report, a file in the folder the request named. */
export const ScorePicture = z.strictObject({
  title: z.string(),
  file: z.string(),
  width: z.int(),
  height: z.int(),
});
export type ScorePicture = z.infer<typeof ScorePicture>;

export const ScoreResult = z.strictObject({
  name: z.string(),
  /** 'top', 'bottom', 'dress' or 'layers'; 'pair' for real pairs. */
  kind: z.string(),
  about: z.string(),
  /** By the ids of the catalogue in `engine/quality/figures.ts`; a figure that has no meaning here is left out. */
  figures: z.record(z.string(), z.number()),
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(z.string()),
  pictures: z.array(ScorePicture),
  provider: z.string(),
  ms: z.number(),
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type ScoreResult = z.infer<typeof ScoreResult>;

/** What became of one task. */
export const ScoreOutcome = z.strictObject({
  name: z.string(),
  result: ScoreResult.optional(),
  error: ErrorData.optional(),
});
export type ScoreOutcome = z.infer<typeof ScoreOutcome>;

export const QualityReportRequest = z.strictObject({
  /** What was measured, for the head of the report. */
  title: z.string(),
  outcomes: z.array(ScoreOutcome).min(1).max(10_000),
  /** Folder that holds the pictures of the outcomes. */
  pictures: Path.optional(),
  /** HTML file to write. */
  out: Path.optional(),
});
export type QualityReportRequest = z.infer<typeof QualityReportRequest>;

const Means = z.strictObject({
  /** Tasks that ran, and tasks that failed. */
  done: z.int(),
  failed: z.int(),
  /** Mean of every figure over the tasks that have it. */
  figures: z.record(z.string(), z.number()),
});

/** What is measured and how. */
export const Figure = z.strictObject({
  id: z.string(),
  label: z.string(),
  /** 'share' is 0..1, shown in per cent. */
  unit: z.enum(['share', 'px', 'mm', 'dB', '']),
  better: z.enum(['high', 'low']),
  /** Decimals shown. */
  digits: z.int(),
  definition: z.string(),
});
export type Figure = z.infer<typeof Figure>;

export const QualityReport = z.strictObject({
  format: z.literal(1),
  title: z.string(),
  /** Every figure that occurs, in the order of reports. */
  definitions: z.array(Figure),
  overall: Means,
  byKind: z.record(z.string(), Means),
  calibration: z.strictObject({
    /** SSIM in the garment region below which a result counts as poor. */
    threshold: z.number(),
    poor: z.int(),
    good: z.int(),
    /** Poor and good results that say "needs review". */
    poorFlagged: z.int(),
    goodFlagged: z.int(),
    /** Chance that a poor result has the lower confidence of the two, 0.5 = no better than chance. */
    auc: z.number().nullable(),
    /** Rank correlation of confidence with that SSIM. */
    spearman: z.number().nullable(),
  }),
  /** Median milliseconds of every stage that ran, in running order. */
  stages: z.array(z.strictObject({ stage: z.string(), medianMs: z.number(), runs: z.int() })),
  /** Median milliseconds of a whole task, scoring included. */
  medianMs: z.number().nullable(),
  peakMb: z.number(),
  /** Names of the three worst tasks, failed ones first. */
  worst: z.array(z.string()),
  /** Worst first. */
  cases: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      about: z.string(),
      figures: z.record(z.string(), z.number()),
      confidence: z.number().optional(),
      needsReview: z.boolean().optional(),
      reasons: z.array(z.string()),
      error: ErrorData.optional(),
    }),
  ),
  /** The HTML file, if one was asked for. */
  report: z.string().optional(),
});
export type QualityReport = z.infer<typeof QualityReport>;

/** A value as reports show it; nothing where there is none. */
export function showFigure({ unit, digits }: Figure, value: number | undefined): string {
  if (value === undefined) return '';
  if (unit === 'share') return `${(100 * value).toFixed(digits)} %`;
  return `${value.toFixed(digits)}${unit ? ` ${unit}` : ''}`;
}
