/**
 * Choice between what needs no network and what a trained network sees, place by place, by how sure each is.
 *
 * A margin is what the network's confidence must exceed the other by: the two confidences are not on one scale, and
 * `tests/bench/perception.ts --learn` says which margin serves best on a synthetic set.
 */

import { PART, type PartName } from '../../domain/parsing.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from '../../image/raster.ts';

export interface LabelMap {
  /** PART values, one channel. */
  labels: Raster<Uint8Array>;
  /** 0..1, of the same size. */
  confidence: Mask;
}

/** By the network's label; a part that is left out is never taken from the network. */
export type PartMargins = Readonly<Partial<Record<PartName, number>>>;

/** @param share how much of the person is labelled by the network, 0..1 */
export interface ChosenParts extends LabelMap {
  share: number;
}

/**
 * Labels of the person's pixels, those of `seen` where it is surer by the margin of its label. Outside the person, and
 * where the network sees background, those of `free` stay.
 *
 * @param alpha of the person, 0..1; all rasters are of one size
 */
export function chooseParts(free: LabelMap, seen: LabelMap, alpha: Mask, margins: PartMargins): ChosenParts {
  const { width, height } = free.labels;
  const byValue = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
  for (const name of Object.keys(margins) as PartName[])
    byValue[PART[name]] = margins[name] ?? Number.POSITIVE_INFINITY;
  byValue[PART.background] = Number.POSITIVE_INFINITY;
  const labels = byteRaster(width, height, 1, free.labels.data.slice());
  const confidence = floatRaster(width, height, 1, free.confidence.data.slice());
  let [inside, taken] = [0, 0];
  for (let i = 0; i < labels.data.length; i++) {
    if (alpha.data[i] < 0.5) continue;
    inside++;
    const label = seen.labels.data[i];
    const sure = seen.confidence.data[i];
    if (sure < free.confidence.data[i] + byValue[label]) continue;
    labels.data[i] = label;
    confidence.data[i] = sure;
    taken++;
  }
  return { labels, confidence, share: inside > 0 ? taken / inside : 0 };
}

/** Any value with a confidence 0..1. */
interface Sure {
  confidence: number;
}

/**
 * By name what needs no network, or what the network sees where it is surer by the margin. Names that only the network
 * knows of are not taken: it gives every landmark a place, also those that the garment lacks.
 */
export function chooseByName<N extends string, F extends Sure, S extends Sure>(
  free: Readonly<Partial<Record<N, F>>>,
  seen: Readonly<Partial<Record<N, S>>>,
  margin: number,
): Partial<Record<N, F | S>> {
  const out: Partial<Record<N, F | S>> = {};
  for (const [name, mark] of Object.entries(free) as [N, F][]) {
    const other = seen[name];
    out[name] = other && other.confidence >= mark.confidence + margin ? other : mark;
  }
  return out;
}
