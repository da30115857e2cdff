import { describe, expect, it } from 'vitest';
import { say, texts } from '../../../../src-main/contract/sentences.ts';
import { CLOTH_MATERIALS } from '../../../../src-main/engine/body/cloth/materials.ts';
import { fitMap, girthStrain } from '../../../../src-main/engine/body/fit/fit-map.ts';
import { chartFrom, completeChart } from '../../../../src-main/engine/body/fit/grading.ts';
import { recommend } from '../../../../src-main/engine/body/fit/recommend.ts';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import { sewGarment } from '../../../../src-main/engine/body/sewing/sew-garment.ts';
import { SIZES } from '../../../../src-main/engine/domain/garment3d.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import { asPhoto, paint, tee } from '../../perception/garment/drawn-garments.ts';
import { testBody } from '../load.ts';

describe('grading', () => {
  it('fills sizes between and beyond those known', () => {
    const chart = completeChart({ S: { chest: 92 }, L: { chest: 104, length: 68 } });
    expect(chart.S?.chest).toBe(92);
    expect(chart.M?.chest).toBe(98);
    expect(chart.XS?.chest).toBe(88);
    expect(chart.XL?.chest).toBe(110);
    expect(chart.XS?.length).toBeCloseTo(68 - 3 * 1.2, 9);
    expect(completeChart({})).toEqual({});
  });

  it('grows with every size', () => {
    const chart = chartFrom('M', { chest: 100, hip: 102, length: 66 });
    for (let i = 1; i < SIZES.length; i++) {
      for (const d of ['chest', 'hip', 'length'] as const)
        expect(chart[SIZES[i]]![d]!).toBeGreaterThan(chart[SIZES[i - 1]]![d]!);
    }
  });
});

describe('recommend', () => {
  const poplin = CLOTH_MATERIALS.poplin;
  const chart = chartFrom('M', { chest: 98, hip: 102 });

  it('takes the size that leaves ordinary room, larger for larger bodies', () => {
    const size = (bust: number) =>
      recommend('top', chart, { bustGirth: bust, hipGirth: bust + 6 }, poplin).size;
    expect(size(88)).toBe('M');
    expect(size(80)).toBe('XS');
    expect(size(93)).toBe('L');
    expect(size(120)).toBe('XXL');
  });

  it('says what is tight and which size has room', () => {
    const shirt = chartFrom('M', { chest: 98, waist: 92 });
    const r = recommend('top', shirt, { bustGirth: 87, waistGirth: 93 }, poplin);
    expect(r.size).toBe('M');
    expect(r.sizes[2].zones.map((z) => z.verdict)).toEqual(['regular', 'tight']);
    expect(texts(r.reasons).join('; ')).toContain('tight at the waist, try L');
    const wide = recommend('skirt', chart, { hipGirth: 140 }, poplin);
    expect(wide.size).toBe('XXL');
    expect(texts(wide.reasons).join('; ')).toContain('no size has more room there');
    expect(r.nextBest).toBeDefined();
    expect(r.nextBest).not.toBe(r.size);
  });

  it('goes down a size in cloth that stretches, and by preference', () => {
    const body = { bustGirth: 92 };
    const at = (m: keyof typeof CLOTH_MATERIALS, p?: 'close' | 'loose') =>
      SIZES.indexOf(recommend('top', chart, body, CLOTH_MATERIALS[m], p ? { preference: p } : {}).size);
    expect(at('knit')).toBeLessThan(at('poplin'));
    expect(at('poplin', 'loose')).toBeGreaterThan(at('poplin', 'close'));
  });

  it('does not blame a size for a cut that is wide in all, and says so', () => {
    const dropped = chartFrom('M', { chest: 98, shoulderWidth: 52, upperArm: 48 });
    const body = { bustGirth: 89, shoulderWidth: 38, upperArmGirth: 28 };
    const r = recommend('top', dropped, body, poplin, { sex: 1 });
    expect(r.size).toBe(recommend('top', chartFrom('M', { chest: 98 }), body, poplin).size);
    // one line for all of them
    expect(r.reasons.filter(({ code }) => code === 'wide-by-cut')).toEqual([
      say('wide-by-cut', { zone: 'upper arm, shoulders' }),
    ]);
    expect(texts(r.reasons).join('; ')).not.toContain('loose at the');
    expect(r.reasons[0].text).toContain('chest +9.0 cm');
  });

  it('keeps a size that is known otherwise, and warns of smaller ones that are tight elsewhere', () => {
    const pear = chartFrom('M', { chest: 104, hip: 98 });
    const body = { bustGirth: 86, hipGirth: 95 };
    const usual = { size: 'M', next: 'S', why: say('average-body') } as const;
    const r = recommend('top', pear, body, poplin, { usual });
    expect([r.size, r.nextBest, r.reasons[1].code]).toEqual(['M', 'S', 'average-body']);
    const tight = recommend('top', chart, { bustGirth: 99 }, poplin, { usual });
    expect([tight.size, tight.nextBest]).toEqual(['M', 'L']);
    expect(texts(r.reasons).join('; ')).toMatch(/loose at the bust, but S is tight at the hip/);
  });

  it('chooses from the sizes that there are', () => {
    const r = recommend('top', chart, { bustGirth: 120 }, poplin, { offered: ['S', 'M', 'L'] });
    expect(r.size).toBe('L');
    expect(r.sizes.map(({ size }) => size)).toEqual(['S', 'M', 'L']);
    expect(texts(r.reasons).join('; ')).toContain('tight at the bust, and no size has more room there');
  });

  it('refuses a chart that says nothing', () => {
    expect(() => recommend('trousers', { M: { length: 100 } }, { hipGirth: 100 }, poplin)).toThrow(
      /size chart/,
    );
  });
});

