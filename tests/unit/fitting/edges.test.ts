import { describe, expect, it } from 'vitest';
import { calmEdges } from '../../../src-main/engine/fitting/edges.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, floatRaster, type Mask } from '../../../src-main/engine/image/raster.ts';

const SIZE = 96;

/** Pixel sides between covered and clear. */
function outline({ data }: Mask): number {
  let sides = 0;
  for (let y = 1; y < SIZE; y++)
    for (let x = 1; x < SIZE; x++) {
      const here = data[y * SIZE + x] > 0.5;
      if (here !== data[y * SIZE + x - 1] > 0.5) sides++;
      if (here !== data[(y - 1) * SIZE + x] > 0.5) sides++;
    }
  return sides;
}

/** Green cloth whose cut wavers by a pixel and takes in some of the grey backdrop. */
function wavering() {
  const random = mulberry32(3);
  const rgb = byteRaster(SIZE, SIZE, 3);
  const alpha = floatRaster(SIZE, SIZE);
  for (let y = 0; y < SIZE; y++) {
    const left = 20 + Math.floor(random() * 3) - 1;
    for (let x = 0; x < SIZE; x++) {
      const i = y * SIZE + x;
      rgb.data.set(x < 21 ? [220, 220, 220] : [0, 140, 90], i * 3);
      if (x >= left) alpha.data[i] = 1;
    }
  }
  return { rgb, alpha };
}

describe('calmEdges', () => {
  it('straightens a wavering cut', () => {
    const { rgb, alpha } = wavering();
    const before = outline(alpha);
    const after = outline(calmEdges(rgb, alpha));
    expect(before).toBeGreaterThan(1.4 * SIZE);
    expect(after).toBeLessThan(1.15 * SIZE);
  });

  it('takes the backdrop out of the visible rim', () => {
    const { rgb, alpha } = wavering();
    const cover = calmEdges(rgb, alpha);
    let visible = 0;
    for (let y = 5; y < SIZE - 5; y++)
      for (let x = 0; x < 24; x++) {
        const i = y * SIZE + x;
        if (cover.data[i] < 0.5) continue;
        visible++;
        expect(rgb.data[i * 3]).toBeLessThan(130);
      }
    expect(visible).toBeGreaterThan(SIZE);
  });

  it('leaves thin straps and sheer cloth alone', () => {
    const strap = floatRaster(SIZE, SIZE);
    const sheer = floatRaster(SIZE, SIZE);
    for (let i = 0; i < SIZE * SIZE; i++) {
      if (i % SIZE >= 40 && i % SIZE < 42) strap.data[i] = 1;
      sheer.data[i] = 0.6;
    }
    const rgb = byteRaster(SIZE, SIZE, 3);
    expect(calmEdges(rgb, strap).data).toEqual(strap.data);
    expect(calmEdges(rgb, sheer).data).toEqual(sheer.data);
  });
});
