/** Fit report: how what a body wears fits, as a document on paper. The words are the caller's, the pictures the engine's. */

import { z } from 'zod';
import { ModelChoice, Path } from './options.ts';
import { PrintedDocument, PrintedPictures } from './print.ts';
import { StageRecord } from './progress.ts';
import { WearRequest } from './wear.ts';

const { body, garments, preference } = WearRequest.shape;

/** Name by which a document shows a garment's fit map, counted in wearing order from 0. */
export const fitPicture = (garment: number, side: 'front' | 'back'): string => `fit-${garment}-${side}`;

export const FitReportRequest = z.strictObject({
  body,
  garments,
  preference,
  document: PrintedDocument,
  /** Of those that are not fit maps. */
  pictures: PrintedPictures.default({}),
  /** PDF file to write. */
  out: Path,
  models: ModelChoice.default({ provider: 'auto' }),
});
export type FitReportRequest = z.infer<typeof FitReportRequest>;
export type FitReportInput = z.input<typeof FitReportRequest>;

export const FitReportResult = z.strictObject({
  out: z.string(),
  bytes: z.int(),
  provider: z.string(),
  ms: z.number(),
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type FitReportResult = z.infer<typeof FitReportResult>;
