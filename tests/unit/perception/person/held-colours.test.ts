import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { foreignShare } from '../../../../src-main/engine/perception/parsing/held-colours.ts';
import type { Search } from '../../../../src-main/engine/perception/parsing/held-region.ts';
import { CLASS } from '../../../../src-main/engine/perception/parsing/seeds.ts';

const SIZE = 120;
const BOX = { x0: 60, y0: 66, x1: 90, y1: 90 };
const DARK = [40, 5, 10];
const PALE = [150, 0, 20];
const RED = [90, 70, 40];

/** A picture of cloth, upper above row 40 and lower below, with an object of one colour in BOX. */
function scene(cloth: (x: number, y: number) => readonly number[], object: readonly number[]) {
  const random = mulberry32(5);
  const features = new Float32Array(SIZE * SIZE * 3);
  const map = new Uint8Array(SIZE * SIZE);
  const mask = new Uint8Array(SIZE * SIZE);
  for (let i = 0; i < map.length; i++) {
    const x = i % SIZE;
    const y = (i - x) / SIZE;
    map[i] = y < 40 ? CLASS.upper : CLASS.lower;
    if (x >= BOX.x0 && x < BOX.x1 && y >= BOX.y0 && y < BOX.y1) mask[i] = 1;
    const colour = mask[i] ? object : cloth(x, y);
    for (let c = 0; c < 3; c++) features[i * 3 + c] = colour[c] + 4 * (random() - 0.5);
  }
  const area = { width: SIZE, height: SIZE, features };
  const search = {
    view: { area, fields: { unit: 40 } },
    box: { x0: 0, y0: 0, x1: SIZE, y1: SIZE },
    w: SIZE,
    h: SIZE,
  } as unknown as Search;
  return foreignShare(search, map, mask);
}

describe('foreign share of an object', () => {
  const striped = (_: number, y: number) => (y % 24 < 12 ? DARK : PALE);
  const checked = (x: number, y: number) => (x % 20 < 10 === y % 20 < 10 ? DARK : PALE);

  it('is small for a piece of the garment itself, whatever its pattern', () => {
    expect(scene(striped, DARK)).toBeLessThan(0.1);
    expect(scene(checked, PALE)).toBeLessThan(0.1);
    expect(scene(() => DARK, DARK)).toBeLessThan(0.1);
  });

  it('is large for a colour the garment has not', () => {
    expect(scene(striped, RED)).toBeGreaterThan(0.9);
    expect(scene(() => DARK, PALE)).toBeGreaterThan(0.9);
  });

  it('asks the garment around the object, not the other one', () => {
    expect(scene((_, y) => (y < 40 ? PALE : DARK), PALE)).toBeGreaterThan(0.9);
  });
});
