/** Look: a photo, its garments and every edit, as a document without pixels from which the picture can be made again. */

import { z } from 'zod';
import { Alterations } from '../alterations.ts';
import { At, Joints } from '../joints.ts';
import { MATERIAL_NAMES } from '../names.ts';
import { AssetHash, Id, Instant, line } from './common.ts';

/** Photo pixels at full size, origin at the top left corner. */

/** Sliders of a layer; 0 leaves the engine's own choice, the ends are the most it may differ. */
export const LayerSliders = z.strictObject({
  length: z.number().min(-1).max(1).default(0),
  ease: z.number().min(-1).max(1).default(0),
  shadow: z.number().min(-1).max(1).default(0),
  light: z.number().min(-1).max(1).default(0),
  edge: z.number().min(-1).max(1).default(0),
});

/** A point of the garment held at a point of the photo. */
export const Pin = z.strictObject({
  id: Id,
  /** Name of the landmark that is pinned; left out for a pin of the user's own. */
  landmark: z
    .string()
    .regex(/^[a-z][A-Za-z]{1,20}$/)
    .optional(),
  /** Shares of the garment picture's width and height. */
  garment: z.strictObject({ u: z.number().min(-0.5).max(1.5), v: z.number().min(-0.5).max(1.5) }),
  photo: At,
});

export const LookLayer = z.strictObject({
  id: Id,
  garmentId: Id,
  size: line(20).optional(),
  visible: z.boolean().default(true),
  locked: z.boolean().default(false),
  opacity: z.number().min(0).max(1).default(1),
  tuck: z.boolean().default(false),
  sliders: LayerSliders.default({ length: 0, ease: 0, shadow: 0, light: 0, edge: 0 }),
  pins: z.array(Pin).max(200).default([]),
  /** Fabric it is sewn of in the 3D view; the usual one of its category when left out. */
  material: z.enum(MATERIAL_NAMES).optional(),
  /** Colour it is shown in, sRGB; as photographed when left out. */
  colourway: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .optional(),
  /** Points of its pattern moved for this wearer; the garment itself stays as it is. */
  alterations: Alterations.optional(),
});
export type LookLayer = z.infer<typeof LookLayer>;

/** A stroke of the occlusion brush: what it covers comes in front of the layer, or goes behind it. */
export const Stroke = z.strictObject({
  id: Id,
  /** Layer it acts on; all when left out. */
  layerId: Id.optional(),
  puts: z.enum(['front', 'behind']),
  /** Photo pixels. */
  radius: z.number().min(0.5).max(2000),
  /** 0 soft .. 1 hard. */
  hardness: z.number().min(0).max(1).default(0.8),
  /** x and y by turns, photo pixels: strokes are most of a document, and this is their shortest form. */
  points: z
    .array(z.number().min(-1e5).max(1e5))
    .min(2)
    .max(20_000)
    .refine((points) => points.length % 2 === 0, 'a point without y'),
});

export const LookDocument = z.strictObject({
  format: z.literal(1),
  photoId: Id,
  /** Person in the photo, 1 = largest. */
  subject: z.int().min(1).max(99).default(1),
  /** Wearing order, innermost first. */
  layers: z.array(LookLayer).max(6).default([]),
  /** Joints moved by the user, by name of the landmark. */
  pose: Joints.default({}),
  strokes: z.array(Stroke).max(5000).default([]),
});
export type LookDocument = z.infer<typeof LookDocument>;
export type LookDocumentInput = z.input<typeof LookDocument>;

export const Look = z.strictObject({
  id: Id,
  clientId: Id.optional(),
  name: line(200),
  document: LookDocument,
  /** Edits made so far, and of those the ones that hold now: smaller after undo. */
  edits: z.int().min(0),
  applied: z.int().min(0),
  createdAt: Instant,
  updatedAt: Instant,
  trashedAt: Instant.optional(),
});
export type Look = z.infer<typeof Look>;

/** One line of the history list. */
export const LookEdit = z.strictObject({ number: z.int().min(1), label: line(120), at: Instant });
export type LookEdit = z.infer<typeof LookEdit>;

/** A picture made from a look: a cache that may be deleted at any time. */
export const LookResult = z.strictObject({
  lookId: Id,
  /** sha256 of the document and of everything else the picture depends on. */
  key: AssetHash,
  quality: z.enum(['preview', 'final']),
  hash: AssetHash,
  /** Grey mask of what was made up. */
  inventedHash: AssetHash.optional(),
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(z.string()),
  /** What is shown with the picture, as plain data that is checked by whoever reads it. */
  details: z.unknown().optional(),
  at: Instant,
});
export type LookResult = z.infer<typeof LookResult>;
