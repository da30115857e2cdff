/** Person panels: what the engine saw in a photo of people, step by step. */

import type { Garment } from '../../domain/garment.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import type { Raster } from '../../image/raster.ts';
import type { Person } from '../perceive.ts';
import { drawCutOut, drawLabels, drawMask } from './drawings.ts';
import type { Panel } from './html.ts';
import { frameOverlay, garmentOverlay, poseOverlay } from './overlays.ts';
import { panel, percent } from './page-file.ts';

export async function personPanels({ photo, pose, matte, parsing, frame }: Person): Promise<Panel[]> {
  const { analysis } = photo.value;
  const { people, subject } = pose.value;
  const shown = people[subject];
  const size = Math.max(analysis.width, analysis.height);
  const others = people.length > 1 ? ` One of ${people.length} people; the others are drawn faint.` : '';
  const back = shown.backView ? ' Seen from the back.' : '';
  return [
    await panel(
      'Pose',
      `Joints, faint where the model does not see them; blue is the person's left. Presence ${percent(shown.presence)}.${others}${back}`,
      analysis,
      poseOverlay(people, subject, size),
    ),
    await panel(
      'Matte',
      `The person cut out. Confidence ${percent(matte.value.confidence)}.`,
      drawCutOut(analysis, matte.value.alpha),
    ),
    await panel(
      'Parts',
      `Body and clothes by colour${parsing.value.wearsDress ? ', wearing a dress' : ''}. Confidence ${percent(parsing.value.score)}.`,
      drawLabels(analysis, parsing.value.labels),
    ),
    await panel(
      'Doubt',
      'Darker orange: less sure which part a pixel belongs to.',
      drawMask(analysis, (i) => 1 - parsing.value.confidence.data[i]),
    ),
    await panel(
      'Body',
      `Torso sides, shoulder line, arms and legs as measured. Confidence ${percent(frame.value.confidence)}.`,
      analysis,
      frameOverlay(frame.value),
    ),
  ];
}

/** Long side of a garment in the page, pixels. */
const GARMENT_SIZE = 900;

export async function garmentPanels(garment: Garment, name: string): Promise<Panel[]> {
  const { rgb, alpha, confidence } = garment;
  const scale = Math.min(1, GARMENT_SIZE / Math.max(rgb.width, rgb.height));
  const cutOut = drawCutOut(rgb, alpha);
  const small: Raster<Uint8Array> =
    scale < 1 ? resizeArea(cutOut, Math.round(rgb.width * scale), Math.round(rgb.height * scale)) : cutOut;
  const sleeve = garment.sleeve === 'none' ? '' : `, ${garment.sleeve}`;
  return [
    await panel(
      `Garment: ${name}`,
      `${garment.category}${sleeve}. Cut-out ${percent(confidence.cutout)}, category ${percent(confidence.category)}, landmarks ${percent(confidence.landmarks)}.`,
      small,
      garmentOverlay(garment, scale, Math.max(small.width, small.height)),
    ),
  ];
}
