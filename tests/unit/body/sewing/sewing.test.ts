/** Garments sewn from drawn product shots around the parametric body. */

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../../src-main/contract/sentences.ts';
import { CLOTH_MATERIALS } from '../../../../src-main/engine/body/cloth/materials.ts';
import { fitMap } from '../../../../src-main/engine/body/fit/fit-map.ts';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import {
  type SewnResult,
  type SewOptions,
  sewGarment,
} from '../../../../src-main/engine/body/sewing/sew-garment.ts';
import { garmentTexture } from '../../../../src-main/engine/body/sewing/texture.ts';
import type { Garment } from '../../../../src-main/engine/domain/garment.ts';
import { loadPhoto } from '../../../../src-main/engine/image/load.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import {
  asPhoto,
  type Drawing,
  dress,
  longSleeve,
  openJacket,
  paint,
  skirt,
  tank,
  tee,
  trousers,
} from '../../perception/garment/drawn-garments.ts';
import { trueDepth } from '../inside.ts';
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const posed = body.pose(rest, body.standingPose(rest));
const form = dressForm(body, rest, posed);
const depth = trueDepth(posed);

const prepare = (d: Drawing, category?: Garment['category']): Garment =>
  prepareGarment(asPhoto(paint(d)), category ? { category } : {});

/** Deepest vertex inside the body, metres, 0 when all are outside. */
function deepest(positions: Float32Array): number {
  let worst = 0;
  for (let i = 0; i < positions.length; i += 3) {
    worst = Math.max(worst, depth(positions[i], positions[i + 1], positions[i + 2]));
  }
  return worst;
}

function widestSeam(positions: Float32Array, seams: Uint32Array): number {
  let most = 0;
  for (let i = 0; i < seams.length; i += 2) {
    const [a, b] = [seams[i] * 3, seams[i + 1] * 3];
    const d = [0, 1, 2].map((k) => positions[a + k] - positions[b + k]);
    most = Math.max(most, Math.hypot(...d));
  }
  return most;
}

/** Mean difference of strain between vertices of the flat pieces and those nearest to their mirror images. */
function unevenness({ flat, panelOf, panels, strain }: SewnResult): number {
  const mirrored = (name: string): string => name.replace(/[LR]$/, (side) => (side === 'L' ? 'R' : 'L'));
  const other = panels.map(({ name }) => panels.findIndex((p) => p.name === mirrored(name)));
  let sum = 0;
  for (let i = 0; i < panelOf.length; i++) {
    let least = Number.POSITIVE_INFINITY;
    let twin = i;
    for (let j = 0; j < panelOf.length; j++) {
      if (panelOf[j] !== other[panelOf[i]]) continue;
      const d = (flat[i * 2] + flat[j * 2]) ** 2 + (flat[i * 2 + 1] - flat[j * 2 + 1]) ** 2;
      if (d < least) [least, twin] = [d, j];
    }
    sum += Math.abs(strain[i] - strain[twin]);
  }
  return sum / panelOf.length;
}

const heights = (p: Float32Array): number[] => Array.from({ length: p.length / 3 }, (_, i) => p[i * 3 + 1]);

