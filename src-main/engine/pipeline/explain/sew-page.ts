/** Sew page: explains what was seen in the garment's picture, how it was cut, and how it fits. */

import { basename } from 'node:path';
import { texts } from '../../../contract/sentences.ts';
import type { SewRequest, SewResult } from '../../../contract/sew.ts';
import { zoneWord } from '../../body/fit/zone-words.ts';
import type { Panel as ClothPanel } from '../../domain/garment3d.ts';
import { byteRaster } from '../../image/raster.ts';
import type { SewRun } from '../sew.ts';
import { easeWord, verdictWord } from '../sewn/fit-words.ts';
import { FILES } from '../sewn/pictures.ts';
import type { Panel } from './html.ts';
import { panel, percent, stageTable, writePage } from './page-file.ts';
import { garmentPanels, personPanels } from './person-panels.ts';

/** Writes the page into `folder` and returns its path. */
export async function explainSew(
  folder: string,
  request: SewRequest,
  run: SewRun,
  result: SewResult,
): Promise<string> {
  const garment = run.garment.value;
  const worn = run.sizes.find(({ size }) => size === run.size) ?? run.sizes[0];
  const { sex } = run.wearer.rest.shape;
  const fits = run.sizes.map(
    ({ size, zones }) =>
      `${size}: ${zones.map((z) => `${zoneWord(z.zone, sex)} ${easeWord(z, garment.category)} (${verdictWord(z)})`).join(', ')}`,
  );
  return writePage(folder, {
    title: `${basename(request.garment)} on ${request.person ? basename(request.person) : 'a body by its measures'}`,
    facts: [
      ['Method', result.method],
      ...(result.projectedBecause ? [['Not sewn', result.projectedBecause.text] as [string, string]] : []),
      ['Size in the pictures', result.size],
      ['Recommended', result.recommendation.size],
      ['Material', result.material],
      ['Confidence', percent(result.confidence)],
      ['Time', `${(result.ms / 1000).toFixed(1)} s`],
      ['Provider', result.provider],
    ],
    remarks: [
      ...texts(result.recommendation.reasons),
      ...fits,
      ...texts([...result.reasons, ...result.notes]),
    ],
    table: stageTable(result.stages),
    panels: [
      ...(await garmentPanels(garment, basename(request.garment))),
      ...(run.back && request.back
        ? await garmentPanels(run.back.garment.value, basename(request.back))
        : []),
      ...(run.person ? await personPanels(run.person) : []),
      ...(worn.made ? [await patternPanel(worn.made.sewn.panels, run.size)] : []),
      filePanel('Front', run, FILES.front, request.viewHeight),
      filePanel('Back', run, FILES.back, request.viewHeight),
    ],
  });
}

function filePanel(title: string, run: SewRun, name: string, height: number): Panel {
  const width = Math.round(height * 0.75);
  const bytes = run.files.get(name)!;
  return { title, caption: `Worn in ${run.size}.`, width, height, picture: { type: 'image/jpeg', bytes } };
}

/** Pixels a metre of cloth in the drawing, and the room around a piece. */
const SCALE = 260;
const ROOM = 12;

/** The cut pieces beside each other at one scale. */
async function patternPanel(panels: readonly ClothPanel[], size: string): Promise<Panel> {
  const boxes = panels.map(({ outline }) => {
    const xs = outline.map((p) => p.x * SCALE);
    const ys = outline.map((p) => -p.y * SCALE);
    return {
      x: Math.min(...xs),
      y: Math.min(...ys),
      w: Math.max(...xs) - Math.min(...xs),
      h: Math.max(...ys) - Math.min(...ys),
    };
  });
  const width = Math.ceil(boxes.reduce((sum, box) => sum + box.w + ROOM, ROOM));
  const height = Math.ceil(Math.max(...boxes.map((box) => box.h)) + 2 * ROOM);
  let left = ROOM;
  const shapes = panels.map(({ outline }, i) => {
    const points = outline.map(
      (p) =>
        `${(p.x * SCALE - boxes[i].x + left).toFixed(1)},${(-p.y * SCALE - boxes[i].y + ROOM).toFixed(1)}`,
    );
    left += boxes[i].w + ROOM;
    return `<polygon points="${points.join(' ')}" fill="#e9e4da" stroke="#333" stroke-width="1"/>`;
  });
  const paper = byteRaster(width, height, 3, new Uint8Array(width * height * 3).fill(250));
  const names = panels.map(({ name }) => name).join(', ');
  return panel('Pattern', `Pieces cut for ${size}: ${names}.`, paper, shapes.join(''));
}
