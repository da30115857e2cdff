import { expect, it } from 'vitest';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { byteRaster, floatRaster } from '../../../src-main/engine/image/raster.ts';
import { adoptLabels, onlySubject } from '../../../src-main/engine/pipeline/user-models.ts';
import { drawFigure } from '../../fixtures/drawn-figure.ts';

const { photo, matte, parsing } = drawFigure();
const { width, height } = photo.analysis;

it('keeps a matte to the chosen person and rates it by its agreement with the built-in one', () => {
  const alpha = floatRaster(width, height, 1, matte.alpha.data.slice());
  for (let y = 0; y < height; y++) for (let x = 0; x < 12; x++) alpha.data[y * width + x] = 1;
  const kept = onlySubject(alpha, matte);
  expect(kept.alpha.data[20 * width + 5]).toBe(0);
  expect(kept.confidence).toBeCloseTo(1, 2);
  expect(onlySubject(floatRaster(width, height), matte).confidence).toBe(0);
});

it('adopts the labels of a parser inside the person and the built-in ones where it sees nobody', () => {
  const own = byteRaster(width, height, 1);
  for (let i = 0; i < own.data.length / 2; i++) own.data[i] = PART.dress;
  const sure = floatRaster(width, height, 1, new Float32Array(width * height).fill(0.8));
  const adopted = adoptLabels(photo, matte, parsing, own, sure);
  let upperHalf = 0;
  let wrong = 0;
  for (let i = 0; i < own.data.length; i++) {
    const inside = matte.alpha.data[i] >= 0.5;
    const seen = i < own.data.length / 2;
    const wanted = !inside ? PART.background : seen ? PART.dress : parsing.labels.data[i];
    if (adopted.labels.data[i] !== wanted) wrong++;
    if (inside && seen) upperHalf++;
  }
  expect(wrong).toBe(0);
  expect(upperHalf).toBeGreaterThan(500);
  expect(adopted.wearsDress).toBe(true);
  const sum = (data: Float32Array): number => data.reduce((a, b) => a + b, 0);
  expect(sum(adopted.soft.upper.data)).toBeGreaterThan(0.9 * upperHalf);
  expect(adopted.soft.person).toBe(matte.alpha);
});
