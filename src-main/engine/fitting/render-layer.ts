/** psi: draws a fitted garment at a target resolution: inverse map, prefiltered bicubic sampling, antialiased edges. */

import type { BandedLayer, FittedLayer, RenderedLayer, RenderedPart } from '../domain/fit.ts';
import { MESH_PART } from '../domain/fit.ts';
import type { Garment } from '../domain/garment.ts';
import { resizeArea } from '../image/ops/resize.ts';
import { quantile } from '../image/ops/signal.ts';
import { type Box, byteRaster, floatRaster, type Mask, type Raster } from '../image/raster.ts';
import { edgeReach, withEdgeInRows } from './edge.ts';
import { calmEdges } from './edges.ts';
import { closeGaps, fillGaps, findGaps, gapGrid, noteRows } from './gaps.ts';
import { inverseMap, type PartMap } from './inverse-map.ts';
import { sampleGarment, type Texture } from './texture.ts';

export interface RenderTarget {
  /** Size of the target picture. */
  width: number;
  height: number;
  /** Target pixels per analysis pixel. */
  scale: number;
  /** Takes a texture of nearly the right size that is there already: for pictures that follow a dragged handle. */
  draft?: boolean;
}

/** Textures of drafts come in steps of this ratio. */
const TEXTURE_STEP = 2 ** (1 / 6);
/** Textures of garments in use, the last one each: a drag hardly changes its size. */
const textures = new WeakMap<Garment, { shrink: number; texture: Texture }>();

function draftTexture(fitted: FittedLayer, exact: number): Texture {
  const shrink = TEXTURE_STEP ** Math.round(Math.log(Math.max(1, exact)) / Math.log(TEXTURE_STEP));
  const known = textures.get(fitted.garment);
  if (known?.shrink === shrink) return known.texture;
  const texture = textureOf(fitted, shrink);
  textures.set(fitted.garment, { shrink, texture });
  return texture;
}

const KINDS: readonly Exclude<RenderedPart['kind'], 'innerBack'>[] = [
  'body',
  'sleeveL',
  'sleeveR',
  'legL',
  'legR',
];

/** Target box of the posed mesh, clipped to the picture; empty boxes get one pixel so that rasters exist. */
function boxOf(fitted: FittedLayer, target: RenderTarget): Box {
  const { posed } = fitted.mesh;
  let [x0, y0, x1, y1] = [target.width, target.height, 0, 0];
  for (let i = 0; i < posed.length; i += 2) {
    x0 = Math.min(x0, posed[i] * target.scale);
    x1 = Math.max(x1, posed[i] * target.scale);
    y0 = Math.min(y0, posed[i + 1] * target.scale);
    y1 = Math.max(y1, posed[i + 1] * target.scale);
  }
  const left = Math.min(target.width - 1, Math.max(0, Math.floor(x0)));
  const top = Math.min(target.height - 1, Math.max(0, Math.floor(y0)));
  return {
    x0: left,
    y0: top,
    x1: Math.max(left + 1, Math.min(target.width, Math.ceil(x1))),
    y1: Math.max(top + 1, Math.min(target.height, Math.ceil(y1))),
  };
}

/** Garment pixels per target pixel, the 60th percentile over triangles of the larger singular value. */
function minification(fitted: FittedLayer, scale: number): number {
  const { rest, posed, triangles } = fitted.mesh;
  const values: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t] * 2;
    const b = triangles[t + 1] * 2;
    const c = triangles[t + 2] * 2;
    const px = (posed[b] - posed[a]) * scale;
    const py = (posed[b + 1] - posed[a + 1]) * scale;
    const qx = (posed[c] - posed[a]) * scale;
    const qy = (posed[c + 1] - posed[a + 1]) * scale;
    const det = px * qy - py * qx;
    if (det < 1e-9) continue;
    const ux = rest[b] - rest[a];
    const uy = rest[b + 1] - rest[a + 1];
    const vx = rest[c] - rest[a];
    const vy = rest[c + 1] - rest[a + 1];
    const j0 = (ux * qy - vx * py) / det;
    const j1 = (vx * px - ux * qx) / det;
    const j2 = (uy * qy - vy * py) / det;
    const j3 = (vy * px - uy * qx) / det;
    const m = (j0 * j0 + j1 * j1 + j2 * j2 + j3 * j3) / 2;
    const d = j0 * j3 - j1 * j2;
    values.push(Math.sqrt(m + Math.sqrt(Math.max(0, m * m - d * d))));
  }
  return values.length > 0 ? quantile(values, 0.6) : 1;
}

