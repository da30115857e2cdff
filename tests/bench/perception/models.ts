/** Trained models and the cases they are compared on. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { StudioCase } from '../../../src-main/contract/studio.ts';
import type { Garment } from '../../../src-main/engine/domain/garment.ts';
import type { PersonPose } from '../../../src-main/engine/domain/pose.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import type { Photo } from '../../../src-main/engine/image/photo.ts';
import { byteRaster, type Mask, type Raster } from '../../../src-main/engine/image/raster.ts';
import { prepareGarment } from '../../../src-main/engine/perception/garment/prepare-garment.ts';
import type { LabelMap } from '../../../src-main/engine/perception/learned/choose.ts';
import { mattePerson } from '../../../src-main/engine/perception/matte/matte-person.ts';
import { parseBody } from '../../../src-main/engine/perception/parsing/parse-body.ts';
import { estimatePose } from '../../../src-main/engine/perception/pose/estimate-pose.ts';
import type { Model, Runtime } from '../../../src-main/engine/runtime/index.ts';

export interface Models {
  runtime: Runtime;
  parts: Model;
  landmarks: Model;
  /** Folder that keeps what is found without the models, for the next run. */
  evidence?: string | undefined;
}

/** What is found of a person without a trained model of parts. */
export interface FreePerson extends LabelMap {
  landmarks: PersonPose['landmarks'];
  alpha: Mask;
}

/** What is found without a trained model, read from the evidence where it is there; undefined where nothing is found. */
async function found<T>(
  evidence: string | undefined,
  file: string,
  find: () => T | Promise<T>,
): Promise<T | undefined> {
  const name = createHash('sha256').update(resolve(file)).digest('hex').slice(0, 24);
  const kept = evidence && join(evidence, `${name}.bin`);
  if (kept && existsSync(kept)) return deserialize(readFileSync(kept));
  let made: T | undefined;
  try {
    made = await find();
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    process.stderr.write(`${file}: ${error.message}\n`);
  }
  if (evidence && kept) {
    mkdirSync(evidence, { recursive: true });
    writeFileSync(kept, serialize(made));
  }
  return made;
}

export const freePerson = ({ runtime, evidence }: Models, file: string, photo: Photo) =>
  found<FreePerson>(evidence, file, async () => {
    const pose = await estimatePose(photo, runtime);
    const matte = await mattePerson(photo, pose, runtime);
    const { labels, confidence } = parseBody(photo, pose, matte);
    return { labels, confidence, alpha: matte.alpha, landmarks: pose.people[pose.subject].landmarks };
  });

type FreeGarment = Pick<Garment, 'rgb' | 'alpha' | 'landmarks' | 'category' | 'confidence'>;

export const freeGarment = ({ evidence }: Models, file: string, photo: Photo) =>
  found<FreeGarment>(evidence, file, () => {
    const { rgb, alpha, landmarks, category, confidence } = prepareGarment(photo);
    return { rgb, alpha, landmarks, category, confidence };
  });

export function casesOf(set: string, limit: number): { folder: string; about: StudioCase }[] {
  return readdirSync(set, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(set, name))
    .sort()
    .slice(0, limit)
    .map((folder) => ({
      folder,
      about: StudioCase.parse(JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'))),
    }));
}

/** First channel of a picture. */
export async function grey(file: string): Promise<Raster<Uint8Array>> {
  const { rgb } = await loadPhoto(file, { minSide: 1 });
  const out = byteRaster(rgb.width, rgb.height, 1);
  for (let i = 0; i < out.data.length; i++) out.data[i] = rgb.data[i * rgb.channels];
  return out;
}

export const mean = (values: readonly number[]): number =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : Number.NaN;

export const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));