describe('sewn garments', () => {
  const cases: [string, Garment, SewOptions][] = [
    ['tee', prepare(tee()), { dimensions: { chest: 100 }, shown: 'flat' }],
    ['long sleeve', prepare(longSleeve()), { material: 'knit' }],
    ['tank', prepare(tank()), {}],
    ['dress', prepare(dress()), {}],
    ['trousers', prepare(trousers()), {}],
    ['skirt', prepare(skirt(), 'skirt'), {}],
    ['open jacket', prepare(openJacket(), 'jacket'), {}],
  ];

  it.each(cases)('%s: closed, outside the body and worn where it belongs', (_, garment, options) => {
    const sewn = sewGarment(garment, form, options);
    const { positions, triangles, uvs } = sewn.mesh;
    expect(positions.every(Number.isFinite)).toBe(true);
    expect(deepest(positions)).toBeLessThan(0.001);
    expect(sewn.seamGap).toBeLessThan(0.002);
    expect(widestSeam(positions, sewn.seams)).toBeLessThan(0.002);
    expect(Math.max(...uvs!)).toBeLessThanOrEqual(1);
    expect(Math.min(...uvs!)).toBeGreaterThanOrEqual(0);
    expect(positions.length / 3).toBeGreaterThan(1200);
    expect(positions.length / 3).toBeLessThan(4500);
    expect(Math.max(...triangles)).toBeLessThan(positions.length / 3);
    expect(sewn.method).toBe('sewn');
    const y = heights(positions);
    const [low, high] = [Math.min(...y), Math.max(...y)];
    if (['trousers', 'skirt'].includes(garment.category)) {
      // the drawn trousers have a high rise
      expect(high).toBeLessThan(form.waistY + 0.14);
      expect(high).toBeGreaterThan(form.hipY - 0.03);
      expect(low).toBeLessThan(form.crotchY);
    } else {
      expect(high).toBeGreaterThan(form.shoulder.L[1]);
      expect(high).toBeLessThan(form.neck[1] + 0.12);
      expect(low).toBeLessThan(form.bustY);
    }
  });

  it('keeps a sleeveless dress out of the shoulders', async () => {
    const file = fileURLToPath(
      new URL('../../../../resources/samples/garments/dress-floral.jpg', import.meta.url),
    );
    const sewn = sewGarment(prepareGarment(await loadPhoto(file)), form);
    expect(deepest(sewn.mesh.positions)).toBeLessThan(0.001);
    expect(sewn.seamGap).toBeLessThan(0.002);
  });

  it('hangs evenly: a symmetric garment is stretched alike on both sides', () => {
    for (const garment of [prepare(tee()), prepare(trousers())]) {
      expect(unevenness(sewGarment(garment, form))).toBeLessThan(0.006);
    }
  });

  it('keeps an open jacket on the shoulders, bare and over a tee', () => {
    const jacket = prepare(openJacket(), 'jacket');
    const inner = sewGarment(prepare(tee()), form);
    for (const beneath of [[], [inner]]) {
      const { mesh } = sewGarment(jacket, form, { beneath });
      expect(Math.max(...heights(mesh.positions))).toBeGreaterThan(form.shoulder.L[1] + 0.02);
      expect(deepest(mesh.positions)).toBeLessThan(0.001);
    }
  });

  it('lays straps and off-shoulder edges where they are worn', () => {
    const strapped = sewGarment(prepare(tank()), form);
    const bare = sewGarment({ ...prepare(tee()), offShoulder: true }, form);
    // no cloth over the shoulder, the edge around the arms not far below it
    const top = Math.max(...heights(bare.mesh.positions));
    expect(top).toBeLessThan(form.shoulder.L[1] + 0.03);
    expect(top).toBeGreaterThan(form.shoulder.L[1] - 0.08);
    expect(deepest(bare.mesh.positions)).toBeLessThan(0.001);
    expect(Math.max(...heights(strapped.mesh.positions))).toBeGreaterThan(form.shoulder.L[1]);
  });

  it('sews men as well', () => {
    const man = body.shape(averageShape(1));
    const stands = body.pose(man, body.standingPose(man));
    const within = trueDepth(stands);
    const { mesh, seamGap } = sewGarment(prepare(tee()), dressForm(body, man, stands));
    let worst = 0;
    for (let i = 0; i < mesh.positions.length; i += 3) {
      worst = Math.max(worst, within(mesh.positions[i], mesh.positions[i + 1], mesh.positions[i + 2]));
    }
    expect(worst).toBeLessThan(0.001);
    expect(seamGap).toBeLessThan(0.002);
  });

  it('makes a plain back without the print, and takes a back photo where there is one', () => {
    const garment = prepare(tee());
    // a print in the middle of the chest
    const rgb = { ...garment.rgb, data: Uint8Array.from(garment.rgb.data) };
    const { armpitL, armpitR } = garment.landmarks;
    const chest = armpitR!.x - armpitL!.x;
    const inPrint = (x: number, y: number): boolean =>
      Math.abs(x - garment.axisX) < 0.2 * chest && Math.abs(y - armpitL!.y - 0.3 * chest) < 0.2 * chest;
    for (let y = 0; y < rgb.height; y++) {
      for (let x = 0; x < rgb.width; x++)
        if (inPrint(x, y)) rgb.data.set([250, 20, 250], (y * rgb.width + x) * 3);
    }
    const pinks = (made: ReturnType<typeof garmentTexture>): number => {
      const { width, height, data } = made.texture;
      let count = 0;
      for (let i = (height / 2) * width; i < height * width; i++) {
        if (data[i * 3] > 200 && data[i * 3 + 1] < 80 && data[i * 3 + 2] > 200) count++;
      }
      return count;
    };
    const printed = { ...garment, rgb };
    expect(pinks(garmentTexture(printed))).toBe(0);
    const both = garmentTexture(garment, printed);
    expect(pinks(both)).toBeGreaterThan(100);
    expect(both.reasons).toEqual([]);
  });

  it('is the same bit for bit', () => {
    const garment = prepare(tee());
    const [a, b] = [sewGarment(garment, form), sewGarment(garment, form)];
    expect(Buffer.from(a.mesh.positions.buffer).equals(Buffer.from(b.mesh.positions.buffer))).toBe(true);
  });

  it('cuts to the size it is told', () => {
    const garment = prepare(tee());
    const { dimensions, reasons } = sewGarment(garment, form, {
      dimensions: { chest: 104, length: 66 },
      shown: 'flat',
    });
    expect(dimensions.chest).toBeCloseTo(104, 3);
    expect(dimensions.length).toBeCloseTo(66, 3);
    expect(texts(reasons).join()).not.toContain('size is not known');
    expect(texts(sewGarment(garment, form).reasons).join()).toContain('size is not known');
  });

  it('refuses a garment without the key points it needs', () => {
    const garment = prepare(trousers());
    const { crotch: _, ...landmarks } = garment.landmarks;
    expect(() => sewGarment({ ...garment, landmarks }, form)).toThrow(/crotch/);
    // and takes one that the caller gives
    const given = { crotch: garment.landmarks.crotch! };
    expect(sewGarment({ ...garment, landmarks }, form, { keys: given }).panels).toHaveLength(4);
  });
});

