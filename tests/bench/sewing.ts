/**
 * Times sewing and draping on the sample garments and prints JSON: seconds of processor time (least of three runs, so that
 * the garment's picture is there already, as it is where another size is asked for),
 * vertices, deepest vertex inside the body's true skin and widest seam when its sides were joined in millimetres, strain,
 * and how it was made.
 *
 * node tests/bench/sewing.ts [models folder] [garment file ...]
 */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { averageShape, loadParametricBody } from '../../src-main/engine/body/index.ts';
import { dressForm } from '../../src-main/engine/body/sewing/dress-form.ts';
import { sewGarment } from '../../src-main/engine/body/sewing/sew-garment.ts';
import { loadPhoto } from '../../src-main/engine/image/load.ts';
import { prepareGarment } from '../../src-main/engine/perception/garment/index.ts';
import { trueDepth } from '../unit/body/inside.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const [models = root('.toile/models'), ...given] = process.argv.slice(2);
const samples = root('resources/samples/garments');
const files =
  given.length > 0
    ? given
    : readdirSync(samples)
        .filter((name) => name.endsWith('.jpg'))
        .map((name) => `${samples}/${name}`);

const body = loadParametricBody([models]);
const rest = body.shape(averageShape(0));
const posed = body.pose(rest, body.standingPose(rest));
const depth = trueDepth(posed);
const results: object[] = [];
for (const file of files) {
  const name = file.split('/').pop();
  try {
    const garment = prepareGarment(await loadPhoto(file));
    let seconds = Number.POSITIVE_INFINITY;
    let sewn: ReturnType<typeof sewGarment> | undefined;
    for (let run = 0; run < 3; run++) {
      const start = process.cpuUsage();
      // the body's fields are part of the price
      sewn = sewGarment(garment, dressForm(body, rest, posed), {});
      const { user, system } = process.cpuUsage(start);
      seconds = Math.min(seconds, (user + system) / 1e6);
    }
    const { positions } = sewn!.mesh;
    let inside = 0;
    for (let i = 0; i < positions.length; i += 3) {
      inside = Math.max(inside, depth(positions[i], positions[i + 1], positions[i + 2]));
    }
    const strain = Float32Array.from(sewn!.strain).sort();
    results.push({
      garment: name,
      category: garment.category,
      method: sewn!.method,
      seconds: Number(seconds.toFixed(2)),
      vertices: positions.length / 3,
      insideMm: Number((inside * 1000).toFixed(2)),
      seamMm: Number((sewn!.seamGap * 1000).toFixed(2)),
      strainP90: Number(strain[Math.floor(strain.length * 0.9)].toFixed(3)),
    });
  } catch (error) {
    results.push({ garment: name, error: (error as Error).message });
  }
}
console.log(JSON.stringify(results, null, 2));
