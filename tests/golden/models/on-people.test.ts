/** Converted models on the sample clients: each must see what is known to be there. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModels } from '../../../models/build.ts';
import { LM, type PoseRoi } from '../../../src-main/engine/domain/pose.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { resizeArea } from '../../../src-main/engine/image/ops/resize.ts';
import type { Raster } from '../../../src-main/engine/image/raster.ts';
import { detectPeople, roiOfDetection } from '../../../src-main/engine/perception/pose/detector.ts';
import { landmarksInRoi, type RawPose } from '../../../src-main/engine/perception/pose/landmarks.ts';
import { cropToTensor, roiToImage } from '../../../src-main/engine/perception/roi.ts';
import { createRuntime, type Runtime, type Tensor } from '../../../src-main/engine/runtime/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const clients = join(root, 'resources/samples/clients');
const modelsDir = join(root, '.toile/models');

interface Client {
  name: string;
  rgb: Raster<Uint8Array>;
  pose: RawPose;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const distance = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
  Math.hypot(a.x - b.x, a.y - b.y);

describe('models on the sample clients', () => {
  let runtime: Runtime;
  const people: Client[] = [];

  beforeAll(async () => {
    await buildModels({ packagesDir: join(root, 'node_modules'), outDir: modelsDir });
    runtime = createRuntime({ modelsDirs: [modelsDir], provider: 'cpu' });
    for (const name of readdirSync(clients).filter((file) => /\.jpe?g$/.test(file))) {
      const { analysis: rgb } = await loadPhoto(join(clients, name));
      const [person] = await detectPeople(rgb, runtime);
      people.push({ name, rgb, pose: await landmarksInRoi(rgb, roiOfDetection(person), runtime) });
    }
    expect(people.length).toBeGreaterThan(0);
  });
  afterAll(() => runtime?.release());

  const look = async (
    model: string,
    rgb: Raster<Uint8Array>,
    roi: PoseRoi,
  ): Promise<Record<string, Tensor>> => {
    const loaded = await runtime.model(model);
    const [input] = loaded.manifest.inputs;
    const dims = input.shape as number[];
    return await loaded.run({
      [input.name]: { data: cropToTensor(rgb, roi, dims[2], 0, 1, 'replicate'), dims },
    });
  };
  /** Point i of an output of x, y, z in input pixels, in picture pixels. */
  const pointOf = (tensor: Tensor, i: number, roi: PoseRoi, size: number) =>
    roiToImage(roi, tensor.data[i * 3] / size, tensor.data[i * 3 + 1] / size);

  it('selfie_segmentation covers the pose mask', async () => {
    const model = await runtime.model('selfie_segmentation');
    for (const { name, rgb, pose } of people) {
      const small = resizeArea(rgb, 256, 256);
      const data = new Float32Array(3 * 65536);
      for (let i = 0; i < 65536; i++)
        for (let c = 0; c < 3; c++) data[c * 65536 + i] = small.data[i * 3 + c] / 255;
      const { alpha } = await model.run({ input: { data, dims: [1, 3, 256, 256] } });
      let both = 0;
      let either = 0;
      for (let v = 0; v < 256; v++) {
        for (let u = 0; u < 256; u++) {
          const at = roiToImage(pose.roi, (u + 0.5) / 256, (v + 0.5) / 256);
          if (at.x < 0 || at.y < 0 || at.x >= rgb.width || at.y >= rgb.height) continue;
          const x = Math.floor((at.x / rgb.width) * 256);
          const y = Math.floor((at.y / rgb.height) * 256);
          const a = alpha.data[y * 256 + x] > 0.5;
          const b = pose.mask[v * 256 + u] > 0.5;
          if (a && b) both++;
          if (a || b) either++;
        }
      }
      expect(both / either, name).toBeGreaterThan(0.8);
    }
  });

  it('face_landmark finds nose, eyes and mouth where the pose has them', async () => {
    for (const { name, rgb, pose } of people) {
      const [nose, left, right, mouthL, mouthR] = [
        LM.nose,
        LM.leftEye,
        LM.rightEye,
        LM.mouthLeft,
        LM.mouthRight,
      ].map((i) => pose.landmarks[i]);
      const eyes = distance(left, right);
      const roi: PoseRoi = { cx: nose.x, cy: nose.y, size: eyes * 4.5, rotation: 0 };
      const { landmarks, presence } = await look('face_landmark', rgb, roi);
      expect(sigmoid(presence.data[0]), name).toBeGreaterThan(0.5);
      // face mesh topology: 1 nose tip, 33 and 263 outer eye corners (the person's right and left), 61 and 291 mouth
      const at = (i: number) => pointOf(landmarks, i, roi, 192);
      // both are estimates: a fifth of the face apart is far less than any wrong layout would give
      expect(distance(at(1), nose) / eyes, name).toBeLessThan(0.8);
      expect(distance(at(33), right) / eyes, name).toBeLessThan(0.8);
      expect(distance(at(263), left) / eyes, name).toBeLessThan(0.8);
      expect(distance(at(61), mouthR) / eyes, name).toBeLessThan(0.8);
      expect(distance(at(291), mouthL) / eyes, name).toBeLessThan(0.8);
    }
  });

  it('palm_detection_full and hand_landmark_full find the hands and tell left from right', async () => {
    let hands = 0;
    for (const { name, rgb, pose } of people) {
      for (const [wristAt, indexAt, pinkyAt, right] of [
        [LM.leftWrist, LM.leftIndex, LM.leftPinky, false],
        [LM.rightWrist, LM.rightIndex, LM.rightPinky, true],
      ] as const) {
        const [wrist, index, pinky] = [wristAt, indexAt, pinkyAt].map((i) => pose.landmarks[i]);
        if (wrist.visibility < 0.9) continue;
        hands++;
        const along = { x: (index.x + pinky.x) / 2 - wrist.x, y: (index.y + pinky.y) / 2 - wrist.y };
        const palm = Math.hypot(along.x, along.y);
        const roi: PoseRoi = {
          cx: wrist.x + 0.7 * along.x,
          cy: wrist.y + 0.7 * along.y,
          size: 3.6 * palm,
          rotation: Math.atan2(along.y, along.x) + Math.PI / 2,
        };
        const { scores } = await look('palm_detection_full', rgb, { ...roi, size: 6 * palm, rotation: 0 });
        expect(sigmoid(Math.max(...scores.data)), name).toBeGreaterThan(0.5);
        const hand = await look('hand_landmark_full', rgb, roi);
        expect(hand.presence.data[0], name).toBeGreaterThan(0.5);
        expect(hand.handedness.data[0] > 0.5, name).toBe(right);
        expect(distance(pointOf(hand.landmarks, 0, roi, 224), wrist) / palm, name).toBeLessThan(0.8);
      }
    }
    expect(hands).toBeGreaterThanOrEqual(4);
  });
});
