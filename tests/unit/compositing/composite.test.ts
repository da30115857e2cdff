/** The compositor as a whole on a drawn figure: what stays, what is made up, what lies in front. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../src-main/contract/sentences.ts';
import { composite } from '../../../src-main/engine/compositing/composite.ts';
import { REVIEW_BELOW } from '../../../src-main/engine/domain/composite.ts';
import type { RenderedLayer } from '../../../src-main/engine/domain/fit.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import {
  ARM_HALF,
  drawFigure,
  drawLayer,
  FIGURE,
  type Figure,
  type Rgb,
} from '../../fixtures/drawn-figure.ts';

const { centre, shoulderY, hipY } = FIGURE;

const dress = (figure: Figure, layers: RenderedLayer[], params = {}) =>
  composite({ ...figure, layers, params: { grain: 0, ...params } });

const pixel = (raster: { width: number; data: Uint8Array }, x: number, y: number): Rgb => {
  const o = (Math.floor(y) * raster.width + Math.floor(x)) * 3;
  return [raster.data[o], raster.data[o + 1], raster.data[o + 2]];
};

const distance = (a: Rgb, b: Rgb): number => Math.max(...a.map((v, k) => Math.abs(v - b[k])));

/** A vest over the trunk, from the shoulders to `hem`. */
const vest =
  (hem = hipY + 10, half = 37) =>
  (x: number, y: number) =>
    y > shoulderY + 6 && y < hem && Math.abs(x - centre) < half ? ('body' as const) : null;

/** Signed offset across an arm and position along it. */
function armPoint(figure: Figure, side: 'L' | 'R', bone: 0 | 1, t: number, across: number) {
  const a = figure.arms[side][bone];
  const b = figure.arms[side][bone + 1];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  return {
    x: a.x + t * (b.x - a.x) - (across * ARM_HALF * (b.y - a.y)) / length,
    y: a.y + t * (b.y - a.y) + (across * ARM_HALF * (b.x - a.x)) / length,
  };
}

describe('edited region', () => {
  it('holds exactly the pixels that changed, for any layers, sliders and photo size', () => {
    const figures = [
      drawFigure(),
      drawFigure({ scale: 1.7, sleeve: 0.9 }),
      drawFigure({ crossed: true, sleeve: 0 }),
    ];
    const layer = fc.record({
      x: fc.integer({ min: -20, max: 260 }),
      y: fc.integer({ min: -20, max: 340 }),
      rx: fc.integer({ min: 2, max: 90 }),
      ry: fc.integer({ min: 2, max: 120 }),
      kind: fc.constantFrom('body' as const, 'sleeveL' as const, 'innerBack' as const),
      category: fc.constantFrom('top' as const, 'jacket' as const, 'skirt' as const, 'dress' as const),
      reach: fc.constantFrom(0, 0.4, 1),
    });
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.array(layer, { minLength: 1, maxLength: 2 }),
        fc.record({
          tuck: fc.boolean(),
          shadow: fc.float({ min: 0, max: 1, noNaN: true }),
          grain: fc.constantFrom(0, 1),
        }),
        (which, shapes, params) => {
          const figure = figures[which];
          const layers = shapes.map((s) =>
            drawLayer(
              figure,
              (x, y) => (Math.hypot((x - s.x) / s.rx, (y - s.y) / s.ry) < 1 ? s.kind : null),
              { category: s.category, reach: s.reach },
            ),
          );
          const before = figure.photo.rgb.data.slice();
          const result = composite({ ...figure, layers, params });
          expect(Buffer.compare(before, figure.photo.rgb.data)).toBe(0);
          let wrong = 0;
          for (let i = 0; i < result.edited.data.length; i++) {
            const same =
              result.rgb.data[i * 3] === before[i * 3] &&
              result.rgb.data[i * 3 + 1] === before[i * 3 + 1] &&
              result.rgb.data[i * 3 + 2] === before[i * 3 + 2];
            if (same === (result.edited.data[i] === 1)) wrong++;
          }
          expect(wrong).toBe(0);
        },
      ),
      { numRuns: 15, seed: 5 },
    );
  }, 60_000);

  it('stays near the clothes: the face, far backdrop and shoes are untouched', () => {
    const figure = drawFigure();
    const { edited } = dress(figure, [drawLayer(figure, vest())]);
    const at = (x: number, y: number) => edited.data[y * edited.width + x];
    expect(at(centre, 120)).toBe(1);
    expect(at(centre, 38)).toBe(0);
    expect(at(10, 150)).toBe(0);
    expect(at(centre - 17, 306)).toBe(0);
  });

  it('says so when the garment lies outside the picture', () => {
    const figure = drawFigure({ sleeve: 0 });
    figure.parsing.labels.data.fill(PART.background);
    const result = dress(figure, [drawLayer(figure, () => null)]);
    expect(result.needsReview).toBe(true);
    expect(texts(result.reasons)).toContain('the garment lies outside the picture');
    expect(Buffer.compare(result.rgb.data, figure.photo.rgb.data)).toBe(0);
  });
});

