/** Dress large: a look drawn on a photo too large for memory, by rows, to the same pixels as on any other. */

import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { asItIs, type CompositePlan, planComposite } from '../../compositing/composite.ts';
import type { PreparedScene } from '../../compositing/prepare-scene.ts';
import type { BandedLayer, FittedLayer } from '../../domain/fit.ts';
import { bandLayer } from '../../fitting/render-layer.ts';
import { collectGarbage } from '../../image/collect.ts';
import { isLarge, type LoadLargeOptions, loadLarge } from '../../image/load-large.ts';
import type { LargePhoto } from '../../image/photo.ts';
import { floatRaster } from '../../image/raster.ts';
import { type SampleFile, SampleWriter, Scratch } from '../../image/sample-file.ts';
import { mergeEdit } from '../../image/save.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { blendLayers, fitLayer, mixedMasks, mixedRows } from '../dress.ts';
import { fileSource } from '../source.ts';
import { defineStage, type RunContext, runStage, type Staged } from '../stage.ts';
import { none, prepareSceneStage } from '../stages.ts';
import {
  type LayerOrder,
  type LookSummary,
  type LookToDress,
  type ReadyLook,
  readyLook,
  sitterWith,
  summarize,
} from './ready-look.ts';

/** Bands that are drawn before their memory is given back. */
const BANDS_PER_COLLECTION = 6;

/** Whether the photo of a request is worked on by rows. */
export const needsRows = async (file: string, { large }: RunContext<Runtime>): Promise<boolean> =>
  large !== undefined && (await isLarge(file, large.above));

/** Gives `work` a folder for working files, which is gone afterwards. */
export async function withScratch<T>(
  { large }: RunContext<Runtime>,
  work: (options: LoadLargeOptions) => Promise<T>,
): Promise<T> {
  if (!large) throw new Error('this engine works on no photo by rows');
  const scratch = await Scratch.open(large.folder);
  try {
    return await work({ scratch, bandPixels: large.bandPixels });
  } finally {
    await scratch.remove();
  }
}

export interface DressedLarge {
  look: ReadyLook<LargePhoto>;
  /** The finished picture. */
  picture: LargePhoto;
  /** One channel, 255 where it differs from the photo; made when asked for. */
  edited?: SampleFile;
  summary: LookSummary;
  verdict: CompositePlan;
  scene: Staged<PreparedScene> | undefined;
}

/** Samples are on the disk for one request alone: what is made from them is kept, they are not. */
const loadLargeStage = defineStage<Runtime, { file: string; work: LoadLargeOptions }, None, LargePhoto>({
  id: 'load-photo',
  version: 1,
  params: none,
  cache: false,
  run: ({ file, work }) => loadLarge(file, work),
});
type None = z.infer<typeof none>;

const bandParams = z.strictObject({ edge: z.number().min(-1).max(1), bandRows: z.int().min(1) });

const bandLayerStage = defineStage<
  Runtime,
  { fitted: FittedLayer; photo: LargePhoto },
  z.infer<typeof bandParams>,
  BandedLayer
>({
  id: 'render-layer',
  version: 1,
  params: bandParams,
  cache: false,
  run: ({ fitted, photo: { width, height, scale } }, { edge, bandRows }) =>
    bandLayer(fitted, { width, height, scale: 1 / scale }, edge, bandRows),
});

/**
 * Draws a look into working files.
 *
 * @param withEdited also where the picture differs from the photo
 * @throws StudioError as drawing a look does, and disk-full
 */
export async function dressLarge(
  request: LookToDress,
  context: RunContext<Runtime>,
  order: LayerOrder,
  work: LoadLargeOptions,
  withEdited = false,
): Promise<DressedLarge> {
  const file = await fileSource(request.person);
  const inputs = { file, work: { value: work, key: undefined } };
  const { value } = await runStage(loadLargeStage, inputs, {}, context, 'person');
  const photo = { value, key: file.key && `${file.key} by rows` };
  const look = await readyLook(request, photo, order, context, async (found, joints, notes) => ({
    ...(await sitterWith(found, joints, request.models, notes, context)),
    plates: photo,
    scale: 1,
  }));
  const { plan, fitted, scene } = await planLook(look, context, work);
  const { picture, edited, share } = await draw(value, plan, context, work, withEdited);
  const drawn = { width: value.width, height: value.height, editedShare: share, fitted };
  return {
    ...{ look, picture, verdict: plan, scene, summary: summarize(look, drawn, plan) },
    ...(edited ? { edited } : {}),
  };
}

