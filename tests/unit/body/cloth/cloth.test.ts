import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cloth } from '../../../../src-main/engine/body/cloth/cloth.ts';
import { layerField } from '../../../../src-main/engine/body/cloth/layer-field.ts';
import { CLOTH_MATERIALS } from '../../../../src-main/engine/body/cloth/materials.ts';
import { Stitches } from '../../../../src-main/engine/body/cloth/stitches.ts';
import { MATERIALS, type MaterialName } from '../../../../src-main/engine/domain/garment3d.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { capsule, sheet } from './sheets.ts';

const material = (name: MaterialName) => ({ ...CLOTH_MATERIALS[name], damping: 0 });

function make(name: MaterialName, n = 15) {
  const cut = sheet(0.3, n, 0.5);
  return new Cloth({ ...cut, material: material(name) });
}

/** Shakes every vertex by up to `size` metres. */
function shake(cloth: Cloth, size: number, seed: number): void {
  const random = mulberry32(seed);
  for (let i = 0; i < cloth.x.length; i++) cloth.x[i] += (random() - 0.5) * 2 * size;
}

function momentum(cloth: Cloth): { linear: number[]; angular: number[]; mass: number } {
  const linear = [0, 0, 0];
  const angular = [0, 0, 0];
  let mass = 0;
  for (let i = 0; i < cloth.w.length; i++) {
    const m = 1 / cloth.w[i];
    mass += m;
    const [x, y, z] = cloth.x.subarray(i * 3, i * 3 + 3);
    const [u, v, w] = cloth.v.subarray(i * 3, i * 3 + 3);
    linear[0] += m * u;
    linear[1] += m * v;
    linear[2] += m * w;
    angular[0] += m * (y * w - z * v);
    angular[1] += m * (z * u - x * w);
    angular[2] += m * (x * v - y * u);
  }
  return { linear, angular, mass };
}

