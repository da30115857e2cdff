/** Clients and their photos. */

import { z } from 'zod';
import { AssetHash, Id, Instant, line, prose } from './common.ts';

/** Body measurements by ISO 8559-1 names, centimetres. */
export const ClientMeasurements = z.record(
  z.string().regex(/^[a-z][A-Za-z]{1,30}$/),
  z.number().min(1).max(300),
);

/** What the client agreed to. Without consent photos may be kept on this computer only while they are worked on. */
export const Consent = z.strictObject({
  given: z.boolean(),
  /** Day it was given, YYYY-MM-DD. */
  on: z.iso.date().optional(),
  scope: z.array(z.enum(['store', 'try-on', 'show', 'publish'])).default([]),
  note: prose(2000).default(''),
});

export const ClientFields = z.strictObject({
  name: line(200).pipe(z.string().min(1)),
  notes: prose(20_000).default(''),
  sex: z.enum(['female', 'male']).optional(),
  birthYear: z.int().min(1900).max(2100).optional(),
  statureCm: z.number().min(50).max(250).optional(),
  measurements: ClientMeasurements.default({}),
  consent: Consent.default({ given: false, scope: [], note: '' }),
});
export type ClientFields = z.infer<typeof ClientFields>;
export type ClientInput = z.input<typeof ClientFields>;

export const Client = ClientFields.extend({
  id: Id,
  createdAt: Instant,
  updatedAt: Instant,
  trashedAt: Instant.optional(),
});
export type Client = z.infer<typeof Client>;

export const Photo = z.strictObject({
  id: Id,
  clientId: Id.optional(),
  hash: AssetHash,
  /** The file's own name when it was imported. */
  fileName: line(255),
  width: z.int().min(1).optional(),
  height: z.int().min(1).optional(),
  importedAt: Instant,
  trashedAt: Instant.optional(),
});
export type Photo = z.infer<typeof Photo>;
