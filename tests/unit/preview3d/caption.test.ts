/** Captions in saved pictures: plates under their figures, and a band that changes nothing else. */

import { describe, expect, it } from 'vitest';
import { layBand, platesOf } from '../../../src-renderer/features/preview3d/logic/caption.ts';

const measure = (text: string, letters: number) => text.length * letters * 0.6;

describe('plates of captions', () => {
  const size = { width: 4096, height: 2600 };
  const captions = [
    { text: 'Size M, recommended', at: 0.3 },
    { text: '尺码 L', at: 0.7 },
  ];

  it('stand under their figures, in letters of the picture’s own resolution', () => {
    const large = platesOf(captions, size, measure);
    const small = platesOf(captions, { width: 1024, height: 650 }, measure);
    large.forEach(({ left, width, top, height, letters }, i) => {
      expect((left + width / 2) / size.width).toBeCloseTo(captions[i].at, 2);
      expect(top + height).toBeLessThan(size.height);
      expect(letters / small[i].letters).toBeCloseTo(4, 1);
    });
  });

  it('stay in the picture and beside each other where there is little room', () => {
    const narrow = { width: 300, height: 800 };
    const plates = platesOf(
      [
        { text: 'Size M', at: 0.02 },
        { text: 'Size L', at: 0.1 },
      ],
      narrow,
      measure,
    );
    expect(plates[0].left).toBeGreaterThan(0);
    expect(plates[1].left).toBeGreaterThan(plates[0].left + plates[0].width);
    expect(plates[1].left + plates[1].width).toBeLessThan(narrow.width);
  });
});

it('lays a band over a picture, clear where it is clear', () => {
  const data = Uint8ClampedArray.from([10, 20, 30, 255, 1, 2, 3, 0, 200, 100, 0, 255, 50, 60, 70, 128]);
  const band = Uint8ClampedArray.from([0, 0, 0, 0, 255, 255, 255, 255]);
  layBand({ data, width: 2, height: 2 }, band, 1);
  expect([...data]).toEqual([10, 20, 30, 255, 1, 2, 3, 0, 200, 100, 0, 255, 255, 255, 255, 255]);
  layBand({ data, width: 2, height: 2 }, Uint8ClampedArray.from([0, 0, 0, 128, 20, 20, 20, 199]), 0);
  expect([...data.slice(0, 4)]).toEqual([5, 10, 15, 255]);
  expect([...data.slice(4, 8)]).toEqual([20, 20, 20, 199]);
});
