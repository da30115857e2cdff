import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { LANDMARKS, LM } from '../../../../src-main/engine/domain/pose.ts';
import { byteRaster } from '../../../../src-main/engine/image/raster.ts';
import {
  type Candidate,
  decodeDetections,
  detectorAnchors,
  roiFromKeypoints,
  weightedNms,
} from '../../../../src-main/engine/perception/pose/detector.ts';
import { estimatePose, isBackView } from '../../../../src-main/engine/perception/pose/estimate-pose.ts';
import { refineKinematics } from '../../../../src-main/engine/perception/pose/kinematics.ts';
import {
  decodeLandmarks,
  MIRROR,
  refineByHeatmap,
} from '../../../../src-main/engine/perception/pose/landmarks.ts';
import { mergeDetections, searchWindows } from '../../../../src-main/engine/perception/pose/people.ts';
import {
  cropToTensor,
  imageToRoi,
  mirrorTensor,
  roiToImage,
  unprojectMask,
} from '../../../../src-main/engine/perception/roi.ts';
import type { Runtime } from '../../../../src-main/engine/runtime/index.ts';
import { drawFigure, drawnPose, photoOf } from './drawn-figure.ts';

describe('regions', () => {
  it('map points to and fro under rotation', () => {
    const roi = { cx: 40, cy: 70, size: 120, rotation: 0.7 };
    const p = roiToImage(roi, 0.2, 0.9);
    const back = imageToRoi(roi, p.x, p.y);
    expect(back.u).toBeCloseTo(0.2, 9);
    expect(back.v).toBeCloseTo(0.9, 9);
  });

  it('crop with half-pixel centres: an axis-aligned region of the same size is the picture itself', () => {
    const image = byteRaster(8, 8, 3);
    for (let i = 0; i < image.data.length; i++) image.data[i] = (i * 37) % 256;
    const t = cropToTensor(image, { cx: 4, cy: 4, size: 8, rotation: 0 }, 8, 0, 255, 'replicate');
    for (let i = 0; i < 64; i++)
      for (let c = 0; c < 3; c++) expect(t[c * 64 + i]).toBeCloseTo(image.data[i * 3 + c], 3);
  });

  it('blend to black or repeat the border outside the picture', () => {
    const image = byteRaster(4, 4, 3, new Uint8Array(48).fill(200));
    const roi = { cx: 0, cy: 2, size: 8, rotation: 0 };
    const zero = cropToTensor(image, roi, 8, 0, 255, 'zero');
    const same = cropToTensor(image, roi, 8, 0, 255, 'replicate');
    expect(zero[0]).toBe(0);
    expect(zero[3 * 8 + 6]).toBeCloseTo(200, 3);
    expect(same[0]).toBeCloseTo(200, 3);
  });

  it('put a mask back where it was cut out', () => {
    const mask = new Float32Array(16 * 16).fill(1);
    const out = unprojectMask(mask, 16, { cx: 20, cy: 10, size: 10, rotation: 0 }, 40, 30);
    expect(out.data[10 * 40 + 20]).toBe(1);
    expect(out.data[10 * 40 + 26]).toBe(0);
    expect(out.data.reduce((a, b) => a + b, 0)).toBe(100);
  });

  it('mirror tensors row by row', () => {
    expect([...mirrorTensor(Float32Array.from([1, 2, 3, 4]), 2)]).toEqual([2, 1, 4, 3]);
  });
});