describe('old garment', () => {
  it('becomes skin that goes on like the visible arm, round and without a seam', () => {
    const figure = drawFigure({ sleeve: 0.5 });
    const { rgb } = dress(figure, [drawLayer(figure, vest())], { light: 0, shadow: 0 });
    for (const side of ['L', 'R'] as const) {
      for (const t of [0.55, 0.7, 0.85, 0.97]) {
        for (const s of [-0.7, -0.3, 0, 0.3, 0.7]) {
          const p = armPoint(figure, side, 0, t, s);
          expect(distance(pixel(rgb, p.x, p.y), figure.armSkin(s)), `${side} ${t} ${s}`).toBeLessThan(10);
        }
      }
      // across the old cuff the colour may not jump
      for (let t = 0.8; t < 1; t += 0.02) {
        const a = armPoint(figure, side, 0, t, 0);
        const b = armPoint(figure, side, 0, t + 0.02, 0);
        expect(distance(pixel(rgb, a.x, a.y), pixel(rgb, b.x, b.y))).toBeLessThan(6);
      }
    }
  });

  it('becomes skin under a sleeve that hid the whole arm, darker at the edges', () => {
    const figure = drawFigure({ sleeve: 0.97 });
    const { rgb, invented } = dress(figure, [drawLayer(figure, vest())], { light: 0, shadow: 0 });
    const middle = armPoint(figure, 'L', 1, 0.4, 0);
    const edge = armPoint(figure, 'L', 1, 0.4, 0.6);
    expect(distance(pixel(rgb, middle.x, middle.y), figure.armSkin(0))).toBeLessThan(24);
    expect(pixel(rgb, edge.x, edge.y)[1]).toBeLessThan(pixel(rgb, middle.x, middle.y)[1] - 6);
    expect(invented.data[Math.floor(middle.y) * invented.width + Math.floor(middle.x)]).toBeGreaterThan(0.9);
  });

  it('leaves no line of backdrop between a made-up arm and the shoulder', () => {
    const figure = drawFigure({ sleeve: 1, backdrop: () => [40, 60, 220] });
    const { rgb } = dress(figure, [drawLayer(figure, vest(hipY + 10, 18))]);
    const arm = figure.arms.L[0];
    let bluest = -255;
    for (let x = arm.x; x < centre - 22; x++) {
      const [r, , b] = pixel(rgb, x, arm.y + 8);
      bluest = Math.max(bluest, b - r);
    }
    expect(bluest).toBeLessThan(0);
  });

  it('becomes backdrop beside the body, within two levels of the true gradient', () => {
    const backdrop = (x: number, y: number): Rgb => [190 + 0.15 * x, 215 - 0.1 * y, 180 + 0.1 * x + 0.05 * y];
    const figure = drawFigure({ sleeve: 0.97, backdrop });
    const { rgb } = dress(figure, [drawLayer(figure, vest())], { light: 0, shadow: 0 });
    let worst = 0;
    let seen = 0;
    for (let t = 0.3; t < 0.95; t += 0.05) {
      for (const bone of [0, 1] as const) {
        // The old sleeve was half as wide again as the arm: its outer rim shows the backdrop now.
        const p = armPoint(figure, 'L', bone, t, 1.5);
        const i = Math.floor(p.y) * FIGURE.width + Math.floor(p.x);
        if (figure.parsing.labels.data[i] !== PART.upper) continue;
        seen++;
        const truth = backdrop(Math.floor(p.x) + 0.5, Math.floor(p.y) + 0.5);
        worst = Math.max(worst, distance(pixel(rgb, p.x, p.y), truth));
      }
    }
    expect(seen).toBeGreaterThan(10);
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('leaves nothing of its colour behind, straps parsed as skin included', () => {
    const figure = drawFigure({ top: [20, 200, 60], sleeve: 0.4 });
    // A strap of the old garment that the parsing took for skin of the neck.
    for (let y = 72; y < 84; y++)
      for (let x = 104; x < 108; x++) {
        const i = y * FIGURE.width + x;
        figure.parsing.labels.data[i] = PART.neck;
        figure.parsing.soft.skin.data[i] = 1;
        figure.parsing.soft.upper.data[i] = 0;
        figure.photo.rgb.data.set([20, 200, 60], i * 3);
      }
    const { rgb } = dress(figure, [drawLayer(figure, vest(hipY - 20, 30), { colour: [120, 40, 40] })]);
    let green = 0;
    for (let i = 0; i < rgb.data.length; i += 3) if (rgb.data[i + 1] > rgb.data[i] + 40) green++;
    expect(green).toBe(0);
  });

  it('takes the bright outline of a bare arm for skin, not for a rest of pale clothes', () => {
    const figure = drawFigure({ top: [244, 244, 244], sleeve: 0.5 });
    const bright: [number, number][] = [];
    for (let t = 0.12; t < 0.6; t += 0.01)
      for (let across = 0.3; across <= 1; across += 0.05) {
        const { x, y } = armPoint(figure, 'L', 1, t, across);
        const i = Math.floor(y) * FIGURE.width + Math.floor(x);
        if (figure.parsing.labels.data[i] === PART.background) continue;
        figure.photo.rgb.data.set([250, 246, 242], i * 3);
        bright.push([x, y]);
      }
    expect(bright.length).toBeGreaterThan(50);
    const { rgb } = dress(figure, [drawLayer(figure, vest(), { colour: [30, 30, 160] })]);
    for (const [x, y] of bright)
      expect(distance(pixel(rgb, x, y), pixel(figure.photo.rgb, x, y))).toBeLessThan(20);
  });

  it('shows the trousers going on upwards below a shorter top', () => {
    const figure = drawFigure({ trousers: [60, 80, 130] });
    const { rgb } = dress(figure, [drawLayer(figure, vest(hipY - 4))], { shadow: 0 });
    expect(distance(pixel(rgb, centre, hipY), [60, 80, 130])).toBeLessThan(12);
  });

  it('stays when a jacket goes over it', () => {
    const figure = drawFigure({ top: [240, 240, 240] });
    const open = (x: number, y: number) =>
      y > shoulderY && y < hipY && Math.abs(x - centre) > 12 && Math.abs(x - centre) < 38
        ? ('body' as const)
        : null;
    const { rgb } = dress(figure, [drawLayer(figure, open, { category: 'jacket' })], { shadow: 0 });
    expect(pixel(rgb, centre, 130)).toEqual(pixel(figure.photo.rgb, centre, 130));
  });
});

describe('order', () => {
  it('keeps hair, hands and a crossing arm in front of the garment', () => {
    const figure = drawFigure({ crossed: true, sleeve: 0, longHair: true, top: [120, 120, 200] });
    const everything = (x: number, y: number) =>
      y > 40 && y < hipY + 20 && Math.abs(x - centre) < 60 ? ('body' as const) : null;
    const { rgb, reasons } = dress(figure, [drawLayer(figure, everything, { colour: [200, 30, 30] })]);
    const photo = figure.photo.rgb;
    expect(pixel(rgb, centre + 17, 100)).toEqual(pixel(photo, centre + 17, 100));
    const [, elbow, wrist] = figure.arms.R;
    const fore = { x: (elbow.x + wrist.x) / 2, y: (elbow.y + wrist.y) / 2 };
    expect(distance(pixel(rgb, fore.x, fore.y), pixel(photo, fore.x, fore.y))).toBeLessThan(3);
    const hand = { x: wrist.x - 10, y: wrist.y };
    expect(distance(pixel(rgb, hand.x, hand.y), pixel(photo, hand.x, hand.y))).toBeLessThan(3);
    expect(pixel(rgb, centre - 10, 100)[0]).toBeGreaterThan(150);
    expect(texts(reasons)).toContain('arm crosses the garment');
  });

  it('lays sleeves over the arm up to their reach', () => {
    const figure = drawFigure({ sleeve: 0 });
    const [a, b] = figure.arms.L;
    const shape = (x: number, y: number) => {
      const t = ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / ((b.x - a.x) ** 2 + (b.y - a.y) ** 2);
      const d =
        Math.abs((x - a.x) * (b.y - a.y) - (y - a.y) * (b.x - a.x)) / Math.hypot(b.x - a.x, b.y - a.y);
      if (t > -0.1 && t < 0.6 && d < ARM_HALF + 4) return 'sleeveL' as const;
      return vest()(x, y);
    };
    const { rgb } = dress(figure, [drawLayer(figure, shape, { reach: 0.3, colour: [30, 30, 160] })]);
    const under = armPoint(figure, 'L', 0, 0.3, 0);
    const beyond = armPoint(figure, 'L', 0, 0.95, 0);
    expect(pixel(rgb, under.x, under.y)[2]).toBeGreaterThan(120);
    expect(
      distance(pixel(rgb, beyond.x, beyond.y), pixel(figure.photo.rgb, beyond.x, beyond.y)),
    ).toBeLessThan(12);
  });

  it('ends a sleeveless garment in an armhole that runs down towards the armpit', () => {
    const figure = drawFigure({ sleeve: 0 });
    const wide = drawLayer(figure, vest(hipY + 10, 60), { colour: [30, 120, 60] });
    const { rgb } = dress(figure, [wide], { light: 0, shadow: 0, balance: 0 });
    const isGarment = (across: number): boolean => {
      // A fifth of the upper arm: a tenth of the whole.
      const { x, y } = armPoint(figure, 'L', 0, 0.2, across);
      const [r, g] = pixel(rgb, x, y);
      return g > r;
    };
    // Positive is the outer side of the arm at the left of the picture.
    expect([isGarment(0.75), isGarment(-0.75)]).toEqual([false, true]);
  });

  it('puts a worn top over new trousers unless it is tucked in', () => {
    const figure = drawFigure({ top: [235, 235, 232] });
    const trousers = (x: number, y: number) =>
      y > hipY - 20 && y < 300 && Math.abs(x - centre) < 37 ? ('body' as const) : null;
    const layer = () =>
      drawLayer(figure, trousers, { category: 'trousers', topAt: 70, hemAt: 215, colour: [150, 20, 20] });
    const over = dress(figure, [layer()]);
    const tucked = dress(figure, [layer()], { tuck: true });
    expect(pixel(over.rgb, centre, hipY - 10)[1]).toBeGreaterThan(180);
    expect(pixel(tucked.rgb, centre, hipY - 10)[1]).toBeLessThan(60);
  });

  it('keeps an inner top within the jacket worn over it', () => {
    const figure = drawFigure({ sleeve: 0 });
    const inner = drawLayer(figure, vest(hipY, 45), { colour: [200, 30, 30] });
    const open = (x: number, y: number) =>
      y > shoulderY + 4 && y < hipY + 10 && Math.abs(x - centre) > 10 && Math.abs(x - centre) < 40
        ? ('body' as const)
        : null;
    const outer = drawLayer(figure, open, { category: 'jacket', colour: [30, 120, 60] });
    const red = ([r, g]: Rgb): boolean => r > 150 && g < 80;
    const { rgb } = dress(figure, [inner, outer], { shadow: 0 });
    expect(red(pixel(rgb, centre, 130))).toBe(true);
    for (const x of [centre - 43, centre + 43]) {
      expect(red(pixel(dress(figure, [inner]).rgb, x, 146))).toBe(true);
      expect(red(pixel(rgb, x, 146))).toBe(false);
    }
  });

  it('lets nothing of a tucked-in top hang out beside the lower garment', () => {
    const figure = drawFigure({ sleeve: 0 });
    const top = drawLayer(figure, vest(hipY + 20, 45), { colour: [200, 30, 30] });
    const skirt = (x: number, y: number) =>
      y > hipY - 30 && y < hipY + 80 && Math.abs(x - centre) < 38 ? ('body' as const) : null;
    const topAt = hipY - 30 - shoulderY;
    const lower = drawLayer(figure, skirt, {
      category: 'skirt',
      topAt,
      hemAt: topAt + 110,
      colour: [30, 30, 160],
    });
    const { rgb } = dress(figure, [top, lower], { tuck: true, shadow: 0 });
    expect(pixel(rgb, centre, hipY - 45)[0]).toBeGreaterThan(150);
    for (let y = hipY - 10; y < hipY + 18; y += 4)
      for (const x of [centre - 42, centre + 42]) {
        const [r, g] = pixel(rgb, x, y);
        expect(r > 150 && g < 80).toBe(false);
      }
  });
});

describe('light', () => {
  it('casts the hem shadow downwards', () => {
    const figure = drawFigure({ trousers: [120, 120, 120] });
    const layer = [drawLayer(figure, vest(hipY + 12))];
    const { rgb } = dress(figure, layer);
    const plain = dress(figure, layer, { shadow: 0 }).rgb;
    const below = pixel(plain, centre, hipY + 14)[1] - pixel(rgb, centre, hipY + 14)[1];
    const above = pixel(plain, centre, shoulderY + 4)[1] - pixel(rgb, centre, shoulderY + 4)[1];
    expect(below).toBeGreaterThan(8);
    expect(below / pixel(plain, centre, hipY + 14)[1]).toBeGreaterThan(
      above / pixel(plain, centre, shoulderY + 4)[1],
    );
    // ... and it fades out
    expect(pixel(plain, centre, hipY + 24)[1] - pixel(rgb, centre, hipY + 24)[1]).toBeLessThan(3);
  });

  it('carries folds of a plain old garment, but not its print', () => {
    const figure = drawFigure({ top: [180, 180, 178] });
    const print = drawFigure({ top: [180, 180, 178] });
    for (let y = 110; y < 135; y++)
      for (let x = 108; x < 132; x++) print.photo.rgb.data.set([20, 20, 30], (y * FIGURE.width + x) * 3);
    const layer = (f: Figure) => [drawLayer(f, vest(), { colour: [140, 140, 140] })];
    const with_ = dress(figure, layer(figure)).rgb;
    const without = dress(figure, layer(figure), { folds: 0, light: 0 }).rgb;
    const spread = (r: typeof with_) => {
      const v = Array.from({ length: 30 }, (_, k) => pixel(r, 105 + k, 150)[1]);
      return Math.max(...v) - Math.min(...v);
    };
    expect(spread(with_)).toBeGreaterThan(spread(without) + 2);
    const ghost = dress(print, layer(print)).rgb;
    expect(Math.abs(pixel(ghost, 120, 122)[1] - pixel(with_, 120, 122)[1])).toBeLessThan(12);
  });
});

describe('confidence', () => {
  it('falls with what had to be made up and with the stages it builds on', () => {
    const figure = drawFigure();
    const good = dress(figure, [drawLayer(figure, vest(), { reach: 0.35 })]);
    expect(good.needsReview).toBe(false);
    const doubtful = dress(figure, [drawLayer(figure, vest(), { confidence: 0.3 })]);
    expect(doubtful.confidence).toBeLessThan(good.confidence);
    expect(texts(doubtful.reasons)).toContain('garment landmarks uncertain');
    expect(doubtful.needsReview).toBe(true);
    const long = drawFigure({ sleeve: 0.97 });
    const bare = dress(long, [drawLayer(long, vest(shoulderY + 40))]);
    expect(texts(bare.reasons)).toContain('large area invented');
    expect(bare.confidence).toBeLessThan(good.confidence);
  });

  it('asks for a look when most of the legs is made up', () => {
    const figure = drawFigure();
    const gown = (hem: number) => {
      const layer = drawLayer(figure, vest(hem, 44), { category: 'dress', hemAt: hem - shoulderY });
      return dress(figure, [layer]);
    };
    const short = gown(hipY + 6);
    expect(texts(short.reasons)).toContain('most of the legs invented');
    expect(short.confidence).toBeLessThan(REVIEW_BELOW);
    expect(short.needsReview).toBe(true);
    const long = gown(FIGURE.height - 12);
    expect(texts(long.reasons)).not.toContain('most of the legs invented');
    expect(long.confidence).toBeGreaterThan(short.confidence + 0.15);
  });

  it('sees sleeves in steps on a garment that was strongly stretched', () => {
    const figure = drawFigure({ sleeve: 0.5 });
    const judged = (steps: number, stretch: number) => {
      const layer = drawLayer(
        figure,
        (x, y) => {
          const [shoulder, elbow] = figure.arms.L;
          const t = (y - shoulder.y) / (elbow.y - shoulder.y);
          const middle = shoulder.x + t * (elbow.x - shoulder.x);
          const half = 14 + steps * (Math.floor(y / 3) % 2);
          if (t > 0 && t < 0.95 && Math.abs(x - middle) < half) return 'sleeveL';
          return vest()(x, y);
        },
        { reach: 0.45 },
      );
      layer.fitted.quality.anisotropyP95 = stretch;
      return dress(figure, [layer]);
    };
    const words = 'the sleeves do not follow the arms cleanly';
    expect(texts(judged(9, 2.2).reasons)).toContain(words);
    expect(judged(9, 2.2).needsReview).toBe(true);
    // less rough, less stretched: the rest is sure, and yet nobody is told that it looks right
    const slight = judged(4, 2.0);
    expect(texts(slight.reasons)).toContain(words);
    expect(slight.needsReview).toBe(true);
    expect(slight.confidence).toBeLessThan(REVIEW_BELOW);
    expect(judged(9, 2.2).confidence).toBeLessThan(0.75 * judged(0, 2.2).confidence);
    expect(texts(judged(0, 2.2).reasons)).not.toContain(words);
    expect(texts(judged(9, 1.4).reasons)).not.toContain(words);
  });

  it('refuses a label map of another size', () => {
    const figure = drawFigure();
    const other = drawFigure({ scale: 1 });
    const labels = { ...other.parsing.labels, width: 10, height: 10 };
    const broken = { ...figure, parsing: { ...figure.parsing, labels } };
    expect(() => dress(broken, [drawLayer(figure, vest())])).toThrow(/label map/);
  });
});
