/** The stages: every step of the pipeline declared once, with what it depends on and what it tells the trace. */

import { z } from 'zod';
import { Category } from '../../contract/catalog/garment.ts';
import { texts } from '../../contract/sentences.ts';
import { composite } from '../compositing/composite.ts';
import { type PreparedScene, prepareScene } from '../compositing/prepare-scene.ts';
import type { BodyFrame } from '../domain/body-frame.ts';
import type { Composite, LayerTouch } from '../domain/composite.ts';
import type { FittedLayer, RenderedLayer } from '../domain/fit.ts';
import { GARMENT_LANDMARKS, type Garment } from '../domain/garment.ts';
import type { Matte, Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import { withEdge } from '../fitting/edge.ts';
import { fitGarment } from '../fitting/fit-garment.ts';
import { renderLayer } from '../fitting/render-layer.ts';
import { loadPhoto } from '../image/load.ts';
import type { AnalysedPhoto, Photo } from '../image/photo.ts';
import { floatRaster, type Mask, type Raster, type Samples } from '../image/raster.ts';
import { savePicture } from '../image/save.ts';
import { measureBody } from '../perception/body-frame/measure-body.ts';
import { prepareGarment } from '../perception/garment/prepare-garment.ts';
import { mattePerson } from '../perception/matte/matte-person.ts';
import { parseBody } from '../perception/parsing/parse-body.ts';
import { estimatePose } from '../perception/pose/estimate-pose.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { defineStage } from './stage.ts';

/** Parameters of a stage that has none. */
export const none = z.strictObject({});
type None = z.infer<typeof none>;

/** Says when a raster is not of the photo's analysis size. */
function notAnalysisSized(raster: Raster<Samples>, photo: AnalysedPhoto): string | undefined {
  const { width, height } = photo.analysis;
  if (raster.width === width && raster.height === height) return undefined;
  return `a ${raster.width} x ${raster.height} raster beside a ${width} x ${height} analysis raster`;
}

const allFinite = (values: ArrayLike<number>): boolean => {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
};

export const loadPhotoStage = defineStage<Runtime, { file: string }, None, Photo>({
  id: 'load-photo',
  version: 1,
  params: none,
  output: (photo) => (photo.width > 0 && photo.height > 0 ? undefined : 'a photo without pixels'),
  about: (photo) => ({ reasons: texts(photo.source.notes) }),
  run: ({ file }) => loadPhoto(file),
});

export const poseModelKeys = (runtime: Runtime): string[] =>
  ['pose_detection', 'pose_landmark_heavy'].map((name) => runtime.modelKey(name));

const poseParams = z.strictObject({ subject: z.int().min(1).optional() });

export const estimatePoseStage = defineStage<
  Runtime,
  { photo: AnalysedPhoto },
  z.infer<typeof poseParams>,
  Pose
>({
  id: 'estimate-pose',
  version: 1,
  params: poseParams,
  models: poseModelKeys,
  output: (pose) =>
    pose.people.every(
      (person) => person.landmarks.length === 33 && allFinite(person.landmarks.map((l) => l.x)),
    )
      ? undefined
      : 'landmarks that are not 33 finite points',
  about: (pose) => ({ confidence: pose.people[pose.subject]?.presence ?? 0 }),
  run: ({ photo }, { subject }, { runtime }) =>
    estimatePose(photo, runtime, subject === undefined ? {} : { subject }),
});

export const mattePersonStage = defineStage<Runtime, { photo: AnalysedPhoto; pose: Pose }, None, Matte>({
  id: 'matte-person',
  version: 1,
  params: none,
  models: (runtime) => [runtime.modelKey('selfie_segmentation')],
  about: (matte) => ({ confidence: matte.confidence }),
  run: ({ photo, pose }, _, { runtime }) => mattePerson(photo, pose, runtime),
});

export const parseBodyStage = defineStage<
  Runtime,
  { photo: AnalysedPhoto; pose: Pose; matte: Matte },
  None,
  Parsing
>({
  id: 'parse-body',
  version: 1,
  params: none,
  input: ({ photo, matte }) => notAnalysisSized(matte.alpha, photo),
  about: (parsing) => ({ confidence: parsing.score, reasons: texts(parsing.reasons) }),
  run: ({ photo, pose, matte }) => parseBody(photo, pose, matte),
});

export const measureBodyStage = defineStage<
  Runtime,
  { photo: AnalysedPhoto; pose: Pose; parsing: Parsing; before?: BodyFrame },
  None,
  BodyFrame
>({
  id: 'measure-body',
  version: 2,
  params: none,
  input: ({ photo, parsing }) => notAnalysisSized(parsing.labels, photo),
  about: (frame) => ({ confidence: frame.confidence, reasons: texts(frame.reasons) }),
  run: ({ photo, pose, parsing, before }) => measureBody(photo, pose, parsing, before),
});

const point = z.strictObject({ x: z.number(), y: z.number() });

/** What the user has set; see PrepareGarmentOptions. */
const garmentParams = z.strictObject({
  category: Category.optional(),
  landmarks: z.partialRecord(z.enum(GARMENT_LANDMARKS), point).optional(),
});
export type GarmentChoices = z.infer<typeof garmentParams>;

export const prepareGarmentStage = defineStage<
  Runtime,
  { photo: Photo; cutOut?: Photo },
  GarmentChoices,
  Garment
>({
  id: 'prepare-garment',
  version: 1,
  params: garmentParams,
  about: (garment) => ({ confidence: garment.confidence.overall, reasons: texts(garment.reasons) }),
  run: ({ photo, cutOut }, choices) =>
    prepareGarment(photo, { ...choices, ...(cutOut ? { cutOut: greyMask(cutOut) } : {}) }),
});

/** Lightness of a picture as a mask: white is 1. */
function greyMask({ rgb: { width, height, data } }: Photo): Mask {
  const mask = floatRaster(width, height);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = data[i * 3 + 1] / 255;
  return mask;
}

interface FitInput {
  garment: Garment;
  frame: BodyFrame;
  pose: Pose;
  parsing: Parsing;
  photo: AnalysedPhoto;
}

/** What is left out is the engine's own choice; see FitParams. */
const fitParams = z.strictObject({
  tuck: z.boolean(),
  lengthScale: z.number().min(0.5).max(1.6).optional(),
  ease: z.number().min(0.7).max(1.5).optional(),
  /** Garment pixels to analysis pixels. */
  pins: z.array(z.strictObject({ rest: point, target: point })).optional(),
});
export type FitChoices = z.infer<typeof fitParams>;

export const fitGarmentStage = defineStage<Runtime, FitInput, z.infer<typeof fitParams>, FittedLayer>({
  id: 'fit-garment',
  version: 2,
  params: fitParams,
  output: ({ mesh }) =>
    !allFinite(mesh.posed)
      ? 'a mesh with vertices that are not finite'
      : mesh.part.length * 3 !== mesh.triangles.length
        ? 'a mesh without a part for every triangle'
        : undefined,
  about: (layer) => ({ confidence: layer.confidence, reasons: texts(layer.reasons) }),
  run: ({ garment, pose, ...input }, params) =>
    fitGarment(garment, { ...input, pose: pose.people[pose.subject], params }),
});

const renderParams = z.strictObject({
  draft: z.boolean().optional(),
  edge: z.number().min(-1).max(1).optional(),
});

/** Rendered layers have the size of the photo: they are made anew rather than kept, but for the small ones of drafts. */
export const renderLayerStage = defineStage<
  Runtime,
  { fitted: FittedLayer; photo: Photo },
  z.infer<typeof renderParams>,
  RenderedLayer
>({
  id: 'render-layer',
  version: 1,
  params: renderParams,
  cache: ({ draft = false }) => draft,
  run: ({ fitted, photo }, { draft = false, edge = 0 }) => {
    const target = { width: photo.width, height: photo.height, scale: 1 / photo.scale, draft };
    return withEdge(renderLayer(fitted, target), edge);
  },
});

/** Instant: plates are made when the first garment of a kind asks for them, and then kept with the person. */
export const prepareSceneStage = defineStage<
  Runtime,
  { photo: AnalysedPhoto; pose: Pose; parsing: Parsing; frame: BodyFrame },
  { place?: 'picture' | 'draft' | undefined },
  PreparedScene
>({
  id: 'prepare-scene',
  version: 1,
  params: z.strictObject({ place: z.enum(['picture', 'draft']).optional() }),
  run: (input, { place }) => prepareScene(input, place),
});

interface CompositeInput {
  photo: Photo;
  pose: Pose;
  matte: Matte;
  parsing: Parsing;
  frame: BodyFrame;
  scene: PreparedScene;
  layers: RenderedLayer[];
  touches?: (LayerTouch | undefined)[];
}

const compositeParams = z.strictObject({ tuck: z.boolean(), draft: z.boolean().optional() });

export const compositeStage = defineStage<
  Runtime,
  CompositeInput,
  z.infer<typeof compositeParams>,
  Composite
>({
  id: 'composite',
  version: 1,
  params: compositeParams,
  cache: false,
  about: (result) => ({ confidence: result.confidence, reasons: texts(result.reasons) }),
  run: (input, { tuck, draft = false }) => composite({ ...input, draft, params: { tuck } }),
});

const saveParams = z.strictObject({
  target: z.string().min(1),
  quality: z.int().min(1).max(100).optional(),
  keepGps: z.boolean(),
});

/** The only stage with a side effect. */
export const savePictureStage = defineStage<
  Runtime,
  { photo: Photo; picture: Composite },
  z.infer<typeof saveParams>,
  void
>({
  id: 'save-picture',
  version: 1,
  params: saveParams,
  cache: false,
  run: ({ photo, picture }, { target, ...options }) =>
    savePicture(photo, { rgb: picture.rgb, edited: picture.edited }, target, options),
});
