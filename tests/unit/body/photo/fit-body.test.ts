/** Fitting a body to photos whose truth is known: pose, camera, silhouette and shape come back. */

import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { fitBody } from '../../../../src-main/engine/body/photo/fit-body.ts';
import { FREEDOMS, freedomIndex, naturalAngles } from '../../../../src-main/engine/body/photo/freedoms.ts';
import { shapeAt, shapeAxes, statureOf } from '../../../../src-main/engine/body/photo/shape-space.ts';
import { averageShape } from '../../../../src-main/engine/body/shape.ts';
import { PART, type Parsing } from '../../../../src-main/engine/domain/parsing.ts';
import { LM } from '../../../../src-main/engine/domain/pose.ts';
import { distanceTo } from '../../../../src-main/engine/image/ops/distance.ts';
import { testBody } from '../load.ts';
import { anglesWith, gaussian, randomAngles, type SyntheticPhoto, syntheticPhoto } from './synthetic.ts';

const body = testBody();
/** Landmarks wrong by 0.6 % of the stature, depths by 3 cm. */
const NOISE = 0.006;

function somebody(seed: number, sex: number) {
  const normal = gaussian(seed);
  const axes = shapeAxes(sex);
  const values = axes.map((axis) => {
    const spread = axis.name === 'height' ? 0.25 : axis.spread * 0.8;
    return Math.min(axis.high, Math.max(axis.low, axis.mean + normal() * spread));
  });
  return shapeAt({ ...averageShape(sex), proportions: 0.65, ageYears: 35 }, axes, values);
}

function photographed(
  seed: number,
  sex: number,
  angles = randomAngles(seed),
): SyntheticPhoto & { cm: number } {
  const shape = somebody(seed, sex);
  const stature = statureOf(body, body.shape(shape));
  const photo = syntheticPhoto(body, shape, angles, {
    noise: NOISE,
    seed,
    distance: stature * 2.1,
    height: stature / 2,
    pitch: gaussian(seed + 50)() * 0.05,
  });
  return { ...photo, cm: stature * 100 };
}

const degrees = (radians: number): number => (Math.abs(radians) * 180) / Math.PI;

describe('fitBody', () => {
  const cases = [3, 4, 5].map((seed) => {
    const sex = seed % 2;
    const photo = photographed(seed, sex);
    const fit = fitBody(body, [photo.evidence], { sex, ageYears: 35, statureCm: photo.cm });
    return { photo, fit };
  });

  it('brings the body back onto its silhouette and landmarks', () => {
    for (const { fit } of cases) {
      const [view] = fit.views;
      expect(view.agreement.iou).toBeGreaterThan(0.95);
      expect(view.agreement.outside).toBeLessThan(0.03);
      expect(view.landmarkError).toBeLessThan(0.02);
    }
  });

  it('finds the joint angles that were there', () => {
    const error = (name: string): number =>
      Math.sqrt(
        cases.reduce((sum, { fit, photo }) => {
          const i = freedomIndex(name);
          return sum + degrees(fit.views[0].angles[i] - photo.angles[i]) ** 2;
        }, 0) / cases.length,
      );
    for (const name of [
      'turn',
      'lean',
      'tilt',
      'spineSide',
      'thighOut.L',
      'thighOut.R',
      'armOut.L',
      'armOut.R',
    ])
      expect(error(name), name).toBeLessThan(6);
    for (const name of ['knee.L', 'knee.R', 'thighForward.L', 'thighForward.R', 'headTurn', 'spineTwist'])
      expect(error(name), name).toBeLessThan(12);
    for (const name of ['elbow.L', 'elbow.R', 'armForward.L', 'armForward.R'])
      expect(error(name), name).toBeLessThan(20);
  });

  it('is as sure of the angles as it may be', () => {
    let sum = 0;
    let count = 0;
    for (const { fit, photo } of cases) {
      const { angles, angleSpreads } = fit.views[0];
      FREEDOMS.forEach((_, i) => {
        sum += ((angles[i] - photo.angles[i]) / angleSpreads[i]) ** 2;
        count++;
      });
    }
    expect(Math.sqrt(sum / count)).toBeGreaterThan(0.3);
    expect(Math.sqrt(sum / count)).toBeLessThan(1.8);
  });

  it('gives the same result again', () => {
    const { photo, fit } = cases[0];
    const again = fitBody(body, [photo.evidence], { sex: 1, ageYears: 35, statureCm: photo.cm });
    expect(again.views[0].angles).toEqual(fit.views[0].angles);
    expect(again.rest.shape).toEqual(fit.rest.shape);
    expect(again.shapeCovariance).toEqual(fit.shapeCovariance);
  });
});

