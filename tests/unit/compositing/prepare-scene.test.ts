/** Plates made ahead: the same as those made when they are asked for, held for one person and few kinds of clothes. */

import { describe, expect, it } from 'vitest';
import { composite } from '../../../src-main/engine/compositing/composite.ts';
import {
  type PlateRequest,
  type PreparedScene,
  prepareScene,
} from '../../../src-main/engine/compositing/prepare-scene.ts';
import type { GarmentCategory } from '../../../src-main/engine/domain/garment.ts';
import { StageCache } from '../../../src-main/engine/pipeline/cache.ts';
import { drawFigure, drawLayer, FIGURE } from '../../fixtures/drawn-figure.ts';

const { centre, shoulderY, hipY } = FIGURE;

const request = (upper: boolean, lower: boolean, sleevesUnder = 0): PlateRequest => ({
  what: { upper, lower, dressFrom: 0, dressTo: 0, sleevesUnder, legs: null },
  light: 1,
  folds: 1,
});
const [TOP, LOWER, DRESS] = [request(true, false), request(false, true), request(true, true)];

function finish(scene: PreparedScene): number {
  let steps = 1;
  while (scene.ahead()) steps++;
  return steps;
}

const block = (from: number, to: number) => (x: number, y: number) =>
  y > from && y < to && Math.abs(x - centre) < 38 ? ('body' as const) : null;

it('is kept at the size of what it holds', () => {
  const figure = drawFigure();
  const cache = new StageCache(1e9);
  cache.set('scene', prepareScene(figure));
  const scene = cache.bytes;
  cache.set('photo', figure.photo);
  cache.set('parsing', figure.parsing);
  expect(cache.bytes).toBe(scene);
  expect(scene).toBeGreaterThan(figure.photo.rgb.data.length);
});

describe('work ahead', () => {
  it('makes the plates of a top, a dress and a lower garment, in several steps, and then nothing more', () => {
    const scene = prepareScene(drawFigure());
    expect(finish(scene)).toBeGreaterThanOrEqual(6);
    const made = [TOP, LOWER, DRESS].map(scene.plates);
    expect(scene.ahead()).toBe(false);
    expect([TOP, LOWER, DRESS].map(scene.plates)).toEqual(made);
    [TOP, LOWER, DRESS].forEach((asked, k) => {
      expect(scene.plates(asked)).toBe(made[k]);
    });
  });

  it('does nothing for a kind that is there already', () => {
    const all = finish(prepareScene(drawFigure()));
    const scene = prepareScene(drawFigure());
    const top = scene.plates(TOP);
    expect(finish(scene)).toBe(all - 2);
    expect(finish(scene)).toBe(1);
    expect(scene.plates(TOP)).toBe(top);
  });

  it('never changes a picture', () => {
    const figure = drawFigure({ sleeve: 0.6 });
    const layers: [GarmentCategory, ReturnType<typeof block>][] = [
      ['top', block(shoulderY + 6, hipY + 10)],
      ['trousers', block(hipY - 20, 300)],
    ];
    for (const [category, shape] of layers) {
      const layer = drawLayer(figure, shape, { category, topAt: 70, hemAt: 150 });
      const ahead = prepareScene(figure);
      finish(ahead);
      const partly = prepareScene(figure);
      const interrupted = prepareScene(figure);
      const plain = composite({ ...figure, layers: [layer], scene: partly });
      for (let k = 0; k < 4; k++) interrupted.ahead();
      for (const scene of [ahead, interrupted, undefined]) {
        const { rgb, edited, confidence } = composite({ ...figure, layers: [layer], scene });
        expect(Buffer.compare(rgb.data, plain.rgb.data)).toBe(0);
        expect(Buffer.compare(edited.data, plain.edited.data)).toBe(0);
        expect(confidence).toBe(plain.confidence);
      }
    }
  }, 60_000);
});

describe('plates', () => {
  it('are dropped when another person is dressed, and made again the same', () => {
    const [one, other] = [drawFigure(), drawFigure({ sleeve: 0.8 })].map((figure) => prepareScene(figure));
    const first = one.plates(TOP);
    expect(one.plates(TOP)).toBe(first);
    other.plates(TOP);
    const again = one.plates(TOP);
    expect(again).not.toBe(first);
    expect(again.scene).not.toBe(first.scene);
    expect(Buffer.from(again.worn.soft.buffer).equals(Buffer.from(first.worn.soft.buffer))).toBe(true);
  });

  it('are held for three kinds of garments at most', () => {
    const scene = prepareScene(drawFigure());
    const top = scene.plates(TOP);
    scene.plates(LOWER);
    const dress = scene.plates(DRESS);
    scene.plates(request(false, false, 0.5));
    expect(scene.plates(DRESS)).toBe(dress);
    expect(scene.plates(TOP)).not.toBe(top);
  });
});
