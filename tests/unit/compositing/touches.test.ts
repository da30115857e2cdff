/** What the user chose for a layer: brush, light, shadow, tuck. */

import { describe, expect, it } from 'vitest';
import { composite } from '../../../src-main/engine/compositing/composite.ts';
import type { BrushMasks, LayerTouch } from '../../../src-main/engine/domain/composite.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { drawFigure, drawLayer, FIGURE, type Figure } from '../../fixtures/drawn-figure.ts';

const { centre, shoulderY, hipY } = FIGURE;
const usual: LayerTouch = { shadow: 1, light: 1, tuck: false };

const vest = (figure: Figure) =>
  drawLayer(figure, (x, y) =>
    y > shoulderY + 6 && y < hipY + 10 && Math.abs(x - centre) < 37 ? ('body' as const) : null,
  );

/** The whole photo brushed. */
function everywhere({ photo: { width, height } }: Figure, puts: 'front' | 'behind'): BrushMasks {
  const all = byteRaster(width, height, 1);
  all.data.fill(255);
  const box = { x0: 0, y0: 0, x1: width, y1: height };
  return { box, front: null, behind: null, [puts]: all };
}

const dress = (figure: Figure, touches: (LayerTouch | undefined)[], layers = [vest(figure)]) =>
  composite({ ...figure, layers, touches, params: { grain: 0 } });

const differing = (a: Uint8Array, b: Uint8Array): number[] => {
  const out: number[] = [];
  for (let i = 0; i < a.length / 3; i++)
    if (a[i * 3] !== b[i * 3] || a[i * 3 + 1] !== b[i * 3 + 1] || a[i * 3 + 2] !== b[i * 3 + 2]) out.push(i);
  return out;
};

describe('the brush', () => {
  const figure = drawFigure({ crossed: true, sleeve: 0, scale: 1.3 });
  const layer = vest(figure);
  const plain = dress(figure, [undefined]);

  it('brings the whole photo back in front', () => {
    const { rgb, edited } = dress(figure, [{ ...usual, brush: everywhere(figure, 'front') }]);
    expect(differing(rgb.data, figure.photo.rgb.data)).toEqual([]);
    expect(edited.data.some((v) => v > 0)).toBe(false);
  });

  it('puts a crossing arm behind the cloth, and nothing where there is none', () => {
    const { rgb } = dress(figure, [{ ...usual, brush: everywhere(figure, 'behind') }]);
    const changed = differing(rgb.data, plain.rgb.data);
    expect(changed.length).toBeGreaterThan(200);
    const { width } = figure.photo;
    for (const i of changed) {
      const x = (i % width) - layer.box.x0;
      const y = Math.floor(i / width) - layer.box.y0;
      expect(x >= 0 && y >= 0 && x < layer.coverage.width && y < layer.coverage.height).toBe(true);
      expect(layer.coverage.data[y * layer.coverage.width + x]).toBeGreaterThan(0);
    }
  });

  it('leaves what is worn over the brushed layer in front', () => {
    const jacket = drawLayer(
      figure,
      (x, y) => (y > shoulderY + 30 && y < hipY && x > centre && x < centre + 34 ? ('body' as const) : null),
      { category: 'jacket', colour: [20, 90, 40] },
    );
    const touches = [{ ...usual, brush: everywhere(figure, 'front') }, undefined];
    const { rgb } = dress(figure, touches, [layer, jacket]);
    const under = dress(figure, [undefined, undefined], [layer, jacket]);
    const k = figure.photo.scale;
    const i = Math.floor((shoulderY + 45) / k) * figure.photo.width + Math.floor((centre + 8) / k);
    expect([...rgb.data.subarray(i * 3, i * 3 + 3)]).toEqual([...under.rgb.data.subarray(i * 3, i * 3 + 3)]);
  });
});

describe('light and shadow of a layer', () => {
  const figure = drawFigure();

  it('as usual change nothing', () => {
    expect(dress(figure, [usual]).rgb.data).toEqual(dress(figure, [undefined]).rgb.data);
  });

  it('are gone at 0 and stronger at 2', () => {
    const spread = (touch: LayerTouch): number => {
      const { rgb } = dress(figure, [touch]);
      const values: number[] = [];
      for (let y = shoulderY + 20; y < hipY - 5; y++)
        for (let x = centre - 30; x < centre + 30; x++) values.push(rgb.data[(y * rgb.width + x) * 3 + 1]);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    };
    const [none, some, more] = [0, 1, 2].map((k) => spread({ shadow: k, light: k, tuck: false }));
    expect(none).toBeLessThan(some);
    expect(more).toBeGreaterThan(some);
  });
});