async function planLook(
  { photo, sitter, layers }: ReadyLook<LargePhoto>,
  context: RunContext<Runtime>,
  { bandPixels }: LoadLargeOptions,
): Promise<{ plan: CompositePlan; fitted: FittedLayer[]; scene: Staged<PreparedScene> | undefined }> {
  const { person, fitTo } = sitter;
  const { pose, matte, parsing, frame } = person;
  const rows = photo.value.working;
  if (layers.length === 0) return { plan: unedited(photo.value), fitted: [], scene: undefined };
  const bandRows = Math.max(1, Math.floor(bandPixels / photo.value.width));
  const fitted: FittedLayer[] = [];
  const drawn: BandedLayer[] = [];
  for (const layer of layers) {
    const own = await fitLayer(person, layer, fitTo, context);
    fitted.push(own.value);
    collectGarbage();
    const params = { edge: layer.edge ?? 0, bandRows };
    drawn.push(
      (await runStage(bandLayerStage, { fitted: own, photo }, params, context, layer.subject)).value,
    );
  }
  const scene = await runStage(prepareSceneStage, { photo, pose, parsing, frame }, {}, context, 'person');
  const compose = async (worn: readonly number[]): Promise<CompositePlan> => {
    if (worn.length === 0) return unedited(photo.value);
    return planComposite({
      ...{ photo: photo.value, rows, scene: scene.value },
      ...{ pose: pose.value, matte: matte.value, parsing: parsing.value, frame: frame.value },
      layers: worn.map((k) => drawn[k]),
      touches: worn.map((k) => layers[k].touch),
      params: { tuck: worn.some((k) => layers[k].fit.tuck) },
    });
  };
  context.onStage?.('composite', '');
  const plan = await blendLayers(
    layers.map((_, k) => k),
    layers.map(({ opacity }) => opacity ?? 1),
    compose,
    (over, under, share) => ({
      ...over,
      invented: mixedMasks(over, under, share),
      blend: (from, to) => mixedRows(over.blend(from, to), under.blend(from, to), share),
    }),
  );
  return { plan, fitted, scene };
}

/** The photo as it is. */
function unedited({ working, analysis }: LargePhoto): CompositePlan {
  return {
    blend: (from, to) => asItIs(working, from, to),
    invented: floatRaster(analysis.width, analysis.height),
    confidence: 1,
    reasons: [],
    needsReview: false,
  };
}

/** Draws the picture from top to bottom: working pixels, and the photo's own samples with the edited ones in their place. */
async function draw(
  photo: LargePhoto,
  plan: CompositePlan,
  context: RunContext<Runtime>,
  { scratch, bandPixels }: LoadLargeOptions,
  withEdited: boolean,
): Promise<{ picture: LargePhoto; edited?: SampleFile; share: number }> {
  const { width, height, native, source } = photo;
  const open: SampleWriter[] = [];
  const writer = (channels: number, wide: boolean): SampleWriter => {
    const made = new SampleWriter(scratch.name(), { width, height, channels, wide });
    open.push(made);
    return made;
  };
  const working = writer(3, false);
  const own = native && writer(native.channels, native.wide);
  const mask = withEdited ? writer(1, false) : undefined;
  const step = Math.max(1, Math.floor(bandPixels / width));
  let count = 0;
  try {
    for (let y = 0, band = 1; y < height; y += step, band++) {
      if (band % BANDS_PER_COLLECTION === 0) collectGarbage();
      // A turn of the event loop lets a cancel message arrive.
      await new Promise((resolve) => setImmediate(resolve));
      if (context.signal.aborted)
        throw new StudioError('cancelled', 'Cancelled; nothing was written.', { stage: 'composite' });
      const end = Math.min(height, y + step);
      const rows = plan.blend(y, end);
      working.write(rows.rgb.data);
      for (const v of rows.edited.data) count += v;
      mask?.write(rows.edited.data.map((v) => v * 255));
      if (!own || !native) continue;
      const merged = await mergeEdit({ rgb: rows.rgb, native: native.rows(y, end), source }, rows);
      own.write(merged.data);
    }
  } catch (error) {
    for (const file of open) file.close();
    throw error;
  }
  const picture = {
    ...{ ...photo, working: scratch.keep(working.finish()) },
    ...(own ? { native: scratch.keep(own.finish()) } : {}),
  };
  const share = count / (width * height);
  return mask ? { picture, share, edited: scratch.keep(mask.finish()) } : { picture, share };
}
