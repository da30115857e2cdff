import { describe, expect, it } from 'vitest';
import { PART } from '../../../../src-main/engine/domain/parsing.ts';
import { rgbToLab } from '../../../../src-main/engine/image/ops/colour.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { labelsToPhoto, refineToPhoto } from '../../../../src-main/engine/image/refine.ts';
import { measureBody } from '../../../../src-main/engine/perception/body-frame/measure-body.ts';
import {
  knownSilhouette,
  signedSilhouette,
} from '../../../../src-main/engine/perception/body-frame/silhouette.ts';
import {
  colourCost,
  colourFeatures,
  fitColourModel,
} from '../../../../src-main/engine/perception/colour-model.ts';
import { fuseEvidence, recolour } from '../../../../src-main/engine/perception/matte/evidence.ts';
import { solveAlpha } from '../../../../src-main/engine/perception/matte/solve-alpha.ts';
import { parseBody } from '../../../../src-main/engine/perception/parsing/parse-body.ts';
import { agreement, drawFigure, photoOf, TRUE } from './drawn-figure.ts';

describe('colour model', () => {
  it('finds the colours it was fitted to likelier than others', () => {
    const picture = byteRaster(20, 20, 3);
    const random = mulberry32(3);
    for (let i = 0; i < 400; i++) {
      const base = i % 2 ? [200, 30, 30] : [30, 30, 200];
      for (let c = 0; c < 3; c++) picture.data[i * 3 + c] = base[c] + random() * 10;
    }
    picture.data.set([30, 200, 30], 0);
    const features = colourFeatures(rgbToLab(picture));
    const model = fitColourModel(
      features,
      Int32Array.from({ length: 399 }, (_, i) => i + 1),
      2,
      5,
    );
    if (!model) throw new Error('no model');
    expect(model.components).toBe(2);
    expect(colourCost(model, features, 3)).toBeLessThan(12);
    expect(colourCost(model, features, 6)).toBeLessThan(12);
    expect(colourCost(model, features, 0)).toBeGreaterThan(100);
  });

  it('refuses too few samples', () => {
    expect(fitColourModel(new Float32Array(30), [0, 1, 2], 2, 5)).toBeUndefined();
  });
});

describe('matte', () => {
  const { photo, pose, truth, person } = drawFigure();

  it('drops a second person the pose mask does not claim', () => {
    const { width, height } = person;
    const segmented = floatRaster(width, height, 1, person.data.slice());
    const rival = floatRaster(width, height, 1);
    for (let y = 100; y < 300; y++)
      for (let x = 262; x < 298; x++) {
        segmented.data[y * width + x] = 0.98;
        rival.data[y * width + x] = 0.98;
      }
    const fused = fuseEvidence({ own: person, segmented, others: [rival] }, pose.people[0], 1);
    expect(fused.probability.data[200 * width + 280]).toBeLessThan(0.1);
    expect(fused.probability.data[180 * width + 150]).toBeGreaterThan(0.9);
    expect(fused.agreement).toBeGreaterThan(0.75);
  });

  it('corrects a shifted, blurred mask by colour and solves a crisp alpha', () => {
    const { width, height } = person;
    const rough = floatRaster(width, height, 1);
    // 3 px off and undecided within 4 px of its edge.
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = -4; k <= 4; k += 2)
          for (let j = -4; j <= 4; j += 2) {
            const xx = Math.min(width - 1, Math.max(0, x + k - 3));
            const yy = Math.min(height - 1, Math.max(0, y + j));
            sum += person.data[yy * width + xx];
          }
        rough.data[y * width + x] = sum / 25;
      }
    const error = (mask: Float32Array): number =>
      mask.reduce((s, v, i) => s + Math.abs(v - person.data[i]), 0);
    const coloured = recolour(photo.analysis, rough);
    const guide = floatRaster(
      width,
      height,
      3,
      Float32Array.from(photo.analysis.data, (v) => v / 255),
    );
    const alpha = solveAlpha(photo.analysis, guide, coloured, 1, pose.people[0]);
    expect(error(coloured.data)).toBeLessThan(error(rough.data) * 0.5);
    expect(error(alpha.data)).toBeLessThan(error(rough.data) * 0.4);
    expect(agreement(truth, 'upper', (i) => alpha.data[i] > 0.9)).toBeGreaterThan(0.98);
    expect(agreement(truth, 'background', (i) => alpha.data[i] < 0.1)).toBeGreaterThan(0.99);
  });
});