describe('girth strain', () => {
  /** A square of cloth, stretched across by `weft` and down by `warp`. */
  const square = (weft: number, warp: number) =>
    girthStrain({
      flat: Float32Array.from([0, 0, 0.1, 0, 0.1, 0.1, 0, 0.1]),
      mesh: {
        positions: Float32Array.from(
          [0, 0, 1, 0, 1, 1, 0, 1].flatMap((v, i) => (i % 2 ? [v * 0.1 * warp, 0.02] : [v * 0.1 * weft])),
        ),
        triangles: Uint32Array.from([0, 1, 2, 0, 2, 3]),
      },
    });

  it('is the stretch around the body, not that of hanging cloth', () => {
    for (const s of square(1.1, 1)) expect(s).toBeCloseTo(0.1, 5);
    for (const s of square(1, 1.3)) expect(s).toBeCloseTo(0, 5);
    // slack is negative
    for (const s of square(0.8, 1)) expect(s).toBeCloseTo(-0.2, 5);
  });
});

describe('fit map', () => {
  it('takes no girth from a hem with rounded corners', () => {
    const body = testBody();
    const rest = body.shape(averageShape(0));
    const form = dressForm(body, rest, body.pose(rest, body.standingPose(rest)));
    const poplin = CLOTH_MATERIALS.poplin;
    /** Two panels of 50 cm that end `below` metres under the hip's level, their lowest 2 cm half as wide. */
    const zones = (below: number) => {
      const bottom = form.hipY - below;
      const outline = [
        { x: -0.125, y: bottom },
        { x: 0.125, y: bottom },
        { x: 0.25, y: bottom + 0.02 },
        { x: 0.25, y: 1.35 },
        { x: -0.25, y: 1.35 },
        { x: -0.25, y: bottom + 0.02 },
      ];
      const flat: number[] = [];
      const positions: number[] = [];
      const panelOf: number[] = [];
      for (const panel of [0, 1]) {
        for (let y = bottom; y < 1.35; y += 0.01) {
          for (let x = -0.2; x < 0.25; x += 0.1) {
            flat.push(x, y);
            positions.push(x, y, panel === 0 ? 0.15 : -0.15);
            panelOf.push(panel);
          }
        }
      }
      const panels = ['front', 'back'].map((name) => ({ name, limb: 'torso' as const, outline }));
      const mesh = { positions: Float32Array.from(positions), triangles: new Uint32Array() };
      const garment = {
        category: 'top' as const,
        panels,
        panelOf: Uint8Array.from(panelOf),
        flat: Float32Array.from(flat),
        mesh,
        seams: new Uint32Array(),
      };
      const measured = body.measure(rest);
      const fit = fitMap(garment, form, measured, poplin);
      return { hip: fit.zones.find(({ zone }) => zone === 'hip'), body: measured.hipGirth };
    };
    const long = zones(0.1);
    expect(long.hip?.easeCm).toBeCloseTo(100 - long.body, 6);
    expect(zones(0.01).hip).toBeUndefined();
    expect(zones(-0.05).hip).toBeUndefined();
  });

  it('tells the ease of three sizes of a tee, and the small one stretches most', () => {
    const body = testBody();
    const rest = body.shape(averageShape(0));
    const posed = body.pose(rest, body.standingPose(rest));
    const form = dressForm(body, rest, posed);
    const taken = body.measure(rest);
    const garment = prepareGarment(asPhoto(paint(tee())));
    const maps = [-6, 8, 20].map((ease) => {
      const sewn = sewGarment(garment, form, {
        dimensions: { chest: taken.bustGirth + ease, length: 62 },
        shown: 'flat',
      });
      return fitMap(sewn, form, taken, CLOTH_MATERIALS.jersey);
    });
    const bust = maps.map((m) => m.zones.find((z) => z.zone === 'bust')!);
    expect(bust[0].easeCm).toBeLessThan(bust[1].easeCm);
    expect(bust[1].easeCm).toBeLessThan(bust[2].easeCm);
    // the drawn tee is straight: its girth at the bust is that of its chest
    expect(bust[1].easeCm).toBeGreaterThan(5);
    expect(bust[1].easeCm).toBeLessThan(12);
    expect(bust[2].verdict).not.toBe('tight');
    const high = (strain: Float32Array) => Float32Array.from(strain).sort()[Math.floor(strain.length * 0.9)];
    expect(high(maps[0].strain)).toBeGreaterThan(high(maps[2].strain));
    expect(maps[1].zones.map((z) => z.zone)).toEqual(
      expect.arrayContaining(['bust', 'waist', 'upperArm', 'shoulder', 'length']),
    );
  });
});
