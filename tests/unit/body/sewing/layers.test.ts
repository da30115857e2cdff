/** Garments worn over each other: what is beneath lies inside what covers it, outside the body. */

import { describe, expect, it } from 'vitest';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import type { DressForm } from '../../../../src-main/engine/body/sewing/form.ts';
import { layBeneath, shownTriangles } from '../../../../src-main/engine/body/sewing/layers.ts';
import { sewGarment } from '../../../../src-main/engine/body/sewing/sew-garment.ts';
import type { SewnGarment } from '../../../../src-main/engine/domain/garment3d.ts';
import { ClothRays } from '../../../../src-main/engine/mesh/cloth-rays.ts';
import { vertexNormals } from '../../../../src-main/engine/mesh/scene.ts';
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
const prepare = (d: Drawing, category?: 'skirt' | 'jacket') =>
  prepareGarment(asPhoto(paint(d)), category ? { category } : {});
const bodies = [0, 1].map((sex) => {
  const rest = body.shape(averageShape(sex));
  const posed = body.pose(rest, body.standingPose(rest));
  return { name: sex ? 'man' : 'woman', form: dressForm(body, rest, posed), depth: trueDepth(posed) };
});

/** Places of a garment's vertices and what lies nearest: distance and direction from every part of the body. */
function* vertices({ mesh: { positions, triangles }, panels, panelOf }: SewnGarment, form: DressForm) {
  const normals = vertexNormals(positions, triangles);
  for (let i = 0; i < panelOf.length; i++) {
    const at = Float64Array.from(positions.subarray(i * 3, i * 3 + 3));
    const ways = Object.values(form.exact.parts).map((part) => {
      const out = new Float64Array(4);
      part.sample(at[0], at[1], at[2], out);
      return out;
    });
    const faces = (k: number): boolean =>
      ways[k][0] < Math.min(...ways.map((w) => w[0])) + 0.05 &&
      [0, 1, 2].reduce((sum, c) => sum + ways[k][c + 1] * normals[i * 3 + c], 0) > 0.2;
    const { limb } = panels[panelOf[i]];
    // a sleeve lies on its arm, other cloth on the nearest part that it faces away from
    const trunk = [0, 1, 2, 3, 4].filter(faces);
    const own = limb === 'armL' ? [1] : limb === 'armR' ? [2] : trunk.length > 0 ? trunk : [0, 3, 4];
    yield { at, ways, own: own.reduce((a, b) => (ways[b][0] < ways[a][0] ? b : a)) };
  }
}

/** How far inner vertices stand outside the cloth that covers them, metres: beyond it as seen from the skin they lie on. */
function outside(inner: SewnGarment, outer: SewnGarment, form: DressForm): number[] {
  const rays = new ClothRays(outer.mesh);
  const found: number[] = [];
  for (const { at, ways, own } of vertices(inner, form)) {
    let [under, beyond] = [false, 0];
    ways.forEach((way, k) => {
      if (way[0] > ways[own][0] + 0.05) return;
      const far = Math.max(0, way[0]);
      const along = way.slice(1);
      const [first] = rays.cross(
        at.map((v, c) => v - along[c] * far),
        along,
        far + 0.08,
      );
      if (!first?.ahead) return;
      // between any part and outer cloth: not to be seen
      if (first.at >= far - 0.001) under = true;
      else if (k === own) beyond = far - first.at;
    });
    if (beyond > 0 && !under) found.push(beyond);
  }
  return found;
}

/** How far inner cloth lies above outer vertices, metres, where no other outer cloth hides it. */
function above(inner: SewnGarment, outer: SewnGarment, form: DressForm): number[] {
  const [rays, own] = [new ClothRays(inner.mesh), new ClothRays(outer.mesh)];
  const found: number[] = [];
  for (const { at, ways, own: part } of vertices(outer, form)) {
    const along = ways[part].slice(1);
    const [first] = rays.cross(at, along, 0.08);
    if (!first?.ahead || first.at < 0.001) continue;
    if (!own.cross(at, along, 0.08).some((crossing) => crossing.at > first.at)) found.push(first.at);
  }
  return found;
}

describe('garments over each other', () => {
  const jacket = prepare(openJacket(), 'jacket');
  const pairs = [
    ['a tee under a jacket', prepare(tee()), jacket],
    ['a long sleeve under a jacket', prepare(longSleeve()), jacket],
    ['a top under a dress', prepare(tank()), prepare(dress())],
    ['a tee tucked into trousers', prepare(tee()), prepare(trousers())],
    ['a long sleeve tucked into a skirt', prepare(longSleeve()), prepare(skirt(), 'skirt')],
    ['trousers under a tee', prepare(trousers()), prepare(tee())],
  ] as const;

  it.each(pairs)('%s stays inside it', (_, below, over) => {
    for (const { name, form, depth } of bodies) {
      const draped = sewGarment(below, form);
      const outer = sewGarment(over, form, { beneath: [draped] });
      const before = outside(draped, outer, form).length;
      const laid = layBeneath(draped, [outer], form);
      const inner = laid.garment;
      // the garment as it hung alone does stand out
      if (over !== pairs[5][2]) expect(before, name).toBeGreaterThan(10);
      expect(outside(inner, outer, form), name).toEqual([]);
      const stands = above(inner, outer, form);
      expect(stands.length, name).toBeLessThan(0.002 * outer.panelOf.length);
      expect(Math.max(0, ...stands), name).toBeLessThan(0.005);
      for (const { mesh, seams } of [inner, outer]) {
        const p = mesh.positions;
        let [deepest, widest] = [0, 0];
        for (let i = 0; i < p.length; i += 3) deepest = Math.max(deepest, depth(p[i], p[i + 1], p[i + 2]));
        for (let i = 0; i < seams.length; i += 2) {
          const d = [0, 1, 2].map((k) => p[seams[i] * 3 + k] - p[seams[i + 1] * 3 + k]);
          widest = Math.max(widest, Math.hypot(...d));
        }
        expect(deepest, name).toBeLessThan(0.001);
        expect(widest, name).toBeLessThan(0.002);
      }
      expect(outer.seamGap, name).toBeLessThan(0.002);
      // some of it is hidden, and all that is left out is
      const shown = shownTriangles(laid);
      expect(shown.length, name).toBeLessThan(inner.mesh.triangles.length);
      expect(laid.hidden.some((flag) => flag === 1)).toBe(true);
    }
  });

  it('leaves alone what nothing covers', () => {
    const { form } = bodies[0];
    const worn = sewGarment(prepare(trousers()), form);
    const { garment, hidden } = layBeneath(worn, [sewGarment(prepare(tank()), form)], form);
    const ankle = form.ankle.L[1] + 0.3;
    for (let i = 0; i < hidden.length; i++) {
      if (worn.mesh.positions[i * 3 + 1] > ankle) continue;
      expect(hidden[i]).toBe(0);
      for (let k = 0; k < 3; k++) {
        expect(Math.abs(garment.mesh.positions[i * 3 + k] - worn.mesh.positions[i * 3 + k])).toBeLessThan(
          1e-4,
        );
      }
    }
  });
});
