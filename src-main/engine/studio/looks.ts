/** Looks: skins and eyebrows of the studio's clients, read from the looks asset. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { BodyPiece } from '../body/asset.ts';
import { openPackedFile } from '../body/asset-file.ts';
import type { QuadMesh } from '../mesh/quad-mesh.ts';
import { readAssetManifest } from '../runtime/asset-manifest.ts';

/** Folder of the looks below a models folder. */
export const LOOKS_FOLDER = 'studio_looks';

const name = z.string().min(1).max(80);
const Picture = z.strictObject({ name, bytes: z.int().positive() });
export const LooksFacts = z.strictObject({
  skins: z
    .array(
      Picture.extend({
        sex: z.enum(['female', 'male']),
        age: z.enum(['young', 'middleage', 'old']),
        origin: z.enum(['caucasian', 'asian', 'african']),
      }),
    )
    .min(1)
    .max(60),
  brows: z.strictObject({
    picture: z.int().positive(),
    vertices: z.int().positive().max(5000),
    faces: z.int().positive().max(5000),
    uvs: z.int().positive().max(20_000),
  }),
});
export type LooksFacts = z.infer<typeof LooksFacts>;

export interface Looks {
  /** PNG files. */
  skins: (LooksFacts['skins'][number] & { picture: Uint8Array })[];
  brows: {
    mesh: QuadMesh;
    /** Three skin vertices and weights a vertex, and offsets in metres. */
    refs: Uint16Array;
    weights: Float32Array;
    offsets: Float32Array;
    picture: Uint8Array;
  };
}

/** Eyebrows as a piece that a body of any sex wears, bound at a hair's `scale`. */
export function browsPiece({ brows }: Looks, scale: BodyPiece['scale']): BodyPiece {
  return {
    name: 'brows',
    kind: 'hair',
    sex: 'any',
    mesh: brows.mesh,
    bound: {
      count: brows.refs.length / 3,
      refs: Uint32Array.from(brows.refs),
      weights: brows.weights,
      offsets: brows.offsets,
    },
    scale,
  };
}

/**
 * Loads the looks from the first of the models folders that holds them.
 * @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid'
 */
export function loadLooks(modelsDirs: readonly string[]): Looks {
  for (const dir of modelsDirs) {
    const folder = join(dir, LOOKS_FOLDER);
    let bytes: Uint8Array;
    let wanted: string;
    try {
      const manifest = readAssetManifest(folder);
      wanted = manifest.sha256;
      bytes = readFileSync(join(folder, manifest.file));
    } catch (error) {
      if (!(error instanceof StudioError) || error.code === 'model-missing') continue;
      throw error;
    }
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== wanted)
      throw new StudioError(
        'model-corrupt',
        `The studio's looks have sha256 ${found}, expected ${wanted}. Run "toile models build" again.`,
      );
    return readLooks(bytes);
  }
  throw new StudioError(
    'model-missing',
    'The looks of the studio are not built. Run "toile models build" and try again.',
  );
}

/** @throws StudioError 'model-invalid' */
export function readLooks(bytes: Uint8Array): Looks {
  const file = openPackedFile(bytes);
  const parsed = LooksFacts.safeParse(file.facts);
  if (!parsed.success)
    throw new StudioError(
      'model-invalid',
      `The studio's looks are wrong at ${parsed.error.issues[0].path.join('.')}. Run "toile models build" again.`,
    );
  const { skins, brows } = parsed.data;
  const n = brows.vertices;
  const quads = file.view('brows.quads', 'u16', brows.faces * 4);
  const uvQuads = file.view('brows.uvQuads', 'u16', brows.faces * 4);
  if (!quads.every((v) => v < n) || !uvQuads.every((v) => v < brows.uvs))
    throw new StudioError('model-invalid', 'The eyebrows use a vertex that is not there.');
  return {
    skins: skins.map((skin, i) => ({ ...skin, picture: file.view(`skin${i}`, 'u8', skin.bytes) })),
    brows: {
      mesh: {
        quads: Uint32Array.from(quads),
        uvQuads: Uint32Array.from(uvQuads),
        uvs: file.view('brows.uvs', 'f32', brows.uvs * 2),
      },
      refs: file.view('brows.refs', 'u16', n * 3),
      weights: file.view('brows.weights', 'f32', n * 3),
      offsets: file.view('brows.offsets', 'f32', n * 3),
      picture: file.view('brows.picture', 'u8', brows.picture),
    },
  };
}
