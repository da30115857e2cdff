/** The fit sheet: colours in order, legend and numbers as the fit says them, words that fit their zones. */

import { describe, expect, it } from 'vitest';
import { FIT_SCALE, fitColour } from '../../../src-main/contract/fit-scale.ts';
import { zoneWord } from '../../../src-main/engine/body/fit/zone-words.ts';
import type { ZoneFit } from '../../../src-main/engine/domain/garment3d.ts';
import { byteRaster, type Raster } from '../../../src-main/engine/image/raster.ts';
import { fitRamp } from '../../../src-main/engine/pipeline/sewn/fit-ramp.ts';
import { drawFitSheet } from '../../../src-main/engine/pipeline/sewn/fit-sheet.ts';
import { easeWord, linesOf, verdictWord } from '../../../src-main/engine/pipeline/sewn/fit-words.ts';
import { neighbours } from '../../../src-main/engine/pipeline/sewn/sew-to-fit.ts';
import { drawLettering, textWidth } from '../../../src-main/engine/pipeline/sheet/lettering.ts';

const lightness = ([r, g, b]: readonly number[]): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

describe('colours of the fit scale', () => {
  it('are darker to both ends, red to one and blue to the other, and end where the scale ends', () => {
    const steps = (from: number, to: number) =>
      Array.from({ length: 30 }, (_, i) => fitColour(from + (i / 29) * (to - from)));
    for (const way of [steps(1.1, FIT_SCALE.from), steps(1.9, FIT_SCALE.to)])
      for (let i = 1; i < way.length; i++)
        expect(lightness(way[i])).toBeLessThanOrEqual(lightness(way[i - 1]));
    const [tight, loose] = [fitColour(-0.5), fitColour(2.5)];
    expect(tight[0]).toBeGreaterThan(2 * tight[2]);
    expect(loose[2]).toBeGreaterThan(1.2 * loose[0]);
    expect(fitColour(-9)).toEqual(fitColour(FIT_SCALE.from));
    expect(fitColour(99)).toEqual(fitColour(FIT_SCALE.to));
    const ramp = fitRamp(100);
    expect([...ramp.data.subarray(75 * 3, 76 * 3)]).toEqual(fitColour(-1 + 4 * 0.755));
  });
});

describe('words of a fit', () => {
  const zone = (name: ZoneFit['zone'], easeCm: number, verdict: ZoneFit['verdict']): ZoneFit => ({
    zone: name,
    easeCm,
    verdict,
  });

  it('say centimetres with their sign, and where a hem ends', () => {
    expect(easeWord(zone('bust', 8.06, 'regular'), 'top')).toBe('+8.1 cm');
    expect(easeWord(zone('bust', -3.14, 'tight'), 'top')).toBe('-3.1 cm');
    expect(easeWord(zone('bust', -0.01, 'tight'), 'top')).toBe('+0.0 cm');
    expect(easeWord(zone('length', -6, 'close'), 'dress')).toBe('6.0 cm above knee');
    expect(easeWord(zone('length', 2.5, 'regular'), 'trousers')).toBe('2.5 cm below ankle');
    expect(verdictWord(zone('length', -6, 'close'))).toBe('a little short');
    expect(verdictWord(zone('hip', -6, 'tight'))).toBe('tight');
    expect([zoneWord('bust', 0), zoneWord('bust', 1), zoneWord('upperArm', 1)]).toEqual([
      'bust',
      'chest',
      'upper arm',
    ]);
  });

  it('break lines between words', () => {
    expect(linesOf('tight at the hip, try L', 12)).toEqual(['tight at the', 'hip, try L']);
    expect(linesOf('', 12)).toEqual([]);
  });
});

describe('sizes beside a size', () => {
  it('are three where there are three', () => {
    const all = ['S', 'M', 'L', 'XL'] as const;
    expect(neighbours('M', all)).toEqual(['S', 'M', 'L']);
    expect(neighbours('S', all)).toEqual(['S', 'M', 'L']);
    expect(neighbours('XL', all)).toEqual(['M', 'L', 'XL']);
    expect(neighbours('M', ['M'])).toEqual(['M']);
  });
});

describe('sheet', () => {
  const picture: Raster<Uint8Array> = byteRaster(200, 300, 3, new Uint8Array(200 * 300 * 3).fill(90));
  const column = (size: 'S' | 'M', recommended: boolean) => ({
    size,
    recommended,
    pictures: [picture, picture],
    zones: [
      { zone: 'bust', easeCm: 4, verdict: 'regular' },
      { zone: 'hip', easeCm: -2, verdict: 'tight' },
    ] satisfies ZoneFit[],
  });
  const sheet = {
    title: 'tee.jpg: top, short',
    category: 'top',
    sex: 0,
    columns: [column('S', false), column('M', true)],
    coloured: false,
    remarks: ['M: bust +4.0 cm (regular)'],
  } as const;
  const colours = ({ width, height, data }: Raster<Uint8Array>): Map<string, number> => {
    const found = new Map<string, number>();
    for (let i = 0; i < width * height; i++) {
      const key = data.subarray(i * 3, i * 3 + 3).join();
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    return found;
  };

  it('has a colour of every verdict in its legend where cloth is coloured, and none otherwise', () => {
    const drawn = colours(drawFitSheet({ ...sheet, coloured: true }));
    const plain = colours(drawFitSheet(sheet));
    const legend = [...drawn].filter(([key, count]) => count - (plain.get(key) ?? 0) >= 24);
    for (const place of [-0.5, 0.5, 1.5, 2.5]) {
      const near = legend.filter(([key]) =>
        key.split(',').every((value, c) => Math.abs(Number(value) - fitColour(place)[c]) < 4),
      );
      expect(near, `${place}`).not.toEqual([]);
    }
  });

  it('tells the recommended size apart, and a size that cannot be sewn', () => {
    const green = '24,92,84';
    const one = colours(drawFitSheet(sheet)).get(green)!;
    expect(one).toBeGreaterThan(5000);
    const none = { ...sheet, columns: [column('S', false), column('M', false)] };
    expect(colours(drawFitSheet(none)).get(green)).toBeUndefined();
    const noted = {
      ...sheet,
      columns: [{ ...column('S', false), note: 'It would lie on the floor.' }, column('M', true)],
    };
    expect(colours(drawFitSheet(noted)).get(green)).toBeGreaterThan(one);
  });
});

describe('lettering', () => {
  it('stays inside its line and fills it', () => {
    const out = byteRaster(200, 40, 3, new Uint8Array(200 * 40 * 3).fill(255));
    drawLettering(out, 'M: +4.0 cm', { x: 100, y: 10, size: 14, align: 'middle' }, [0, 0, 0]);
    const inked: number[] = [];
    for (let i = 0; i < 200 * 40; i++) if (out.data[i * 3] < 128) inked.push(i % 200);
    const width = textWidth('M: +4.0 cm', 14);
    expect(Math.min(...inked)).toBeGreaterThanOrEqual(100 - width / 2 - 2);
    expect(Math.max(...inked)).toBeLessThanOrEqual(100 + width / 2 + 2);
    expect(Math.max(...inked) - Math.min(...inked)).toBeGreaterThan(0.85 * width);
  });
});
