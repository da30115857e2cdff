/** Trained models and the cases they are compared on. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudioCase } from '../../../src-main/contract/studio.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { byteRaster, type Raster } from '../../../src-main/engine/image/raster.ts';
import type { Model, Runtime } from '../../../src-main/engine/runtime/index.ts';

export interface Models {
  runtime: Runtime;
  parts: Model;
  landmarks: Model;
}

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
