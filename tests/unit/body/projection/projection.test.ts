/** Pictures laid on ready garments: the right pixel lies on the right place of the body, with gaps in the key points. */

import { describe, expect, it } from 'vitest';
import { texts } from '../../../../src-main/contract/sentences.ts';
import { skinBeside } from '../../../../src-main/engine/body/covered-skin.ts';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { fullKeyPoints } from '../../../../src-main/engine/body/projection/key-points.ts';
import {
  type ProjectedGarment,
  projectGarment,
} from '../../../../src-main/engine/body/projection/project-garment.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import type { Garment } from '../../../../src-main/engine/domain/garment.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import {
  asPhoto,
  type Drawing,
  dress,
  longSleeve,
  openJacket,
  paint,
  type Rgb,
  skirt,
  tank,
  tee,
  trousers,
} from '../../perception/garment/drawn-garments.ts';
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const posed = body.pose(rest, body.standingPose(rest));
const form = dressForm(body, rest, posed);

const RED: Rgb = [190, 40, 40];
const GREEN: Rgb = [40, 150, 60];
const BLUE: Rgb = [40, 60, 190];

const prepared = (drawing: Drawing, print: (x: number, y: number) => Rgb): Garment =>
  prepareGarment(asPhoto(paint(drawing, { print, garment: RED })));
const project = (garment: Garment, back?: Garment): ProjectedGarment =>
  projectGarment(garment, body, rest, posed, form, back);

interface Spot {
  x: number;
  y: number;
  z: number;
  behind: boolean;
  rgb: Rgb;
  solid: boolean;
}

/** What every vertex shows. */
function spotsOf({ mesh, texture }: ProjectedGarment): Spot[] {
  const { width, height, data } = texture;
  return Array.from({ length: mesh.positions.length / 3 }, (_, i) => {
    const [u, v] = [mesh.uvs![i * 2], mesh.uvs![i * 2 + 1]];
    expect(u).toBeGreaterThanOrEqual(0);
    expect(u).toBeLessThanOrEqual(1);
    const o =
      (Math.min(height - 1, Math.floor(v * height)) * width + Math.min(width - 1, Math.floor(u * width))) * 4;
    const [x, y, z] = mesh.positions.subarray(i * 3, i * 3 + 3);
    return { x, y, z, behind: v >= 0.5, rgb: [data[o], data[o + 1], data[o + 2]], solid: data[o + 3] > 128 };
  });
}

const is = (spot: Spot, colour: Rgb): boolean =>
  spot.rgb.every((value, c) => Math.abs(value - colour[c]) < 40);
const share = (spots: Spot[], colour: Rgb): number =>
  spots.filter((spot) => is(spot, colour)).length / Math.max(1, spots.length);

describe('key points', () => {
  it('come from the other side, else from where they usually are, and are named', () => {
    const garment = prepared(tee(), () => RED);
    const { armpitL: _, cuffOuterL: __, cuffOuterR: ___, ...landmarks } = garment.landmarks;
    const { keys, guessed } = fullKeyPoints({ ...garment, landmarks });
    expect(guessed.sort()).toEqual(['armpitL', 'cuffOuterL', 'cuffOuterR']);
    expect(keys.armpitL!.x).toBeCloseTo(2 * garment.axisX - landmarks.armpitR!.x, 6);
    // at the outline's widest place
    expect(keys.cuffOuterL!.x).toBeLessThan(landmarks.collarL!.x);
    expect(fullKeyPoints(garment).guessed).toEqual([]);
  });
});

