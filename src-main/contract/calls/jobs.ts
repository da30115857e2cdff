/** Jobs: long work with progress that can be cancelled, taken up again and looked at afterwards. */

import { z } from 'zod';
import { Id, Instant } from '../catalog/common.ts';
import { ErrorData } from '../errors-data.ts';
import { Sentence } from '../sentences.ts';
import { ById, ByIds, DownloadToken, Nothing, reads } from './define.ts';

export const JOB_KINDS = [
  'import-garments',
  'import-photos',
  'demo',
  'describe',
  'export',
  'lookbook',
  'backup',
  'check',
] as const;

/** What became of one file of a job. */
export const JobItem = z.strictObject({
  name: z.string(),
  state: z.enum(['done', 'known', 'failed']),
  /** Record it became or already was. */
  id: Id.optional(),
  notes: z.array(Sentence).default([]),
  error: ErrorData.optional(),
});
export type JobItem = z.infer<typeof JobItem>;

export const JobView = z.strictObject({
  id: Id,
  kind: z.enum(JOB_KINDS),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** What it is about, for the list: a count or a name. */
  subject: z.string(),
  /** Stage now running, share done 0..1, and milliseconds left where that can be told. */
  progress: z
    .strictObject({
      stage: z.string(),
      fraction: z.number().min(0).max(1),
      etaMs: z.number().min(0).optional(),
    })
    .optional(),
  items: z.array(JobItem),
  /** Finished file, to be fetched or saved. */
  download: z.strictObject({ token: DownloadToken, fileName: z.string(), bytes: z.int() }).optional(),
  error: ErrorData.optional(),
  createdAt: Instant,
});
export type JobView = z.infer<typeof JobView>;

export const JOB_CALLS = {
  'jobs.list': reads(Nothing, z.array(JobView)),
  'jobs.get': reads(ById, JobView),
  // Exports and backups run also where the library is only read, and only such jobs are on the list there.
  /** Ends it at the next safe point; what is done stays done. */
  'jobs.cancel': reads(ById, JobView),
  /** Runs what failed or was cancelled again. */
  'jobs.retry': reads(ById, JobView),
  /** Takes ended jobs off the list, all of them or those named. */
  'jobs.clear': reads(z.strictObject({ ids: ByIds.shape.ids }).optional(), z.int()),
} as const;
