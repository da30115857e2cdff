/** Calls about looks: editing the document, rendering it, and getting the picture out. */

import { z } from 'zod';
import { AssetHash, Id, line } from '../catalog/common.ts';
import { Look, LookDocument, LookEdit } from '../catalog/look.ts';
import { OUTPUT_FORMATS } from '../names.ts';
import { RenderQuality } from '../render-look.ts';
import { Joint, Reason, SeenLayer } from '../seen.ts';
import { Sentence } from '../sentences.ts';
import { ById, DownloadToken, reads, writes } from './define.ts';
import { JobView } from './jobs.ts';

/** A picture of a look and what the engine says about it. */
export const Rendered = z.strictObject({
  lookId: Id,
  quality: RenderQuality,
  /** Names the picture: an asset, except for a draft, whose picture is `inline` alone. */
  picture: AssetHash,
  /** The picture of a draft itself, as a data address: whoever drags does not wait for it to be asked for. */
  inline: z.string().startsWith('data:image/').optional(),
  /** Grey mask of what was made up (skin, backdrop), where asked for and there is any. */
  invented: AssetHash.optional(),
  width: z.int(),
  height: z.int(),
  photoWidth: z.int(),
  photoHeight: z.int(),
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(Reason),
  joints: z.array(Joint),
  layers: z.array(SeenLayer),
  /** Things done to read the files, and parts of the look that have no effect. */
  notes: z.array(Sentence),
  ms: z.number(),
});
export type Rendered = z.infer<typeof Rendered>;

export const ExportOptions = z.strictObject({
  format: z.enum(OUTPUT_FORMATS).default('jpeg'),
  /** JPEG and WebP. */
  quality: z.int().min(1).max(100).default(92),
  /** Longest side in pixels; the photo's own size when left out. */
  longest: z.int().min(64).max(20_000).optional(),
  /** The photo's own profile, or sRGB. */
  profile: z.enum(['photo', 'srgb']).default('photo'),
  keepExif: z.boolean().default(true),
  keepGps: z.boolean().default(false),
  /** File name without ending; {client} {look} {garments} {date} {time} {n} {photo} are filled in. */
  nameTemplate: line(200).pipe(z.string().min(1)).default('{client}-{look}-{date}'),
});
export type ExportOptions = z.infer<typeof ExportOptions>;

export const LookCard = z.strictObject({
  look: Look,
  /** Newest picture of it, if there is one. */
  picture: AssetHash.optional(),
  photo: AssetHash,
  confidence: z.number().optional(),
  needsReview: z.boolean().optional(),
});
export type LookCard = z.infer<typeof LookCard>;

export const LOOK_CALLS = {
  'looks.list': reads(
    z.strictObject({ clientId: Id.optional(), photoId: Id.optional(), trash: z.boolean().default(false) }),
    z.array(LookCard),
  ),
  'looks.get': reads(ById, Look),
  'looks.create': writes(z.strictObject({ document: LookDocument, name: line(200).default('') }), Look),
  'looks.rename': writes(z.strictObject({ id: Id, name: line(200) }), Look),
  'looks.duplicate': writes(z.strictObject({ id: Id, name: line(200).default('') }), Look),
  /**
   * Makes `document` the look's next state, one step of its history. `onto` is the number of applied edits the caller saw:
   * when the look has moved on meanwhile (another window), the call is refused with `look-changed`.
   */
  'looks.edit': writes(
    z.strictObject({ id: Id, label: line(120), document: LookDocument, onto: z.int().min(0).optional() }),
    Look,
  ),
  'looks.undo': writes(z.strictObject({ id: Id, steps: z.int().min(1).max(100_000).default(1) }), Look),
  'looks.redo': writes(z.strictObject({ id: Id, steps: z.int().min(1).max(100_000).default(1) }), Look),
  /** To the state after edit `number`; 0 is the look as it was made. */
  'looks.goTo': writes(z.strictObject({ id: Id, number: z.int().min(0) }), Look),
  'looks.history': reads(ById, z.array(LookEdit)),
  /**
   * Picture of the look as it is now, or of `document` for a drag that is not an edit yet. The newest request for a look
   * wins: older ones that have not begun are answered with `superseded`, a running one is stopped where that is quicker.
   * Progress comes as `render` events with `ticket`.
   */
  'looks.render': reads(
    z.strictObject({
      id: Id,
      quality: RenderQuality,
      ticket: z.uuid(),
      document: LookDocument.optional(),
      invented: z.boolean().default(false),
    }),
    Rendered,
  ),
  'looks.cancelRender': reads(z.strictObject({ ticket: z.uuid() }), z.null()),
  /** Newest finished picture of the look as it is now, without making one. */
  'looks.rendered': reads(
    z.strictObject({ id: Id, quality: z.enum(['preview', 'final']) }),
    Rendered.nullable(),
  ),
  /** Writes the look as a picture file, which becomes the job's download. */
  'looks.export': reads(z.strictObject({ id: Id, options: ExportOptions }), JobView),
  /** The look as PNG of at most `longest` pixels, ready for the clipboard or for dragging out. */
  'looks.picture': reads(
    z.strictObject({ id: Id, longest: z.int().min(64).max(8192).default(2048) }),
    z.strictObject({ token: DownloadToken, fileName: z.string(), bytes: z.int() }),
  ),
} as const;
