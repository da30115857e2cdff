/** Render look: the picture of an edited look, at the quality an editor needs it in. */

import { z } from 'zod';
import { Category, LandmarkCorrections } from './catalog/garment.ts';
import { LayerSliders, LookLayer, Pin, Stroke } from './catalog/look.ts';
import { Joints } from './joints.ts';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { Joint, Reason, SeenLayer } from './seen.ts';
import { Sentence } from './sentences.ts';

/**
 * 'draft' has a longest side of 448 to 640 pixels and follows a dragged handle, 'preview' at most 1024, 'final' the
 * photo's own size. None is larger than the photo.
 */
export const RENDER_QUALITIES = ['draft', 'preview', 'final'] as const;
export const RenderQuality = z.enum(RENDER_QUALITIES);
export type RenderQuality = z.infer<typeof RenderQuality>;

/** Photo pixels at full size, upright, origin at the top left corner. */

/** Names are opaque to the engine: a look document's own ids, or any others. */
const Name = z.string().min(1).max(80);

export const RenderLayer = z.strictObject({
  id: Name,
  garment: Path,
  /** Landmarks moved by the user, shares of the garment picture's width and height. */
  landmarks: LandmarkCorrections.default({}),
  /** Grey picture of the garment picture's shape that replaces the cut-out: white is garment. */
  cutOut: Path.optional(),
  /** Category set by the user. */
  category: Category.optional(),
  colourway: LookLayer.shape.colourway,
  visible: z.boolean().default(true),
  /** 0 = as if the layer were not there. */
  opacity: z.number().min(0).max(1).default(1),
  /** This layer goes under a lower garment. */
  tuck: z.boolean().default(false),
  /** As in a look document; 0 is the engine's own choice. */
  sliders: LayerSliders.default({ length: 0, ease: 0, shadow: 0, light: 0, edge: 0 }),
  pins: z
    .array(Pin.extend({ id: Name }))
    .max(200)
    .default([]),
});
export type RenderLayer = z.infer<typeof RenderLayer>;

/** Parts of a request, which others are made of as well. */
export const RenderLookParts = z.strictObject({
  /** File of the person. */
  person: Path,
  /** Which person, 1 = largest, which is also taken when left out. */
  subject: z.int().min(1).max(99).optional(),
  /** In wearing order, innermost first; drawn as given. None, or none visible: the untouched photo. */
  layers: z
    .array(RenderLayer)
    .max(6)
    .refine((layers) => new Set(layers.map(({ id }) => id)).size === layers.length, 'an id stands twice')
    .default([]),
  /** Joints moved by the user, by landmark name, photo pixels. */
  pose: Joints.default({}),
  /** Later strokes win over earlier ones. */
  strokes: z
    .array(Stroke.extend({ id: Name, layerId: Name.optional() }))
    .max(5000)
    .default([]),
  quality: RenderQuality.default('final'),
  /**
   * File to write; its ending chooses JPEG, PNG, WebP or TIFF. Metadata of the photo goes with 'final' only. Left out of a
   * draft: its JPEG comes with the result.
   */
  out: Path.optional(),
  /** Grey PNG of the result's size: 255 where a pixel may differ from the photo. */
  editedOut: Path.optional(),
  /** Grey PNG of the result's size: 255 where skin, backdrop or hidden clothes were made up. */
  inventedOut: Path.optional(),
  /** JPEG and WebP quality. */
  compression: z.int().min(1).max(100).optional(),
  keepGps: z.boolean().default(false),
  models: ModelChoice.default({ provider: 'auto' }),
});

export const RenderLookRequest = RenderLookParts.refine(
  ({ quality, out }) => quality === 'draft' || out !== undefined,
  { path: ['out'], error: 'expected a file to write; a draft alone needs none' },
);
export type RenderLookRequest = z.infer<typeof RenderLookRequest>;
/** What a caller may leave out. */
export type RenderLookInput = z.input<typeof RenderLookRequest>;

export const RenderLookResult = z.strictObject({
  out: z.string().optional(),
  /** The JPEG of a draft without a file. */
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
  /** Pixels of the picture made. */
  width: z.int(),
  height: z.int(),
  /** Pixels of the upright photo: the frame of every coordinate here and in the request. */
  photoWidth: z.int(),
  photoHeight: z.int(),
  /** 0..1 */
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(Reason),
  /** All 33 landmarks of the person. */
  joints: z.array(Joint),
  /** Visible layers, innermost first. */
  layers: z.array(SeenLayer),
  /** Share of the picture's pixels that may differ from the photo, 0..1. */
  editedShare: z.number().min(0).max(1),
  /** Things done to read the files, and parts of the request that had no effect. */
  notes: z.array(Sentence),
  provider: z.string(),
  ms: z.number(),
  /** Largest memory of the engine process so far, MB. */
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type RenderLookResult = z.infer<typeof RenderLookResult>;
