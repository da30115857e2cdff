/** Repair of a cut-out: what the brush covers is added to or taken from the garment, up to the edges that are in the picture. */

import type {
  RepairCutOutRequest,
  RepairCutOutResult,
  RepairStroke,
} from '../../../contract/repair-cut-out.ts';
import { encodeImage } from '../../image/encode.ts';
import { guidedFilter } from '../../image/ops/guided.ts';
import { crop, resizeArea, toByte, toFloat } from '../../image/ops/resize.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { checkTarget, writeFileWhole } from '../../image/write-file.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { RunContext } from '../stage.ts';
import { openGarment } from './open-garment.ts';

/** Part of the brush, around its path, that is taken at its word whatever its colour. */
const CORE = 0.35;
/** What lies around the brush up to this many radii says what is to stay as it is. */
const AROUND = 1.8;
/** Steps of each channel that colours are told apart by. */
const STEPS = 16;

/** @throws StudioError as loading and preparing a garment do */
export async function repairCutOut(
  request: RepairCutOutRequest,
  context: RunContext<Runtime>,
): Promise<RepairCutOutResult> {
  const inputs = [request.garment, ...(request.cutOut ? [request.cutOut] : [])];
  await checkTarget(request.out, inputs);
  const { photo, garment } = await openGarment(
    request.garment,
    { landmarks: {}, ...(request.cutOut ? { cutOut: request.cutOut } : {}) },
    context,
    'garment',
  );
  const { alpha } = garment.value;
  // The garment's own picture has its colours continued past the cut-out; what is there is what the brush is about.
  const rgb = resizeArea(photo.value.rgb, alpha.width, alpha.height);
  const scale = rgb.width / photo.value.width;
  const mask = paintCutOut(rgb, alpha, request.strokes, scale);
  await writeFileWhole(request.out, [await encodeImage(toByte(mask, 255))]);
  return { out: request.out, width: mask.width, height: mask.height };
}

/**
 * The cut-out after the strokes.
 *
 * @param rgb the garment's picture
 * @param alpha its cut-out of the same size, 0..1; stays as it is
 * @param scale pixels of `rgb` for one pixel of the strokes
 */
export function paintCutOut(
  rgb: Raster<Uint8Array>,
  alpha: Mask,
  strokes: readonly RepairStroke[],
  scale: number,
): Mask {
  const out: Mask = { ...alpha, data: alpha.data.slice() };
  for (const stroke of strokes) {
    const radius = Math.max(0.5, stroke.radius * scale);
    const path = stroke.points.map((value) => value * scale);
    const box = boxAround(path, radius * AROUND + 2, rgb.width, rgb.height);
    if (box.x1 <= box.x0 || box.y1 <= box.y0) continue;
    const distance = distanceToPath(path, box, radius * AROUND);
    const weight = stroke.edgeAware
      ? alongEdges(rgb, out, distance, box, radius, stroke.does)
      : { ...distance, data: distance.data.map((d) => rim(d, radius)) };
    const width = box.x1 - box.x0;
    for (let y = box.y0, i = 0; y < box.y1; y++)
      for (let x = 0; x < width; x++, i++) {
        const at = y * out.width + box.x0 + x;
        const w = weight.data[i];
        out.data[at] = stroke.does === 'add' ? Math.max(out.data[at], w) : Math.min(out.data[at], 1 - w);
      }
  }
  return out;
}

/** Coverage of a pixel whose centre is `distance` from the path: an edge one pixel wide. */
const rim = (distance: number, radius: number): number => Math.max(0, Math.min(1, radius + 0.5 - distance));

function boxAround(path: readonly number[], room: number, width: number, height: number): Box {
  const box: Box = { x0: width, y0: height, x1: 0, y1: 0 };
  for (let k = 0; k + 1 < path.length; k += 2) {
    box.x0 = Math.min(box.x0, Math.floor(path[k] - room));
    box.x1 = Math.max(box.x1, Math.ceil(path[k] + room));
    box.y0 = Math.min(box.y0, Math.floor(path[k + 1] - room));
    box.y1 = Math.max(box.y1, Math.ceil(path[k + 1] + room));
  }
  return {
    x0: Math.max(0, box.x0),
    y0: Math.max(0, box.y0),
    x1: Math.min(width, box.x1),
    y1: Math.min(height, box.y1),
  };
}

