/** Colours of a held object against those of the garment it lies on: stripes, checks and dots of that garment are none. */

import { dilate } from '../../image/ops/morphology.ts';
import { quantile } from '../../image/ops/signal.ts';
import { byteRaster } from '../../image/raster.ts';
import { colourCost, fitColourModel } from '../colour-model.ts';
import { at, type Search } from './held-region.ts';
import { CLASS } from './seeds.ts';

/** Distances from the object, shoulder widths: its own fringe, and the clothes around that it may lie on. */
const FRINGE = 0.05;
const AROUND = 0.1;
/** Components of the garment's colour model and their spread, see colour-model. */
const COMPONENTS = 6;
const SPREAD = 4;
/** A colour is foreign to the garment when it is less likely than this share of the garment's own pixels. */
const OWN = 0.97;

/**
 * Share 0..1 of an object's pixels (0/1, window of `s`) whose colours are foreign to the whole garment around it; 1 where no
 * garment is. `map`: CLASS value per work pixel.
 */
export function foreignShare(s: Search, map: Uint8Array, object: Uint8Array): number {
  const { area, fields } = s.view;
  const { width, height, features } = area;
  const mask = byteRaster(width, height, 1);
  const inside: number[] = [];
  for (let k = 0; k < object.length; k++) {
    if (!object[k]) continue;
    const i = at(s, k);
    mask.data[i] = 1;
    inside.push(i);
  }
  const grown = (by: number) => dilate(mask, Math.max(2, Math.round(by * fields.unit))).data;
  const fringe = grown(FRINGE);
  const around = grown(FRINGE + AROUND);
  let upper = 0;
  let lower = 0;
  for (let i = 0; i < map.length; i++) {
    if (!around[i] || fringe[i]) continue;
    if (map[i] === CLASS.upper) upper++;
    else if (map[i] === CLASS.lower) lower++;
  }
  const garment = upper > lower ? CLASS.upper : CLASS.lower;
  const cloth: number[] = [];
  for (let i = 0; i < map.length; i++) if (map[i] === garment && !fringe[i]) cloth.push(i);
  const model = fitColourModel(features, cloth, COMPONENTS, SPREAD);
  if (!model || inside.length === 0) return 1;
  const cost = (i: number): number => colourCost(model, features, i * 3);
  const usual = quantile(cloth.map(cost), OWN);
  return inside.filter((i) => cost(i) > usual).length / inside.length;
}
