/** Ease map: the colours of cloth say what the numbers of its zones say. */

import { describe, expect, it } from 'vitest';
import { CLOTH_MATERIALS } from '../../../../src-main/engine/body/cloth/materials.ts';
import { bodyGirths } from '../../../../src-main/engine/body/fit/body-girths.ts';
import { easeMap } from '../../../../src-main/engine/body/fit/ease-map.ts';
import { fitMap } from '../../../../src-main/engine/body/fit/fit-map.ts';
import { judgeEase } from '../../../../src-main/engine/body/fit/verdict.ts';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import type { GarmentCategory } from '../../../../src-main/engine/domain/garment.ts';
import type { Limb, Panel, ZoneFit } from '../../../../src-main/engine/domain/garment3d.ts';
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const form = dressForm(body, rest, body.pose(rest, body.standingPose(rest)));
const measured = body.measure(rest);
const poplin = CLOTH_MATERIALS.poplin;

interface Strip {
  name: string;
  limb: Limb;
  /** Metres; the flat piece is as high as its cloth hangs. */
  from: number;
  to: number;
  /** Width by height, metres. */
  width(y: number): number;
}

/** Flat strips worn as they are, without a drape. */
function worn(category: GarmentCategory, strips: readonly Strip[]) {
  const flat: number[] = [];
  const positions: number[] = [];
  const panelOf: number[] = [];
  const panels = strips.map(({ name, limb, from, to, width }, panel): Panel => {
    const ys = Array.from({ length: Math.floor((to - from) / 0.01) + 1 }, (_, i) => from + i * 0.01);
    for (const y of ys)
      for (const share of [-0.5, 0, 0.5]) {
        flat.push(share * width(y), y);
        positions.push(share * width(y), y, 0.1);
        panelOf.push(panel);
      }
    const right = ys.map((y) => ({ x: width(y) / 2, y }));
    return { name, limb, outline: [...right, ...right.map(({ x, y }) => ({ x: -x, y })).reverse()] };
  });
  return {
    category,
    panels,
    panelOf: Uint8Array.from(panelOf),
    flat: Float32Array.from(flat),
    mesh: { positions: Float32Array.from(positions), triangles: new Uint32Array() },
    seams: new Uint32Array(),
  };
}

type Cloth = ReturnType<typeof worn>;
const zone = (name: Exclude<ZoneFit['zone'], 'length'>, easeCm: number, bodyCm: number): ZoneFit => ({
  zone: name,
  easeCm,
  verdict: judgeEase(name, easeCm, bodyCm, poplin.comfortStrain),
});

/** Verdict that the colour of the cloth nearest to a height says. */
function seenAt({ mesh: { positions } }: Cloth, places: Float32Array | undefined, y: number) {
  let best = 0;
  for (let i = 0; i < positions.length / 3; i++)
    if (Math.abs(positions[i * 3 + 1] - y) < Math.abs(positions[best * 3 + 1] - y)) best = i;
  const place = places![best];
  return place < 0 ? 'tight' : place < 1 ? 'close' : place < 2 ? 'regular' : 'loose';
}

describe('ease map', () => {
  it('shows a band that hangs on the hips as its number says, not as it touches', () => {
    const top = form.waistY - 0.07;
    const half = (measured.waistGirth + 2.7) / 200;
    const width = (y: number): number => half + Math.min(0.06, 0.9 * (top - y));
    const strips = (['front', 'back'] as const).map((name) => ({
      name,
      limb: 'skirt' as const,
      from: 0.5,
      to: top,
      width,
    }));
    const skirt = worn('skirt', strips);
    // the body is thicker there than the band is long
    expect(bodyGirths(form).trunk(top) * 100).toBeGreaterThan(measured.waistGirth + 2.7);
    const told = [zone('waist', 2.7, measured.waistGirth), zone('hip', 3.6, measured.hipGirth)];
    const places = easeMap(skirt, form, measured, told, poplin);
    expect(told.map(({ verdict }) => verdict)).toEqual(['close', 'close']);
    expect([top, form.hipY].map((y) => seenAt(skirt, places, y))).toEqual(['close', 'close']);
    const tight = [zone('waist', -3, measured.waistGirth), told[1]];
    expect(seenAt(skirt, easeMap(skirt, form, measured, tight, poplin), top)).toBe('tight');
    expect(easeMap(skirt, form, measured, [], poplin)).toBeUndefined();
  });

  it('tells the room at knee and calf, in numbers and in the same colours', () => {
    const { leg, levels } = bodyGirths(form);
    const cut = (calfEase: number) => {
      const strips = (['R', 'L'] as const).flatMap((side) =>
        (['front', 'back'] as const).map((which) => ({
          name: `${which}${side}`,
          limb: `leg${side}` as const,
          from: 0.1,
          to: form.waistY - 0.05,
          width: (y: number) => {
            const ease = y < (levels.knee + levels.calf) / 2 ? calfEase : 0.08;
            return y > form.crotchY ? 0.27 : (leg(y) + ease) / 2;
          },
        })),
      );
      const trousers = worn('trousers', strips);
      const { zones } = fitMap(trousers, form, measured, poplin);
      const seen = (['thigh', 'knee', 'calf'] as const).map((name) => ({
        number: zones.find((one) => one.zone === name)!,
        colour: seenAt(trousers, easeMap(trousers, form, measured, zones, poplin), levels[name]),
      }));
      return seen;
    };
    for (const [calfEase, verdict] of [
      [-0.02, 'tight'],
      [0.02, 'close'],
      [0.2, 'loose'],
    ] as const) {
      const seen = cut(calfEase);
      expect(seen.map(({ number }) => number.verdict)).toEqual(['regular', 'regular', verdict]);
      expect(seen.map(({ colour }) => colour)).toEqual(['regular', 'regular', verdict]);
      // a tape square to the calf and a level cut of a standing leg are nearly the same
      expect(Math.abs(seen[2].number.easeCm - 100 * calfEase)).toBeLessThan(0.8);
    }
  });
});
