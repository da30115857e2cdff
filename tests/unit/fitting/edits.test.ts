/** What the user does to a garment: pins that agree and pins that do not, and its edge. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../src-main/contract/sentences.ts';
import { withEdge } from '../../../src-main/engine/fitting/edge.ts';
import { fitGarment } from '../../../src-main/engine/fitting/fit-garment.ts';
import { countFlipped } from '../../../src-main/engine/fitting/injective.ts';
import { renderLayer } from '../../../src-main/engine/fitting/render-layer.ts';
import { placeOnPhoto } from '../../../src-main/engine/pipeline/look/landmarks.ts';
import { mannequin, tee } from './synthetic.ts';

const garment = tee('long');
const body = mannequin({ L: [20, 10], R: [20, 10] });
const free = fitGarment(garment, body);
const { landmarks } = garment;
const mark = (name: keyof typeof landmarks) => {
  const found = landmarks[name];
  if (!found) throw new Error(`no ${name}`);
  return { x: found.x, y: found.y };
};
const unit = body.frame.unit;
const pinned = (pins: { name: keyof typeof landmarks; dx: number; dy: number }[]) => {
  const list = pins.map(({ name, dx, dy }) => {
    const rest = mark(name);
    const at = placeOnPhoto(free, rest);
    return { rest, target: { x: at.x + dx * unit, y: at.y + dy * unit } };
  });
  return { fitted: fitGarment(garment, { ...body, params: { pins: list } }), list };
};
const moved = (fitted: typeof free, name: keyof typeof landmarks): number => {
  const [a, b] = [placeOnPhoto(free, mark(name)), placeOnPhoto(fitted, mark(name))];
  return Math.hypot(a.x - b.x, a.y - b.y) / unit;
};

describe('pins', () => {
  it('hold every pinned point and leave the far cloth alone', () => {
    const { fitted, list } = pinned([
      { name: 'hemL', dx: -0.1, dy: 0.2 },
      { name: 'hemR', dx: 0.1, dy: 0.15 },
    ]);
    for (const { rest, target } of list) {
      const at = placeOnPhoto(fitted, rest);
      expect(Math.hypot(at.x - target.x, at.y - target.y) / unit).toBeLessThan(0.04);
    }
    expect(moved(fitted, 'collarL')).toBeLessThan(0.03);
    expect(moved(fitted, 'cuffOuterR')).toBeLessThan(0.05);
    expect(texts(fitted.reasons)).not.toContain('the pins fold the garment');
    expect(fitted.summary.hemAt).toBeGreaterThan(free.summary.hemAt + 0.1 * unit);
  });

  it('pull along the cloth: a cuff beside the trunk does not take the trunk with it', () => {
    const { fitted } = pinned([{ name: 'cuffOuterL', dx: -0.3, dy: 0 }]);
    expect(moved(fitted, 'cuffOuterL')).toBeGreaterThan(0.25);
    expect(moved(fitted, 'hemL')).toBeLessThan(0.05);
    expect(moved(fitted, 'armpitR')).toBeLessThan(0.03);
  });

  it('that stay where they are change next to nothing', () => {
    const { fitted } = pinned([{ name: 'hemL', dx: 0, dy: 0 }]);
    for (const name of ['hemL', 'hemR', 'collarL', 'cuffOuterL'] as const)
      expect(moved(fitted, name), name).toBeLessThan(0.03);
  });

  it('give way and say so where they are crossed, and never fold', () => {
    const { fitted } = pinned([
      { name: 'hemL', dx: 1.6, dy: 0 },
      { name: 'hemR', dx: -1.6, dy: 0 },
    ]);
    expect(texts(fitted.reasons)).toContain('the pins fold the garment');
    expect(fitted.confidence).toBeLessThan(free.confidence);
    const names = ['hemL', 'hemR', 'collarL', 'cuffOuterL', 'armpitR'] as const;
    const step = fc.double({ min: -2, max: 2, noNaN: true });
    const pin = fc.record({ name: fc.constantFrom(...names), dx: step, dy: step });
    fc.assert(
      fc.property(fc.array(pin, { minLength: 1, maxLength: 4 }), (pins) => {
        const { mesh } = pinned(pins).fitted;
        expect(mesh.posed.every(Number.isFinite)).toBe(true);
        expect(countFlipped(mesh.triangles, mesh.posed)).toBe(0);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the edge of a layer', () => {
  const drawn = renderLayer(free, { width: 400, height: 600, scale: 1 });
  const area = (layer: typeof drawn): number => layer.coverage.data.reduce((sum, v) => sum + v, 0);
  const partial = (layer: typeof drawn): number =>
    layer.coverage.data.reduce((sum, v) => sum + (v > 0.02 && v < 0.98 ? 1 : 0), 0);

  it('stays as it is at 0, and never grows', () => {
    expect(withEdge(drawn, 0)).toBe(drawn);
    for (const edge of [-1, -0.3, 0.3, 1]) {
      const changed = withEdge(drawn, edge);
      expect(changed.coverage.data.every((v, i) => v <= drawn.coverage.data[i] + 1e-6)).toBe(true);
      changed.parts.forEach((part, k) => {
        expect(part.alpha.data.every((v, i) => v <= drawn.parts[k].alpha.data[i])).toBe(true);
      });
    }
  });

  it('is cut back below 0 and stays sharp, and is soft above 0', () => {
    const [tight, soft] = [withEdge(drawn, -1), withEdge(drawn, 1)];
    expect(area(tight)).toBeLessThan(area(drawn));
    expect(partial(tight)).toBeLessThan(1.8 * partial(drawn));
    expect(partial(soft)).toBeGreaterThan(1.5 * partial(drawn));
  });

  it('does not open the seam between sleeve and trunk', () => {
    const solid = (layer: typeof drawn, i: number): number =>
      Math.max(...layer.parts.map((part) => part.alpha.data[i]));
    const { width, height, data } = drawn.coverage;
    const inside: number[] = [];
    for (let y = 8; y < height - 8; y += 2)
      for (let x = 8; x < width - 8; x += 2) {
        let all = true;
        for (let dy = -8; dy <= 8 && all; dy++)
          for (let dx = -8; dx <= 8 && all; dx++) all = data[(y + dy) * width + x + dx] > 0.995;
        if (all) inside.push(y * width + x);
      }
    expect(inside.length).toBeGreaterThan(100);
    for (const edge of [-1, 1]) {
      const changed = withEdge(drawn, edge);
      for (const i of inside) expect(solid(changed, i)).toBe(solid(drawn, i));
    }
  });
});
