/** Garments worn over each other: what is beneath lies inside what covers it, outside the body. */

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { coverOf } from '../../../../src-main/engine/body/projection/cover.ts';
import { projectGarment } from '../../../../src-main/engine/body/projection/project-garment.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import type { DressForm } from '../../../../src-main/engine/body/sewing/form.ts';
import { type Layered, layBeneath, shownTriangles } from '../../../../src-main/engine/body/sewing/layers.ts';
import { sewGarment } from '../../../../src-main/engine/body/sewing/sew-garment.ts';
import type { Garment } from '../../../../src-main/engine/domain/garment.ts';
import type { ClothLayer } from '../../../../src-main/engine/domain/garment3d.ts';
import { loadPhoto } from '../../../../src-main/engine/image/load.ts';
import { ClothRays } from '../../../../src-main/engine/mesh/cloth-rays.ts';
import { vertexNormals } from '../../../../src-main/engine/mesh/scene.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import { LONG } from '../../../fixtures/long.ts';
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
const sample = async (name: string) =>
  prepareGarment(
    await loadPhoto(
      fileURLToPath(new URL(`../../../../resources/samples/garments/${name}.jpg`, import.meta.url)),
    ),
    name.startsWith('jacket')
      ? { category: 'jacket' }
      : name.startsWith('skirt')
        ? { category: 'skirt' }
        : {},
  );
const bodies = [0, 1].map((sex) => {
  const rest = body.shape(averageShape(sex));
  const posed = body.pose(rest, body.standingPose(rest));
  return {
    name: sex ? 'man' : 'woman',
    rest,
    posed,
    form: dressForm(body, rest, posed),
    depth: trueDepth(posed),
  };
});

type Way = { way: Float64Array; k: number };
const ARMS = [1, 2];
const TRUNK = [0, 3, 4];
const isSleeve = ({ panels, panelOf }: ClothLayer, i: number) => panels[panelOf[i]].limb.startsWith('arm');

/**
 * Places of a garment's vertices with distance and direction from every part of the body, and the part that each lies on: a
 * sleeve on its arm; other cloth on trunk and legs, or, above the middle of the upper arm, on the part it faces away from.
 */
function* vertices(garment: ClothLayer, form: DressForm) {
  const { mesh, panels, panelOf, seams } = garment;
  const normals = vertexNormals(mesh.positions, mesh.triangles);
  const shown = new Set(mesh.triangles);
  const seconds = new Set(seams.filter((_, i) => i % 2 === 1));
  const elbowed = (form.shoulder.L[1] + form.elbow.L[1]) / 2;
  for (const i of shown) {
    // of a seam's two sides one is enough
    if (seconds.has(i)) continue;
    const at = Float64Array.from(mesh.positions.subarray(i * 3, i * 3 + 3));
    const ways = Object.values(form.exact.parts).map((part, k): Way => {
      const way = new Float64Array(4);
      part.sample(at[0], at[1], at[2], way);
      return { way, k };
    });
    const nearest = (of: readonly number[]): Way =>
      of.map((k) => ways[k]).reduce((a, b) => (b.way[0] < a.way[0] ? b : a));
    const closest = nearest([...ARMS, ...TRUNK]).way[0];
    const faced = ways.filter(
      ({ way }) =>
        way[0] < closest + 0.05 &&
        [0, 1, 2].reduce((sum, c) => sum + way[c + 1] * normals[i * 3 + c], 0) > 0.2,
    );
    const high = at[1] > elbowed;
    const { limb } = panels[panelOf[i]];
    const own = isSleeve(garment, i)
      ? ways[limb === 'armL' ? 1 : 2]
      : nearest(high && faced.length > 0 ? faced.map(({ k }) => k) : TRUNK);
    yield { i, at, ways, own, nearest, high };
  }
}

/** How far inner vertices stand outside the cloth that covers them, metres: beyond it as seen from the skin they lie on. */
function outside(inner: ClothLayer, outer: ClothLayer, form: DressForm): number[] {
  const rays = new ClothRays(outer.mesh);
  const found: number[] = [];
  for (const { at, ways, own } of vertices(inner, form)) {
    let [under, beyond] = [false, 0];
    for (const { way, k } of ways) {
      if (way[0] > own.way[0] + 0.05) continue;
      const far = Math.max(0, way[0]);
      const along = way.slice(1);
      const [first] = rays.cross(
        at.map((v, c) => v - along[c] * far),
        along,
        far + 0.08,
      );
      if (!first?.ahead) continue;
      // between any part and outer cloth: not to be seen
      if (first.at >= far - 0.001) under = true;
      else if (k === own.k) beyond = far - first.at;
    }
    if (beyond > 0 && !under) found.push(beyond);
  }
  return found;
}

/**
 * How far inner cloth lies above outer vertices, metres, where no other outer cloth hides it. Below the middle of the upper
 * arm sleeves are held against sleeves, and everything against the cloth of the trunk.
 */
