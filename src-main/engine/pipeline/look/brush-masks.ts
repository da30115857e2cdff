/** Brush masks: the occlusion strokes of a look drawn for one layer at the size of the picture. */

import type { RenderLookRequest } from '../../../contract/render-look.ts';
import type { BrushMasks } from '../../domain/composite.ts';
import { drawStroke, strokeBox } from '../../image/ops/brush.ts';
import { type Box, byteRaster, type Raster } from '../../image/raster.ts';

type Stroke = RenderLookRequest['strokes'][number];

/**
 * Masks of the strokes that act on `layerId`; nothing when none does. Later strokes win over earlier ones.
 *
 * @param scale pixels of the picture per photo pixel
 */
export function brushMasks(
  strokes: readonly Stroke[],
  layerId: string,
  size: { width: number; height: number },
  scale: number,
): BrushMasks | undefined {
  const own = strokes.flatMap((stroke) => {
    if (stroke.layerId !== undefined && stroke.layerId !== layerId) return [];
    const drawn = {
      radius: stroke.radius * scale,
      hardness: stroke.hardness,
      points: stroke.points.map((v) => v * scale),
    };
    const box = strokeBox(drawn, size.width, size.height);
    return box ? [{ puts: stroke.puts, drawn, box }] : [];
  });
  if (own.length === 0) return undefined;
  const box = own.reduce<Box>((all, { box: b }) => united(all, b), own[0].box);
  const plane = (puts: Stroke['puts']): Raster<Uint8Array> | null =>
    own.some((stroke) => stroke.puts === puts) ? byteRaster(box.x1 - box.x0, box.y1 - box.y0, 1) : null;
  const masks = { front: plane('front'), behind: plane('behind') };
  for (const { puts, drawn, box: at } of own) {
    const mark = drawStroke(drawn, at);
    lay(mark, at, box, masks[puts], masks[puts === 'front' ? 'behind' : 'front']);
  }
  return { box, ...masks };
}

/** Adds a stroke to one mask and takes it from the other. */
function lay(
  mark: Raster<Uint8Array>,
  at: Box,
  box: Box,
  into: Raster<Uint8Array> | null,
  from: Raster<Uint8Array> | null,
): void {
  for (let y = 0; y < mark.height; y++) {
    let i = (y + at.y0 - box.y0) * (box.x1 - box.x0) + at.x0 - box.x0;
    for (let k = y * mark.width; k < (y + 1) * mark.width; k++, i++) {
      const v = mark.data[k];
      if (v === 0) continue;
      if (into && into.data[i] < v) into.data[i] = v;
      if (from) from.data[i] = Math.round((from.data[i] * (255 - v)) / 255);
    }
  }
}

function united(a: Box, b: Box): Box {
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}
