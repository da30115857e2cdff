import { describe, expect, it } from 'vitest';
import { byteRaster, type Raster } from '../../../../src-main/engine/image/raster.ts';
import { cutOut } from '../../../../src-main/engine/perception/garment/cut-out.ts';

const W = 400;
const H = 440;

/** A yellow camisole on near white: two straps that close a narrow, smeared loop at each side. */
function camisole(): Raster<Uint8Array> {
  const rgb = byteRaster(W, H, 3);
  const strap = (x: number, y: number, c: number): boolean => y > 60 && y < 204 && Math.abs(x - c) < 18;
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const body = y >= 200 && y < 390 && Math.abs(x - 200) < 120;
      let cloth = body || strap(x, y, 110) || strap(x, y, 290) ? 1 : 0;
      let smear = 0;
      for (const c of [110, 290]) {
        const r = Math.hypot((x - c) / 7, (y - 140) / 50);
        if (r < 1) cloth = 0;
        // Compression carries the straps' colour into the loop.
        if (r < 1) smear = 0.045 * r;
      }
      const share = Math.max(cloth, smear);
      const paper = [245, 245, 245];
      const yellow = [248, 208, 70];
      for (let k = 0; k < 3; k++) rgb.data[(y * W + x) * 3 + k] = paper[k] + (yellow[k] - paper[k]) * share;
    }
  return rgb;
}

describe('cutOut', () => {
  it('opens the narrow loops of straps and keeps the straps', () => {
    const { box, mask } = cutOut(camisole());
    const at = (x: number, y: number): number => mask.data[(y - box.y0) * mask.width + x - box.x0];
    for (const x of [110, 290]) {
      for (const y of [110, 140, 170]) expect(at(x, y)).toBe(0);
      expect(at(x - 13, 140)).toBe(1);
      expect(at(x + 13, 140)).toBe(1);
      expect(at(x, 215)).toBe(1);
    }
    expect(at(200, 300)).toBe(1);
  });
});
