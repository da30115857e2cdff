/** Garment preparation: cuts a garment out of its picture, classifies it and finds its landmarks. */

import { StudioError } from '../../../contract/errors.ts';
import { say } from '../../../contract/sentences.ts';
import type {
  Garment,
  GarmentCategory,
  GarmentLandmark,
  GarmentLandmarkName,
  Sleeve,
} from '../../domain/garment.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { Photo } from '../../image/photo.ts';
import type { Mask, Point } from '../../image/raster.ts';
import { bleedColours, coverage } from './alpha.ts';
import { findArmholes } from './armhole.ts';
import { findArmpits } from './armpits.ts';
import { classify, likeliest } from './classify.ts';
import { concaveCorners } from './corners.ts';
import { cutOut } from './cut-out.ts';
import { measureFeatures } from './features.ts';
import { givenCutOut, scaled } from './given-cut-out.ts';
import { type FrontEdges, innerBackOf } from './inner-back.ts';
import { type LandmarkSet, repairSymmetry } from './landmark-set.ts';
import { lowerLandmarks } from './lower-landmarks.ts';
import { findNeckline, type Neckline } from './neckline.ts';
import { findOpenFront, type OpenFront } from './open-front.ts';
import { measureSilhouette } from './silhouette.ts';
import { upperLandmarks } from './upper-landmarks.ts';

/** Long side of the garment raster, pixels. */
const GARMENT_SIZE = 2048;

export interface PrepareGarmentOptions {
  /** Known category: overrides the classifier. */
  category?: GarmentCategory;
  /** Mask 0..1 of the picture's shape at any size that replaces the cut-out. */
  cutOut?: Mask;
  /** Places of landmarks the user has set, shares of the picture's width and height; names unknown are left out. */
  landmarks?: Readonly<Partial<Record<GarmentLandmarkName, Point>>>;
  /** Probability 0..1 that a person wears the garment in the picture, from a pose detector, if one looked. */
  wornBy?: number;
}

/**
 * Cuts out, classifies and landmarks the garment in a photo.
 *
 * Throws `no-garment-found` when nothing stands out from the background. Doubts lower the confidences and are put in
 * words in `reasons`.
 */
export function prepareGarment(photo: Photo, options: PrepareGarmentOptions = {}): Garment {
  const { width: seenWidth, height: seenHeight } = photo.analysis;
  const cut = options.cutOut ? givenCutOut(options.cutOut, seenWidth, seenHeight) : cutOut(photo.analysis);
  const origin = { x: cut.box.x0, y: cut.box.y0 };
  const reasons = [...cut.reasons];
  let cutConfidence = cut.confidence;
  if ((options.wornBy ?? 0) > 0.5) {
    cutConfidence *= 0.4;
    reasons.push(say('garment-worn'));
  }

  const s = measureSilhouette(photo.analysis, cut.mask, origin);
  const armpits = findArmpits(s, concaveCorners(s, Math.max(2.5, 0.012 * s.span)));
  const armholes = findArmholes(s);
  const front = findOpenFront(s);
  const features = measureFeatures(s, armpits, armholes, front?.score ?? 0);
  const probabilities = classify(features);
  const category = options.category ?? likeliest(probabilities);
  const categoryConfidence = options.category ? 1 : probabilities[category];
  if (categoryConfidence < 0.7) reasons.push(say('category-uncertain', { category }));

  const lower = category === 'trousers' || category === 'shorts' || category === 'skirt';
  let set: LandmarkSet;
  let sleeve: Sleeve = 'none';
  let offShoulder = false;
  let neckline: Neckline = { points: [], hasInnerBack: false, score: 0 };
  if (lower) set = lowerLandmarks(s, category);
  else {
    const upper = upperLandmarks(s, armpits, armholes, category);
    set = upper.landmarks;
    sleeve = upper.sleeve;
    offShoulder = upper.offShoulder;
  }
  const repaired = repairSymmetry(set, s.axis, 0.08 * s.span);
  const corrected = Object.entries(options.landmarks ?? {}) as [GarmentLandmarkName, Point][];
  for (const [name, share] of corrected)
    set[name] = {
      ...s.fromRaster({ x: share.x * seenWidth, y: share.y * seenHeight }),
      confidence: 1,
    };
  for (const kind of repaired) {
    if (options.landmarks?.[`${kind}L`] || options.landmarks?.[`${kind}R`]) continue;
    reasons.push(say('landmark-on-one-side', { landmark: kind }));
  }
  if (!lower && set.collarL && set.collarR && set.armpitL && set.armpitR)
    neckline = findNeckline(s, set.collarL, set.collarR, set.armpitR.x - set.armpitL.x, offShoulder);

  const size = Math.min(1, GARMENT_SIZE / Math.max(photo.width, photo.height));
  const analysed = photo.analysis.width === photo.width && size === 1;
  const width = analysed ? photo.analysis.width : Math.max(1, Math.round(photo.width * size));
  const height = analysed ? photo.analysis.height : Math.max(1, Math.round(photo.height * size));
  const zoomX = width / photo.analysis.width;
  const zoomY = height / photo.analysis.height;
  const large = options.cutOut
    ? scaled(options.cutOut, width, height)
    : coverage(cut.mask, origin, zoomX, zoomY, width, height);
  const source = resizeArea(photo.rgb, width, height);
  const rgb = bleedColours(source, large, 3 * Math.max(1, zoomX), {
    x0: cut.box.x0 * zoomX,
    y0: cut.box.y0 * zoomY,
    x1: cut.box.x1 * zoomX,
    y1: cut.box.y1 * zoomY,
  });

  const toGarment = (p: Point): Point => {
    const q = s.toRaster(p);
    return { x: q.x * zoomX, y: q.y * zoomY };
  };
  const landmarks: Partial<Record<GarmentLandmarkName, GarmentLandmark>> = {};
  let sum = 0;
  let count = 0;
  for (const [name, p] of Object.entries(set) as [GarmentLandmarkName, GarmentLandmark][]) {
    landmarks[name] = { ...toGarment(p), confidence: p.confidence };
    sum += p.confidence;
    count++;
  }
  const points = neckline.points.map(toGarment);
  const shown = category === 'jacket' && front && front.score > 0.4 ? front : undefined;
  const edgesOf = (f: OpenFront): FrontEdges => ({
    left: Array.from(f.left, (x, k) => toGarment({ x, y: f.from + k + 0.5 })),
    right: Array.from(f.right, (x, k) => toGarment({ x, y: f.from + k + 0.5 })),
  });
  const landmarkConfidence = clamp(count > 0 ? sum / count : 0, 0, 1);
  if (count === 0)
    throw new StudioError(
      'landmarks-not-found',
      'No outline points could be found on the garment. Use a front view laid flat or on a hanger, or mend its cut-out.',
    );
  return {
    hash: photo.hash,
    rgb,
    alpha: large,
    innerBack: innerBackOf(large, neckline.hasInnerBack ? points : [], shown ? edgesOf(shown) : undefined),
    category,
    sleeve,
    offShoulder,
    openFront:
      category === 'jacket' && (shown !== undefined || (features.sleeves > 0.2 && features.crotchGap > 0.25)),
    landmarks,
    neckline: points,
    axisX: toGarment({ x: s.axis, y: 0 }).x,
    confidence: {
      cutout: cutConfidence,
      category: categoryConfidence,
      landmarks: landmarkConfidence,
      overall: clamp(
        cutConfidence * (0.4 + 0.6 * categoryConfidence) * (0.4 + 0.6 * landmarkConfidence),
        0,
        1,
      ),
    },
    reasons,
  };
}
