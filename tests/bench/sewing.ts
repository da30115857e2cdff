/**
 * Times sewing and draping on the sample garments and prints JSON: seconds (least of three runs), vertices, deepest vertex
 * inside the body and widest seam in millimetres, strain, and how it was made.
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
const results: object[] = [];
for (const file of files) {
  const name = file.split('/').pop();
  try {
    const garment = prepareGarment(await loadPhoto(file));
    let seconds = Number.POSITIVE_INFINITY;
    let sewn: ReturnType<typeof sewGarment> | undefined;
    for (let run = 0; run < 3; run++) {
      const start = performance.now();
      // the body's fields are part of the price
      sewn = sewGarment(garment, dressForm(body, rest, posed), {});
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    const { positions } = sewn!.mesh;
    const field = body.fields(posed);
    const out = new Float64Array(4);
    let inside = 0;
    for (let i = 0; i < positions.length; i += 3) {
      field.exact(positions[i], positions[i + 1], positions[i + 2], out);
      inside = Math.max(inside, -out[0]);
    }
    let gap = 0;
    const { seams } = sewn!;
    for (let i = 0; i < seams.length; i += 2) {
      const d = [0, 1, 2].map((k) => positions[seams[i] * 3 + k] - positions[seams[i + 1] * 3 + k]);
      gap = Math.max(gap, Math.hypot(...d));
    }
    const strain = Float32Array.from(sewn!.strain).sort();
    results.push({
      garment: name,
      category: garment.category,
      method: sewn!.method,
      seconds: Number(seconds.toFixed(2)),
      vertices: positions.length / 3,
      insideMm: Number((inside * 1000).toFixed(2)),
      seamMm: Number((gap * 1000).toFixed(2)),
      strainP90: Number(strain[Math.floor(strain.length * 0.9)].toFixed(3)),
    });
  } catch (error) {
    results.push({ garment: name, error: (error as Error).message });
  }
}
console.log(JSON.stringify(results, null, 2));
