/** Seen garment: landmarks and category of a cut-out as the trained network sees them, beside those that need no network. */

import { StudioError } from '../../../contract/errors.ts';
import type { GarmentCategory, GarmentLandmark, GarmentLandmarkName } from '../../domain/garment.ts';
import type { Mask, Point, Raster } from '../../image/raster.ts';
import type { Model } from '../../runtime/runtime.ts';
import { garmentInput, garmentSquare, SQUARE } from './garment-square.ts';

/** In the order of the maps; `LANDMARKS` and `CATEGORIES` of models/train/perception/names.py. */
export const SEEN_LANDMARKS = [
  'collarL',
  'collarR',
  'shoulderL',
  'shoulderR',
  'cuffOuterL',
  'cuffOuterR',
  'cuffInnerL',
  'cuffInnerR',
  'armpitL',
  'armpitR',
  'waistL',
  'waistR',
  'hemL',
  'hemC',
  'hemR',
  'crotch',
  'legOuterL',
  'legOuterR',
  'legInnerL',
  'legInnerR',
] as const satisfies readonly GarmentLandmarkName[];
export const SEEN_CATEGORIES = [
  'top',
  'trousers',
  'shorts',
  'skirt',
  'dress',
  'jacket',
] as const satisfies readonly GarmentCategory[];

/** Side of a map of landmarks. */
const MAP = SQUARE / 2;
/** A landmark lies in the middle, by height, of what is within so many cells of the highest one. */
const NEAR = 2;

export interface SeenGarment {
  /** Pixels of the picture; the confidence is the height of the map's peak, 0..1. All names, also those the garment lacks. */
  landmarks: Record<(typeof SEEN_LANDMARKS)[number], GarmentLandmark>;
  /** Probabilities; they sum to 1. */
  category: Record<GarmentCategory, number>;
}

/** Where the peak of a map lies, in cells, and how high it is. */
export function peakOf(map: Float32Array, side: number): Point & { height: number } {
  let top = 0;
  for (let i = 1; i < map.length; i++) if (map[i] > map[top]) top = i;
  const [cx, cy] = [top % side, Math.floor(top / side)];
  let [sum, x, y] = [0, 0, 0];
  for (let j = Math.max(0, cy - NEAR); j <= Math.min(side - 1, cy + NEAR); j++)
    for (let i = Math.max(0, cx - NEAR); i <= Math.min(side - 1, cx + NEAR); i++) {
      const weight = Math.max(1e-6, map[j * side + i]);
      sum += weight;
      x += weight * (i + 0.5);
      y += weight * (j + 0.5);
    }
  return { x: x / sum, y: y / sum, height: map[top] };
}

/**
 * Runs a `garment-landmarks` model on a cut-out.
 *
 * @param alpha 0..1, the size of `rgb`
 * @throws StudioError 'no-garment-found' for an empty cut-out, 'model-invalid' for a model that is not as this code expects
 */
export async function seeGarment(model: Model, rgb: Raster<Uint8Array>, alpha: Mask): Promise<SeenGarment> {
  const { labels = [], outputs, inputs } = model.manifest;
  if (labels.join() !== [...SEEN_LANDMARKS, ...SEEN_CATEGORIES].join() || outputs.length < 2)
    throw new StudioError(
      'model-invalid',
      `Model "${model.name}" does not give the landmarks and categories that are expected of it. Train it anew, or build the models again.`,
    );
  const square = garmentSquare(alpha);
  if (!square)
    throw new StudioError(
      'no-garment-found',
      'The cut-out is empty. Use a picture of a garment on a plain background, or mend its cut-out.',
    );
  const found = await model.run({
    [inputs[0].name]: { data: garmentInput(rgb, alpha, square), dims: [1, 4, SQUARE, SQUARE] },
  });
  const [maps, chances] = outputs.map(({ name }) => found[name].data);
  if (maps.length !== SEEN_LANDMARKS.length * MAP * MAP || chances.length !== SEEN_CATEGORIES.length)
    throw new StudioError(
      'model-invalid',
      `Model "${model.name}" gave ${maps.length} and ${chances.length} values, expected ${SEEN_LANDMARKS.length * MAP * MAP} and ${SEEN_CATEGORIES.length}. Build the models again.`,
    );
  const landmarks = SEEN_LANDMARKS.map((name, k) => {
    const map = Float32Array.from(maps.subarray(k * MAP * MAP, (k + 1) * MAP * MAP));
    const { x, y, height } = peakOf(map, MAP);
    return [
      name,
      {
        x: square.x + (x * square.width) / MAP,
        y: square.y + (y * square.height) / MAP,
        confidence: Math.min(1, Math.max(0, height)),
      },
    ] as const;
  });
  return {
    landmarks: Object.fromEntries(landmarks) as SeenGarment['landmarks'],
    category: Object.fromEntries(
      SEEN_CATEGORIES.map((name, k) => [name, chances[k]]),
    ) as SeenGarment['category'],
  };
}
