/** Wear: garments sewn for a body and worn over each other, as one mesh file for a 3D view, with how each fits. */

import { z } from 'zod';
import { Alterations } from './alterations.ts';
import { Category, LandmarkCorrections } from './catalog/garment.ts';
import { LookLayer } from './catalog/look.ts';
import { ErrorData } from './errors-data.ts';
import { FigureStyle, MANNEQUIN } from './figure-style.ts';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { Sentence } from './sentences.ts';
import { MATERIAL_NAMES, PREFERENCES, SizeChart, SizeName, WornSize } from './sew.ts';
import { AnyPose, ShapeBodyRequest } from './shape-body.ts';

const { sex, ageYears, measures } = ShapeBodyRequest.shape;

/** Whose body: sex and any subset of measures. */
export const WearerBody = z.strictObject({ sex, ageYears, measures });
export type WearerBody = z.infer<typeof WearerBody>;

export const WearGarment = z.strictObject({
  /** Picture from the front. */
  garment: Path,
  /** The same garment from behind. */
  back: Path.optional(),
  /** Landmarks moved by the user, shares of the picture's width and height. */
  landmarks: LandmarkCorrections.default({}),
  /** Grey picture of the garment picture's shape that replaces the cut-out: white is garment. */
  cutOut: Path.optional(),
  category: Category.optional(),
  material: z.enum(MATERIAL_NAMES).optional(),
  /** Without a chart the sizes are those of an ordinary one around this body. */
  chart: SizeChart.optional(),
  /** The recommended one when left out. */
  size: SizeName.optional(),
  /** Colour its picture is dyed, #rrggbb; as photographed when left out. */
  colourway: LookLayer.shape.colourway,
  /** Points of the pattern moved; sizes and what is recommended are told of the garment as it is sold. */
  alterations: Alterations.optional(),
});
export type WearGarment = z.infer<typeof WearGarment>;

export const WearRequest = z.strictObject({
  body: WearerBody,
  /** In wearing order, innermost first. */
  garments: z.array(WearGarment).min(1).max(5),
  preference: z.enum(PREFERENCES).default('regular'),
  /** Fit is told of the standing body, whatever the pose. */
  pose: AnyPose.default('stand'),
  style: FigureStyle.default(MANNEQUIN),
  /** Binary glTF file to write. */
  out: Path,
  models: ModelChoice.default({ provider: 'auto' }),
});
export type WearRequest = z.infer<typeof WearRequest>;
export type WearInput = z.input<typeof WearRequest>;

/** Levels of a body that a hem is told by, from the top. */
export const HEM_PLACES = [
  'bust',
  'waist',
  'hip',
  'crotch',
  'mid-thigh',
  'knee',
  'mid-calf',
  'ankle',
  'floor',
] as const;

/** A size with how far it is from the room that is wanted, as the recommendation weighs it: 0 is as wanted. */
export const JudgedSize = WornSize.extend({ penalty: z.number().min(0) });

/** What a garment is cut to, centimetres: girth of the chest, or of the hip for the legs. As its picture has it where left out. */
export const CutTo = z.strictObject({
  girth: z.number().positive().optional(),
  waist: z.number().positive().optional(),
  length: z.number().positive().optional(),
});
export type CutTo = z.infer<typeof CutTo>;

export const WornGarment = z.strictObject({
  /** Place in the request, from 0. */
  index: z.int().min(0),
  category: Category,
  /** Its own cut sewn and draped, or, where that is not possible, its picture laid on a ready garment. */
  method: z.enum(['sewn', 'projected']),
  /** Why it was not sewn. */
  because: Sentence.optional(),
  material: z.enum(MATERIAL_NAMES),
  /** Where the sizes come from. */
  chart: z.enum(['given', 'assumed']),
  size: SizeName,
  recommendation: z.strictObject({
    size: SizeName,
    nextBest: SizeName.optional(),
    /** The first is the size itself. */
    reasons: z.array(Sentence),
  }),
  /** Every size there is, smallest first; the stretch is known of the one worn. */
  sizes: z.array(JudgedSize),
  /** Where it ends on this body: the nearest level and how far below it, centimetres. */
  hem: z.strictObject({ place: z.enum(HEM_PLACES), belowCm: z.number() }),
  /** Colour of its picture that a colourway replaces, #rrggbb. */
  ownColour: z.string().optional(),
  /** What its pattern was cut to; absent where it was not sewn. */
  cut: CutTo.optional(),
  /** Cut pieces, flat; outlines counter-clockwise, metres, y up. Empty where it was not sewn. */
  panels: z.array(
    z.strictObject({ name: z.string(), outline: z.array(z.strictObject({ x: z.number(), y: z.number() })) }),
  ),
  confidence: z.number().min(0).max(1),
  reasons: z.array(Sentence),
});
export type WornGarment = z.infer<typeof WornGarment>;

/** A body with what it wears. */
export const Worn = z.strictObject({
  /** Centimetres by ISO 8559-1 names, and massKg. */
  measurements: z.record(z.string(), z.number()),
  /** What is to be known of the body. */
  notes: z.array(Sentence),
  /** In the order given, without those that failed. */
  garments: z.array(WornGarment),
  /** Garments that could not be worn at all; the others are. */
  failed: z.array(z.strictObject({ index: z.int().min(0), error: ErrorData })),
});
export type Worn = z.infer<typeof Worn>;

export const WearResult = Worn.extend({
  out: z.string(),
  provider: z.string(),
  ms: z.number(),
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type WearResult = z.infer<typeof WearResult>;
