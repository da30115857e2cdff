/** Adapters for the user's own models: a photo in, a part map or a person matte out, at the photo's size. */

import { StudioError } from '../../contract/errors.ts';
import { PART, type PartName } from '../domain/parsing.ts';
import { resizeArea, resizeBilinear } from '../image/ops/resize.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from '../image/raster.ts';
import type { Model } from './runtime.ts';
import type { Tensor } from './session.ts';
import { isSideless, SIDELESS } from './user-contract.ts';

/** Long side given to models that take any size, and what their sides are a multiple of. */
const FREE_LONG_SIDE = 512;
const FREE_MULTIPLE = 32;

/** Where the photo lies inside the model's input, in input pixels. */
interface Placement {
  width: number;
  height: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface UserParsing {
  /** One channel of PART values, the size of the photo. */
  labels: Raster<Uint8Array>;
  /** Probability 0..1 of the chosen part at every pixel; 1 for models that give class indices. */
  confidence: Mask;
}

/**
 * Runs a `body-parsing` model on an RGB raster.
 *
 * @param sideOf side of the *person* a pixel centre lies on, for models that do not tell left from right; without
 * it the person is taken to face the camera, split at the middle of what is not background.
 * @throws StudioError 'model-invalid' when the model gives something else than its manifest says.
 */
export async function runUserParser(
  model: Model,
  rgb: Raster<Uint8Array>,
  sideOf?: (x: number, y: number) => 'left' | 'right',
): Promise<UserParsing> {
  requireTask(model, 'body-parsing');
  const labels = model.manifest.labels ?? [];
  const { output, placement } = await runOnPicture(model, rgb);
  const { planes, classes } = classPlanes(model, output, labels.length);

  const best = floatRaster(rgb.width, rgb.height).data.fill(-1);
  const winner = new Uint8Array(best.length);
  for (let c = 0; c < classes; c++) {
    const plane = toPhoto(planes[c], placement, rgb);
    for (let i = 0; i < best.length; i++) {
      if (plane.data[i] > best[i]) {
        best[i] = plane.data[i];
        winner[i] = c;
      }
    }
  }
  for (let i = 0; i < best.length; i++) best[i] = Math.min(1, Math.max(0, best[i]));

  const side = sideOf ?? facingCamera(winner, labels, rgb.width);
  const parts = byteRaster(rgb.width, rgb.height, 1);
  for (let y = 0, i = 0; y < rgb.height; y++) {
    for (let x = 0; x < rgb.width; x++, i++) {
      const label = labels[winner[i]];
      parts.data[i] = isSideless(label)
        ? PART[SIDELESS[label][side(x + 0.5, y + 0.5) === 'left' ? 0 : 1]]
        : PART[label as PartName];
    }
  }
  return { labels: parts, confidence: floatRaster(rgb.width, rgb.height, 1, best) };
}

/**
 * Runs a `person-matte` model on an RGB raster: alpha 0..1, the size of the raster.
 * @throws StudioError 'model-invalid' when the model gives something else than its manifest says.
 */
export async function runUserMatte(model: Model, rgb: Raster<Uint8Array>): Promise<Mask> {
  requireTask(model, 'person-matte');
  const { output, placement } = await runOnPicture(model, rgb);
  const [height, width] = output.dims.slice(-2);
  if (output.data.length !== width * height) throw wrongOutput(model, output);
  const logits = model.manifest.outputs[0].activation === 'sigmoid';
  const alpha = floatRaster(width, height);
  for (let i = 0; i < alpha.data.length; i++) {
    const value = logits ? 1 / (1 + Math.exp(-output.data[i])) : output.data[i];
    // NaN becomes 0
    alpha.data[i] = value > 0 ? Math.min(1, value) : 0;
  }
  return toPhoto(alpha, placement, rgb);
}

function requireTask(model: Model, task: 'body-parsing' | 'person-matte'): void {
  if (model.manifest.task === task) return;
  throw new StudioError(
    'model-invalid',
    `Expected a model for "${task}", but "${model.name}" is for "${model.manifest.task}". Choose another model.`,
  );
}

async function runOnPicture(
  model: Model,
  rgb: Raster<Uint8Array>,
): Promise<{ output: Tensor; placement: Placement }> {
  const [input] = model.manifest.inputs;
  const placement = place(input.shape, input.fit === 'letterbox' ? 'letterbox' : 'stretch', rgb);
  const data = pictureTensor(
    rgb,
    placement,
    input.normalisation ?? { mean: [0, 0, 0], std: [255, 255, 255] },
  );
  const dims = [1, 3, placement.height, placement.width];
  const outputs = await model.run({ [input.name]: { data, dims } });
  const output = outputs[model.manifest.outputs[0].name];
  if (output.dims.length < 2) throw wrongOutput(model, output);
  return { output, placement };
}

function place(
  shape: readonly (number | string)[],
  fit: 'stretch' | 'letterbox',
  rgb: Raster<Uint8Array>,
): Placement {
  const [height, width] = shape.slice(2);
  if (typeof height === 'string' || typeof width === 'string') {
    const scale = FREE_LONG_SIDE / Math.max(rgb.width, rgb.height);
    const side = (size: number) => Math.max(1, Math.round((size * scale) / FREE_MULTIPLE)) * FREE_MULTIPLE;
    const [w, h] = [side(rgb.width), side(rgb.height)];
    return { width: w, height: h, x: 0, y: 0, w, h };
  }
  if (fit === 'stretch') return { width, height, x: 0, y: 0, w: width, h: height };
  const scale = Math.min(width / rgb.width, height / rgb.height);
  const w = Math.max(1, Math.round(rgb.width * scale));
  const h = Math.max(1, Math.round(rgb.height * scale));
  return { width, height, x: (width - w) >> 1, y: (height - h) >> 1, w, h };
}

/** Planes of normalised samples; the border of a letterbox is the mean, that is 0. */
function pictureTensor(
  rgb: Raster<Uint8Array>,
  { width, height, x, y, w, h }: Placement,
  { mean, std }: { mean: readonly number[]; std: readonly number[] },
): Float32Array {
  const small = w <= rgb.width && h <= rgb.height ? resizeArea(rgb, w, h) : resizeBilinear(rgb, w, h);
  const data = new Float32Array(3 * width * height);
  for (let c = 0; c < 3; c++) {
    for (let row = 0; row < h; row++) {
      const target = (c * height + y + row) * width + x;
      for (let column = 0; column < w; column++) {
        data[target + column] = (small.data[(row * w + column) * 3 + c] - mean[c]) / std[c];
      }
    }
  }
  return data;
}

/** One probability plane per class, from scores or from class indices. */
function classPlanes(model: Model, output: Tensor, classes: number): { planes: Mask[]; classes: number } {
  const [height, width] = output.dims.slice(-2);
  const size = width * height;
  const planes = Array.from({ length: classes }, () => floatRaster(width, height));
  if (model.manifest.outputs[0].type !== 'float32') {
    if (output.data.length !== size) throw wrongOutput(model, output);
    for (let i = 0; i < size; i++) {
      const plane = planes[output.data[i]];
      if (!plane) {
        throw new StudioError(
          'model-invalid',
          `Model "${model.name}" gave class ${output.data[i]}, but its manifest names ${classes} labels.`,
        );
      }
      plane.data[i] = 1;
    }
    return { planes, classes };
  }
  if (output.data.length !== size * classes) throw wrongOutput(model, output);
  const softmax = (model.manifest.outputs[0].activation ?? 'softmax') === 'softmax';
  for (let i = 0; i < size; i++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, output.data[c * size + i]);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const score = output.data[c * size + i];
      const value = softmax ? Math.exp(score - largest) : score;
      planes[c].data[i] = value;
      sum += value;
    }
    if (!softmax) continue;
    for (let c = 0; c < classes; c++) planes[c].data[i] /= sum;
  }
  return { planes, classes };
}

