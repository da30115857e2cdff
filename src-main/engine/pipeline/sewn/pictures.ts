/** Pictures of a sewn garment: the views of one size and the fit sheet of all, encoded. */

import { CLOTH_MATERIALS } from '../../body/cloth/materials.ts';
import type { ParametricBody } from '../../body/index.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import { encodeImage } from '../../image/encode.ts';
import type { Raster } from '../../image/raster.ts';
import { makeTexture } from '../../mesh/texture.ts';
import type { SewRun, WornSize } from '../sew.ts';
import { drawFitSheet } from './fit-sheet.ts';
import { type ClothLayer, drawMannequin, type MannequinScene, mannequinScene } from './mannequin-view.ts';
import { standOf } from './sew-stage.ts';
import { SCALE_END, smoothStrain, stretchRamp } from './stretch-colours.ts';

/** Names of the files in the folder. */
export const FILES = {
  front: 'front.jpg',
  threeQuarter: 'three-quarter.jpg',
  side: 'side.jpg',
  back: 'back.jpg',
  fit: 'fit.png',
} as const;

/** Where the camera stands, radians. */
const TURNS = { front: 0, threeQuarter: 0.7, side: Math.PI / 2, back: Math.PI } as const;
/** A picture of the fit sheet over a view, in height, and its shape. */
const SMALL = { share: 0.4, aspect: 2 / 3 };
/** Least height of the fit sheet's pictures, pixels: its tables have letters of one size. */
const LEAST = 420;
const QUALITY = 92;

/**
 * Every file by its name.
 *
 * @param name what the garment is called in the title
 * @param height of the views, pixels
 */
export async function drawSewn(
  run: Omit<SewRun, 'files'>,
  body: ParametricBody,
  name: string,
  height: number,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const worn = run.sizes.find(({ size }) => size === run.size) ?? run.sizes[0];
  const { posed } = standOf(body, run.wearer.rest);
  const stature = run.wearer.measurements.stature / 100;
  const frame = frameOf(worn, stature);
  const scene = mannequinScene(body, posed, [textured(worn)], frame);
  for (const [name, turn] of Object.entries(TURNS)) {
    const picture = drawMannequin(scene, turn, Math.round(height * 0.75), height);
    const bytes = await encodeImage(picture, { format: 'jpeg', quality: QUALITY });
    files.set(FILES[name as keyof typeof TURNS], bytes);
  }
  const small = Math.max(LEAST, Math.round(height * SMALL.share));
  const columns = run.sizes.map((worn) => {
    const stretched = mannequinScene(body, posed, [strained(worn)], frame);
    return {
      size: worn.size,
      recommended: worn.size === run.recommendation.size,
      pictures: [TURNS.front, TURNS.back].map(
        (turn): Raster<Uint8Array> => drawMannequin(stretched, turn, Math.round(small * SMALL.aspect), small),
      ),
      zones: worn.fit.zones,
      beyond: worn.fit.strain.reduce((n, v) => n + (v > 1 ? 1 : 0), 0) / worn.fit.strain.length,
    };
  });
  const { category } = run.garment.value;
  const sheet = drawFitSheet({
    title: titleOf(name, run),
    category,
    sex: run.wearer.rest.shape.sex,
    columns,
    material: { name: run.material, comfort: CLOTH_MATERIALS[run.material].comfortStrain },
    remarks: run.recommendation.reasons,
  });
  files.set(FILES.fit, await encodeImage(sheet));
  return files;
}

function titleOf(name: string, { garment }: Omit<SewRun, 'files'>): string {
  const { category, sleeve } = garment.value;
  return `${name}: ${category}${sleeve === 'none' ? '' : `, ${sleeve}`}`;
}

function textured({ sewn }: WornSize): ClothLayer {
  return {
    mesh: sewn.mesh,
    material: { kind: 'cloth', colour: [1, 1, 1], texture: makeTexture(sewn.texture, false) },
  };
}

/** Cloth in the colours of its stretch. */
function strained({ sewn, fit }: WornSize): ClothLayer {
  const strain = smoothStrain(fit.strain, sewn.mesh.triangles, sewn.seams);
  const uvs = new Float32Array(strain.length * 2);
  strain.forEach((share, i) => {
    uvs[i * 2] = Math.min(0.998, Math.max(0.002, share / SCALE_END));
    uvs[i * 2 + 1] = 0.5;
  });
  return {
    mesh: { ...sewn.mesh, uvs },
    material: { kind: 'cloth', colour: [1, 1, 1], texture: makeTexture(stretchRamp(), false) },
  };
}

const LEGS: readonly GarmentCategory[] = ['trousers', 'shorts', 'skirt'];

/** The part of the figure that shows the garment whole: with the head for what is worn on the trunk, with the feet for legs. */
function frameOf({ sewn }: WornSize, stature: number): MannequinScene['frame'] {
  const heights = sewn.mesh.positions.filter((_, i) => i % 3 === 1);
  const low = heights.reduce((a, b) => Math.min(a, b));
  const high = heights.reduce((a, b) => Math.max(a, b));
  const legs = LEGS.includes(sewn.category);
  const bottom = legs || low < 0.45 * stature ? -0.06 : low - 0.14 * stature;
  const top = legs ? high + 0.16 * stature : stature + 0.06;
  return { low: Math.max(-0.06, bottom), high: top };
}