/** Reach of the bicubic filter and of edge calming beyond the mesh, texture pixels. */
const TEXTURE_MARGIN = 12;

/** The part of a `width` x `height` texture that the mesh covers, with a margin; `kx`, `ky` texture px per garment px. */
function textureBox(fitted: FittedLayer, kx: number, ky: number, width: number, height: number): Box {
  const { rest } = fitted.mesh;
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let i = 0; i < rest.length; i += 2) {
    x0 = Math.min(x0, rest[i] * kx);
    x1 = Math.max(x1, rest[i] * kx);
    y0 = Math.min(y0, rest[i + 1] * ky);
    y1 = Math.max(y1, rest[i + 1] * ky);
  }
  return {
    x0: Math.max(0, Math.floor(x0) - TEXTURE_MARGIN),
    y0: Math.max(0, Math.floor(y0) - TEXTURE_MARGIN),
    x1: Math.min(width, Math.ceil(x1) + TEXTURE_MARGIN),
    y1: Math.min(height, Math.ceil(y1) + TEXTURE_MARGIN),
  };
}

function holdsAny(mask: Mask): boolean {
  const { data } = mask;
  for (let i = 0; i < data.length; i++) if (data[i] > 0) return true;
  return false;
}

/**
 * Garment as interleaved RGB, alpha and inner back, shrunk by area averaging so that sampling it at the target needs
 * no further filter.
 */
function textureOf(fitted: FittedLayer, shrink: number): Texture {
  const { rgb, alpha, innerBack } = fitted.garment;
  const factor = Math.max(1, shrink);
  const width = Math.max(1, Math.round(rgb.width / factor));
  const height = Math.max(1, Math.round(rgb.height / factor));
  // Whatever lies far outside the mesh is never sampled.
  const region = textureBox(fitted, width / rgb.width, height / rgb.height, width, height);
  const shrunk = resizeArea(rgb, width, height, region);
  const colour = shrunk === rgb ? { ...rgb, data: rgb.data.slice() } : shrunk;
  const cover = calmEdges(colour, resizeArea(alpha, width, height, region), region);
  const back = holdsAny(innerBack) ? resizeArea(innerBack, width, height, region).data : null;
  const data = new Uint8Array(width * height * 4);
  const inner = back ? new Uint8Array(width * height) : null;
  let hasInner = false;
  for (let y = region.y0; y < region.y1; y++)
    for (let i = y * width + region.x0; i < y * width + region.x1; i++) {
      data[i * 4] = colour.data[i * 3];
      data[i * 4 + 1] = colour.data[i * 3 + 1];
      data[i * 4 + 2] = colour.data[i * 3 + 2];
      const a = cover.data[i];
      const share = a <= 0 ? 0 : a >= 1 ? 1 : a;
      if (!back || !inner || back[i] <= 0) {
        data[i * 4 + 3] = 255 * share + 0.5;
        continue;
      }
      const b = Math.min(1, back[i]);
      data[i * 4 + 3] = 255 * share * (1 - b) + 0.5;
      inner[i] = 255 * b + 0.5;
      if (inner[i] > 0) hasInner = true;
    }
  return {
    width,
    height,
    data,
    inner: hasInner ? inner : null,
    scaleX: width / rgb.width,
    scaleY: height / rgb.height,
  };
}

/**
 * Draws every part of a fitted garment. `scale` is target pixels per analysis pixel (1 / photo.scale for the photo's
 * full resolution). Parts come in drawing order, the inner back first; each pixel of the garment belongs to one part, so
 * the parts' kinds are the partition into torso, sleeves and legs. Rasters cover `box` only.
 */
export function renderLayer(fitted: FittedLayer, target: RenderTarget): RenderedLayer {
  const box = boxOf(fitted, target);
  const shrink = minification(fitted, target.scale);
  const texture = target.draft ? draftTexture(fitted, shrink) : textureOf(fitted, shrink);
  const { parts, coverage } = drawRows(fitted, texture, target.scale, box, KINDS);
  // Gaps of a few pixels hardly show in a draft.
  if (!target.draft) closeGaps(parts, coverage, fitted.garment.alpha, gapStep(target));
  return { fitted, scale: target.scale, box, parts, coverage };
}