describe('detector', () => {
  it('has 2254 anchors, two at each cell of the first grid', () => {
    const anchors = detectorAnchors();
    expect(anchors.length).toBe(2 * 2254);
    expect(anchors[0]).toBeCloseTo(0.5 / 28, 6);
    expect(anchors[2]).toBeCloseTo(0.5 / 28, 6);
    expect(anchors[4]).toBeCloseTo(1.5 / 28, 6);
    expect(anchors[2 * 2253 + 1]).toBeCloseTo(6.5 / 7, 6);
  });

  it('decodes boxes and keypoints relative to their anchor', () => {
    const anchors = detectorAnchors();
    const boxes = new Float32Array(2254 * 12);
    const scores = new Float32Array(2254).fill(-9);
    const k = 28 * 2 * 14 + 28;
    scores[k] = 3;
    boxes.set([22.4, 0, 44.8, 22.4, 11.2, 0, 0, 11.2, 0, 0, 0, 0], k * 12);
    const [d, ...rest] = decodeDetections(boxes, scores, anchors);
    expect(rest).toHaveLength(0);
    expect(d.score).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
    const ax = anchors[2 * k];
    const ay = anchors[2 * k + 1];
    expect(d.values[0]).toBeCloseTo(ax + 0.1 - 0.1, 5);
    expect(d.values[2]).toBeCloseTo(ax + 0.2, 5);
    expect(d.values[4]).toBeCloseTo(ax + 0.05, 5);
    expect(d.values[7]).toBeCloseTo(ay + 0.05, 5);
  });

  it('averages overlapping candidates by score and keeps separate ones', () => {
    const candidate = (score: number, x: number): Candidate => ({
      score,
      values: Float64Array.from([x, 0, x + 1, 1, x, 0, 0, 0, 0, 0, 0, 0]),
    });
    const out = weightedNms([candidate(0.9, 0), candidate(0.6, 0.25), candidate(0.55, 5)]);
    expect(out).toHaveLength(2);
    expect(out[0].score).toBe(0.9);
    expect(out[0].values[0]).toBeCloseTo((0.25 * 0.6) / 1.5, 9);
    expect(out[1].values[0]).toBe(5);
  });

  it('turns the region so that the body stands upright', () => {
    const upright = roiFromKeypoints(50, 100, 50, 60);
    expect(upright).toMatchObject({ cx: 50, cy: 100, size: 100 });
    expect(upright.rotation).toBeCloseTo(0, 9);
    expect(roiFromKeypoints(50, 100, 90, 100).rotation).toBeCloseTo(Math.PI / 2, 9);
  });

  it('searches windows that together cover the picture', () => {
    const windows = searchWindows(1000, 400, false);
    expect(Math.min(...windows.map((w) => w.cx - w.side / 2))).toBeCloseTo(0);
    expect(Math.max(...windows.map((w) => w.cx + w.side / 2))).toBeCloseTo(1000);
    for (let x = 5; x < 1000; x += 10)
      expect(windows.some((w) => Math.abs(w.cx - x) <= w.side / 2)).toBe(true);
  });

  it('merges repeated detections of one person and keeps neighbours', () => {
    const at = (x: number, score: number) => ({
      score,
      box: { x0: x - 10, y0: 0, x1: x + 10, y1: 20 },
      keypoints: [
        { x, y: 100 },
        { x, y: 40 },
      ],
    });
    expect(mergeDetections([at(100, 0.6), at(106, 0.9), at(260, 0.7)]).map((d) => d.score)).toEqual([
      0.9, 0.7,
    ]);
  });
});

/** Landmark tensors that put every landmark at a given place of the region. */
function tensors(x: number, y: number, visibility = 4) {
  const landmarks = new Float32Array(195);
  for (let i = 0; i < 39; i++) landmarks.set([x * 256, y * 256, 25.6, visibility, 4], i * 5);
  const world = new Float32Array(117);
  for (let i = 0; i < 39; i++) world.set([0.1 * i, 0, 0.5], i * 3);
  return {
    landmarks,
    heatmap: new Float32Array(39 * 64 * 64).fill(-9),
    world,
    presence: Float32Array.from([0.97]),
    mask: new Float32Array(256 * 256).fill(-3),
  };
}

describe('landmarks', () => {
  it('go to picture pixels through the region', () => {
    const raw = decodeLandmarks(tensors(0.25, 0.5), { cx: 100, cy: 200, size: 80, rotation: 0 });
    expect(raw.landmarks).toHaveLength(33);
    expect(raw.landmarks[5].x).toBeCloseTo(80, 4);
    expect(raw.landmarks[5].y).toBeCloseTo(200, 4);
    expect(raw.landmarks[5].z).toBeCloseTo(8, 4);
    expect(raw.landmarks[5].visibility).toBeCloseTo(0.982, 3);
    expect(raw.presence).toBeCloseTo(0.97, 6);
    expect(raw.mask[0]).toBeCloseTo(0.0474, 3);
  });

  it('follow a confident heat map within its window and ignore a weak one', () => {
    const heat = new Float32Array(39 * 64 * 64).fill(-12);
    heat[4096 * 2 + 30 * 64 + 34] = 6;
    const moved = refineByHeatmap(heat, 2, 32.5 / 64, 30.5 / 64);
    expect(moved.x).toBeCloseTo(34 / 64, 3);
    expect(moved.y).toBeCloseTo(30 / 64, 3);
    heat[4096 * 2 + 30 * 64 + 34] = -1;
    expect(refineByHeatmap(heat, 2, 0.5, 0.5)).toEqual({ x: 0.5, y: 0.5 });
  });

  it('of a mirrored look swap sides and x', () => {
    const t = tensors(0.25, 0.5);
    const raw = decodeLandmarks(t, { cx: 100, cy: 200, size: 80, rotation: 0 }, true);
    expect(raw.landmarks[0].x).toBeCloseTo(120, 4);
    expect(raw.world[LM.leftShoulder].x).toBeCloseTo(-0.1 * LM.rightShoulder, 5);
    expect(MIRROR[LM.mouthLeft]).toBe(LM.mouthRight);
    expect(MIRROR.map((m) => MIRROR[m])).toEqual(LANDMARKS.map((_, i) => i));
  });
});

