/** Sew: a garment picture made a garment in 3D, worn by a body in several sizes, with how it fits and what to take. */

import { z } from 'zod';
import { DIMENSION_BOUNDS, DIMENSION_NAMES, type Dimension, MATERIAL_NAMES } from './names.ts';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { Sentence } from './sentences.ts';

export const SIZE_NAMES = ['XS', 'S', 'M', 'L', 'XL', 'XXL'] as const;
export const SizeName = z.enum(SIZE_NAMES);
export type SizeName = z.infer<typeof SizeName>;

export const PREFERENCES = ['close', 'regular', 'loose'] as const;

export { DIMENSION_NAMES, MATERIAL_NAMES };

const dimension = ([low, high]: readonly [number, number]) => z.number().min(low).max(high).optional();
export const GarmentSizes = z.strictObject(
  Object.fromEntries(DIMENSION_NAMES.map((name) => [name, dimension(DIMENSION_BOUNDS[name])])) as Record<
    Dimension,
    ReturnType<typeof dimension>
  >,
);

/** What each size of a garment measures. */
export const SizeChart = z.partialRecord(SizeName, GarmentSizes);
export type SizeChart = z.infer<typeof SizeChart>;

/** Tape measures of a person, centimetres and kilograms. */
export const TapeMeasures = z.strictObject({
  stature: z.number().min(130).max(220).optional(),
  massKg: z.number().min(30).max(250).optional(),
  bustGirth: z.number().min(60).max(180).optional(),
  underbustGirth: z.number().min(50).max(160).optional(),
  waistGirth: z.number().min(45).max(180).optional(),
  hipGirth: z.number().min(60).max(190).optional(),
  thighGirth: z.number().min(30).max(110).optional(),
  upperArmGirth: z.number().min(16).max(65).optional(),
  shoulderWidth: z.number().min(25).max(65).optional(),
  armLength: z.number().min(40).max(85).optional(),
  insideLegHeight: z.number().min(50).max(115).optional(),
});
export type TapeMeasures = z.infer<typeof TapeMeasures>;

export const SewRequest = z.strictObject({
  /** Picture of the garment from the front. */
  garment: Path,
  /** Pictures of what is worn beneath it, innermost first; each in the size that suits the wearer. */
  beneath: z.array(Path).max(3).default([]),
  /** The same garment from behind. */
  back: Path.optional(),
  /** Photo of the person who is to wear it. */
  person: Path.optional(),
  /** Which person of the photo, 1 = largest, which is also taken when left out. */
  subject: z.int().min(1).max(99).optional(),
  sex: z.enum(['female', 'male']).optional(),
  ageYears: z.int().min(18).max(90).optional(),
  /** What was measured with a tape; beside a photo these values win. */
  measures: TapeMeasures.default({}),
  /** Size to wear in the pictures; the recommended one when left out. */
  size: SizeName.optional(),
  /** Sizes of the fit map; the size worn with its neighbours when left out. */
  compare: z.array(SizeName).min(1).max(4).optional(),
  /** Without a chart the sizes are those of an ordinary one around this body. */
  chart: SizeChart.optional(),
  material: z.enum(MATERIAL_NAMES).optional(),
  preference: z.enum(PREFERENCES).default('regular'),
  /** Whether a mannequin fills the garment in its picture; judged from the picture when left out. */
  shown: z.enum(['flat', 'mannequin']).optional(),
  /** Height of the pictures of the garment worn, pixels; their width is three quarters of it. */
  viewHeight: z.int().min(160).max(3000).default(1200),
  /** Folder for the pictures; made where it is missing. */
  out: Path,
  /** Folder for a page that shows what every stage saw. */
  explain: Path.optional(),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type SewRequest = z.infer<typeof SewRequest>;
export type SewInput = z.input<typeof SewRequest>;

const Zone = z.strictObject({
  zone: z.string(),
  /** Garment minus body, centimetres; of 'length', how far the hem lies below its usual place. */
  easeCm: z.number(),
  verdict: z.enum(['tight', 'close', 'regular', 'loose']),
});

export const WornSize = z.strictObject({
  size: SizeName,
  /** Centimetres, as sewn. */
  dimensions: z.record(z.string(), z.number()),
  zones: z.array(Zone),
  /** Why this size cannot be sewn while others can. */
  refused: Sentence.optional(),
  /** Stretch of the cloth, absent when the photo was laid on a template. */
  stretch: z
    .strictObject({
      /** Strain that the material takes in comfort, 0..1. */
      comfort: z.number(),
      /** Strain that a tenth of the cloth exceeds, 0..1. */
      p90: z.number(),
      /** Share of the cloth that is stretched beyond comfort, 0..1. */
      beyond: z.number(),
    })
    .optional(),
});

export const SewnLayer = z.strictObject({
  file: z.string(),
  category: z.string(),
  method: z.enum(['sewn', 'projected']),
  projectedBecause: Sentence.optional(),
  size: SizeName,
  material: z.string(),
  confidence: z.number().min(0).max(1),
  /** Points of its cloth; those pressed below what is worn over it by more than 1 mm; and seen ones that stand out of it still. */
  vertices: z.int(),
  pressed: z.int(),
  astray: z.int(),
  /** Share of its cloth that others hide, 0..1. */
  hidden: z.number().min(0).max(1),
});
export type SewnLayer = z.infer<typeof SewnLayer>;

export const SewResult = z.strictObject({
  /** Folder the files are in. */
  out: z.string(),
  /** Files by what they show. */
  files: z.strictObject({
    front: z.string(),
    threeQuarter: z.string(),
    side: z.string(),
    back: z.string(),
    fit: z.string(),
  }),
  garment: z.strictObject({
    file: z.string(),
    category: z.string(),
    sleeve: z.string(),
    confidence: z.number().min(0).max(1),
  }),
  /** Its own cut sewn and draped, or, where that is not possible, its photo laid on a ready garment. */
  method: z.enum(['sewn', 'projected']),
  /** Why it was not sewn. */
  projectedBecause: Sentence.optional(),
  /** How all that is worn lies over each other, innermost first; empty where there is one garment. */
  layers: z.array(SewnLayer),
  material: z.string(),
  body: z.strictObject({
    source: z.enum(['photo', 'measures', 'photo and measures']),
    sex: z.enum(['female', 'male', 'between']),
    /** Centimetres by ISO 8559-1 names; and massKg. */
    measurements: z.record(z.string(), z.number()),
  }),
  /** Where the sizes come from. */
  chart: z.enum(['given', 'assumed']),
  /** The size in the pictures. */
  size: SizeName,
  recommendation: z.strictObject({
    size: SizeName,
    nextBest: SizeName.optional(),
    /** In words, the first is the size itself. */
    reasons: z.array(Sentence),
  }),
  /** The sizes of the fit map, smallest first. */
  sizes: z.array(WornSize),
  /** 0..1 */
  confidence: z.number().min(0).max(1),
  reasons: z.array(Sentence),
  /** Things done to read the files that a user may want to know. */
  notes: z.array(Sentence),
  explainPage: z.string().optional(),
  provider: z.string(),
  ms: z.number(),
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type SewResult = z.infer<typeof SewResult>;
