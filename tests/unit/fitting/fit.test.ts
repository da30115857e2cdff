import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../src-main/contract/sentences.ts';
import type { FittedLayer } from '../../../src-main/engine/domain/fit.ts';
import { MESH_PART } from '../../../src-main/engine/domain/fit.ts';
import type { Garment } from '../../../src-main/engine/domain/garment.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { fitGarment } from '../../../src-main/engine/fitting/fit-garment.ts';
import { countFlipped } from '../../../src-main/engine/fitting/injective.ts';
import { renderLayer } from '../../../src-main/engine/fitting/render-layer.ts';
import type { Point } from '../../../src-main/engine/image/raster.ts';
import { dress, mannequin, skirt, tee, trousers, UNIT } from './synthetic.ts';

/** Posed position of a garment point: barycentric in the triangle that holds it (nearest vertex outside the mesh). */
function posedAt({ mesh }: FittedLayer, p: Point): Point {
  const { rest, posed, triangles } = mesh;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 2, triangles[t + 1] * 2, triangles[t + 2] * 2];
    const det =
      (rest[b] - rest[a]) * (rest[c + 1] - rest[a + 1]) - (rest[c] - rest[a]) * (rest[b + 1] - rest[a + 1]);
    const v =
      ((p.x - rest[a]) * (rest[c + 1] - rest[a + 1]) - (rest[c] - rest[a]) * (p.y - rest[a + 1])) / det;
    const w =
      ((rest[b] - rest[a]) * (p.y - rest[a + 1]) - (p.x - rest[a]) * (rest[b + 1] - rest[a + 1])) / det;
    if (v < 0 || w < 0 || v + w > 1) continue;
    return {
      x: posed[a] * (1 - v - w) + posed[b] * v + posed[c] * w,
      y: posed[a + 1] * (1 - v - w) + posed[b + 1] * v + posed[c + 1] * w,
    };
  }
  throw new Error('point outside the mesh');
}

const garments: Record<string, () => Garment> = {
  tee: () => tee(),
  longSleeve: () => tee('long'),
  dress,
  trousers,
  skirt,
};

