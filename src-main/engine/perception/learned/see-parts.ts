/** Seen parts: what the trained network takes every pixel of a person for, beside the parsing that needs no network. */

import { StudioError } from '../../../contract/errors.ts';
import { PART } from '../../domain/parsing.ts';
import { PART_JOINTS, PARTS_HEIGHT, PARTS_WIDTH } from '../../domain/part-joints.ts';
import type { PersonPose } from '../../domain/pose.ts';
import { resizeBilinear } from '../../image/ops/resize.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import type { Model } from '../../runtime/runtime.ts';
import { personFrame, personInput } from './person-frame.ts';

const PART_COUNT = Object.keys(PART).length;

export interface SeenParts {
  /** PART values, one channel, the raster's size; background outside the frame that was looked at. */
  labels: Raster<Uint8Array>;
  /** Probability 0..1 of the label; 0 outside the frame. */
  confidence: Mask;
}

/**
 * Runs a `body-parts` model on the raster a pose was found in.
 *
 * @throws StudioError 'model-invalid' for a model whose labels or shapes are not those of this code
 */
export async function seeParts(
  model: Model,
  rgb: Raster<Uint8Array>,
  person: Pick<PersonPose, 'landmarks'>,
): Promise<SeenParts> {
  const { labels: named = [], outputs, inputs } = model.manifest;
  if (named.join() !== Object.keys(PART).join())
    throw new StudioError(
      'model-invalid',
      `Model "${model.name}" does not give the parts ${Object.keys(PART).join(', ')} in this order. Train it anew, or build the models again.`,
    );
  const frame = personFrame(person.landmarks, rgb.width, rgb.height);
  const dims = [1, 3 + PART_JOINTS.length, PARTS_HEIGHT, PARTS_WIDTH];
  const result = await model.run({
    [inputs[0].name]: { data: personInput(rgb, person.landmarks, frame), dims },
  });
  const { data } = result[outputs[0].name];
  const plane = PARTS_WIDTH * PARTS_HEIGHT;
  if (data.length !== PART_COUNT * plane)
    throw new StudioError(
      'model-invalid',
      `Model "${model.name}" gave ${data.length} values, expected ${PART_COUNT * plane}. Build the models again.`,
    );
  const labels = byteRaster(rgb.width, rgb.height, 1);
  const confidence = floatRaster(rgb.width, rgb.height);
  const [x0, y0] = [Math.max(0, frame.x), Math.max(0, frame.y)];
  const [x1, y1] = [Math.min(rgb.width, frame.x + frame.width), Math.min(rgb.height, frame.y + frame.height)];
  for (let part = 0; part < PART_COUNT; part++) {
    const small = floatRaster(
      PARTS_WIDTH,
      PARTS_HEIGHT,
      1,
      Float32Array.from(data.subarray(part * plane, (part + 1) * plane)),
    );
    const large = resizeBilinear(small, frame.width, frame.height);
    for (let y = y0; y < y1; y++)
      for (let x = x0; x < x1; x++) {
        const chance = large.data[(y - frame.y) * frame.width + x - frame.x];
        const i = y * rgb.width + x;
        if (chance <= confidence.data[i]) continue;
        confidence.data[i] = Math.min(1, chance);
        labels.data[i] = part;
      }
  }
  return { labels, confidence };
}
