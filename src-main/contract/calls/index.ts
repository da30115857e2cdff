/** Every call a window may make of the core, and every event the core sends: the one contract of all hosts. */

import { z } from 'zod';
import { Id } from '../catalog/common.ts';
import { APP_CALLS } from './app.ts';
import { BATCH_CALLS, BatchCard } from './batches.ts';
import { BODY_CALLS } from './body.ts';
import { CLIENT_CALLS } from './clients.ts';
import { GARMENT_CALLS } from './garments.ts';
import { JOB_CALLS, JobView } from './jobs.ts';
import { KNOWLEDGE_CALLS } from './knowledge.ts';
import { LOOKBOOK_CALLS } from './lookbooks.ts';
import { LOOK_CALLS } from './looks.ts';
import { MADE_CALLS } from './made.ts';
import { WORN_CALLS } from './worn.ts';

export const CALLS = {
  ...APP_CALLS,
  ...BATCH_CALLS,
  ...BODY_CALLS,
  ...CLIENT_CALLS,
  ...GARMENT_CALLS,
  ...JOB_CALLS,
  ...KNOWLEDGE_CALLS,
  ...LOOK_CALLS,
  ...LOOKBOOK_CALLS,
  ...MADE_CALLS,
  ...WORN_CALLS,
} as const;

export type CallName = keyof typeof CALLS;
/** What a caller gives; defaults may be left out. */
export type CallInput<C extends CallName> = z.input<(typeof CALLS)[C]['input']>;
/** What a handler gets: checked, defaults filled in. */
export type CallRequest<C extends CallName> = z.output<(typeof CALLS)[C]['input']>;
export type CallOutput<C extends CallName> = z.output<(typeof CALLS)[C]['output']>;

export const CHANGED = [
  'clients',
  'photos',
  'garments',
  'collections',
  'looks',
  'settings',
  'trash',
  'batches',
] as const;

/** What the core tells every window without being asked. */
export const StudioEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('job'), job: JobView }),
  /** Records changed; all of that kind when `ids` is left out. */
  z.strictObject({ type: z.literal('changed'), what: z.enum(CHANGED), ids: z.array(Id).optional() }),
  z.strictObject({
    type: z.literal('render'),
    ticket: z.uuid(),
    stage: z.string(),
    fraction: z.number().min(0).max(1),
    etaMs: z.number().min(0).optional(),
  }),
  /** How a batch stands; `items` are the numbers of those that changed. */
  z.strictObject({ type: z.literal('batch'), batch: BatchCard, items: z.array(z.int()).optional() }),
  z.strictObject({ type: z.literal('engine'), state: z.enum(['ready', 'crashed']) }),
  /** Files were opened with the app (desktop): uploads ready to be imported. */
  z.strictObject({
    type: z.literal('opened'),
    uploads: z.array(z.strictObject({ token: z.uuid(), name: z.string() })),
  }),
  /** A command chosen from the native menu, by the name the command palette knows it by. */
  z.strictObject({ type: z.literal('command'), command: z.string().max(60) }),
]);
export type StudioEvent = z.infer<typeof StudioEvent>;