describe('fit and map agree', () => {
  /** Mean share of the comfort strain of the cloth within 2 cm of a level. */
  function tension(sewn: SewnResult, strain: Float32Array, y: number): number {
    const near = Array.from(strain).filter((_, i) => Math.abs(sewn.mesh.positions[i * 3 + 1] - y) < 0.02);
    return near.reduce((sum, v) => sum + v, 0) / near.length;
  }

  it('a skirt with room everywhere pulls nowhere on a full body, one without pulls', () => {
    const goal = { stature: 168, bustGirth: 113, waistGirth: 95, hipGirth: 120 };
    const full = body.shape(body.solve(goal, { sex: 0, ageYears: 35 }).shape);
    const stands = dressForm(body, full, body.pose(full, body.standingPose(full)));
    const measured = body.measure(full);
    const levels = { waist: stands.waistY, hip: stands.hipY } as const;
    const drawn = prepare(skirt(), 'skirt');
    // what is worn at the level of the hip is cut above the widest place of the picture: it needs more there
    const eases = [
      { waist: 4, hip: 18 },
      { waist: -10, hip: -25 },
    ];
    const [roomy, narrow] = eases.map((ease) => {
      const dimensions = {
        waist: measured.waistGirth + ease.waist,
        hip: measured.hipGirth + ease.hip,
        length: 60,
      };
      const sewn = sewGarment(drawn, stands, { dimensions });
      const { zones, strain } = fitMap(sewn, stands, measured, CLOTH_MATERIALS[sewn.material]);
      return { zones, pull: (['waist', 'hip'] as const).map((zone) => tension(sewn, strain, levels[zone])) };
    });
    for (const { zone, easeCm } of roomy.zones)
      if (zone !== 'length') expect(easeCm, zone).toBeGreaterThan(0);
    // in shares of what the cloth takes in comfort: from 1.5 on a map says that it pulls
    expect(Math.max(...roomy.pull)).toBeLessThan(1.5);
    expect(narrow.zones.some(({ verdict }) => verdict === 'tight')).toBe(true);
    expect(Math.max(...narrow.pull)).toBeGreaterThan(1.5);
  });

  it('lays the waistband of trousers with a high rise around the waist', () => {
    const sewn = sewGarment(prepare(trousers()), form);
    const { positions } = sewn.mesh;
    const y = heights(positions);
    const top = Math.max(...y);
    expect(top).toBeLessThan(form.waistY + 0.05);
    const out = new Float64Array(4);
    // the highest cloth lies on the body nearly all around; the hollow of the back stays open
    const off: number[] = [];
    for (let i = 0; i < y.length; i++) {
      if (y[i] < top - 0.012) continue;
      form.torso.sample(positions[i * 3], y[i], positions[i * 3 + 2], out);
      off.push(out[0]);
    }
    expect(off.reduce((sum, d) => sum + d, 0) / off.length).toBeLessThan(0.018);
    expect(off.filter((d) => d < 0.01).length).toBeGreaterThan(0.5 * off.length);
    expect(Math.min(...y)).toBeGreaterThan(0);
  });
});
