/** Garment figures: cut-out, landmarks and kind of prepared garments against the truth of a case. */

import { resizeNearest } from '../../image/ops/resize.ts';
import { byteRaster } from '../../image/raster.ts';
import { iouOf } from '../../quality/iou.ts';
import { landmarkError, sizeOf } from '../../quality/landmark-error.ts';
import type { Region } from '../../quality/region.ts';
import type { Layer } from '../tryOn.ts';
import type { Figures } from './person-figures.ts';
import { type CaseGarment, readShotMask } from './read-case.ts';

/** Mean of the values that are known; undefined when none is. */
export function meanKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}

/** Pairs of layer and truth by file; every garment of a case is worn. */
export function pairUp(layers: readonly Layer[], garments: readonly CaseGarment[], shot: 'ghost' | 'flat') {
  return layers.map((layer) => {
    const file = (garment: CaseGarment): string => (shot === 'ghost' ? garment.ghostFile : garment.flatFile);
    return { layer, garment: garments.find((garment) => file(garment) === layer.file) as CaseGarment };
  });
}

/** Landmarks of flat shots are known in sets of generator 5 and later. */
export async function garmentFigures(
  layers: readonly Layer[],
  garments: readonly CaseGarment[],
  folder: string,
  shot: 'ghost' | 'flat',
): Promise<Figures> {
  const each = [];
  for (const { layer, garment } of pairUp(layers, garments, shot)) {
    const found = layer.garment.value;
    const { width, height } = layer.photo.value;
    const { truth } = garment;
    const mask = await readShotMask(
      folder,
      shot === 'ghost' ? truth.ghostMask : truth.flatMask,
      width,
      height,
    );
    const cut = byteRaster(found.alpha.width, found.alpha.height, 1);
    for (let i = 0; i < cut.data.length; i++) cut.data[i] = found.alpha.data[i] >= 0.5 ? 1 : 0;
    const k = width / found.rgb.width;
    const marks = Object.fromEntries(
      Object.entries(found.landmarks).map(([name, mark]) => [name, { x: mark.x * k, y: mark.y * k }]),
    );
    const size = sizeOf(mask);
    const places = shot === 'ghost' ? truth.landmarks : truth.flatLandmarks;
    const landmarks = places && size > 0 ? landmarkError(marks, places, size) : undefined;
    each.push({
      iou: iouOf(resizeNearest(cut, width, height) as Region, mask),
      error: landmarks?.error,
      pck: landmarks?.pck,
      category: found.category === truth.category ? 1 : 0,
      sleeve: found.sleeve === truth.sleeve ? 1 : 0,
    });
  }
  const prefix = shot === 'ghost' ? 'garment' : 'flat.garment';
  return {
    [`${prefix}.cutoutIou`]: meanKnown(each.map(({ iou }) => iou)),
    [`${prefix}.category`]: meanKnown(each.map(({ category }) => category)),
    [`${prefix}.sleeve`]: meanKnown(each.map(({ sleeve }) => sleeve)),
    [`${prefix}.landmarkError`]: meanKnown(each.map(({ error }) => error)),
    [`${prefix}.landmarkPck5`]: meanKnown(each.map(({ pck }) => pck)),
  };
}
