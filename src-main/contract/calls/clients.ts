/** Calls about clients and their photos. */

import { z } from 'zod';
import { Client, ClientFields, Photo } from '../catalog/client.ts';
import { AssetHash, Id, line, Page } from '../catalog/common.ts';
import { ById, Nothing, reads, Uploads, writes } from './define.ts';
import { JobView } from './jobs.ts';

/** A client as lists show one. */
export const ClientCard = z.strictObject({
  client: Client,
  photos: z.int(),
  looks: z.int(),
  /** Newest photo. */
  cover: AssetHash.optional(),
});
export type ClientCard = z.infer<typeof ClientCard>;

/** Fields a change may give; what is left out stays, null empties. Has no defaults, unlike {@link ClientFields}. */
export const ClientChanges = z.strictObject({
  name: ClientFields.shape.name.optional(),
  notes: ClientFields.shape.notes.unwrap().optional(),
  sex: ClientFields.shape.sex.nullable(),
  birthYear: ClientFields.shape.birthYear.nullable(),
  statureCm: ClientFields.shape.statureCm.nullable(),
  measurements: ClientFields.shape.measurements.unwrap().optional(),
  consent: ClientFields.shape.consent.unwrap().optional(),
});
export type ClientChanges = z.infer<typeof ClientChanges>;

export const CLIENT_CALLS = {
  'clients.list': reads(
    z.strictObject({
      text: line(300).default(''),
      trash: z.boolean().default(false),
      page: Page.partial().default({}),
    }),
    z.array(ClientCard),
  ),
  'clients.get': reads(ById, Client),
  'clients.create': writes(ClientFields, Client),
  'clients.update': writes(z.strictObject({ id: Id, changes: ClientChanges }), Client),
  /** Deletes the client, photos, looks and every picture made from them at once, without the trash. */
  'clients.erase': writes(ById, z.strictObject({ bytes: z.int() })),
  /** Photos of a client; those without one where none is given, and in the trash those of everyone. */
  'photos.list': reads(
    z.strictObject({ clientId: Id.optional(), trash: z.boolean().default(false) }),
    z.array(Photo),
  ),
  'photos.get': reads(ById, Photo),
  'photos.import': writes(z.strictObject({ uploads: Uploads, clientId: Id.optional() }), JobView),
  'photos.assign': writes(z.strictObject({ id: Id, clientId: Id.optional() }), Photo),
  'photos.people': reads(
    ById,
    z.array(
      z.strictObject({
        subject: z.int().min(1),
        /** Photo pixels. */
        box: z.strictObject({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
      }),
    ),
  ),
  'clients.count': reads(Nothing, z.int()),
} as const;