describe('kinematic refinement', () => {
  const figure = drawnPose(drawFigure().person);

  it('leaves a consistent figure where it is', () => {
    const out = refineKinematics(figure.landmarks, figure.world);
    expect(out.moved).toEqual([]);
    out.landmarks.forEach((p, i) => {
      expect(Math.hypot(p.x - figure.landmarks[i].x, p.y - figure.landmarks[i].y)).toBeLessThan(4);
    });
  });

  it('pulls a displaced, unsure elbow back towards the skeleton', () => {
    const landmarks = figure.landmarks.map((p) => ({ ...p }));
    landmarks[LM.leftElbow] = { ...landmarks[LM.leftElbow], x: 285, y: 120, visibility: 0.3 };
    const out = refineKinematics(landmarks, figure.world);
    const truth = figure.landmarks[LM.leftElbow];
    const before = Math.hypot(285 - truth.x, 120 - truth.y);
    const after = Math.hypot(
      out.landmarks[LM.leftElbow].x - truth.x,
      out.landmarks[LM.leftElbow].y - truth.y,
    );
    expect(after).toBeLessThan(before * 0.5);
    expect(out.moved).toContain(LM.leftElbow);
    expect(out.limbs.leftArm).toBeLessThan(out.limbs.rightArm);
  });

  it('evens out bones that differ between left and right', () => {
    const world = figure.world.map((p) => ({ ...p }));
    world[LM.leftWrist] = { ...world[LM.leftWrist], y: world[LM.leftWrist].y + 0.4 };
    const out = refineKinematics(figure.landmarks, world);
    const length = (a: number, b: number): number =>
      Math.hypot(
        out.world[a].x - out.world[b].x,
        out.world[a].y - out.world[b].y,
        out.world[a].z - out.world[b].z,
      );
    const ratio = length(LM.leftElbow, LM.leftWrist) / length(LM.rightElbow, LM.rightWrist);
    expect(ratio).toBeLessThan(1.3);
    expect(ratio).toBeGreaterThan(0.77);
  });

  it('unbends a knee that bends forwards, not one that bends backwards', () => {
    const shin = (z: number): number => {
      const world = figure.world.map((p) => ({ ...p }));
      const knee = world[LM.leftKnee];
      world[LM.leftAnkle] = { x: knee.x, y: knee.y + 0.26, z };
      return refineKinematics(figure.landmarks, world).world[LM.leftAnkle].z;
    };
    // The camera is at negative z: a person facing it cannot put the shin forward of the thigh.
    expect(shin(-0.25)).toBeGreaterThan(-0.12);
    expect(shin(0.25)).toBeGreaterThan(0.2);
  });
});

describe('back view', () => {
  it('is seen from the order of the shoulders and the hidden face', () => {
    const front = drawnPose(drawFigure().person).landmarks;
    expect(isBackView(front)).toBe(false);
    const back = front.map((_, i) => ({ ...front[MIRROR[i]], visibility: i < 11 ? 0.1 : 0.99 }));
    expect(isBackView(back)).toBe(true);
  });
});

/** Runtime whose detector always answers with the given scores and whose landmark model never sees anybody. */
function fakeRuntime(score: number, presence: number, visibility = 4): Runtime {
  const model = (name: string) => ({
    run: async () => {
      if (name === 'pose_detection') {
        const scores = new Float32Array(2254).fill(-20);
        scores[1000] = score;
        const boxes = new Float32Array(2254 * 12);
        boxes.set([0, 0, 60, 60, 0, 0, 0, -60, 0, 0, 0, 0], 1000 * 12);
        return { boxes: { data: boxes, dims: [] }, scores: { data: scores, dims: [] } };
      }
      const t = tensors(0.5, 0.5, visibility);
      t.presence[0] = presence;
      return Object.fromEntries(Object.entries(t).map(([key, data]) => [key, { data, dims: [] }]));
    },
  });
  return { model: async (name: string) => model(name) } as unknown as Runtime;
}

describe('estimatePose', () => {
  const photo = photoOf(byteRaster(64, 64, 3));

  it('says so when there is nobody', async () => {
    await expect(estimatePose(photo, fakeRuntime(-20, 1))).rejects.toMatchObject({ code: 'no-person-found' });
    await expect(estimatePose(photo, fakeRuntime(8, 0.1))).rejects.toMatchObject({ code: 'no-person-found' });
  });

  it('takes a hesitant detection without limbs for no person', async () => {
    // Detector score 0.52 (logit 0.1); visibility 0.27 (logit -1) against 0.98.
    await expect(estimatePose(photo, fakeRuntime(0.1, 0.99, -1))).rejects.toMatchObject({
      code: 'no-person-found',
    });
    expect((await estimatePose(photo, fakeRuntime(0.1, 0.99))).people).toHaveLength(1);
    expect((await estimatePose(photo, fakeRuntime(5, 0.99, -1))).people).toHaveLength(1);
  });

  it('refuses a person number that does not exist', async () => {
    const attempt = estimatePose(photo, fakeRuntime(8, 0.99), { subject: 2 });
    await expect(attempt).rejects.toBeInstanceOf(StudioError);
    await expect(attempt).rejects.toMatchObject({ code: 'subject-out-of-range' });
  });
});
