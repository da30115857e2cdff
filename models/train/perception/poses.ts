/**
 * Poses of the people of a synthetic set as the engine itself finds them, for the training beside this file:
 *
 *   node models/train/perception/poses.ts SET
 *
 * writes SET/poses.json: by "CASE/a" and "CASE/b" 33 landmarks [x, y, visibility] in pixels of the picture. Pictures in which
 * nobody is found are left out; those that are there already are kept, so that a set may grow.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { writeFileWhole } from '../../../src-main/engine/image/write-file.ts';
import { estimatePose } from '../../../src-main/engine/perception/pose/estimate-pose.ts';
import { createRuntime } from '../../../src-main/engine/runtime/index.ts';
import { BUILT_IN_MODELS } from '../../../src-main/hosts/cli/places.ts';

type Poses = Record<string, [x: number, y: number, visibility: number][]>;

const [folder] = process.argv.slice(2);
if (!folder || !existsSync(folder)) {
  process.stderr.write('Give the folder of a set: node models/train/perception/poses.ts SET\n');
  process.exit(2);
}
const target = join(folder, 'poses.json');
const poses: Poses = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : {};
const runtime = createRuntime({ modelsDirs: [BUILT_IN_MODELS], provider: 'cpu', threads: 1 });
const rounded = (value: number): number => Math.round(value * 100) / 100;

for (const name of readdirSync(folder).sort()) {
  if (!existsSync(join(folder, name, 'case.json'))) continue;
  for (const picture of ['a', 'b']) {
    const key = `${name}/${picture}`;
    if (Object.hasOwn(poses, key)) continue;
    const photo = await loadPhoto(join(folder, name, `${picture}.png`));
    try {
      const { people, subject } = await estimatePose(photo, runtime);
      poses[key] = people[subject].landmarks.map(({ x, y, visibility }) => [
        rounded(x / photo.scale),
        rounded(y / photo.scale),
        rounded(visibility),
      ]);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      process.stderr.write(`${key}: ${error.message}\n`);
    }
  }
}
await runtime.release();
await writeFileWhole(target, [Buffer.from(`${JSON.stringify(poses)}\n`)]);
process.stdout.write(`${JSON.stringify({ poses: Object.keys(poses).length })}\n`);