function above(inner: ClothLayer, outer: ClothLayer, form: DressForm): number[] {
  const { positions, triangles } = inner.mesh;
  const raysOf = (take: (i: number) => boolean) =>
    new ClothRays({ positions, triangles: triangles.filter((_, t) => take(triangles[t - (t % 3)])) });
  const all = raysOf(() => true);
  const sleeves = raysOf((i) => isSleeve(inner, i));
  const trunk = raysOf((i) => !isSleeve(inner, i));
  const self = new ClothRays(outer.mesh);
  const found: number[] = [];
  for (const { i, at, own, nearest, high } of vertices(outer, form)) {
    const probes: [Way, ClothRays][] = high ? [[own, all]] : [[nearest(TRUNK), trunk]];
    if (!high && isSleeve(outer, i)) probes.push([own, sleeves]);
    for (const [{ way }, rays] of probes) {
      const along = way.slice(1);
      const [first] = rays.cross(at, along, 0.08);
      if (!first?.ahead || first.at < 0.001) continue;
      if (!self.cross(at, along, 0.08).some((crossing) => crossing.at > first.at)) found.push(first.at);
    }
  }
  return found;
}

/** What is to be seen of a garment that lies below others. */
const shownOf = (laid: Layered<ClothLayer>): ClothLayer => ({
  ...laid.garment,
  mesh: { ...laid.garment.mesh, triangles: shownTriangles(laid) },
});

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

  it.each(pairs)('%s stays inside it', (pair, below, over) => {
    // the first pair on both bodies, the others on one each
    const at = pairs.findIndex(([name]) => name === pair);
    for (const { name, form, depth } of bodies.filter((_, k) => at === 0 || k === at % 2)) {
      const draped = sewGarment(below, form);
      const outer = sewGarment(over, form, { beneath: [draped] });
      const before = outside(draped, outer, form).length;
      const laid = layBeneath(draped, [outer], form);
      const inner = laid.garment;
      // the garment as it hung alone does stand out
      if (over !== pairs[5][2]) expect(before, name).toBeGreaterThan(10);
      expect(outside(inner, outer, form), name).toEqual([]);
      expect(above(shownOf(laid), outer, form), name).toEqual([]);
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

  // a wide tee hangs over the forearms, and a wide jacket folds under the arms
  const samples = [
    ['tee-breton', 'jacket-field', 'woman'],
    ['tee-breton', 'skirt-floral', 'man'],
    ...(LONG ? ([['tee-breton', 'jacket-field', 'man']] as const) : []),
  ] as const;

  it.each(samples)('the sample %s stays inside %s on a %s', async (below, over, whose) => {
    const { form, depth } = bodies.find(({ name }) => name === whose)!;
    const draped = sewGarment(await sample(below), form);
    const outer = sewGarment(await sample(over), form, { beneath: [draped] });
    expect(outside(draped, outer, form).length).toBeGreaterThan(10);
    const laid = layBeneath(draped, [outer], form);
    const shown = shownOf(laid);
    expect(outside(shown, outer, form)).toEqual([]);
    expect(above(shown, outer, form)).toEqual([]);
    const p = laid.garment.mesh.positions;
    let deepest = 0;
    for (let i = 0; i < p.length; i += 3) deepest = Math.max(deepest, depth(p[i], p[i + 1], p[i + 2]));
    expect(deepest).toBeLessThan(0.001);
  });

  it('takes ready garments below sewn ones and over them', async () => {
    const { rest, posed, form } = bodies[0];
    const [breton, field] = [await sample('tee-breton'), await sample('jacket-field')];
    const ready = (garment: Garment) => projectGarment(garment, body, rest, posed, form);
    const tee = ready(breton);
    const coat = sewGarment(field, form, { beneath: [tee] });
    const top = sewGarment(breton, form);
    for (const [inner, outer] of [
      [tee, coat],
      [top, ready(await sample('skirt-floral'))],
    ]) {
      const over = coverOf(outer);
      expect(outside(inner, over, form).length).toBeGreaterThan(10);
      const laid = layBeneath(inner, [over], form);
      expect(outside(shownOf(laid), over, form)).toEqual([]);
      expect(above(shownOf(laid), over, form)).toEqual([]);
      expect(laid.hidden.some((flag) => flag === 1)).toBe(true);
      // what came with normals keeps the same one on both sides of its seams
      const { normals } = laid.garment.mesh;
      expect(normals !== undefined).toBe(inner === tee);
      for (let i = 0; normals && i < inner.seams.length; i += 2) {
        const [a, b] = [inner.seams[i] * 3, inner.seams[i + 1] * 3];
        expect([...normals.subarray(a, a + 3)]).toEqual([...normals.subarray(b, b + 3)]);
      }
    }
    // an open front of the picture covers nothing
    const open = ready(field);
    const cover = coverOf(open);
    expect(cover.mesh.triangles.length).toBeLessThan(0.97 * open.mesh.triangles.length);
    const under = layBeneath(top, [cover], form);
    const breastbone = (i: number): boolean => {
      const [x, y, z] = top.mesh.positions.subarray(i * 3, i * 3 + 3);
      return Math.abs(x) < 0.02 && Math.abs(y - form.bustY) < 0.05 && z > 0;
    };
    const seen = [...under.hidden.keys()].filter(breastbone);
    expect(seen.length).toBeGreaterThan(3);
    for (const i of seen) expect(under.hidden[i]).toBe(0);
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
