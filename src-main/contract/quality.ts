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
  /** Of its garments: the true ones of a case, those found of a pair. */
  categories: z.array(z.string()),
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
  /** Tasks that ran at the same time and shared the processor. */
  atOnce: z.int().min(1).default(1),
  /** Folder that holds the pictures of the outcomes. */
  pictures: Path.optional(),
  /** HTML file to write. */
  out: Path.optional(),
});
export type QualityReportRequest = z.infer<typeof QualityReportRequest>;
export type QualityReportInput = z.input<typeof QualityReportRequest>;

const Means = z.strictObject({
  /** Tasks that ran, and tasks that failed. */
  done: z.int(),
  failed: z.int(),
  /** Mean of every figure over the tasks that have it. */
  figures: z.record(z.string(), z.number()),
  /** Standard error of every mean that is taken over two tasks or more. */
  errors: z.record(z.string(), z.number()),
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
  format: z.literal(2),
  title: z.string(),
  /** Every figure that occurs, in the order of reports. */
  definitions: z.array(Figure),
  overall: Means,
  byKind: z.record(z.string(), Means),
  /** By category of garment; a task with two garments counts in both. */
  byCategory: z.record(z.string(), Means),
  /** How well the confidence of results foretells how good they are. */
  calibration: z.strictObject({
    /** Results that say "needs review", and those that do not. */
    flagged: z.int(),
    unflagged: z.int(),
    against: z.array(
      z.strictObject({
        figure: z.string(),
        /** Tasks that have the figure. */
        results: z.int(),
        /** Chance that of two results the better one has the higher confidence, 0.5 = no better than chance. */
        concordance: z.number().nullable(),
        /** Rank correlation of confidence and goodness, 1 = the more confident the better. */
        spearman: z.number().nullable(),
        /** Mean of the figure over results that say "needs review", and over those that do not. */
        flagged: z.number().nullable(),
        unflagged: z.number().nullable(),
      }),
    ),
    /** Reliability curve: results in order of confidence, in bands of about equally many, least confident first. */
    bands: z.array(
      z.strictObject({
        from: z.number(),
        to: z.number(),
        results: z.int(),
        flagged: z.int(),
        figures: z.record(z.string(), z.number()),
      }),
    ),
  }),
  /** Median milliseconds of every stage that ran, in running order. */
  stages: z.array(z.strictObject({ stage: z.string(), medianMs: z.number(), runs: z.int() })),
  /** Median milliseconds of a whole task, scoring included. */
  medianMs: z.number().nullable(),
  peakMb: z.number(),
  /** Tasks that ran at the same time: times of one task at a time are shorter. */
  atOnce: z.int(),
  /** Names of the three worst tasks, failed ones first. */
  worst: z.array(z.string()),
  /** The three worst tasks by each of the main figures, worst first. */
  worstBy: z.array(
    z.strictObject({
      figure: z.string(),
      cases: z.array(z.strictObject({ name: z.string(), value: z.number() })),
    }),
  ),
  /** Worst first. */
  cases: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      about: z.string(),
      categories: z.array(z.string()),
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
