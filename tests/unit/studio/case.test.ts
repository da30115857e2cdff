import { beforeAll, describe, expect, it } from 'vitest';
import { buildLooks } from '../../../models/studio_looks/build/build.ts';
import { StudioCase } from '../../../src-main/contract/studio.ts';
import type { ParametricBody } from '../../../src-main/engine/body/index.ts';
import { PART } from '../../../src-main/engine/domain/parsing.ts';
import { LANDMARKS } from '../../../src-main/engine/domain/pose.ts';
import { decodeRgba } from '../../../src-main/engine/image/decode.ts';
import { encodeImage, encodePng16 } from '../../../src-main/engine/image/encode.ts';
import { project } from '../../../src-main/engine/mesh/camera.ts';
import { withRoom } from '../../../src-main/engine/studio/arm-room.ts';
import { type MadeCase, makeCase } from '../../../src-main/engine/studio/case.ts';
import { readLooks } from '../../../src-main/engine/studio/looks.ts';
import { Cuttings, dress, type Outfit } from '../../../src-main/engine/studio/outfit.ts';
import { Paints, type PictureScene, personScene } from '../../../src-main/engine/studio/picture-scene.ts';
import { type CasePlan, planCase } from '../../../src-main/engine/studio/plan.ts';
import { mannequinOf, productShots } from '../../../src-main/engine/studio/product.ts';
import { personCamera } from '../../../src-main/engine/studio/setting.ts';
import { garmentMask, pictureTruth, type Shot, sourceMap } from '../../../src-main/engine/studio/truth.ts';
import { wearerOf } from '../../../src-main/engine/studio/wearer.ts';
import { PACKAGE_DIR, testBody } from '../body/load.ts';
import { handsInside } from './inside-cloth.ts';

/** A woman with her hands on her hips puts on a long-sleeved top and an open jacket. */
const SEED = 5;
const SIZE = { width: 144, height: 192 };

let body: ParametricBody;
let looks: ReturnType<typeof readLooks>;
let made: MadeCase;

beforeAll(async () => {
  body = testBody();
  looks = readLooks(buildLooks(PACKAGE_DIR));
  made = await makeCase({ name: 'one', seed: SEED, kind: 'layers', ...SIZE }, body, looks);
}, 300_000);

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

  it('knows the landmarks of both product shots, sides of the picture at the edges of the cloth', async () => {
    for (const garment of made.truth.garments) {
      const { landmarks, flatLandmarks = {} } = garment;
      expect(Object.keys(flatLandmarks).sort()).toEqual(Object.keys(landmarks).sort());
      const mask = await file(garment.flatMask);
      for (const { x, y } of Object.values(flatLandmarks)) {
        let near = 0;
        for (let j = -3; j <= 3; j++)
          for (let i = -3; i <= 3; i++)
            near = Math.max(near, mask.data[((Math.floor(y) + j) * mask.width + Math.floor(x) + i) * 4] ?? 0);
        expect(near).toBeGreaterThan(127);
      }
      for (const kind of ['collar', 'shoulder', 'armpit', 'cuffOuter', 'hem'])
        expect(flatLandmarks[`${kind}L`].x, kind).toBeLessThan(flatLandmarks[`${kind}R`].x);
      expect(flatLandmarks.cuffOuterL.x).toBeLessThan(flatLandmarks.armpitL.x);
      expect(flatLandmarks.collarL.y).toBeLessThan(flatLandmarks.hemL.y);
    }
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
    const [labels, matte, top, jacket] = await Promise.all(
      ['b-labels.png', 'b-matte.png', 'garment1-worn.png', 'garment2-worn.png'].map(file),
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
      if (top.data[i] === 255) inMask++;
      if (jacket.data[i] === 255) inMask++;
    }
    expect(person).toBeGreaterThan(3000);
    expect(wrong / person).toBeLessThan(0.02);
    expect(inMask).toBe(upper);
  });
});

describe('the same seed made again', () => {
  let again: { outfit: Outfit; picture: PictureScene; shot: Shot; ghost: Uint8Array };
  let plan: CasePlan;

  beforeAll(async () => {
    plan = planCase(SEED, 'layers', looks);
    const rest = body.shape(plan.person.shape);
    const cuttings = new Cuttings();
    const worn = [...plan.wornA, ...plan.wornB];
    const stance = withRoom(plan.stanceName, plan.stance, body, rest, worn, cuttings);
    const wearer = wearerOf(body, rest, stance);
    const outfit = dress(wearer, plan.wornB, cuttings);
    const paints = new Paints(SIZE.height);
    const picture = await personScene(plan.person, outfit, plan.shoes, plan.tuck, looks, paints);
    const stand = mannequinOf(body, plan.person.sex, true);
    const dice = plan.dice.branch('product 1');
    const { shot, ghost } = productShots(
      plan.garments[1],
      wearer,
      stand,
      cuttings,
      paints,
      dice,
      SIZE.height,
    );
    again = { outfit, picture, shot, ghost: await encodeImage(ghost) };
  }, 300_000);

  it('gives the same bytes', async () => {
    const { outfit, picture, shot, ghost } = again;
    const { wearer } = outfit;
    const crown = body.restPoint(wearer.rest, 'crown')[1];
    const camera = personCamera(plan.setting, crown, -plan.turn, SIZE.width, SIZE.height);
    const truth = pictureTruth(picture, camera);
    const same = async (name: string, bytes: Uint8Array | Promise<Uint8Array>): Promise<void> =>
      expect(Buffer.compare(made.files.get(name)!, await bytes), name).toBe(0);
    await same('b-labels.png', encodeImage(truth.labels));
    await same('b-normals.png', encodePng16(truth.normals));
    await same('garment1-worn.png', encodeImage(garmentMask(picture, truth.seen, plan.wornB.length - 2)));
    const jacket = plan.wornB.length - 1;
    await same('garment2-source.png', encodePng16(sourceMap(picture, truth, camera, jacket, shot)));
    await same('garment2-ghost.png', ghost);
  });

  it('has hands outside all cloth, draped as it is', () => {
    const { wearer, garments } = again.outfit;
    for (const { parts } of garments)
      for (const { part, fine } of parts) expect(handsInside(wearer, part, fine)).toEqual([]);
  });

  it('shows the top in the open front of the jacket', async () => {
    const { data, width } = await file('garment1-worn.png');
    const jacket = await file('garment2-worn.png');
    // rows in which the top lies between two fronts of the jacket
    let open = 0;
    for (let y = 0; y < SIZE.height; y++) {
      const row = (of: Uint8Array): number[] =>
        [...Array(width).keys()].filter((x) => of[(y * width + x) * 4]);
      const [top, fronts] = [row(data), row(jacket.data)];
      if (top.length >= 4 && fronts.length > 0 && fronts[0] < top[0] && fronts.at(-1)! > top.at(-1)!) open++;
    }
    expect(open).toBeGreaterThan(20);
  });

  it('has layers outside each other: nothing inner shows through the jacket', () => {
    const { outfit, picture, shot } = again;
    const camera = personCamera(
      { ...plan.setting, low: -0.05 },
      body.restPoint(outfit.wearer.rest, 'crown')[1],
      0,
      240,
      320,
    );
    const truth = pictureTruth(picture, camera);
    const { seen } = truth;
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
    const source = sourceMap(picture, truth, camera, outer, shot);
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
  });
});
