/** Pictures of a sewn garment: the views of one size and the fit sheet of all, encoded. */

import { shareOf } from '../../../contract/fit-scale.ts';
import { texts } from '../../../contract/sentences.ts';
import { CLOTH_MATERIALS } from '../../body/cloth/materials.ts';
import { easeMap } from '../../body/fit/ease-map.ts';
import type { ParametricBody } from '../../body/index.ts';
import type { ProjectedGarment } from '../../body/projection/project-garment.ts';
import type { DressForm } from '../../body/sewing/form.ts';
import type { SewnResult } from '../../body/sewing/sew-garment.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import type { ZoneFit } from '../../domain/garment3d.ts';
import { encodeImage } from '../../image/encode.ts';
import type { Raster } from '../../image/raster.ts';
import { makeTexture } from '../../mesh/texture.ts';
import type { TriangleMesh } from '../../mesh/triangle-mesh.ts';
import type { SewRun } from '../sew.ts';
import { fitRamp } from './fit-ramp.ts';
import { drawFitSheet } from './fit-sheet.ts';
import { drawMannequin, type MannequinScene, mannequinScene, type WornCloth } from './mannequin-view.ts';
import { standOf } from './sew-stage.ts';
import type { FittedSize } from './sew-to-fit.ts';
import type { Wearer } from './wearer.ts';

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
  const { posed, form } = standOf(body, run.wearer.rest);
  const { category } = run.garment.value;
  const projected = run.worn.method === 'projected';
  const stature = run.wearer.measurements.stature / 100;
  const worn = [...run.beneath.map(({ fitted }) => fitted.worn), run.worn];
  const categories = [...run.beneath.map(({ garment }) => garment.category), category];
  const views = frameOf(
    worn.map(({ mesh }) => mesh),
    categories,
    form,
    stature,
  );
  const all = worn.map((cloth, i) => textured({ ...cloth, mesh: run.laid[i].mesh }));
  const scene = mannequinScene(body, posed, all, views);
  // the sizes are compared without what is worn beneath
  const frame = frameOf([run.worn.mesh], [category], form, stature);
  for (const [view, turn] of Object.entries(TURNS)) {
    const picture = drawMannequin(scene, turn, Math.round(height * 0.75), height);
    const bytes = await encodeImage(picture, { format: 'jpeg', quality: QUALITY });
    files.set(FILES[view as keyof typeof TURNS], bytes);
  }
  const small = Math.max(LEAST, Math.round(height * SMALL.share));
  const both = (worn: MannequinScene): Raster<Uint8Array>[] =>
    [TURNS.front, TURNS.back].map((turn) =>
      drawMannequin(worn, turn, Math.round(small * SMALL.aspect), small),
    );
  // a ready garment looks the same in every size
  const ready = projected && both(mannequinScene(body, posed, [textured(run.worn)], frame));
  const columns = run.sizes.map(({ size, zones, made, refused }) => ({
    size,
    recommended: size === run.recommendation.size,
    pictures:
      ready ||
      both(mannequinScene(body, posed, made ? [byEase(made.sewn, zones, run.wearer, form)] : [], frame)),
    zones,
    ...(refused ? { note: refused.text } : {}),
  }));
  const sheet = drawFitSheet({
    title: titleOf(name, run),
    category,
    sex: run.wearer.rest.shape.sex,
    columns,
    coloured: !projected,
    remarks: [
      ...texts(run.recommendation.reasons),
      ...(projected
        ? [
            'Not sewn: the picture is laid on a ready garment, which shows its colours but neither its cut nor its room.',
          ]
        : []),
      ...(run.chart.source === 'assumed'
        ? ['No size chart was given: ordinary sizes are assumed, and centimetres are estimates.']
        : []),
    ],
  });
  files.set(FILES.fit, await encodeImage(sheet));
  return files;
}

/**
 * A worn garment alone on the body, from the front and from behind, in the colours of its ease; with its picture where it
 * was not sewn.
 *
 * @param height pixels; the width is two thirds of it
 */
export function drawFit(
  { worn, zones }: Pick<FittedSize, 'worn' | 'zones'>,
  category: GarmentCategory,
  body: ParametricBody,
  wearer: Wearer,
  height: number,
): Raster<Uint8Array>[] {
  const { posed, form } = standOf(body, wearer.rest);
  const cloth = worn.method === 'sewn' && zones ? byEase(worn, zones, wearer, form) : textured(worn);
  const frame = frameOf([worn.mesh], [category], form, wearer.measurements.stature / 100);
  const scene = mannequinScene(body, posed, [cloth], frame);
  return [TURNS.front, TURNS.back].map((turn) =>
    drawMannequin(scene, turn, Math.round(height * SMALL.aspect), height),
  );
}

function titleOf(name: string, { garment }: Omit<SewRun, 'files'>): string {
  const { category, sleeve } = garment.value;
  return `${name}: ${category}${sleeve === 'none' ? '' : `, ${sleeve}`}`;
}

function textured({ mesh, texture, method }: SewnResult | ProjectedGarment): WornCloth {
  const picture = makeTexture(texture, false);
  return {
    mesh,
    material: { kind: 'cloth', colour: [1, 1, 1], texture: picture },
    ...(method === 'projected' ? { opacity: picture } : {}),
  };
}

/** Cloth in the colours of its ease; grey where nothing is told of it. */
function byEase(
  sewn: SewnResult,
  zones: readonly ZoneFit[],
  { measurements }: Wearer,
  form: DressForm,
): WornCloth {
  const places = easeMap(sewn, form, measurements, zones, CLOTH_MATERIALS[sewn.material]);
  if (!places) return { mesh: sewn.mesh, material: { kind: 'cloth', colour: [0.6, 0.6, 0.6] } };
  const uvs = new Float32Array(places.length * 2);
  places.forEach((place, i) => {
    uvs[i * 2] = Math.min(0.998, Math.max(0.002, shareOf(place)));
    uvs[i * 2 + 1] = 0.5;
  });
  return {
    mesh: { ...sewn.mesh, uvs },
    material: { kind: 'cloth', colour: [1, 1, 1], texture: makeTexture(fitRamp(), false) },
  };
}

const LEGS: readonly GarmentCategory[] = ['trousers', 'shorts', 'skirt'];

/** The part of the figure that shows the garments whole: with the head for what is worn on the trunk, from below
 * the bust to the feet for legs. */
function frameOf(
  meshes: readonly TriangleMesh[],
  categories: readonly GarmentCategory[],
  form: DressForm,
  stature: number,
): MannequinScene['frame'] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { positions } of meshes) {
    for (let i = 1; i < positions.length; i += 3) {
      low = Math.min(low, positions[i]);
      high = Math.max(high, positions[i]);
    }
  }
  const legs = categories.every((category) => LEGS.includes(category));
  const bottom = legs || low < 0.45 * stature ? -0.06 : low - 0.14 * stature;
  const top = legs ? Math.max(high + 0.04, form.bustY - 0.05 * stature) : stature + 0.06;
  return { low: Math.max(-0.06, bottom), high: top };
}
