/** What nobody will see of the person without the old clothes is not drawn: the picture must be the same as if it were. */

import { describe, expect, it } from 'vitest';
import { blendRows } from '../../../src-main/engine/compositing/blend.ts';
import { frontMasks } from '../../../src-main/engine/compositing/front.ts';
import { layOut } from '../../../src-main/engine/compositing/order.ts';
import { hiddenBeneath, paintMasks } from '../../../src-main/engine/compositing/paint-masks.ts';
import { cutPlates, prepareScene } from '../../../src-main/engine/compositing/prepare-scene.ts';
import { drawFill, shapeFill } from '../../../src-main/engine/compositing/removal/fill.ts';
import { replacementOf, withTrim } from '../../../src-main/engine/compositing/removal/old-garment.ts';
import { makeGrid } from '../../../src-main/engine/compositing/rows.ts';
import { editBox, makeScene } from '../../../src-main/engine/compositing/scene.ts';
import type { RenderedLayer } from '../../../src-main/engine/domain/fit.ts';
import { rowsOf } from '../../../src-main/engine/image/sample-file.ts';
import { drawFigure, drawLayer, FIGURE, type Figure } from '../../fixtures/drawn-figure.ts';

const { centre, shoulderY, hipY } = FIGURE;

/** The picture with and without drawing what is hidden, and how many pixels that is. */
function bothWays(figure: Figure, layers: RenderedLayer[]) {
  const { photo, pose, parsing, frame } = figure;
  const draw = (skip: boolean) => {
    const box = editBox(photo, parsing, frame, layers);
    if (!box) throw new Error('nothing to draw');
    const scene = makeScene(photo, pose, parsing, frame, layers, box);
    const what = replacementOf(scene);
    const whole = prepareScene(figure).plates({ what, light: 1, folds: 1 });
    const plates = cutPlates(whole, scene);
    const old = withTrim(scene, plates.worn);
    const shape = shapeFill(scene, what, old, plates.body);
    const front = frontMasks(scene, what, old, shape, plates.shapes, false);
    const masks = paintMasks(scene, front, shape.beneath.hemRow);
    const hidden = hiddenBeneath(scene, front, masks);
    const fill = drawFill(
      scene,
      old,
      plates.body,
      whole.scene,
      shape,
      skip ? hidden : new Uint8Array(scene.n),
    );
    const grid = makeGrid(photo, box);
    const rows = rowsOf(photo.rgb);
    const steps = layOut(scene, rows, grid, fill, front, masks, {
      shade: plates.light.shade,
      gain: [1, 1, 1],
      shadow: 1,
      fillGrain: 2,
      garmentGrain: 1,
      touches: [],
    });
    return {
      ...blendRows({ photo: rows, grid, steps, layers, brushes: [] }, 0, photo.height),
      count: hidden.reduce((a, b) => a + b, 0),
    };
  };
  return { skipped: draw(true), drawn: draw(false) };
}

const vest = (half: number, hem: number) => (x: number, y: number) =>
  y > shoulderY + 4 && y < hem && Math.abs(x - centre) < half ? ('body' as const) : null;
const jacket = (x: number, y: number) =>
  y > shoulderY && y < hipY && Math.abs(x - centre) > 10 && Math.abs(x - centre) < 40 ? 'body' : null;
const trousers = (x: number, y: number) =>
  y > hipY - 20 && y < 300 && Math.abs(x - centre) < 37 ? (x < centre ? 'legL' : 'legR') : null;

describe.each([1, 1.7])('at %f photo pixels per analysis pixel', (scale) => {
  const cases: [string, Figure, (f: Figure) => RenderedLayer[]][] = [
    [
      'a vest behind a crossing arm that is made up',
      drawFigure({ scale, sleeve: 0.97, crossed: true, top: [20, 200, 60] }),
      (f) => [drawLayer(f, vest(40, hipY + 12))],
    ],
    [
      'trousers under a kept top',
      drawFigure({ scale, top: [235, 235, 232], trousers: [20, 200, 60] }),
      (f) => [drawLayer(f, trousers, { category: 'trousers', topAt: 70, hemAt: 215 })],
    ],
    [
      'a top under an open jacket',
      drawFigure({ scale, sleeve: 0.3, top: [20, 200, 60] }),
      (f) => [drawLayer(f, vest(42, hipY)), drawLayer(f, jacket, { category: 'jacket', reach: 0.2 })],
    ],
  ];
  it.each(cases)('%s looks the same', (_, figure, layersOf) => {
    const layers = layersOf(figure);
    const { skipped, drawn } = bothWays(figure, layers);
    expect(drawn.count).toBeGreaterThan(500);
    expect(Buffer.compare(skipped.rgb.data, drawn.rgb.data)).toBe(0);
    expect(Buffer.compare(skipped.edited.data, drawn.edited.data)).toBe(0);
  });

  it('sees what shines through where two parts share the pixels of their seam', () => {
    const figure = drawFigure({ scale, trousers: [20, 200, 60] });
    const layer = drawLayer(figure, trousers, { category: 'trousers', topAt: 70, hemAt: 215 });
    // The last columns of one leg are nearly whole, and the other leg has the rest of them.
    const [left, right] = ['legL', 'legR'].map((kind) => layer.parts.find((part) => part.kind === kind));
    if (!left || !right) throw new Error('trousers without legs');
    const { width, height } = left.alpha;
    for (let y = 0; y < height; y++)
      for (let x = (width >> 1) - 9; x < width >> 1; x++) {
        if (left.alpha.data[y * width + x] === 0) continue;
        left.alpha.data[y * width + x] = 230;
        right.alpha.data[y * width + x] = 25;
      }
    const { skipped, drawn } = bothWays(figure, [layer]);
    expect(drawn.count).toBeGreaterThan(500);
    expect(Buffer.compare(skipped.rgb.data, drawn.rgb.data)).toBe(0);
  });
});
