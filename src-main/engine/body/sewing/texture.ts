/** Picture of a sewn garment: the front from the photo and, below it, the back. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import type { Garment } from '../../domain/garment.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { boxOf } from './cloth-box.ts';
import { type Columns, madeBack } from './made-back.ts';

/** Long side of either half, pixels. */
const TEXTURE_SIZE = 1024;
export interface GarmentTexture {
  texture: Raster<Uint8Array>;
  /** Texture pixels per garment pixel. */
  scale: number;
  /** Rows of the front half. */
  half: number;
  reasons: Sentence[];
}

/** Of garments that are still in use, with the back that it was made with. */
const pictures = new WeakMap<Garment, { back: Garment | undefined; picture: GarmentTexture }>();

/**
 * Lays front and back below each other. `back` is a garment photographed from behind; without one the back is made
 * up from the front (`madeBack`). Made once for a garment, which has the same picture in every size; not to be changed.
 */
export function garmentTexture(garment: Garment, back?: Garment): GarmentTexture {
  const known = pictures.get(garment);
  if (known && known.back === back) return known.picture;
  const picture = made(garment, back);
  pictures.set(garment, { back, picture });
  return picture;
}

function made(garment: Garment, back: Garment | undefined): GarmentTexture {
  const { rgb } = garment;
  const scale = Math.min(1, TEXTURE_SIZE / Math.max(rgb.width, rgb.height));
  const w = Math.max(1, Math.round(rgb.width * scale));
  const h = Math.max(1, Math.round(rgb.height * scale));
  const front = resizeArea(rgb, w, h);
  const alpha = resizeArea(garment.alpha, w, h);
  const inner = resizeArea(garment.innerBack, w, h);
  const reasons: Sentence[] = [];
  let other: Raster<Uint8Array>;
  if (back) other = alignedBack(garment, back, w, h);
  else {
    const span = bodySpan(garment, scale, w);
    other = madeBack(front, alpha, inner, span, partsOf(garment, span, scale, w), garment.openFront);
    reasons.push(say('back-made-up'));
  }
  const texture = byteRaster(w, h * 2, 3);
  texture.data.set(front.data, 0);
  texture.data.set(other.data, w * h * 3);
  return { texture, scale, half: h, reasons };
}

/** The back photo, mirrored as if seen through the front and brought to the same box. */
function alignedBack(garment: Garment, back: Garment, w: number, h: number): Raster<Uint8Array> {
  const to = boxOf(garment.alpha);
  const from = boxOf(back.alpha);
  const out = byteRaster(w, h, 3);
  const { rgb } = back;
  for (let y = 0; y < h; y++) {
    const gy = ((y + 0.5) * garment.rgb.height) / h;
    const v = from.y0 + ((gy - to.y0) / (to.y1 - to.y0)) * (from.y1 - from.y0);
    const sy = Math.min(rgb.height - 1, Math.max(0, Math.floor(v)));
    for (let x = 0; x < w; x++) {
      const gx = ((x + 0.5) * garment.rgb.width) / w;
      const u = from.x1 - ((gx - to.x0) / (to.x1 - to.x0)) * (from.x1 - from.x0);
      const sx = Math.min(rgb.width - 1, Math.max(0, Math.floor(u)));
      const o = (sy * rgb.width + sx) * 3;
      out.data.set(rgb.data.subarray(o, o + 3), (y * w + x) * 3);
    }
  }
  return out;
}

/** Columns between the armpits of a garment with sleeves, which hang beside the body; all columns otherwise. */
function bodySpan(garment: Garment, scale: number, width: number): Columns {
  const { armpitL, armpitR } = garment.landmarks;
  const sleeved = garment.sleeve === 'short' || garment.sleeve === 'long';
  if (!sleeved || !armpitL || !armpitR) return { x0: 0, x1: width };
  return { x0: Math.round(armpitL.x * scale), x1: Math.round(armpitR.x * scale) };
}

/** Columns of the parts that may differ in colour: sleeve, trunk, sleeve; leg, leg; or everything. */
function partsOf(garment: Garment, span: Columns, scale: number, width: number): Columns[] {
  const { crotch } = garment.landmarks;
  const legs = garment.category === 'trousers' || garment.category === 'shorts';
  const cuts = legs && crotch ? [Math.round(crotch.x * scale)] : [span.x0, span.x1];
  return [...cuts, width]
    .map((x1, k) => ({ x0: k === 0 ? 0 : cuts[k - 1], x1 }))
    .filter(({ x0, x1 }) => x1 > x0);
}
