/** Pattern sheet: the pieces of a cut garment beside each other, with their seams by kind and the picture on them. */

import type { Pattern, SEAM_KINDS } from '../../../contract/pattern.ts';
import type { Piece, Point2 } from '../../body/sewing/piece.ts';
import type { CutGarment } from '../../body/sewing/sew-garment.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';

type SeamKind = (typeof SEAM_KINDS)[number];

/** Between two pieces, and around all of them, metres. */
const GAP = 0.04;
/** Pixels a metre, and the most that the sheet's longer side has. */
const SCALE = 800;
const MOST = 2200;
/** Digits kept of a centimetre. */
const TENTHS = 100;

/** Pieces from left to right: fronts and backs, and below them what is smaller. */
const ORDER = [
  'frontL',
  'front',
  'frontR',
  'backL',
  'back',
  'backR',
  'sleeveL',
  'sleeveR',
  'strapL',
  'strapR',
];
const isTrunk = (name: string): boolean => /^(front|back)/.test(name);

const KINDS: readonly [RegExp, SeamKind][] = [
  [/^(side|outseam)/, 'side'],
  [/^shoulder/, 'shoulder'],
  [/^(armhole|cap)/, 'sleeve'],
  [/^under/, 'underarm'],
  [/^(neck|top)/, 'neckline'],
  [/^(hem|cuff)/, 'hem'],
  [/^waist/, 'waist'],
  [/^inseam/, 'inseam'],
  [/^rise/, 'rise'],
  [/^front/, 'front'],
];

const kindOf = (piece: Piece, edge: string): SeamKind =>
  piece.name.startsWith('strap') ? 'strap' : (KINDS.find(([name]) => name.test(edge))?.[1] ?? 'strap');

export interface PatternSheet {
  pattern: Pattern;
  /** RGBA. */
  picture: Raster<Uint8Array>;
}

/** Lays the pieces out by their height on the garment and paints them. */
export function drawPattern(cut: CutGarment): PatternSheet {
  const { pieces } = cut.pattern;
  const rank = (i: number): number => ORDER.indexOf(pieces[i].name);
  const order = [...pieces.keys()].sort((a, b) => rank(a) - rank(b) || a - b);
  const rows = [true, false].map((trunk) => order.filter((i) => isTrunk(pieces[i].name) === trunk));
  const at: Point2[] = [];
  const size = { width: 0, height: GAP };
  for (const row of rows.filter(({ length }) => length > 0)) {
    let [right, height] = [GAP, 0];
    for (const i of row) {
      const box = boxOf(pieces[i]);
      // flat x and y of a piece's point on the sheet: x + at.x, at.y - y
      at[i] = { x: right - box.left, y: size.height + box.top };
      right += box.right - box.left + GAP;
      height = Math.max(height, box.top - box.bottom);
    }
    size.width = Math.max(size.width, right);
    size.height += height + GAP;
  }
  const cm = (metres: number): number => Math.round(metres * 100 * TENTHS) / TENTHS;
  const onSheet = (i: number, p: Point2): Point2 => ({ x: cm(p.x + at[i].x), y: cm(at[i].y - p.y) });
  return {
    pattern: {
      width: cm(size.width),
      height: cm(size.height),
      panels: order.map((i) => ({
        name: pieces[i].name,
        back: pieces[i].picture === 'back',
        seams: pieces[i].edges.map((edge) => ({
          name: edge.name,
          kind: kindOf(pieces[i], edge.name),
          points: edge.points.flatMap((p) => {
            const { x, y } = onSheet(i, p);
            return [x, y];
          }),
        })),
      })),
      points: cut.points.flatMap(({ name, panel, at: flat, outwards }) => {
        const i = pieces.findIndex((piece) => piece.name === panel);
        return i < 0 ? [] : [{ name, panel, ...onSheet(i, flat), outwards }];
      }),
    },
    picture: painted(cut, at, size),
  };
}

function boxOf({ edges }: Piece): { left: number; right: number; top: number; bottom: number } {
  const points = edges.flatMap((edge) => edge.points);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.max(...ys), bottom: Math.min(...ys) };
}

/** The garment's picture on every triangle of the meshed pieces. */
function painted(
  { sewing, uvs, picture: { texture } }: CutGarment,
  at: readonly Point2[],
  size: { width: number; height: number },
): Raster<Uint8Array> {
  const scale = Math.min(SCALE, MOST / Math.max(size.width, size.height));
  const out = byteRaster(Math.ceil(size.width * scale), Math.ceil(size.height * scale), 4);
  const { flat, triangles, pieceOf } = sewing;
  const place = (v: number): Point2 => {
    const origin = at[pieceOf[v]];
    return { x: (flat[v * 2] + origin.x) * scale, y: (origin.y - flat[v * 2 + 1]) * scale };
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const ids = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const [a, b, c] = ids.map(place);
    const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (Math.abs(area) < 1e-9) continue;
    const [x0, x1] = [Math.min(a.x, b.x, c.x), Math.max(a.x, b.x, c.x)];
    const [y0, y1] = [Math.min(a.y, b.y, c.y), Math.max(a.y, b.y, c.y)];
    for (let y = Math.max(0, Math.floor(y0)); y <= Math.min(out.height - 1, y1); y++)
      for (let x = Math.max(0, Math.floor(x0)); x <= Math.min(out.width - 1, x1); x++) {
        const [px, py] = [x + 0.5, y + 0.5];
        const v = ((px - a.x) * (c.y - a.y) - (c.x - a.x) * (py - a.y)) / area;
        const w = ((b.x - a.x) * (py - a.y) - (px - a.x) * (b.y - a.y)) / area;
        if (v < -1e-6 || w < -1e-6 || v + w > 1 + 1e-6) continue;
        const mix = (k: 0 | 1): number =>
          uvs[ids[0] * 2 + k] * (1 - v - w) + uvs[ids[1] * 2 + k] * v + uvs[ids[2] * 2 + k] * w;
        paint(out, (y * out.width + x) * 4, texture, mix(0) * texture.width, mix(1) * texture.height);
      }
  }
  return out;
}

/** One pixel, bilinear. */
function paint(
  out: Raster<Uint8Array>,
  at: number,
  { width, height, data }: Raster<Uint8Array>,
  u: number,
  v: number,
): void {
  const x = Math.min(width - 1, Math.max(0, u - 0.5));
  const y = Math.min(height - 1, Math.max(0, v - 0.5));
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const [s, t] = [x - x0, y - y0];
  for (let c = 0; c < 3; c++) {
    const upper = data[(y0 * width + x0) * 3 + c] * (1 - s) + data[(y0 * width + x1) * 3 + c] * s;
    const lower = data[(y1 * width + x0) * 3 + c] * (1 - s) + data[(y1 * width + x1) * 3 + c] * s;
    out.data[at + c] = Math.round(upper * (1 - t) + lower * t);
  }
  out.data[at + 3] = 255;
}
