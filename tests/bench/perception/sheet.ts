/** Contact sheet: both ways side by side on pictures of one's own, people with their parts, garments with their landmarks. */

import type { GarmentLandmark } from '../../../src-main/engine/domain/garment.ts';
import { encodeImage } from '../../../src-main/engine/image/encode.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { resizeArea } from '../../../src-main/engine/image/ops/resize.ts';
import { byteRaster, type Raster } from '../../../src-main/engine/image/raster.ts';
import { writeFileWhole } from '../../../src-main/engine/image/write-file.ts';
import { chooseParts } from '../../../src-main/engine/perception/learned/choose.ts';
import { PART_MARGINS } from '../../../src-main/engine/perception/learned/margins.ts';
import { seeGarment } from '../../../src-main/engine/perception/learned/see-garment.ts';
import { seeParts } from '../../../src-main/engine/perception/learned/see-parts.ts';
import { drawLabels } from '../../../src-main/engine/pipeline/explain/drawings.ts';
import { picturesIn } from '../../../src-main/services/found-pictures.ts';
import { freeGarment, freePerson, type Models, rounded } from './models.ts';

const HEIGHT = 420;
const ACROSS = 8;
const GAP = 4;
const [FREE, NETWORK] = [
  [230, 20, 20],
  [20, 60, 255],
] as const;

interface Wanted {
  people: string | undefined;
  garments: string | undefined;
  target: string;
}

/** Of a person: photo, parts without a model, by the network, chosen. Of a garment: both sets of landmarks, red and blue. */
export async function drawSheet(models: Models, { people, garments, target }: Wanted): Promise<void> {
  const tiles: Raster<Uint8Array>[] = [];
  for (const file of people ? await picturesIn(people) : []) tiles.push(...(await personTiles(models, file)));
  for (const file of garments ? await picturesIn(garments) : []) tiles.push(await garmentTile(models, file));
  await writeFileWhole(target, [await encodeImage(laidOut(tiles), { format: 'jpeg', quality: 88 })]);
}

const tile = (raster: Raster<Uint8Array>): Raster<Uint8Array> =>
  resizeArea(raster, Math.max(1, Math.round((raster.width * HEIGHT) / raster.height)), HEIGHT);

async function personTiles(models: Models, file: string): Promise<Raster<Uint8Array>[]> {
  const photo = await loadPhoto(file);
  const picture = photo.analysis;
  const free = await freePerson(models, file, photo);
  if (!free) return [tile(picture)];
  const seen = await seeParts(models.parts, picture, free);
  const chosen = chooseParts(free, seen, free.alpha, PART_MARGINS);
  process.stderr.write(`${file}: ${rounded(chosen.share, 2)} of the person from the network\n`);
  return [picture, ...[free, seen, chosen].map(({ labels }) => drawLabels(picture, labels))].map(tile);
}

async function garmentTile(models: Models, file: string): Promise<Raster<Uint8Array>> {
  const photo = await loadPhoto(file);
  const free = await freeGarment(models, file, photo);
  if (!free) return tile(photo.analysis);
  const seen = await seeGarment(models.landmarks, free.rgb, free.alpha);
  const drawn = tile(free.rgb);
  const out = byteRaster(drawn.width, drawn.height, 3, drawn.data.slice());
  const k = drawn.height / free.rgb.height;
  const both: [Record<string, GarmentLandmark | undefined>, readonly [number, number, number], number][] = [
    [free.landmarks, FREE, 5],
    [
      Object.fromEntries(Object.entries(seen.landmarks).filter(([, mark]) => mark.confidence > 0.2)),
      NETWORK,
      3,
    ],
  ];
  for (const [marks, colour, radius] of both)
    for (const mark of Object.values(marks)) if (mark) dot(out, mark.x * k, mark.y * k, radius, colour);
  const likeliest = Object.entries(seen.category).sort((a, b) => b[1] - a[1])[0];
  process.stderr.write(
    `${file}: ${free.category} ${rounded(free.confidence.category, 2)}, network ${likeliest[0]} ${rounded(likeliest[1], 2)}\n`,
  );
  return out;
}

function dot(
  raster: Raster<Uint8Array>,
  x: number,
  y: number,
  radius: number,
  colour: readonly [number, number, number],
): void {
  for (let j = Math.max(0, Math.ceil(y - radius)); j < Math.min(raster.height, y + radius); j++)
    for (let i = Math.max(0, Math.ceil(x - radius)); i < Math.min(raster.width, x + radius); i++)
      if (Math.hypot(i + 0.5 - x, j + 0.5 - y) <= radius) raster.data.set(colour, (j * raster.width + i) * 3);
}

/** Rows of ACROSS tiles. @throws Error without a tile */
function laidOut(tiles: readonly Raster<Uint8Array>[]): Raster<Uint8Array> {
  if (tiles.length === 0) throw new Error('no picture to draw: give --people DIR or --garments DIR');
  const rows = Array.from({ length: Math.ceil(tiles.length / ACROSS) }, (_, k) =>
    tiles.slice(k * ACROSS, (k + 1) * ACROSS),
  );
  const width = Math.max(...rows.map((row) => row.reduce((sum, one) => sum + one.width + GAP, 0)));
  const out = byteRaster(width, rows.length * (HEIGHT + GAP), 3);
  rows.forEach((row, k) => {
    let left = 0;
    for (const one of row) {
      for (let y = 0; y < one.height; y++)
        out.data.set(
          one.data.subarray(y * one.width * 3, (y + 1) * one.width * 3),
          ((k * (HEIGHT + GAP) + y) * width + left) * 3,
        );
      left += one.width + GAP;
    }
  });
  return out;
}