/** The photo as if its person wore a loose shirt and trousers: the matte wider by `by` pixels from chest to ankle. */
function inLooseClothes(photo: SyntheticPhoto, by: number): SyntheticPhoto['evidence'] {
  const { alpha } = photo.evidence.matte;
  const { landmarks } = photo.evidence.pose;
  const { width, height } = alpha;
  const far = distanceTo({ ...alpha, data: Uint8Array.from(alpha.data) });
  const top = landmarks[LM.leftShoulder].y;
  const middle = landmarks[LM.leftHip].y;
  const bottom = landmarks[LM.leftAnkle].y;
  const data = new Float32Array(alpha.data);
  const labels = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const y = Math.floor(i / width);
    const dressed = y > top && y < bottom && far[i] <= by;
    if (dressed) data[i] = 1;
    if (data[i]) labels[i] = dressed ? (y < middle ? PART.upper : PART.lower) : PART.face;
  }
  const parsing = { labels: { width, height, channels: 1, data: labels } } as unknown as Parsing;
  return { pose: photo.evidence.pose, matte: { alpha: { ...alpha, data }, confidence: 1 }, parsing };
}

describe('clothes', () => {
  const photo = photographed(8, 0, anglesWith({ 'armOut.L': 0.5, 'armOut.R': 0.5 }));
  const options = { sex: 0, ageYears: 35, statureCm: photo.cm };
  const weight = (evidence: SyntheticPhoto['evidence']) =>
    fitBody(body, [evidence], options).rest.shape.weight;

  it('that hang loose do not make the body as wide as they are', () => {
    const bare = weight(photo.evidence);
    const loose = inLooseClothes(photo, 9);
    const taken = weight({ pose: loose.pose, matte: loose.matte });
    const known = weight(loose);
    expect(taken).toBeGreaterThan(bare + 0.15);
    expect(known - bare).toBeLessThan((taken - bare) * 0.6);
  });

  it('keep the body inside', () => {
    const fit = fitBody(body, [inLooseClothes(photo, 4)], options);
    expect(fit.views[0].agreement.outside).toBeLessThan(0.02);
  });
});

describe('photos that show little', () => {
  const photo = photographed(6, 0);

  it('leave hidden legs in a natural stance', () => {
    const cut = Math.round(photo.evidence.pose.landmarks[LM.leftHip].y + 20);
    const { alpha } = photo.evidence.matte;
    const small = { ...alpha, height: cut, data: alpha.data.slice(0, cut * alpha.width) };
    const [view] = fitBody(body, [{ ...photo.evidence, matte: { alpha: small, confidence: 1 } }], {
      sex: 0,
    }).views;
    const natural = naturalAngles();
    for (const name of ['knee.L', 'knee.R', 'footTurn.L']) {
      const i = freedomIndex(name);
      expect(degrees(view.angles[i] - natural[i])).toBeLessThan(8);
      expect(view.angleSpreads[i]).toBeGreaterThan(0.2);
    }
    expect(view.agreement.iou).toBeGreaterThan(0.9);
  });

  it('from behind turn the body round', () => {
    const behind = photographed(6, 0, anglesWith({ turn: Math.PI - 0.2, 'armOut.L': 0.4, 'armOut.R': 0.3 }));
    const fit = fitBody(body, [behind.evidence], { sex: 0, ageYears: 35, statureCm: behind.cm });
    const [view] = fit.views;
    expect(Math.cos(view.angles[freedomIndex('turn')])).toBeLessThan(-0.9);
    expect(view.agreement.iou).toBeGreaterThan(0.93);
  });

  it('are refused when nothing of a body is seen', () => {
    const landmarks = photo.evidence.pose.landmarks.map((mark) => ({ ...mark, visibility: 0 }));
    const hidden = { ...photo.evidence, pose: { ...photo.evidence.pose, landmarks } };
    expect(() => fitBody(body, [hidden])).toThrow(StudioError);
  });

  it('are survived without a silhouette', () => {
    const { alpha } = photo.evidence.matte;
    const empty = { ...alpha, data: new Float32Array(alpha.data.length) };
    const fit = fitBody(body, [{ ...photo.evidence, matte: { alpha: empty, confidence: 0 } }], { sex: 0 });
    expect(fit.views[0].agreement.iou).toBe(0);
    expect(fit.views[0].landmarkError).toBeLessThan(0.03);
  });
});