/** Brings a map over the model's input back to the photo. */
function toPhoto(map: Mask, { width, height, x, y, w, h }: Placement, photo: Raster<Uint8Array>): Mask {
  const whole = w === width && h === height;
  if (whole) return resizeBilinear(map, photo.width, photo.height);
  // letterboxed: sample only the part the photo fills
  const out = floatRaster(photo.width, photo.height);
  const scaleX = map.width / width;
  const scaleY = map.height / height;
  // the photo's first and last row and column of the map: the padding beyond must not be mixed in
  const inside = (value: number, from: number, size: number) =>
    Math.min(from + size - 1, Math.max(from, value));
  for (let j = 0; j < photo.height; j++) {
    const v = inside((y + ((j + 0.5) / photo.height) * h) * scaleY - 0.5, y * scaleY, h * scaleY);
    const y0 = clampIndex(Math.floor(v), map.height);
    const y1 = clampIndex(y0 + 1, map.height);
    const fy = v - y0;
    for (let i = 0; i < photo.width; i++) {
      const u = inside((x + ((i + 0.5) / photo.width) * w) * scaleX - 0.5, x * scaleX, w * scaleX);
      const x0 = clampIndex(Math.floor(u), map.width);
      const x1 = clampIndex(x0 + 1, map.width);
      const fx = u - x0;
      const top = map.data[y0 * map.width + x0] * (1 - fx) + map.data[y0 * map.width + x1] * fx;
      const bottom = map.data[y1 * map.width + x0] * (1 - fx) + map.data[y1 * map.width + x1] * fx;
      out.data[j * photo.width + i] = top * (1 - fy) + bottom * fy;
    }
  }
  return out;
}

function clampIndex(i: number, size: number): number {
  return Math.min(size - 1, Math.max(0, i));
}

/** The picture's right half is the left half of a person who faces the camera. */
function facingCamera(
  winner: Uint8Array,
  labels: readonly string[],
  width: number,
): (x: number) => 'left' | 'right' {
  const background = labels.indexOf('background');
  let sum = 0;
  let count = 0;
  for (let i = 0; i < winner.length; i++) {
    if (winner[i] === background) continue;
    sum += (i % width) + 0.5;
    count++;
  }
  const middle = count > 0 ? sum / count : width / 2;
  return (x) => (x > middle ? 'left' : 'right');
}

function wrongOutput(model: Model, output: Tensor): StudioError {
  return new StudioError(
    'model-invalid',
    `Model "${model.name}" gave an output of shape [${output.dims.join(', ')}], ` +
      `its manifest says [${model.manifest.outputs[0].shape.join(', ')}].`,
  );
}
