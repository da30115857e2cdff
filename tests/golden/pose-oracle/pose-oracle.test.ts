/** Oracle: landmarks from the converted models equal those of MediaPipe's own legacy solution. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModels } from '../../../models/build.ts';
import { detectPeople, roiOfDetection } from '../../../src-main/engine/perception/pose/detector.ts';
import { landmarksInRoi } from '../../../src-main/engine/perception/pose/landmarks.ts';
import { createRuntime, type Runtime } from '../../../src-main/engine/runtime/index.ts';
import { findBrowser } from '../../../src-main/hosts/launcher/browser.ts';
import { type OraclePicture, oraclePictures } from './pictures.ts';
import { referencePoses } from './reference.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const clients = process.env.TOILE_ORACLE_PHOTOS ?? `${root}resources/samples/clients`;
const modelsDir = `${root}.toile/models`;
const browser = findBrowser();

/** Pixels of the picture. */
const LIMITS = { mean: 0.2, max: 1 };

describe('pose landmarks against @mediapipe/pose in a browser', () => {
  let runtime: Runtime;
  let pictures: OraclePicture[];

  beforeAll(async () => {
    await buildModels({ packagesDir: `${root}node_modules`, outDir: modelsDir });
    runtime = createRuntime({ modelsDirs: [modelsDir], provider: 'cpu' });
    pictures = await oraclePictures(clients);
  });
  afterAll(() => runtime?.release());

  it.for([
    { model: 'pose_landmark_heavy', complexity: 2, count: 10 },
    // converted by the same code; the heavy one is the default
    { model: 'pose_landmark_full', complexity: 1, count: 4 },
  ] as const)(
    '$model agrees on $count pictures',
    { timeout: 300_000 },
    async ({ model, complexity, count }, { skip }) => {
      if (browser === undefined) skip('no Chromium, Chrome or Edge found; set TOILE_CHROMIUM to one');
      const looked = pictures.slice(0, count);
      const expected = await referencePoses(
        looked.map((picture) => picture.rgb),
        complexity,
        browser as string,
        `${root}node_modules/@mediapipe/pose`,
      );
      const distances: number[] = [];
      for (const [i, { name, rgb }] of looked.entries()) {
        const reference = expected[i];
        const [person] = await detectPeople(rgb, runtime);
        expect(reference, `the reference finds a person in ${name}`).not.toBeNull();
        expect(person, `a person in ${name}`).toBeDefined();
        const { landmarks } = await landmarksInRoi(rgb, roiOfDetection(person), runtime, { model });
        const own = landmarks.map((p, k) => Math.hypot(p.x - reference![k].x, p.y - reference![k].y));
        expect(Math.max(...own), `largest difference in ${name}`).toBeLessThanOrEqual(LIMITS.max);
        distances.push(...own);
      }
      expect(distances).toHaveLength(count * 33);
      const mean = distances.reduce((sum, d) => sum + d, 0) / distances.length;
      expect(mean).toBeLessThanOrEqual(LIMITS.mean);
      if (process.env.TOILE_ORACLE_FIGURES) {
        process.stdout.write(
          `${model}: mean ${mean.toFixed(4)} px, max ${Math.max(...distances).toFixed(4)} px\n`,
        );
      }
    },
  );
});