const gapStep = ({ scale }: RenderTarget): number => Math.max(1, Math.round(scale));

/**
 * The layer that `renderLayer` and `withEdge` would draw, drawn in bands of rows: for targets too large to hold it.
 *
 * @param edge as `withEdge` takes it
 * @param bandRows most rows that are drawn at a time
 */
export function bandLayer(
  fitted: FittedLayer,
  target: RenderTarget,
  edge: number,
  bandRows: number,
): BandedLayer {
  const { scale } = target;
  const box = boxOf(fitted, target);
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0];
  const texture = textureOf(fitted, minification(fitted, scale));
  const grid = gapGrid(width, height, gapStep(target), KINDS);
  const drawn = new Set<RenderedPart['kind']>();
  for (let y0 = 0; y0 < height; y0 += bandRows) {
    const rows = { y0, y1: Math.min(height, y0 + bandRows) };
    const { parts, coverage } = drawRows(fitted, texture, scale, box, KINDS, rows);
    for (const { kind } of parts) drawn.add(kind);
    noteRows(grid, parts, coverage, y0);
  }
  const kinds = KINDS.filter((kind) => drawn.has(kind));
  grid.sleeves = grid.sleeves.filter(({ kind }) => drawn.has(kind));
  const fills = findGaps(grid, fitted.garment.alpha);
  const reach = edgeReach(edge, scale);
  return {
    ...{ fitted, scale, box, bandRows },
    kinds: drawn.has('innerBack') ? ['innerBack', ...kinds] : kinds,
    band(y0, y1) {
      const rows = { y0: Math.max(0, y0 - reach), y1: Math.min(height, y1 + reach) };
      const { parts, coverage } = drawRows(fitted, texture, scale, box, kinds, rows, true);
      fillGaps(fills, grid, parts, coverage, rows.y0);
      if (edge === 0) return parts;
      const [from, to] = [y0 - rows.y0, y1 - rows.y0];
      return withEdgeInRows(parts, coverage, edge, scale).map(({ kind, rgb, alpha }) => ({
        kind,
        rgb: rowsBetween(rgb, from, to),
        alpha: rowsBetween(alpha, from, to),
      }));
    },
  };
}

function rowsBetween(
  { width, channels, data }: Raster<Uint8Array>,
  y0: number,
  y1: number,
): Raster<Uint8Array> {
  const row = width * channels;
  return byteRaster(width, y1 - y0, channels, data.subarray(y0 * row, y1 * row));
}

/** Draws parts of the garment in rows of the box, all of them when left out; parts without cloth there only if `all`. */
function drawRows(
  fitted: FittedLayer,
  texture: Texture,
  scale: number,
  box: Box,
  kinds: readonly (typeof KINDS)[number][],
  rows: { y0: number; y1: number } = { y0: 0, y1: box.y1 - box.y0 },
  all = false,
): { parts: RenderedPart[]; coverage: Mask } {
  const width = box.x1 - box.x0;
  const height = rows.y1 - rows.y0;
  const coverage: Mask = floatRaster(width, height);
  const parts: RenderedPart[] = [];
  let map: PartMap | null = null;
  for (const kind of kinds) {
    map = inverseMap(fitted.mesh, MESH_PART[kind], texture, scale, box, map, rows);
    if (!map.any && !all) continue;
    const rgb = byteRaster(width, height, 3);
    const alpha = byteRaster(width, height, 1);
    const inner = kind === 'body' && texture.inner ? byteRaster(width, height, 1) : null;
    sampleGarment(texture, map, rgb, alpha, inner);
    if (inner) parts.unshift({ kind: 'innerBack', rgb, alpha: inner });
    parts.push({ kind, rgb, alpha });
    unite(coverage, alpha);
  }
  return { parts, coverage };
}

/** coverage := 1 - (1 - coverage)(1 - alpha) */
function unite(coverage: Mask, alpha: Raster<Uint8Array>): void {
  const c = coverage.data;
  for (let i = 0; i < c.length; i++) {
    const a = alpha.data[i];
    if (a > 0) c[i] += (1 - c[i]) * (a / 255);
  }
}
