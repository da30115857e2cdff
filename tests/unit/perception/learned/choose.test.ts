import { describe, expect, it } from 'vitest';
import { PART } from '../../../../src-main/engine/domain/parsing.ts';
import { byteRaster, floatRaster } from '../../../../src-main/engine/image/raster.ts';
import {
  chooseByName,
  chooseParts,
  type LabelMap,
} from '../../../../src-main/engine/perception/learned/choose.ts';
import { peakOf } from '../../../../src-main/engine/perception/learned/see-garment.ts';

const map = (labels: number[], confidence: number[]): LabelMap => ({
  labels: byteRaster(labels.length, 1, 1, Uint8Array.from(labels)),
  confidence: floatRaster(labels.length, 1, 1, Float32Array.from(confidence)),
});

describe('choice of parts', () => {
  const { upper, lower, leftArm, hair, background } = PART;
  const free = map([upper, upper, upper, upper, background], [0.5, 0.9, 0.5, 0.5, 0.2]);
  const seen = map([lower, lower, hair, background, leftArm], [0.875, 0.875, 0.875, 1, 1]);
  const alpha = floatRaster(5, 1, 1, Float32Array.from([1, 1, 1, 1, 0.2]));

  it('takes the network’s label where it is surer by the margin of that label, inside the person alone', () => {
    const chosen = chooseParts(free, seen, alpha, { lower: 0.25, leftArm: -1, background: -1 });
    expect([...chosen.labels.data]).toEqual([lower, upper, upper, upper, background]);
    expect(chosen.confidence.data[0]).toBe(0.875);
    expect(chosen.confidence.data[1]).toBeCloseTo(0.9);
    expect(chosen.share).toBe(0.25);
  });

  it('leaves what it is given as it is', () => {
    const before = [...free.labels.data];
    chooseParts(free, seen, alpha, { lower: -1, hair: -1 });
    expect([...free.labels.data]).toEqual(before);
  });

  it('takes nothing without margins', () => {
    expect(chooseParts(free, seen, alpha, {}).share).toBe(0);
  });
});

describe('choice by name', () => {
  it('takes the surer one, and no landmark that the network alone knows of', () => {
    const free = { a: { x: 1, confidence: 0.5 }, b: { x: 1, confidence: 0.5 }, c: { x: 1, confidence: 0.1 } };
    const seen = { a: { x: 2, confidence: 0.75 }, b: { x: 2, confidence: 0.7 }, d: { x: 2, confidence: 1 } };
    const chosen = chooseByName<string, { x: number; confidence: number }, { x: number; confidence: number }>(
      free,
      seen,
      0.25,
    );
    expect(Object.fromEntries(Object.entries(chosen).map(([name, mark]) => [name, mark?.x]))).toEqual({
      a: 2,
      b: 1,
      c: 1,
    });
  });
});

describe('peak of a map', () => {
  it('lies between cells that share it, also at the border', () => {
    const spot = new Float32Array(64);
    spot[3 * 8 + 4] = 0.5;
    spot[3 * 8 + 5] = 0.5;
    const { x, y, height } = peakOf(spot, 8);
    expect(x).toBeCloseTo(5, 3);
    expect(y).toBeCloseTo(3.5, 3);
    expect(height).toBe(0.5);
    const corner = new Float32Array(64);
    corner[63] = 1;
    expect(peakOf(corner, 8).x).toBeCloseTo(7.5, 3);
  });
});