describe('parsing of a drawn figure', () => {
  const { photo, pose, truth, person } = drawFigure();
  const parsing = parseBody(photo, pose, { alpha: person, confidence: 1 });
  const label = parsing.labels.data;
  const is =
    (...parts: number[]) =>
    (i: number) =>
      parts.includes(label[i]);

  it('labels clothes, skin, hair and shoes', () => {
    expect(agreement(truth, 'background', is(PART.background))).toBeGreaterThan(0.995);
    expect(agreement(truth, 'upper', is(PART.upper))).toBeGreaterThan(0.96);
    expect(agreement(truth, 'lower', is(PART.lower))).toBeGreaterThan(0.96);
    expect(agreement(truth, 'footwear', is(PART.leftFootwear, PART.rightFootwear))).toBeGreaterThan(0.9);
    expect(agreement(truth, 'hair', is(PART.hair))).toBeGreaterThan(0.85);
    expect(
      agreement(truth, 'skin', (i) => label[i] >= PART.face && label[i] <= PART.rightHand),
    ).toBeGreaterThan(0.93);
    expect(parsing.wearsDress).toBe(false);
  });

  it('tells sides and segments apart: left is the person own left, at the right of the picture', () => {
    const w = photo.analysis.width;
    expect(label[205 * w + 211]).toBe(PART.leftArm);
    expect(label[205 * w + 89]).toBe(PART.rightArm);
    expect(label[252 * w + 214]).toBe(PART.leftHand);
    expect(label[64 * w + 150]).toBe(PART.face);
    expect(label[82 * w + 150]).toBe(PART.face);
    expect(label[101 * w + 150]).toBe(PART.neck);
    expect(label[440 * w + 178]).toBe(PART.leftFootwear);
    expect(label[440 * w + 122]).toBe(PART.rightFootwear);
    expect(parsing.armSegment.data[140 * w + 197]).toBe(1);
    expect(parsing.armSegment.data[215 * w + 212]).toBe(2);
    expect(parsing.armSegment.data[180 * w + 150]).toBe(0);
  });

  it('shares every pixel between the soft masks', () => {
    const { hair, skin, upper, lower, footwear, other } = parsing.soft;
    let worst = 0;
    for (let i = 0; i < person.data.length; i++) {
      const sum =
        hair.data[i] + skin.data[i] + upper.data[i] + lower.data[i] + footwear.data[i] + other.data[i];
      worst = Math.max(worst, Math.abs(sum - parsing.soft.person.data[i]));
    }
    expect(worst).toBeLessThan(1e-3);
    expect(parsing.score).toBeGreaterThan(0.8);
  });

  it('recognises one cloth over torso and thighs as a dress', () => {
    const dressed = drawFigure({ dress: true });
    const out = parseBody(dressed.photo, dressed.pose, { alpha: dressed.person, confidence: 1 });
    expect(out.wearsDress).toBe(true);
    expect(agreement(dressed.truth, 'upper', (i) => out.labels.data[i] === PART.dress)).toBeGreaterThan(0.93);
  });

  describe('held objects', () => {
    type Stripes = (x: number, y: number) => readonly number[] | undefined;
    const parseWith = (x0: number, y0: number, colour?: readonly number[], stripes?: Stripes) => {
      const figure = drawFigure();
      const { width, data } = figure.photo.rgb;
      for (let i = 0; stripes && i < figure.truth.data.length; i++) {
        const stripe = stripes(i % width, Math.floor(i / width));
        if (stripe && figure.truth.data[i] === TRUE.lower) data.set(stripe, i * 3);
      }
      const random = mulberry32(11);
      for (let y = y0; colour && y < y0 + 40; y++)
        for (let x = x0; x < x0 + 44; x++) {
          if (figure.truth.data[y * width + x] === TRUE.skin) continue;
          figure.person.data[y * width + x] = 1;
          for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = colour[c] + random() * 8;
        }
      const { labels } = parseBody(figure.photo, figure.pose, { alpha: figure.person, confidence: 1 });
      let inside = 0;
      let all = 0;
      for (let i = 0; i < labels.data.length; i++) {
        if (labels.data[i] !== PART.other) continue;
        all++;
        const x = i % width;
        const y = (i - x) / width;
        if (x >= x0 && x < x0 + 44 && y >= y0 && y < y0 + 40) inside++;
      }
      return { inside, all, labels };
    };

    it('takes a clutch in the hand off the trousers it lies on', () => {
      const { inside, all, labels } = parseWith(76, 236, [236, 230, 214]);
      expect(inside).toBeGreaterThan(1000);
      expect(all - inside).toBeLessThan(100);
      // The hand stays a hand.
      expect(labels.data[246 * 300 + 86]).toBe(PART.rightHand);
    });

    it('leaves what no hand touches to the clothes', () => {
      expect(parseWith(128, 130, [236, 230, 214]).all).toBeLessThan(50);
    });

    it('takes no stripe of the trousers for one, and finds one on striped trousers', () => {
      const broad: Stripes = (_, y) => ((y - 238) % 72 < 34 ? [206, 196, 170] : undefined);
      const none = parseWith(76, 236, undefined, broad);
      expect(none.all).toBeLessThan(60);
      const red = parseWith(76, 236, [190, 30, 40], broad);
      expect(red.inside).toBeGreaterThan(1000);
    });

    it('sees none where there is none', () => {
      expect(label.includes(PART.other)).toBe(false);
    });
  });

  it('gives the same answer twice', () => {
    const again = parseBody(photo, pose, { alpha: person, confidence: 1 });
    expect(Buffer.compare(Buffer.from(again.labels.data), Buffer.from(label))).toBe(0);
  });

  describe('body frame', () => {
    const frame = measureBody(photo, pose, parsing);

    it('has its axes on the torso', () => {
      expect(frame.unit).toBeCloseTo(80, 1);
      expect(frame.torsoLength).toBeCloseTo(124, 1);
      expect(frame.right.x).toBeCloseTo(1, 3);
      expect(frame.down.y).toBeCloseTo(1, 3);
      expect(frame.lateral[116 * 300 + 190]).toBeCloseTo(40.5, 1);
      expect(frame.arms.L.elbow).toEqual({ x: 92, y: 178 });
    });

    it('measures the drawn widths', () => {
      const row = (d: number): number => frame.rows.findIndex((r) => r >= d);
      expect(frame.extent.L[row(62)]).toBeGreaterThan(30);
      expect(frame.extent.L[row(62)]).toBeLessThan(42);
      expect(frame.extent.R[row(200)]).toBeGreaterThan(36);
      expect(frame.extent.R[row(200)]).toBeLessThan(48);
      expect(Math.abs(frame.arms.R.halfWidth[14] - 8.5)).toBeLessThan(2.5);
      expect(frame.arms.R.bare[14]).toBe(true);
      expect(frame.arms.R.bare[2]).toBe(false);
      expect(frame.confidence).toBeGreaterThan(0.9);
    });

    it('has a signed silhouette that grows outwards', () => {
      const w = frame.width;
      expect(frame.silhouette.data[180 * w + 150]).toBeLessThan(-15);
      expect(frame.silhouette.data[180 * w + 20]).toBeGreaterThan(30);
      expect(frame.silhouetteGradX[205 * w + 232]).toBeGreaterThan(0.8);
    });
  });
});

