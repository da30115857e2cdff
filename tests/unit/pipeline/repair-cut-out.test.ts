import { describe, expect, it } from 'vitest';
import { byteRaster, floatRaster, type Mask, type Raster } from '../../../src-main/engine/image/raster.ts';
import { paintCutOut } from '../../../src-main/engine/pipeline/look/repair-cut-out.ts';

const SIDE = 200;

/** Cloth in the left half, with some grain, on a light backdrop. */
function picture(): Raster<Uint8Array> {
  const rgb = byteRaster(SIDE, SIDE, 3);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const grain = ((i * 7919) % 13) - 6;
    const colour = i % SIDE < SIDE / 2 ? [60, 70, 140] : [232, 230, 226];
    for (let c = 0; c < 3; c++) rgb.data[i * 3 + c] = colour[c] + grain;
  }
  return rgb;
}

/** What `has` says is garment. */
function cutOut(has: (x: number, y: number) => boolean): Mask {
  const mask = floatRaster(SIDE, SIDE);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = has(i % SIDE, Math.floor(i / SIDE)) ? 1 : 0;
  return mask;
}

/** Area that is garment, of a part of the picture. */
function area({ data }: Mask, has: (x: number, y: number) => boolean): number {
  return data.reduce((sum, value, i) => sum + (has(i % SIDE, Math.floor(i / SIDE)) ? value : 0), 0);
}

const left = (x: number) => x < SIDE / 2;
const right = (x: number) => x >= SIDE / 2;
const stroke = (does: 'add' | 'remove', edgeAware: boolean, points: number[], radius = 20) => ({
  does,
  edgeAware,
  points,
  radius,
});

describe('repair of a cut-out', () => {
  it('a plain brush covers its disc and nothing else', () => {
    const none = cutOut(() => false);
    const added = paintCutOut(picture(), none, [stroke('add', false, [100, 100])], 1);
    expect(area(added, () => true) / (Math.PI * 20 * 20)).toBeCloseTo(1, 1);
    expect(none.data.every((value) => value === 0)).toBe(true);
    const again = paintCutOut(picture(), added, [stroke('remove', false, [100, 100], 21)], 1);
    expect(area(again, () => true)).toBeCloseTo(0, 5);
  });

  it('follows a path, in the pixels of the whole picture', () => {
    const added = paintCutOut(
      picture(),
      cutOut(() => false),
      [stroke('add', false, [100, 200, 300, 200], 20)],
      0.5,
    );
    expect(area(added, () => true) / (100 * 20 + Math.PI * 100)).toBeCloseTo(1, 1);
    expect(added.data[100 * SIDE + 100]).toBe(1);
  });

  it('adds cloth up to its edge where the brush reaches over it', () => {
    // A hole in the cloth that touches its edge.
    const hole = (x: number, y: number) => x >= 80 && y > 60 && y < 140;
    const holed = cutOut((x, y) => left(x) && !hole(x, y));
    const path = [86, 70, 86, 130];
    const mended = paintCutOut(picture(), holed, [stroke('add', true, path)], 1);
    expect(area(mended, (x, y) => left(x) && hole(x, y)) / (20 * 79)).toBeGreaterThan(0.95);
    expect(area(mended, right)).toBeLessThan(60);
    const plain = paintCutOut(picture(), holed, [stroke('add', false, path)], 1);
    expect(area(plain, right)).toBeGreaterThan(300);
  });

  it('takes backdrop away up to the edge of the cloth', () => {
    const spilt = cutOut((x) => x < 130);
    const mended = paintCutOut(picture(), spilt, [stroke('remove', true, [114, 40, 114, 160])], 1);
    const rows = (_x: number, y: number) => y > 45 && y < 155;
    expect(area(mended, (x, y) => x >= SIDE / 2 && x < 130 && rows(x, y))).toBeLessThan(0.05 * 30 * 109);
    expect(area(mended, (x, y) => left(x) && rows(x, y)) / (100 * 109)).toBeGreaterThan(0.97);
  });

  it('strokes beside the picture do nothing', () => {
    const whole = cutOut(() => true);
    const same = paintCutOut(picture(), whole, [stroke('remove', true, [-900, -900])], 1);
    expect(same.data).toEqual(whole.data);
  });
});
