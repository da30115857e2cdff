import { describe, expect, it } from 'vitest';
import { byteRaster, type Raster } from '../../../../src-main/engine/image/raster.ts';
import type { Backdrop } from '../../../../src-main/engine/perception/garment/backdrop.ts';
import { clearCastShadow } from '../../../../src-main/engine/perception/garment/cast-shadow.ts';

const W = 240;
const H = 300;
/** The garment: a box of plain cloth. */
const CLOTH = { x0: 70, y0: 60, x1: 150, y1: 240 };

/** A pixel's colour against the backdrop: levels darker, and chroma away from it in a*b* units. */
interface Shade {
  dark: number;
  chroma: number;
}
type Scene = (x: number, y: number) => Shade;

const BACKDROP: Shade = { dark: 0, chroma: 0 };
const RED: Shade = { dark: 90, chroma: 40 };
const BLACK: Shade = { dark: 200, chroma: 1 };
const GREY: Shade = { dark: 60, chroma: 1 };
/** Left of this column the two-piece garments below are red, right of it grey. */
const SEAM = 90;

const inCloth = (x: number, y: number): boolean =>
  x >= CLOTH.x0 && x < CLOTH.x1 && y >= CLOTH.y0 && y < CLOTH.y1;

const plain =
  (cloth: Shade): Scene =>
  (x, y) =>
    inCloth(x, y) ? cloth : BACKDROP;

/** `scene` and, to the right of the garment, a shadow that fades over 60 pixels. */
const withShadow =
  (scene: Scene, deepest: number, chroma = 0): Scene =>
  (x, y) => {
    if (inCloth(x, y) || x < CLOTH.x1 || x >= CLOTH.x1 + 60 || y < CLOTH.y0 || y >= CLOTH.y1 + 20)
      return scene(x, y);
    const across = 1 - (x - CLOTH.x1) / 60;
    const down = Math.min(1, (CLOTH.y1 + 20 - y) / 40, (y - CLOTH.y0 + 1) / 20);
    return { dark: deepest * across * down, chroma };
  };

/** Grey, running out softly over 40 pixels at the garment's right edge. */
const fading = (x: number): Shade => ({ ...GREY, dark: (GREY.dark * Math.min(40, CLOTH.x1 - x)) / 40 });

/** Backdrop, Sobel response of lightness and the flood's mask, which takes every darker pixel. */
function draw(scene: Scene): { backdrop: Backdrop; gradient: Float32Array; garment: Raster<Uint8Array> } {
  const lighter = new Float32Array(W * H);
  const chroma = new Float32Array(W * H);
  const garment = byteRaster(W, H, 1);
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const shade = scene(x, y);
      lighter[y * W + x] = -shade.dark;
      chroma[y * W + x] = shade.chroma;
      garment.data[y * W + x] = inCloth(x, y) || shade.dark > 2 ? 1 : 0;
    }
  const gradient = new Float32Array(W * H);
  for (let y = 1; y < H - 1; y++)
    for (let x = 1; x < W - 1; x++) {
      const at = (dx: number, dy: number): number => lighter[(y + dy) * W + x + dx];
      const side = (d: number): number => at(d, -1) + 2 * at(d, 0) + at(d, 1);
      const down = (d: number): number => at(-1, d) + 2 * at(0, d) + at(1, d);
      gradient[y * W + x] = Math.hypot(side(1) - side(-1), down(1) - down(-1));
    }
  const distance = Float32Array.from(lighter, (l, i) => Math.hypot(l, 1.6 * chroma[i]));
  return { backdrop: { distance, lighter, chroma, noise: 0.5, agreement: 1 }, gradient, garment };
}

/** Pixels of cloth kept and pixels kept outside the cloth, each as a share of the cloth. */
function outcome(scene: Scene): { kept: number; extra: number } {
  const { backdrop, gradient, garment } = draw(scene);
  const before = garment.data.slice();
  const { data } = clearCastShadow(backdrop, gradient, garment);
  expect(garment.data).toEqual(before);
  let kept = 0;
  let extra = 0;
  for (let i = 0; i < W * H; i++) {
    if (!data[i]) continue;
    if (inCloth(i % W, Math.floor(i / W))) kept++;
    else extra++;
  }
  const area = (CLOTH.x1 - CLOTH.x0) * (CLOTH.y1 - CLOTH.y0);
  return { kept: kept / area, extra: extra / area };
}

function expectUntouched(scene: Scene): void {
  const { backdrop, gradient, garment } = draw(scene);
  expect(clearCastShadow(backdrop, gradient, garment) === garment).toBe(true);
}

describe('clearCastShadow', () => {
  it('clears a wide soft shadow and keeps a coloured garment', () => {
    const { kept, extra } = outcome(withShadow(plain(RED), 60));
    expect(kept).toBeGreaterThan(0.98);
    expect(extra).toBeLessThan(0.06);
  });

  it('clears the shadow of a black garment that a clear outline parts from it', () => {
    const { kept, extra } = outcome(withShadow(plain(BLACK), 60));
    expect(kept).toBeGreaterThan(0.98);
    expect(extra).toBeLessThan(0.06);
  });

  it('leaves a garment without shadow as it is', () => expectUntouched(plain(RED)));

  it('does not take a coloured shade for a shadow', () => expectUntouched(withShadow(plain(RED), 60, 12)));

  it('keeps a grey piece that a sharp outline parts from the backdrop', () =>
    expectUntouched((x, y) => (inCloth(x, y) ? (x < SEAM ? RED : GREY) : BACKDROP)));

  it('keeps a grey piece that runs out softly at one side while the rest of its outline stands', () =>
    expectUntouched((x, y) => (inCloth(x, y) ? (x < SEAM ? RED : fading(x)) : BACKDROP)));

  it('keeps a grey piece with broad piping that is faint over a short stretch', () =>
    expectUntouched((x, y) => {
      if (!inCloth(x, y)) return BACKDROP;
      const rim = Math.min(CLOTH.x1 - 1 - x, x - CLOTH.x0, y - CLOTH.y0, CLOTH.y1 - 1 - y);
      if (x >= SEAM && y >= 140 && y < 160) return fading(x);
      return x < SEAM || rim < 10 ? RED : GREY;
    }));

  it('keeps grey cloth that goes over softly into the backdrop where the cloth beside it has the same colours', () =>
    expectUntouched((x, y) => {
      if (!inCloth(x, y)) return BACKDROP;
      if (x < SEAM) return GREY;
      if (x < SEAM + 4) return BLACK;
      const out = Math.min(CLOTH.x1 - x, y - CLOTH.y0 + 1, CLOTH.y1 - y);
      return { ...GREY, dark: (GREY.dark * Math.min(40, out)) / 40 };
    }));
});