describe('signed silhouette', () => {
  it('is half a pixel on both sides of an edge', () => {
    const body = byteRaster(40, 40, 1);
    for (let y = 10; y < 30; y++) for (let x = 10; x < 30; x++) body.data[y * 40 + x] = 1;
    const { distance, gradX } = signedSilhouette(body, 0);
    expect(distance.data[20 * 40 + 10]).toBeCloseTo(-0.5);
    expect(distance.data[20 * 40 + 9]).toBeCloseTo(0.5);
    expect(gradX[20 * 40 + 33]).toBeGreaterThan(0.9);
    expect(gradX[20 * 40 + 6]).toBeLessThan(-0.9);
  });

  it('is measured anew for another outline and for another smoothing alone', () => {
    const body = byteRaster(40, 40, 1);
    for (let y = 10; y < 30; y++) for (let x = 10; x < 30; x++) body.data[y * 40 + x] = 1;
    const first = knownSilhouette(body, 1);
    expect(knownSilhouette({ ...body, data: body.data.slice() }, 1)).toBe(first);
    const smoother = knownSilhouette(body, 2);
    expect(smoother).toEqual(signedSilhouette(body, 2));
    expect(smoother).not.toEqual(first);
    const other = { ...body, data: body.data.slice() };
    other.data[9 * 40 + 20] = 1;
    expect(knownSilhouette(other, 2)).toEqual(signedSilhouette(other, 2));
  });
});

describe('refinement to the photo', () => {
  // A disc drawn at four times the analysis size.
  const big = byteRaster(256, 256, 3);
  const inDisc = (x: number, y: number): boolean => Math.hypot(x + 0.5 - 128, y + 0.5 - 128) < 70;
  for (let y = 0; y < 256; y++)
    for (let x = 0; x < 256; x++)
      big.data.fill(inDisc(x, y) ? 60 : 210, (y * 256 + x) * 3, (y * 256 + x) * 3 + 3);
  const small = byteRaster(64, 64, 3);
  const mask = floatRaster(64, 64, 1);
  const labels = byteRaster(64, 64, 1);
  for (let y = 0; y < 64; y++)
    for (let x = 0; x < 64; x++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) sum += inDisc(x * 4 + k, y * 4 + j) ? 1 : 0;
      small.data.fill(210 - (150 * sum) / 16, (y * 64 + x) * 3, (y * 64 + x) * 3 + 3);
      mask.data[y * 64 + x] = sum / 16;
      labels.data[y * 64 + x] = sum >= 8 ? PART.upper : PART.background;
    }
  const photo = { ...photoOf(big), analysis: small, scale: 0.25 };

  it('brings a mask edge back to full sharpness', () => {
    const fine = refineToPhoto(photo, mask);
    let wrong = 0;
    for (let i = 0; i < fine.data.length; i++)
      if (fine.data[i] > 0.5 !== inDisc(i % 256, Math.floor(i / 256))) wrong++;
    expect(wrong).toBeLessThan(40);
  });

  it('moves label boundaries onto the edges of the photo', () => {
    const fine = labelsToPhoto(photo, labels);
    let wrong = 0;
    for (let i = 0; i < fine.data.length; i++)
      if ((fine.data[i] === PART.upper) !== inDisc(i % 256, Math.floor(i / 256))) wrong++;
    expect(wrong).toBeLessThan(120);
    expect(TRUE.background).toBe(0);
  });

  it('returns masks of the photo size as they are', () => {
    const same = photoOf(small);
    expect(refineToPhoto(same, mask)).toBe(mask);
  });
});
