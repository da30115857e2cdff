/** Drawn layer: the parts of a layer, whether they are all there or drawn in bands of rows. */

import type { DrawnLayer, RenderedPart } from '../domain/fit.ts';

export function kindsOf(layer: DrawnLayer): readonly RenderedPart['kind'][] {
  return 'band' in layer ? layer.kinds : layer.parts.map(({ kind }) => kind);
}

/** Parts of some rows of a layer. */
export interface LayerBand {
  /** First row, counted in the layer's box. */
  y0: number;
  parts: readonly RenderedPart[];
}

/** The layer from top to bottom. */
export function* bandsOf(layer: DrawnLayer): Generator<LayerBand> {
  if (!('band' in layer)) {
    yield { y0: 0, parts: layer.parts };
    return;
  }
  const height = layer.box.y1 - layer.box.y0;
  for (let y0 = 0; y0 < height; y0 += layer.bandRows)
    yield { y0, parts: layer.band(y0, Math.min(height, y0 + layer.bandRows)) };
}

/** What of a layer lies in the photo's rows y0 <= y < y1, or more of it. */
export function bandIn(layer: DrawnLayer, y0: number, y1: number): LayerBand {
  if (!('band' in layer)) return { y0: 0, parts: layer.parts };
  const from = Math.max(0, y0 - layer.box.y0);
  const to = Math.min(layer.box.y1, y1) - layer.box.y0;
  return to > from ? { y0: from, parts: layer.band(from, to) } : { y0: 0, parts: [] };
}