describe('fitGarment', () => {
  it.each(Object.keys(garments))('%s on a standing person: no fold, little stretch, solved fast', (name) => {
    const fitted = fitGarment(garments[name](), mannequin());
    expect(fitted.quality.flipped).toBe(0);
    expect(countFlipped(fitted.mesh.triangles, fitted.mesh.posed)).toBe(0);
    expect(fitted.quality.anisotropyP95).toBeLessThan(2.4);
    expect(fitted.quality.landmarkResidual).toBeLessThan(0.12);
    expect(fitted.mesh.rest.length / 2).toBeGreaterThan(600);
    expect(fitted.mesh.rest.length / 2).toBeLessThan(1800);
    expect(fitted.confidence).toBeGreaterThan(0.7);
  });

  it('lays a tee symmetrically with collar at the neck, armpits below the shoulders and the hem at its own length', () => {
    const { frame, ...rest } = mannequin();
    const fitted = fitGarment(tee(), { frame, ...rest });
    const mid = frame.shoulderMid;
    const collar = [posedAt(fitted, { x: 196, y: 58 }), posedAt(fitted, { x: 284, y: 58 })];
    expect(collar[0].x + collar[1].x).toBeCloseTo(2 * mid.x, -1);
    for (const c of collar) {
      expect(Math.abs(c.x - mid.x)).toBeGreaterThan(0.15 * UNIT);
      expect(Math.abs(c.x - mid.x)).toBeLessThan(0.35 * UNIT);
      expect(c.y).toBeLessThan(mid.y);
    }
    const pit = posedAt(fitted, { x: 330, y: 205 });
    expect(pit.y - mid.y).toBeGreaterThan(0.2 * UNIT);
    expect(pit.y - mid.y).toBeLessThan(0.75 * UNIT);
    const hem = posedAt(fitted, { x: 240, y: 500 });
    expect(hem.y).toBeGreaterThan(frame.hipMid.y - 0.4 * UNIT);
  });

  it('keeps the flare of a skirt and drapes it over legs apart', () => {
    const fitted = fitGarment(skirt(), mannequin({ legs: 10 }));
    const left = posedAt(fitted, { x: 80, y: 415 });
    const right = posedAt(fitted, { x: 400, y: 415 });
    const waist = posedAt(fitted, { x: 298, y: 64 }).x - posedAt(fitted, { x: 182, y: 64 }).x;
    // Flat: hem 320 wide, waist 116.
    expect((right.x - left.x) / waist).toBeGreaterThan(0.8 * (320 / 116));
  });

  it('starts a skirt at the waist, under a top worn over it, and in its own proportions', () => {
    const m = mannequin({ legs: 4 });
    const { frame, parsing } = m;
    const labels = { ...parsing.labels, data: parsing.labels.data.slice() };
    // The top is worn over the hips: trousers are seen from just above the hip joints on.
    const low = 0.95 * frame.torsoLength;
    for (let i = 0; i < labels.data.length; i++)
      if (labels.data[i] === PART.upper || labels.data[i] === PART.lower)
        labels.data[i] = frame.depth[i] < low ? PART.upper : PART.lower;
    const fitted = fitGarment(skirt(), { ...m, parsing: { ...parsing, labels } });
    const waist = posedAt(fitted, { x: 240, y: 64 });
    expect(waist.y).toBeLessThan(frame.hipMid.y - 0.2 * frame.torsoLength);
    expect(waist.y).toBeGreaterThan(frame.hipMid.y - 0.35 * frame.torsoLength);
    const half = posedAt(fitted, { x: 298, y: 64 }).x - waist.x;
    const length = posedAt(fitted, { x: 240, y: 415 }).y - waist.y;
    // Flat: 351 long, waist 58 to either side.
    expect(length / half / (351 / 58)).toBeGreaterThan(0.6);
    expect(length / half / (351 / 58)).toBeLessThan(1.1);
  });

  it('lays each sleeve on the arm of its own side of the picture, also when that arm crosses the torso', () => {
    const m = mannequin({ L: [25, -100], R: [30, 20] });
    const fitted = fitGarment(tee('long'), m);
    const cuffL = posedAt(fitted, { x: 63, y: 470 });
    const cuffR = posedAt(fitted, { x: 417, y: 470 });
    const { L, R } = m.frame.arms;
    expect(Math.hypot(cuffL.x - L.wrist.x, cuffL.y - L.wrist.y)).toBeLessThan(0.25 * UNIT);
    expect(Math.hypot(cuffR.x - R.wrist.x, cuffR.y - R.wrist.y)).toBeLessThan(0.25 * UNIT);
    expect(texts(fitted.reasons)).toContain('arm crosses the garment');
    expect(fitted.summary.sleeveReach.L).toBeGreaterThan(0.85);
    expect(new Set(fitted.mesh.part)).toEqual(
      new Set([MESH_PART.body, MESH_PART.sleeveL, MESH_PART.sleeveR]),
    );
  });

  it('lays trouser legs on the legs and hems at the ankles', () => {
    const m = mannequin({ legs: 9 });
    const fitted = fitGarment(trousers(), m);
    for (const [x, s] of [
      [192, 'L'],
      [288, 'R'],
    ] as const) {
      const hem = posedAt(fitted, { x, y: 600 });
      const { ankle } = m.frame.legs[s];
      expect(Math.hypot(hem.x - ankle.x, hem.y - ankle.y)).toBeLessThan(0.3 * UNIT);
    }
  });

  it('lays trousers on the legs behind a worn skirt, not on its outline', () => {
    const m = mannequin({ legs: 11 });
    const { frame } = m;
    const knee = frame.legs.R.knee;
    const silhouette = { ...frame.silhouette, data: frame.silhouette.data.slice() };
    for (let y = Math.round(frame.hipMid.y); y < knee.y; y++)
      for (let x = 0; x < frame.width; x++)
        if (Math.abs(x - frame.hipMid.x) < knee.x - frame.hipMid.x + 0.3 * UNIT)
          silhouette.data[y * frame.width + x] = -5;
    const bare = fitGarment(trousers(), m);
    const skirted = fitGarment(trousers(), { ...m, frame: { ...frame, silhouette } });
    const widths = (fitted: FittedLayer): number[] =>
      [330, 380, 430].map((y) => posedAt(fitted, { x: 310, y }).x - posedAt(fitted, { x: 270, y }).x);
    const without = widths(bare);
    widths(skirted).forEach((width, k) => {
      expect(width).toBeLessThan(1.12 * without[k]);
      expect(width).toBeGreaterThan(0.85 * without[k]);
    });
  });

  it('obeys length, ease and pins', () => {
    const m = mannequin();
    const base = fitGarment(dress(), m);
    const shorter = fitGarment(dress(), { ...m, params: { lengthScale: 0.7 } });
    const wider = fitGarment(dress(), { ...m, params: { ease: 1.2 } });
    const hem = { x: 240, y: 590 };
    expect(posedAt(shorter, hem).y).toBeLessThan(posedAt(base, hem).y - 40);
    const width = (f: FittedLayer): number =>
      posedAt(f, { x: 300, y: 240 }).x - posedAt(f, { x: 180, y: 240 }).x;
    expect(width(wider)).toBeGreaterThan(width(base) * 1.08);
    const target = { x: posedAt(base, hem).x + 20, y: posedAt(base, hem).y - 15 };
    const pinned = fitGarment(dress(), { ...m, params: { pins: [{ rest: hem, target }] } });
    const at = posedAt(pinned, hem);
    expect(Math.hypot(at.x - target.x, at.y - target.y)).toBeLessThan(3);
    expect(pinned.quality.flipped).toBe(0);
  });

  it('never folds, whatever the pose and however wrong the landmarks', () => {
    const angle = fc.integer({ min: -40, max: 170 });
    const fore = fc.integer({ min: -170, max: 170 });
    const noise = fc.array(fc.integer({ min: -45, max: 45 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(garments)),
        fc.tuple(angle, fore),
        fc.tuple(angle, fore),
        fc.integer({ min: 0, max: 14 }),
        noise,
        (name, L, R, legs, shifts) => {
          const garment = garments[name]();
          let k = 0;
          for (const p of Object.values(garment.landmarks)) {
            p.x += shifts[k++ % 30];
            p.y += shifts[k++ % 30];
          }
          const fitted = fitGarment(garment, mannequin({ L, R, legs }));
          expect(countFlipped(fitted.mesh.triangles, fitted.mesh.posed)).toBe(0);
          for (const v of fitted.mesh.posed) expect(Number.isFinite(v)).toBe(true);
        },
      ),
      { numRuns: 20, seed: 7 },
    );
  }, 120_000);

  it('draws print points where the mesh says', () => {
    const garment = tee();
    // A red disc on the chest.
    const spot = { x: 250, y: 300 };
    for (let y = 0; y < garment.rgb.height; y++)
      for (let x = 0; x < garment.rgb.width; x++) {
        const o = (y * garment.rgb.width + x) * 3;
        const on = Math.hypot(x + 0.5 - spot.x, y + 0.5 - spot.y) < 14;
        garment.rgb.data.set(on ? [255, 0, 0] : [255, 255, 255], o);
      }
    const fitted = fitGarment(garment, mannequin({ L: [40, 10] }));
    const layer = renderLayer(fitted, { width: 800, height: 1280, scale: 2 });
    const body = layer.parts.find((p) => p.kind === 'body');
    if (!body) throw new Error('no body part');
    let sx = 0;
    let sy = 0;
    let count = 0;
    for (let y = 0; y < body.rgb.height; y++)
      for (let x = 0; x < body.rgb.width; x++) {
        const i = y * body.rgb.width + x;
        if (body.alpha.data[i] < 200 || body.rgb.data[i * 3 + 1] > 120) continue;
        sx += x + 0.5 + layer.box.x0;
        sy += y + 0.5 + layer.box.y0;
        count++;
      }
    const want = posedAt(fitted, spot);
    expect(count).toBeGreaterThan(50);
    expect(sx / count / 2).toBeCloseTo(want.x, 0);
    expect(sy / count / 2).toBeCloseTo(want.y, 0);
  });
});
