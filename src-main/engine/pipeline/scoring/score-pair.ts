/** Score of a real pair: a garment put back on the person who wears it, compared with the photo. */

import { basename } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { ScoreTask } from '../../../contract/quality.ts';
import { texts } from '../../../contract/sentences.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import { PART } from '../../domain/parsing.ts';
import { loadPhoto } from '../../image/load.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { parsingToPhoto } from '../../perception/parsing/parsing-to-photo.ts';
import { iouOf } from '../../quality/iou.ts';
import { likenessIn } from '../../quality/likeness.ts';
import { type Region, regionWhere, union } from '../../quality/region.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { openPhoto, perceivePerson } from '../perceive.ts';
import type { RunContext } from '../stage.ts';
import { dress } from '../tryOn.ts';
import { meanKnown } from './garment-figures.ts';
import { drawPair, savePictures } from './pictures.ts';
import { known, likenessFigures, type Score, type ScoreOptions } from './score-case.ts';
import { shownRegions } from './shown.ts';

/** Grey of what is hidden: neither light nor dark, without colour. */
const NEUTRAL = 128;
/** Level of the mask from which a pixel is hidden. */
const HIDDEN = 128;

/** @throws StudioError as reading the pictures and dressing the person do; `invalid-input` for a mask of another size */
export async function scorePair(
  pair: Extract<ScoreTask, { kind: 'pair' }>,
  options: ScoreOptions,
  context: RunContext<Runtime>,
): Promise<Score> {
  const photo = await openPhoto(pair.person, context, 'person');
  const untouched = await perceivePerson(photo, undefined, options.models, context);
  const labels = parsingToPhoto(photo.value, untouched.parsing.value);
  const hidden = pair.mask === undefined ? undefined : await readMask(pair.mask, photo.value);
  const person = hidden
    ? await perceivePerson(
        { value: hide(photo.value, hidden), key: undefined },
        undefined,
        options.models,
        context,
      )
    : untouched;
  const run = await dress(person, pair.garments, false, context);
  context.onStage?.('score', pair.name);
  const worn = run.layers.map(({ garment }) => wornRegion(labels, garment.value.category));
  const [first, ...rest] = worn;
  const region = union(first, ...rest);
  const picture = run.picture.value;
  const shown = await shownRegions(run, false, context);
  const pictures = options.pictures
    ? await savePictures(options.pictures, pair.name, await drawPair(run, photo.value, region, labels))
    : [];
  return {
    name: pair.name,
    kind: 'pair',
    about: [pair.person, ...pair.garments].map((file) => basename(file)).join(' wearing '),
    categories: [...new Set(run.layers.map(({ garment }) => garment.value.category))],
    figures: known({
      ...likenessFigures(likenessIn(picture.rgb, photo.value.rgb, { garment: region }), 'tryOn'),
      'tryOn.maskIou': meanKnown(shown.map((mask, i) => iouOf(mask, worn[i]))),
    }),
    confidence: picture.confidence,
    needsReview: picture.needsReview,
    reasons: texts(picture.reasons),
    pictures,
  };
}

const LABELS: Record<GarmentCategory, readonly number[]> = {
  top: [PART.upper, PART.dress],
  jacket: [PART.upper, PART.dress],
  dress: [PART.dress, PART.upper, PART.lower],
  trousers: [PART.lower],
  shorts: [PART.lower],
  skirt: [PART.lower],
};

/** Where the parser sees a garment of this category worn; one that was taken for a dress and its skirt is a dress. */
function wornRegion(labels: Raster<Uint8Array>, category: GarmentCategory): Region {
  const out = byteRaster(labels.width, labels.height, 1);
  const wanted = LABELS[category];
  for (let i = 0; i < out.data.length; i++) out.data[i] = wanted.includes(labels.data[i]) ? 1 : 0;
  return out;
}

async function readMask(file: string, photo: Photo): Promise<Region> {
  const mask = await loadPhoto(file, { minSide: 1 });
  if (mask.width === photo.width && mask.height === photo.height) return regionWhere(mask.rgb, HIDDEN);
  throw new StudioError(
    'invalid-input',
    `The mask ${JSON.stringify(basename(file))} has ${mask.width} x ${mask.height} pixels, its photo ${photo.width} x ${photo.height}. Save it at the size of the photo.`,
  );
}

/** The photo with a region painted neutral. */
function hide(photo: Photo, region: Region): Photo {
  const rgb = byteRaster(photo.width, photo.height, 3, photo.rgb.data.slice());
  for (let i = 0; i < region.data.length; i++) if (region.data[i]) rgb.data.fill(NEUTRAL, 3 * i, 3 * i + 3);
  const { width, height } = photo.analysis;
  const { native: _, ...rest } = photo;
  return { ...rest, rgb, analysis: photo.scale === 1 ? rgb : resizeArea(rgb, width, height) };
}
