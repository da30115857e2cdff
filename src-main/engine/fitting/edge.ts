/** Edge: the outline of a drawn garment feathered or tightened, inwards only: outside there is no cloth to show. */

import type { RenderedLayer, RenderedPart } from '../domain/fit.ts';
import { gaussianBlur } from '../image/ops/blur.ts';
import { byteRaster, floatRaster, type Mask } from '../image/raster.ts';

/** Width of the feathering and depth of the cut at the ends of the slider, analysis pixels. */
const FEATHER = 3;
const TIGHTEN = 2.5;
/** Blurred coverage one sigma inside a straight edge, and its slope there per sigma: of the normal distribution. */
const ONE_SIGMA_IN = 0.8413;
const SLOPE_THERE = 0.242;

/**
 * A copy of `layer` with another edge.
 *
 * @param edge -1 = cut back by 2.5 analysis pixels, 0 = as it is, 1 = fades over 3 analysis pixels
 */
export function withEdge(layer: RenderedLayer, edge: number): RenderedLayer {
  if (edge === 0) return layer;
  const factor = edgeFactor(layer.coverage, edge, layer.scale);
  const { width, height, data } = layer.coverage;
  const coverage = floatRaster(
    width,
    height,
    1,
    data.map((v, i) => v * factor[i]),
  );
  return { ...layer, parts: layer.parts.map((part) => faded(part, factor)), coverage };
}

/** Parts share one outline: seams between them inside the garment stay closed. */
function faded(part: RenderedPart, factor: Float32Array): RenderedPart {
  const alpha = byteRaster(part.alpha.width, part.alpha.height, 1);
  for (let i = 0; i < factor.length; i++) alpha.data[i] = part.alpha.data[i] * factor[i] + 0.5;
  return { ...part, alpha };
}

/** Rows around a pixel that its edge depends on. */
export const edgeReach = (edge: number, scale: number): number =>
  edge === 0 ? 0 : Math.ceil(3.5 * sigmaOf(edge, scale)) + 4;

/** The parts of some rows with another edge; `coverage` is that of these rows and of as many around them as matter. */
export function withEdgeInRows(
  parts: readonly RenderedPart[],
  coverage: Mask,
  edge: number,
  scale: number,
): RenderedPart[] {
  const factor = edgeFactor(coverage, edge, scale);
  return parts.map((part) => faded(part, factor));
}

const sigmaOf = (edge: number, scale: number): number =>
  edge > 0 ? (edge * FEATHER * scale) / 2 : -edge * TIGHTEN * scale;

function edgeFactor(coverage: Mask, edge: number, scale: number): Float32Array {
  const sigma = sigmaOf(edge, scale);
  const padded = pad(coverage, Math.ceil(3 * sigma) + 1);
  const soft = gaussianBlur(padded.mask, sigma);
  const { width, height, data } = coverage;
  const out = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    let k = (y + padded.by) * soft.width + padded.by;
    for (let x = 0; x < width; x++, i++, k++) {
      const b = soft.data[k];
      const wanted = edge > 0 ? 2 * b - 1 : ((b - ONE_SIGMA_IN) * sigma) / SLOPE_THERE + 0.5;
      const a = wanted <= 0 ? 0 : wanted >= 1 ? 1 : wanted;
      out[i] = data[i] > a ? a / data[i] : 1;
    }
  }
  return out;
}

/** The box ends at the mesh: what lies outside has no cloth, except where the picture itself ends. */
function pad(mask: Mask, by: number): { mask: Mask; by: number } {
  const width = mask.width + 2 * by;
  const out = floatRaster(width, mask.height + 2 * by);
  for (let y = 0; y < mask.height; y++)
    out.data.set(mask.data.subarray(y * mask.width, (y + 1) * mask.width), (y + by) * width + by);
  return { mask: out, by };
}
