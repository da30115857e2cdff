/** Altered patterns: points moved on the cloth change what is sewn by as much, and nothing else. */

import { describe, expect, it } from 'vitest';
import type { Alterations } from '../../../../src-main/contract/alterations.ts';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import {
  type CutGarment,
  cutGarment,
  sewGarment,
} from '../../../../src-main/engine/body/sewing/sew-garment.ts';
import type { Garment } from '../../../../src-main/engine/domain/garment.ts';
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
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const form = dressForm(body, rest, body.pose(rest, body.standingPose(rest)));

const prepare = (d: Drawing, category?: Garment['category']): Garment =>
  prepareGarment(asPhoto(paint(d)), category ? { category } : {});
const drawn = {
  tee: prepare(tee()),
  'long sleeve': prepare(longSleeve()),
  tank: prepare(tank()),
  dress: prepare(dress()),
  trousers: prepare(trousers()),
  skirt: prepare(skirt(), 'skirt'),
  jacket: prepare(openJacket(), 'jacket'),
};

const both = (name: string, out: number, down: number): Alterations => ({
  [`${name}L`]: { out, down },
  [`${name}R`]: { out, down },
});
const hem = (down: number): Alterations => ({ ...both('hem', 0, down), hemC: { out: 0, down } });

const pieceOf = (cut: CutGarment, name: string) => cut.pattern.pieces.find((piece) => piece.name === name)!;
const edgeOf = (cut: CutGarment, piece: string, edge: string) =>
  pieceOf(cut, piece).edges.find(({ name }) => name === edge)!.points;
/** Mean height of the lowest cloth of the front, centimetres: its hem as worn. */
const hemAt = (garment: Garment, alterations: Alterations = {}): number => {
  const { mesh, flat, panels, panelOf } = sewGarment(garment, form, { alterations });
  const low = Array.from(panelOf.keys())
    .filter((i) => panels[panelOf[i]].name.startsWith('front'))
    .sort((a, b) => flat[a * 2 + 1] - flat[b * 2 + 1])
    .slice(0, 30);
  return (100 * low.reduce((sum, i) => sum + mesh.positions[i * 3 + 1], 0)) / low.length;
};
const pointOf = (cut: CutGarment, wanted: string) => cut.points.find(({ name }) => name === wanted)!.at;

