/** Reads a studio set and its cases with their truth; everything in them is checked before it is used. */

import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ZodType } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { type GarmentTruth, StudioCase } from '../../../contract/studio.ts';
import { showName } from '../../image/file-name.ts';
import { loadPhoto } from '../../image/load.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { type Region, regionWhere } from '../../quality/region.ts';

/** Largest JSON file of a set that is read, bytes. */
const MAX_JSON = 16 * 2 ** 20;
/** Grey level from which a mask counts as set. */
const HALF = 128;

/** A garment of a case with the rasters its figures need. */
export interface CaseGarment {
  truth: GarmentTruth;
  ghostFile: string;
  flatFile: string;
  /** Where it is visible in picture b. */
  worn: Region;
  source: Raster<Uint16Array>;
}

/** A case with the truth that figures are taken from. */
export interface OpenCase {
  about: StudioCase;
  /** File of picture a. */
  personFile: string;
  pictureA: Raster<Uint8Array>;
  pictureB: Raster<Uint8Array>;
  /** Of picture a: PART values, and alpha 0..255. */
  labels: Raster<Uint8Array>;
  matte: Raster<Uint8Array>;
  garments: CaseGarment[];
}

/**
 * Opens a case folder.
 *
 * @throws StudioError naming the file: file-not-found, invalid-input (not the format, sizes that differ), and what
 *   reading a picture may throw
 */
export async function openCase(folder: string): Promise<OpenCase> {
  const about = await readJson(join(folder, 'case.json'), StudioCase);
  const { width, height } = about;
  const at = (name: string): string => join(folder, name);
  const grey = async (name: string): Promise<Raster<Uint8Array>> =>
    firstChannel(await picture(at(name), width, height));
  const garments: CaseGarment[] = [];
  for (const truth of about.garments) {
    garments.push({
      truth,
      ghostFile: at(truth.ghost),
      flatFile: at(truth.flat),
      worn: regionWhere(await grey(truth.worn), HALF),
      source: await wide(at(truth.source), width, height),
    });
  }
  return {
    about,
    personFile: at(about.a.picture),
    pictureA: await picture(at(about.a.picture), width, height),
    pictureB: await picture(at(about.b.picture), width, height),
    labels: await grey(about.a.labels),
    matte: await grey(about.a.matte),
    garments,
  };
}

/** The true cut-out of a product shot, at the shot's own size `width` x `height`. */
export async function readShotMask(
  folder: string,
  name: string,
  width: number,
  height: number,
): Promise<Region> {
  return regionWhere(await picture(join(folder, name), width, height), HALF);
}

/**
 * Reads and checks a JSON file.
 *
 * @throws StudioError file-not-found, file-unreadable, invalid-input naming the file and the place in it
 */
export async function readJson<T>(file: string, schema: ZodType<T>): Promise<T> {
  const name = where(file);
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MAX_JSON)
      throw new StudioError(
        'invalid-input',
        `${name} has more than ${MAX_JSON / 2 ** 20} MiB, too much for a description. Make the set again.`,
      );
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    const missing = ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
    throw missing
      ? new StudioError(
          'file-not-found',
          `There is no ${name}. Check the folder, or make the set with "toile studio make".`,
          { cause },
        )
      : new StudioError('file-unreadable', `${name} cannot be read. Check its permissions.`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StudioError('invalid-input', `${name} is not valid JSON. Make the set again.`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError(
    'invalid-input',
    `${name} is not as expected at "${issue?.path.map(String).join('.') ?? ''}": ${issue?.message ?? 'invalid'}. Make the set again.`,
  );
}

/** `"case.json" of "case-001"`: many files of a set have the same name. */
function where(file: string): string {
  return `${showName(file)} of ${showName(join(file, '..'))}`;
}

async function open(
  file: string,
  width: number,
  height: number,
): Promise<Awaited<ReturnType<typeof loadPhoto>>> {
  const photo = await loadPhoto(file, { minSide: 1 }).catch((error: unknown) => {
    if (!(error instanceof StudioError)) throw error;
    // The message names the file; the case it belongs to is what tells it from its namesakes.
    throw new StudioError(error.code, `${basename(join(file, '..'))}: ${error.message}`, { cause: error });
  });
  if (photo.width !== width || photo.height !== height) {
    throw new StudioError(
      'invalid-input',
      `${where(file)} has ${photo.width} x ${photo.height} pixels, expected ${width} x ${height}. Make the case again.`,
    );
  }
  return photo;
}

async function picture(file: string, width: number, height: number): Promise<Raster<Uint8Array>> {
  return (await open(file, width, height)).rgb;
}

async function wide(file: string, width: number, height: number): Promise<Raster<Uint16Array>> {
  const { native } = await open(file, width, height);
  if (native?.data instanceof Uint16Array && native.channels === 3) return native as Raster<Uint16Array>;
  throw new StudioError(
    'invalid-input',
    `${where(file)} is not a picture of three 16-bit channels. Make the case again.`,
  );
}

function firstChannel({ width, height, channels, data }: Raster<Uint8Array>): Raster<Uint8Array> {
  const out = byteRaster(width, height, 1);
  for (let i = 0; i < out.data.length; i++) out.data[i] = data[i * channels];
  return out;
}