/** Distance of every pixel's centre to the path, pixels; infinite beyond `most`. */
function distanceToPath(path: readonly number[], box: Box, most: number): Mask {
  const width = box.x1 - box.x0;
  const out = floatRaster(width, box.y1 - box.y0);
  out.data.fill(Number.POSITIVE_INFINITY);
  const last = path.length < 4 ? 0 : path.length - 4;
  for (let k = 0; k <= last; k += 2) {
    const [ax, ay] = [path[k], path[k + 1]];
    const [bx, by] = path.length < 4 ? [ax, ay] : [path[k + 2], path[k + 3]];
    const y0 = Math.max(box.y0, Math.floor(Math.min(ay, by) - most));
    const y1 = Math.min(box.y1, Math.ceil(Math.max(ay, by) + most));
    const x0 = Math.max(box.x0, Math.floor(Math.min(ax, bx) - most));
    const x1 = Math.min(box.x1, Math.ceil(Math.max(ax, bx) + most));
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    for (let y = y0; y < y1; y++)
      for (let x = x0; x < x1; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
        const t = length > 0 ? Math.max(0, Math.min(1, (px * (bx - ax) + py * (by - ay)) / length)) : 0;
        const d = Math.hypot(px - t * (bx - ax), py - t * (by - ay));
        const at = (y - box.y0) * width + x - box.x0;
        if (d <= most && d < out.data[at]) out.data[at] = d;
      }
  }
  return out;
}

/**
 * Share of the brush's effect at each pixel: all of it at the core, elsewhere as much as the colour is that of the core
 * rather than of what is to stay as it is around the brush, with edges where the picture has them.
 */
function alongEdges(
  rgb: Raster<Uint8Array>,
  alpha: Mask,
  distance: Mask,
  box: Box,
  radius: number,
  does: RepairStroke['does'],
): Mask {
  const part = crop(rgb, box);
  const wanted = new Float32Array(STEPS ** 3);
  const kept = new Float32Array(STEPS ** 3);
  const core = Math.max(1, CORE * radius);
  const { width } = distance;
  for (let i = 0; i < distance.data.length; i++) {
    const d = distance.data[i];
    if (d > radius * AROUND || (d > core && d <= radius)) continue;
    if (d <= core) wanted[cellOf(part.data, i)]++;
    else {
      const at = (box.y0 + Math.floor(i / width)) * alpha.width + box.x0 + (i % width);
      const garment = alpha.data[at] >= 0.5;
      if (garment === (does === 'remove')) kept[cellOf(part.data, i)]++;
    }
  }
  const [a, b] = [spread(wanted), spread(kept)];
  const likely = floatRaster(distance.width, distance.height);
  for (let i = 0; i < likely.data.length; i++) {
    if (distance.data[i] > radius + 1) continue;
    const cell = cellOf(part.data, i);
    // Colours seen in neither place say nothing.
    likely.data[i] = distance.data[i] <= core ? 1 : (a[cell] + 1e-4) / (a[cell] + b[cell] + 2e-4);
  }
  const smooth = guidedFilter(toFloat(part, 1 / 255), likely, Math.max(1, Math.round(radius / 6)), 1e-3);
  for (let i = 0; i < smooth.data.length; i++) {
    const d = distance.data[i];
    const share = Math.max(0, Math.min(1, (smooth.data[i] - 0.4) / 0.2));
    smooth.data[i] = d <= core ? 1 : share * rim(d, radius);
  }
  return smooth;
}

function cellOf(data: Uint8Array, pixel: number): number {
  const at = pixel * 3;
  return ((data[at] >> 4) * STEPS + (data[at + 1] >> 4)) * STEPS + (data[at + 2] >> 4);
}

/** Shares of the colours, each spread over its neighbours: a colour a shade away counts as well. */
function spread(counts: Float32Array): Float32Array {
  const total = counts.reduce((sum, value) => sum + value, 0);
  const out = new Float32Array(counts.length);
  if (total === 0) return out;
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell] === 0) continue;
    const [r, g, b] = [Math.floor(cell / STEPS ** 2), Math.floor(cell / STEPS) % STEPS, cell % STEPS];
    for (let dr = -1; dr <= 1; dr++)
      for (let dg = -1; dg <= 1; dg++)
        for (let db = -1; db <= 1; db++) {
          const [x, y, z] = [r + dr, g + dg, b + db];
          if (Math.min(x, y, z) < 0 || Math.max(x, y, z) >= STEPS) continue;
          const near = Math.abs(dr) + Math.abs(dg) + Math.abs(db);
          out[(x * STEPS + y) * STEPS + z] += (counts[cell] / total) * 0.5 ** near;
        }
  }
  return out;
}