describe('altered patterns', () => {
  // trousers that reach the floor are worn no longer
  it.each([
    ['tee', 5, hem(5)],
    ['dress', 5, hem(5)],
    ['skirt', 5, hem(5)],
    ['trousers', -5, { ...both('legOuter', 0, -5), ...both('legInner', 0, -5) }],
  ] as const)('%s: a hem moved by %i cm makes it as much longer, worn', (name, cm, alterations) => {
    const garment = drawn[name];
    const longer = hemAt(garment) - hemAt(garment, alterations);
    expect(Math.abs(longer - cm)).toBeLessThan(1);
    const [plain, altered] = [cutGarment(garment, form), cutGarment(garment, form, { alterations })];
    expect(altered.dimensions.length! - plain.dimensions.length!).toBeCloseTo(cm, 0);
  });

  it.each([
    ['long sleeve', 'sleeveL'],
    ['jacket', 'sleeveR'],
  ] as const)(
    '%s: an armpit 3 cm lower lowers the seam of the sleeve, which still fits its armhole',
    (name, sleeve) => {
      const garment = drawn[name];
      const [plain, altered] = [{}, both('armpit', 0, 3)].map((alterations) =>
        cutGarment(garment, form, { alterations }),
      );
      const side = sleeve.at(-1)!;
      const low = (cut: CutGarment) => Math.min(...edgeOf(cut, 'back', `armhole${side}`).map(({ y }) => y));
      expect(100 * (low(plain) - low(altered))).toBeCloseTo(3, 0);
      const length = (points: readonly { x: number; y: number }[]) =>
        points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p.x - points[i].x, p.y - points[i].y), 0);
      const hole = length(edgeOf(altered, 'back', `armhole${side}`));
      expect(hole).toBeGreaterThan(length(edgeOf(plain, 'back', `armhole${side}`)) + 0.01);
      expect(length(edgeOf(altered, sleeve, 'cap+')) / hole).toBeCloseTo(1, 1);
      // the hem stays where it was
      expect(pointOf(altered, 'hemL').y).toBeCloseTo(pointOf(plain, 'hemL').y, 3);
    },
  );

  it('makes sleeves longer and cuffs wider', () => {
    const cuff = (alterations: Alterations) =>
      edgeOf(cutGarment(drawn['long sleeve'], form, { alterations }), 'sleeveR', 'cuff');
    const [plain, longer, wider] = [{}, both('cuff', 0, 4), both('cuff', 3, 0)].map(cuff);
    expect(100 * (plain[0].y - longer[0].y)).toBeCloseTo(4, 0);
    expect(100 * (wider[1].x - plain[1].x)).toBeGreaterThan(1);
    expect(wider[0].y).toBeCloseTo(plain[0].y, 1);
  });

  it('deepens a neckline in front and leaves it in the back', () => {
    const [plain, deep] = [{}, { neck: { out: 0, down: 4 } }].map((alterations) =>
      cutGarment(drawn.tee, form, { alterations }),
    );
    expect(100 * (pointOf(plain, 'neck').y - pointOf(deep, 'neck').y)).toBeCloseTo(4, 0);
    const back = (cut: CutGarment) => Math.min(...edgeOf(cut, 'back', 'neck').map(({ y }) => y));
    expect(back(deep)).toBeCloseTo(back(plain), 2);
  });

  it('moves every point of every garment by what it is told', () => {
    for (const [name, garment] of Object.entries(drawn)) {
      const plain = cutGarment(garment, form);
      expect(plain.points.length, name).toBeGreaterThan(3);
      for (const { name: point, at, outwards } of plain.points) {
        // the other side of a pair is its mirror image
        if (point.startsWith('cuff') || point.endsWith('R')) continue;
        const alterations = { [point]: { out: 2, down: 2 } };
        const now = pointOf(cutGarment(garment, form, { alterations }), point);
        expect(100 * (at.y - now.y), `${name} ${point} down`).toBeCloseTo(2, 0);
        expect(100 * outwards * (now.x - at.x), `${name} ${point} out`).toBeCloseTo(
          2 * Math.abs(outwards),
          0,
        );
      }
    }
  });

  it('stays symmetric where both sides are moved alike, and is not where one is', () => {
    const unevenness = (alterations: Alterations): number => {
      const cut = cutGarment(drawn.tee, form, { alterations });
      const [left, right] = [edgeOf(cut, 'front', 'sideL'), edgeOf(cut, 'front', 'sideR')];
      const width = (points: readonly { x: number; y: number }[], y: number): number =>
        Math.abs(points.reduce((best, p) => (Math.abs(p.y - y) < Math.abs(best.y - y) ? p : best)).x);
      const y = Math.min(...left.map((p) => p.y)) + 0.03;
      return Math.abs(width(left, y) - width(right, y));
    };
    const usual = unevenness({});
    expect(unevenness({ ...both('armpit', 1, 1), ...both('hem', 3, 1) })).toBeLessThan(usual + 0.003);
    expect(unevenness({ hemR: { out: 3, down: 0 } })).toBeGreaterThan(usual + 0.015);
  });

  it('is the very same cloth without alterations, and shows the picture stretched, not cut off, with them', () => {
    const plain = cutGarment(drawn.tee, form);
    const same = cutGarment(drawn.tee, form, { alterations: { hemL: { out: 0, down: 0 } } });
    expect(same.sewing.flat).toEqual(plain.sewing.flat);
    expect(same.uvs).toEqual(plain.uvs);
    const longer = cutGarment(drawn.tee, form, { alterations: hem(8) });
    const bottom = ({ uvs, pattern, sewing }: CutGarment) =>
      Math.max(
        ...Array.from(sewing.pieceOf.keys())
          .filter((i) => pattern.pieces[sewing.pieceOf[i]].name === 'front')
          .map((i) => uvs[i * 2 + 1]),
      );
    expect(bottom(longer)).toBeCloseTo(bottom(plain), 2);
  });
});
