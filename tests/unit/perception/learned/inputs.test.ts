/** What the trained networks are given: the same in the engine as in their training (models/train/perception/fixture.py). */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PARTS_HEIGHT, PARTS_WIDTH } from '../../../../src-main/engine/domain/part-joints.ts';
import { LANDMARKS } from '../../../../src-main/engine/domain/pose.ts';
import { framePlanes } from '../../../../src-main/engine/image/ops/frame-planes.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from '../../../../src-main/engine/image/raster.ts';
import {
  garmentInput,
  garmentSquare,
  SQUARE,
} from '../../../../src-main/engine/perception/learned/garment-square.ts';
import {
  type Mark,
  personFrame,
  personInput,
} from '../../../../src-main/engine/perception/learned/person-frame.ts';

type Samples = [plane: number, row: number, column: number, value: number][];
interface Fixture {
  people: {
    width: number;
    height: number;
    middle: [number, number];
    reach: [number, number];
    frame: number[];
    samples: Samples;
  }[];
  garments: {
    width: number;
    height: number;
    ellipse: [number, number, number, number];
    square: number[];
    samples: Samples;
  }[];
}
const fixture: Fixture = JSON.parse(readFileSync('tests/fixtures/perception-inputs.json', 'utf8'));

function picture(width: number, height: number): Raster<Uint8Array> {
  const out = byteRaster(width, height, 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, i++)
        out.data[i] = (7 * x + 13 * y + 29 * c + Math.floor((x * y) / 9)) % 256;
  return out;
}

function pose(middle: readonly [number, number], reach: readonly [number, number]): Mark[] {
  return LANDMARKS.map((_, k) => {
    const share = k / (LANDMARKS.length - 1);
    return {
      x: middle[0] + reach[0] * share * Math.cos(k * 0.9),
      y: middle[1] + reach[1] * share * Math.sin(k * 0.9),
      visibility: 1 - share / 2,
    };
  });
}

function ellipse(
  width: number,
  height: number,
  [cx, cy, rx, ry]: readonly [number, number, number, number],
): Mask {
  const out = floatRaster(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const r = Math.hypot((x + 0.5 - cx) / rx, (y + 0.5 - cy) / ry);
      out.data[y * width + x] = Math.floor(Math.min(1, Math.max(0, (1 - r) * 10)) * 255 + 0.5) / 255;
    }
  return out;
}

/** Largest difference at the samples of the fixture. */
function farthest(planes: Float32Array, width: number, height: number, samples: Samples): number {
  return Math.max(
    ...samples.map(([plane, row, column, value]) =>
      Math.abs(planes[(plane * height + row) * width + column] - value),
    ),
  );
}

describe('input of the parts network', () => {
  it.each(fixture.people)('is that of the training for a picture of $width x $height', (about) => {
    const marks = pose(about.middle, about.reach);
    const frame = personFrame(marks, about.width, about.height);
    expect([frame.x, frame.y, frame.width, frame.height]).toEqual(about.frame);
    const planes = personInput(picture(about.width, about.height), marks, frame);
    expect(farthest(planes, PARTS_WIDTH, PARTS_HEIGHT, about.samples)).toBeLessThan(1e-4);
  });
});

describe('input of the landmark network', () => {
  it.each(fixture.garments)('is that of the training for a picture of $width x $height', (about) => {
    const alpha = ellipse(about.width, about.height, about.ellipse);
    const square = garmentSquare(alpha);
    if (!square) throw new Error('the cut-out is empty');
    expect([square.x, square.y, square.width]).toEqual(about.square);
    const planes = garmentInput(picture(about.width, about.height), alpha, square);
    expect(farthest(planes, SQUARE, SQUARE, about.samples)).toBeLessThan(1e-4);
  });

  it('has no square about an empty cut-out', () => {
    expect(garmentSquare(floatRaster(8, 8))).toBeUndefined();
  });
});

describe('planes of a frame', () => {
  const ramp = byteRaster(4, 2, 1, Uint8Array.from([0, 10, 20, 30, 100, 110, 120, 130]));

  it('are means over what a target covers', () => {
    const planes = framePlanes(ramp, { x: 0, y: 0, width: 4, height: 2 }, 2, 1, [0]);
    expect([...planes]).toEqual([55, 75]);
  });

  it('are bilinear where they are larger, and the centre outside the raster', () => {
    const planes = framePlanes(ramp, { x: 3, y: 0, width: 2, height: 1 }, 4, 1, [5]);
    expect([...planes]).toEqual([25, 25 * 0.75, 25 * 0.25, 0]);
  });
});
