/** Try-on page: explains a result by showing what every stage made of it. */

import { basename } from 'node:path';
import { texts } from '../../../contract/sentences.ts';
import type { TryOnRequest, TryOnResult } from '../../../contract/try-on.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import type { TryOnRun } from '../tryOn.ts';
import { drawLayer, drawMask, resizeLabels, shrink } from './drawings.ts';
import type { Panel } from './html.ts';
import { meshOverlay } from './overlays.ts';
import { panel, percent, stageTable, writePage } from './page-file.ts';
import { garmentPanels, personPanels } from './person-panels.ts';

/** Writes the page into `folder` and returns its path. */
export async function explainTryOn(
  folder: string,
  request: TryOnRequest,
  run: TryOnRun,
  result: TryOnResult,
): Promise<string> {
  return writePage(folder, {
    title: `${basename(request.person)} with ${request.garments.map((file) => basename(file)).join(', ')}`,
    facts: [
      ['Confidence', percent(result.confidence)],
      ['Needs a look', result.needsReview ? 'yes' : 'no'],
      ['Size', `${result.width} x ${result.height}`],
      ['Edited', percent(result.editedShare)],
      ['Time', `${(result.ms / 1000).toFixed(1)} s`],
      ['Provider', result.provider],
    ],
    remarks: texts([...result.reasons, ...result.notes]),
    table: stageTable(result.stages),
    panels: await panelsOf(run, result),
  });
}

async function panelsOf(run: TryOnRun, result: TryOnResult): Promise<Panel[]> {
  const { person, layers } = run;
  const picture = run.picture.value;
  const { analysis } = person.photo.value;
  const { width, height } = analysis;
  const panels = [
    await panel('Result', `Confidence ${percent(result.confidence)}.`, shrink(picture.rgb, width, height)),
    await panel('Photo', `${result.width} x ${result.height} pixels.`, analysis),
    ...(await personPanels(person)),
  ];
  for (const layer of layers) {
    const { garment, fitted, rendered } = layer;
    const { quality, confidence } = fitted.value;
    const name = basename(layer.file);
    panels.push(
      ...(await garmentPanels(garment.value, name)),
      await panel(
        `Fit: ${name}`,
        `${quality.flipped} flipped triangles, landmarks off by ${percent(quality.landmarkResidual)} of the shoulder width, confidence ${percent(confidence)}.`,
        analysis,
        meshOverlay(fitted.value.mesh),
      ),
      await panel(`Layer: ${name}`, 'The garment as drawn.', drawLayer(rendered.value, width, height)),
    );
  }
  const edited = resizeLabels(picture.edited, width, height);
  panels.push(
    await panel(
      'Made up',
      'Orange: what was hidden in the photo and had to be invented.',
      drawMask(analysis, (i) => picture.invented.data[i]),
    ),
    await panel(
      'Edited',
      `Orange: pixels that may differ from the photo, ${percent(result.editedShare)} of it.`,
      drawMask(analysis, (i) => (edited.data[i] ? 1 : 0)),
    ),
    await panel(
      'Difference',
      'How far the result is from the photo.',
      difference(analysis, shrink(picture.rgb, width, height)),
    ),
  );
  return panels;
}

function difference(a: Raster<Uint8Array>, b: Raster<Uint8Array>): Raster<Uint8Array> {
  const out = byteRaster(a.width, a.height, 3);
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.abs(a.data[i] - b.data[i]);
  return out;
}