describe('projection', () => {
  it('keeps sides, heights and sleeves of a tee in place, in front and behind', () => {
    // the wearer's right is the picture's left: red above and green below there, blue on the other side
    const garment = prepared(tee(), (x, y) => (x > 180 ? BLUE : y < 240 ? RED : GREEN));
    const made = project(garment);
    const spots = spotsOf(made);
    expect(made.template).toBe('tee');
    expect(made.method).toBe('projected');
    for (const behind of [false, true]) {
      const own = spots.filter((spot) => spot.behind === behind);
      expect(own.length).toBeGreaterThan(500);
      expect(
        share(
          own.filter(({ x }) => x > 0.03),
          BLUE,
        ),
      ).toBeGreaterThan(0.97);
      const right = own.filter(({ x }) => x < -0.03);
      expect(
        share(
          right.filter(({ y }) => y > form.bustY + 0.05),
          RED,
        ),
      ).toBeGreaterThan(0.97);
      expect(
        share(
          right.filter(({ y }) => y < form.waistY),
          GREEN,
        ),
      ).toBeGreaterThan(0.97);
    }
    // in front is in front
    for (const { z, behind, x } of spots)
      if (Math.abs(x) < 0.05 && Math.abs(z) > 0.08) expect(behind).toBe(z < 0);
    expect(spots.filter(({ solid }) => solid).length / spots.length).toBeGreaterThan(0.97);
    expect(texts(made.reasons).join('; ')).toContain("its cut is not the garment's own");
    expect(made.confidence).toBeLessThan(garment.confidence.overall);
  });

  it('shows long sleeves to the wrist in their own colours', () => {
    const garment = prepared(longSleeve(), (x, y) => (Math.abs(x - 180) > 75 && y > 200 ? GREEN : RED));
    const spots = spotsOf(project(garment));
    const wrists = spots.filter(({ x, y }) => Math.abs(x) > 0.2 && y < form.wrist.L[1] + 0.12);
    expect(wrists.length).toBeGreaterThan(20);
    expect(share(wrists, GREEN)).toBeGreaterThan(0.95);
    expect(
      share(
        spots.filter(({ x }) => Math.abs(x) < 0.12),
        RED,
      ),
    ).toBeGreaterThan(0.97);
  });

  it('cuts the ready garment where the pictured one is open or ends, and leaves sleeves away', () => {
    const cut: Drawing = {
      ...tank(),
      outline: tank().outline.map((p) => (p.y > 300 ? { x: p.x, y: 260 } : p)),
    };
    const spots = spotsOf(project(prepared(cut, () => RED)));
    // short: no cloth at the hip, cloth at the bust
    expect(spots.filter(({ y, solid }) => y < form.hipY + 0.03 && solid)).toEqual([]);
    const bust = spots.filter(({ y }) => Math.abs(y - form.bustY) < 0.03);
    expect(bust.filter(({ solid }) => solid).length / bust.length).toBeGreaterThan(0.95);
    // the deep neck is open in front and closed behind
    const neck = spots.filter(({ x, y }) => Math.abs(x) < 0.03 && y > form.bustY + 0.12);
    expect(neck.filter(({ behind, solid }) => !behind && solid).length).toBeLessThan(
      0.2 * neck.filter(({ behind }) => !behind).length,
    );
    expect(Math.max(...spots.map(({ x }) => Math.abs(x)))).toBeLessThan(Math.abs(form.elbow.L[0]));
  });

  it('parts the legs of trousers', () => {
    const garment = prepared(trousers(), (x) => (x < 180 ? GREEN : BLUE));
    const legs = spotsOf(project(garment)).filter(({ y }) => y < form.crotchY - 0.1);
    expect(
      share(
        legs.filter(({ x }) => x < 0),
        GREEN,
      ),
    ).toBeGreaterThan(0.97);
    expect(
      share(
        legs.filter(({ x }) => x > 0),
        BLUE,
      ),
    ).toBeGreaterThan(0.97);
    expect(Math.min(...legs.map(({ y }) => y))).toBeLessThan(0.2);
  });

  it('gives skirts their length and width, and dresses a bodice above', () => {
    const plain = spotsOf(project(prepared(skirt(), () => RED)));
    const widthAt = (spots: Spot[], height: number): number =>
      Math.max(...spots.filter(({ y }) => Math.abs(y - height) < 0.03).map(({ x }) => x));
    const low = Math.min(...plain.map(({ y }) => y));
    expect(widthAt(plain, low)).toBeGreaterThan(1.1 * widthAt(plain, form.hipY));
    expect(low).toBeLessThan(form.crotchY);
    const made = project(prepared(dress(), (_, y) => (y < 170 ? BLUE : RED)));
    expect(made.template).toBe('tee with a skirt');
    const spots = spotsOf(made);
    expect(
      share(
        spots.filter(({ y }) => y > form.bustY),
        BLUE,
      ),
    ).toBeGreaterThan(0.97);
    expect(
      share(
        spots.filter(({ y }) => y < form.hipY),
        RED,
      ),
    ).toBeGreaterThan(0.97);
  });

  it('takes the back from its own picture, and never shows the lining of an open jacket behind', () => {
    const made = project(
      prepared(tee(), () => RED),
      prepared(tee(), () => BLUE),
    );
    const spots = spotsOf(made);
    expect(
      share(
        spots.filter(({ behind }) => behind),
        BLUE,
      ),
    ).toBeGreaterThan(0.97);
    expect(
      share(
        spots.filter(({ behind }) => !behind),
        RED,
      ),
    ).toBeGreaterThan(0.97);
    const { lining, ...drawn } = openJacket();
    const jacket = prepared(drawn, (x, y) => (lining(x, y) ? GREEN : RED));
    expect(jacket.category).toBe('jacket');
    const backs = spotsOf(project(jacket)).filter(({ behind, solid }) => behind && solid);
    expect(share(backs, GREEN)).toBeLessThan(0.05);
  });

  it('works without the key points that sewing needs, and says which were guessed', () => {
    const garment = prepared(tee(), (x) => (x > 180 ? BLUE : RED));
    const { armpitL: _, armpitR: __, cuffInnerL: ___, ...landmarks } = garment.landmarks;
    const made = project({ ...garment, landmarks });
    expect(texts(made.reasons).join('; ')).toContain('guessed: armpits, cuff inner');
    const spots = spotsOf(made);
    expect(
      share(
        spots.filter(({ x }) => x > 0.03),
        BLUE,
      ),
    ).toBeGreaterThan(0.95);
    expect(made.confidence).toBeLessThan(project(garment).confidence);
  });
});

describe('skin beside cloth', () => {
  it('is without what the garment hides and whole elsewhere', () => {
    const made = project(prepared(longSleeve(), () => RED));
    const skin = skinBeside(body, posed, [{ mesh: made.mesh }]);
    const used = new Set(skin.triangles);
    const count = (test: (x: number, y: number) => boolean, of: typeof skin): number => {
      const own = of === skin ? used : new Set(of.triangles);
      return [...own].filter((v) => test(of.positions[v * 3], of.positions[v * 3 + 1])).length;
    };
    const chest = (x: number, y: number): boolean => Math.abs(x) < 0.1 && Math.abs(y - form.bustY) < 0.05;
    const head = (_: number, y: number): boolean => y > form.neck[1] + 0.1;
    expect(count(chest, posed.mesh)).toBeGreaterThan(50);
    // a little may stay between the breasts, where the cloth spans a hollow
    expect(count(chest, skin)).toBeLessThan(0.1 * count(chest, posed.mesh));
    expect(count(head, skin)).toBe(count(head, posed.mesh));
    const bare = skinBeside(body, posed, [
      { mesh: made.mesh, there: new Uint8Array(made.mesh.positions.length / 3) },
    ]);
    expect(bare.triangles.length).toBe(posed.mesh.triangles.length);
  });
});