describe('cloth', () => {
  it('weighs what its area and fabric say', () => {
    for (const name of MATERIALS) {
      expect(momentum(make(name)).mass).toBeCloseTo(0.09 * CLOTH_MATERIALS[name].mass, 7);
    }
  });

  it('stays at rest without forces', () => {
    for (const name of MATERIALS) {
      const cloth = make(name);
      const start = Float64Array.from(cloth.x);
      for (let f = 0; f < 30; f++) cloth.step({ gravity: 0 });
      const moved = Math.max(...cloth.x.map((v, i) => Math.abs(v - start[i])));
      expect(moved).toBeLessThan(1e-8);
    }
  });

  it('keeps its momentum without contact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(...MATERIALS), (seed, name) => {
        const cloth = make(name, 9);
        shake(cloth, 0.002, seed);
        cloth.v.forEach((_, i) => {
          cloth.v[i] = [0.2, -0.1, 0.15][i % 3];
        });
        const before = momentum(cloth);
        for (let f = 0; f < 10; f++) cloth.step({ gravity: 0 });
        const after = momentum(cloth);
        for (let k = 0; k < 3; k++) {
          expect(Math.abs(after.linear[k] - before.linear[k])).toBeLessThan(1e-12 + 1e-9 * before.mass);
          // small steps keep turning momentum to first order in the step only
          expect(Math.abs(after.angular[k] - before.angular[k])).toBeLessThan(2e-3 * before.mass);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('never gets more energy from falling than the fall gives', () => {
    for (const name of MATERIALS) {
      const cloth = make(name, 11);
      cloth.pin(0);
      cloth.pin(10);
      const mechanical = () => {
        let height = 0;
        for (let i = 0; i < cloth.w.length; i++) {
          if (cloth.w[i] > 0) height += (9.81 * cloth.x[i * 3 + 1]) / cloth.w[i];
        }
        return cloth.kineticEnergy() + height;
      };
      const start = mechanical();
      for (let f = 0; f < 120; f++) {
        cloth.step();
        expect(mechanical()).toBeLessThan(1.001 * start);
      }
      expect(mechanical()).toBeLessThan(0.85 * start);
    }
  });

  it('loses energy when it rings, stretch, shear and bend included', () => {
    for (const name of MATERIALS) {
      const cloth = make(name, 9);
      shake(cloth, 0.002, 7);
      const total = () => cloth.kineticEnergy() + cloth.elasticEnergy();
      const start = total();
      let before = start;
      for (let f = 0; f < 30; f++) {
        cloth.step({ gravity: 0, substeps: 32 });
        const now = total();
        expect(now).toBeLessThan(before + 1e-3 * start);
        before = now;
      }
      expect(before).toBeLessThan(0.1 * start);
    }
  });

  it('hangs longer the softer the fabric, by its weight over its stiffness', () => {
    const sag = (newtonsPerMetre: number) => {
      const cut = sheet(0.3, 13, 0);
      // stood up: the first row of vertices on top
      for (let i = 0; i < cut.flat.length / 2; i++) {
        cut.positions.set([cut.flat[i * 2], 1 - cut.flat[i * 2 + 1], 0], i * 3);
      }
      const cloth = new Cloth({
        ...cut,
        material: { ...CLOTH_MATERIALS.knit, stretchWarp: 1 / newtonsPerMetre },
      });
      for (let i = 0; i < 13; i++) cloth.pin(i);
      for (let f = 0; f < 120; f++) cloth.step({ substeps: 32 });
      return 0.7 - cloth.x[(12 * 13 + 6) * 3 + 1];
    };
    for (const stiffness of [20, 40]) {
      const expected = (0.5 * CLOTH_MATERIALS.knit.mass * 9.81 * 0.3 * 0.3) / stiffness;
      expect(sag(stiffness)).toBeGreaterThan(0.9 * expected);
      expect(sag(stiffness)).toBeLessThan(1.15 * expected);
    }
  });

  it('drops onto a ball, stays outside and comes to rest', () => {
    const ball = capsule([0, 0.3, 0], [0, 0.3, 0], 0.1);
    const cut = sheet(0.3, 21, 0.45);
    const cloth = new Cloth({ ...cut, material: CLOTH_MATERIALS.poplin });
    cloth.setColliders([{ field: ball, thickness: 0.002 }]);
    const out = new Float64Array(4);
    let deepest = 1;
    for (let f = 0; f < 120; f++) {
      cloth.step();
      for (let i = 0; i < cloth.x.length; i += 3) {
        ball.sample(cloth.x[i], cloth.x[i + 1], cloth.x[i + 2], out);
        deepest = Math.min(deepest, out[0]);
      }
    }
    expect(deepest).toBeGreaterThan(0.001);
    expect(cloth.x[(10 * 21 + 10) * 3 + 1]).toBeGreaterThan(0.4);
    expect(cloth.meanSpeed()).toBeLessThan(0.1);
  });

  it('does not pass a thin rod at full speed', () => {
    const rod = capsule([-1, 0.3, 0], [1, 0.3, 0], 0.012);
    const cut = sheet(0.2, 15, 0.4);
    const cloth = new Cloth({ ...cut, material: CLOTH_MATERIALS.silk });
    cloth.setColliders([{ field: rod, thickness: 0.002 }]);
    cloth.v.forEach((_, i) => {
      cloth.v[i] = i % 3 === 1 ? -8 : 0;
    });
    for (let f = 0; f < 20; f++) cloth.step();
    const middle = cloth.x[(7 * 15 + 7) * 3 + 1];
    expect(middle).toBeGreaterThan(0.312);
  });

  it('holds on a slope by friction and slides without', () => {
    const slide = (friction: number) => {
      // a plane that falls by 15 degrees towards +x
      const [s, c] = [Math.sin(Math.PI / 12), Math.cos(Math.PI / 12)];
      const plane = {
        sample: (x: number, y: number, _z: number, out: Float64Array) => out.set([x * s + y * c, s, c, 0]),
      };
      const cut = sheet(0.2, 9, 0);
      for (let i = 0; i < cut.positions.length; i += 3) {
        const along = cut.positions[i];
        cut.positions[i] = along * c + 0.002 * s;
        cut.positions[i + 1] = -along * s + 0.002 * c;
      }
      const cloth = new Cloth({ ...cut, material: CLOTH_MATERIALS.wool });
      cloth.setColliders([{ field: plane, thickness: 0.002, friction }]);
      const start = cloth.x[40 * 3];
      for (let f = 0; f < 60; f++) cloth.step();
      return cloth.x[40 * 3] - start;
    };
    expect(Math.abs(slide(0.6))).toBeLessThan(0.002);
    expect(slide(0)).toBeGreaterThan(0.01);
  });

  it('closes a seam and keeps it closed', () => {
    const a = sheet(0.2, 9, 0.5);
    const n = 81;
    const flat = new Float32Array([...a.flat, ...a.flat]);
    const positions = [...a.positions, ...a.positions.map((v, i) => (i % 3 === 0 ? v + 0.25 : v))];
    const triangles = Uint32Array.from([...a.triangles, ...a.triangles.map((i) => i + n)]);
    const cloth = new Cloth({ flat, triangles, positions, material: CLOTH_MATERIALS.jersey });
    const pairs = Uint32Array.from(Array.from({ length: 9 }, (_, j) => [j * 9 + 8, n + j * 9]).flat());
    const stitches = new Stitches(pairs, cloth.x);
    expect(stitches.widest(cloth.x)).toBeCloseTo(0.05, 6);
    for (let f = 0; f < 60; f++) {
      stitches.close(Math.max(0, 1 - f / 30));
      cloth.step({ stitches, gravity: 0 });
    }
    expect(stitches.widest(cloth.x)).toBeLessThan(0.001);
  });

  it('carries welded vertices on one particle', () => {
    const a = sheet(0.2, 9, 0.5);
    const n = 81;
    const flat = new Float32Array([...a.flat, ...a.flat]);
    const positions = [...a.positions, ...a.positions.map((v, i) => (i % 3 === 0 ? v + 0.2 : v))];
    const triangles = Uint32Array.from([...a.triangles, ...a.triangles.map((i) => i + n)]);
    const particle = Uint32Array.from({ length: n * 2 }, (_, i) => i);
    for (let j = 0; j < 9; j++) particle[n + j * 9] = j * 9 + 8;
    const cloth = new Cloth({ flat, triangles, positions, particle, material: CLOTH_MATERIALS.poplin });
    cloth.pin(0);
    for (let f = 0; f < 20; f++) cloth.step();
    for (let j = 0; j < 9; j++) {
      for (let k = 0; k < 3; k++) {
        expect(cloth.x[(n + j * 9) * 3 + k]).toBe(cloth.x[(j * 9 + 8) * 3 + k]);
      }
    }
    expect(cloth.strain()).toHaveLength(n * 2);
  });

  it('lies on the cloth below', () => {
    const low = sheet(0.4, 21, 0.2);
    const field = layerField({ positions: Float32Array.from(low.positions), triangles: low.triangles });
    const cut = sheet(0.2, 13, 0.23);
    const cloth = new Cloth({ ...cut, material: CLOTH_MATERIALS.denim });
    cloth.setColliders([{ field, thickness: 0.003 }]);
    for (let f = 0; f < 60; f++) cloth.step();
    for (let i = 1; i < cloth.x.length; i += 3) {
      expect(cloth.x[i]).toBeGreaterThan(0.2025);
      expect(cloth.x[i]).toBeLessThan(0.205);
    }
  });

  it('keeps its own layers apart when folded onto itself', () => {
    const folded = (distance: number) => {
      const cut = sheet(0.3, 21, 0);
      // folded along the middle, 12 mm between the layers; the lower one lies fixed
      for (let i = 0; i < cut.flat.length / 2; i++) {
        const along = cut.flat[i * 2];
        cut.positions[i * 3] = Math.abs(along - 0.15);
        cut.positions[i * 3 + 1] = along > 0.15 ? 0.012 : 0;
      }
      const cloth = new Cloth({ ...cut, material: CLOTH_MATERIALS.silk });
      for (let i = 0; i < cloth.w.length; i++) if (cut.flat[i * 2] < 0.149) cloth.pin(i);
      cloth.setSelfContact(distance);
      for (let f = 0; f < 40; f++) cloth.step();
      return cloth.x[(10 * 21 + 18) * 3 + 1];
    };
    expect(folded(0.011)).toBeGreaterThan(0.005);
    expect(folded(0)).toBeLessThan(-0.01);
  });

  it('is the same bit for bit', () => {
    const run = () => {
      const cloth = new Cloth({ ...sheet(0.3, 15, 0.45), material: CLOTH_MATERIALS.jersey });
      cloth.setColliders([
        { field: capsule([0, 0.3, 0], [0, 0.3, 0], 0.1), thickness: 0.002 },
        { field: capsule([0.1, 0, 0], [0.1, 0.4, 0], 0.05), thickness: 0.002 },
      ]);
      cloth.setSelfContact(0.005);
      for (let f = 0; f < 40; f++) cloth.step();
      return new Uint8Array(cloth.x.buffer);
    };
    expect(Buffer.from(run()).equals(Buffer.from(run()))).toBe(true);
  });
});
