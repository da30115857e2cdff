/** Composite: old clothes taken off, new ones laid on in order, lit like the photo; nothing else is touched. */

import { StudioError } from '../../contract/errors.ts';
import { say } from '../../contract/sentences.ts';
import type { BodyFrame } from '../domain/body-frame.ts';
import {
  type Composite,
  type CompositeParams,
  DEFAULT_COMPOSITE_PARAMS,
  type LayerTouch,
} from '../domain/composite.ts';
import type { DrawnLayer, RenderedLayer } from '../domain/fit.ts';
import type { Matte, Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import type { AnalysedPhoto, Photo } from '../image/photo.ts';
import { byteRaster, floatRaster } from '../image/raster.ts';
import { type PixelRows, rowsOf } from '../image/sample-file.ts';
import { type BlendedRows, blendRows } from './blend.ts';
import { findings, judge } from './confidence.ts';
import { frontMasks } from './front.ts';
import { grainOf } from './grain.ts';
import { whiteGain, withFalloff } from './light.ts';
import { layOut } from './order.ts';
import { hiddenBeneath, paintMasks } from './paint-masks.ts';
import { clamp01 } from './planes.ts';
import { cutPlates, type PreparedScene, prepareScene } from './prepare-scene.ts';
import { drawFill, shapeFill } from './removal/fill.ts';
import { replacementOf, withTrim } from './removal/old-garment.ts';
import { makeGrid } from './rows.ts';
import { editBox, makeScene } from './scene.ts';

export type Composited = Composite;

/** A composite of a photo whose pixels are read by rows. */
export interface PlanInput {
  photo: AnalysedPhoto;
  /** The photo's working pixels. */
  rows: PixelRows;
  pose: Pose;
  matte: Matte;
  parsing: Parsing;
  frame: BodyFrame;
  /** What was prepared of this person, to save the time; prepared anew when missing. */
  scene?: PreparedScene;
  /** In wearing order, bottom first; drawn at the photo's resolution. */
  layers: readonly DrawnLayer[];
  /** For a picture that follows a dragged handle: the confidence leaves out what takes long to see. */
  draft?: boolean;
  /** By layer, in the order of `layers`. */
  touches?: readonly (LayerTouch | undefined)[];
  /** Missing ones take DEFAULT_COMPOSITE_PARAMS. */
  params?: Partial<CompositeParams>;
}

export interface CompositeInput extends Omit<PlanInput, 'photo' | 'rows'> {
  photo: Photo;
  layers: readonly RenderedLayer[];
}

/** A composite before any pixel of it is drawn. */
export interface CompositePlan extends Omit<Composite, 'rgb' | 'edited'> {
  /** Draws the photo's rows from <= y < to. */
  blend(from: number, to: number): BlendedRows;
}

/**
 * Dress the person of `photo` in `layers`.
 *
 * Pixels where `edited` is 0 are the photo's own, bit for bit. Masks and soft light are worked out at analysis size inside
 * the box of the edit; the photo's own resolution is touched only row by row.
 *
 * Errors: `invalid-input` when rasters do not fit the photo or there is no layer.
 */
export function composite(input: CompositeInput): Composite {
  const { blend, ...verdict } = planComposite({ ...input, rows: rowsOf(input.photo.rgb) });
  return { ...blend(0, input.photo.height), ...verdict };
}

/** Everything of a composite but its pixels. Errors: as those of `composite`. */
export function planComposite(input: PlanInput): CompositePlan {
  const { photo, rows } = input;
  const { pose, matte, parsing, frame, layers } = input;
  const params = { ...DEFAULT_COMPOSITE_PARAMS, ...input.params };
  const touches = input.touches ?? layers.map(() => undefined);
  const usual = DEFAULT_COMPOSITE_PARAMS;
  const { width, height } = photo.analysis;
  if (parsing.labels.width !== width || parsing.labels.height !== height)
    throw new StudioError(
      'invalid-input',
      `Expected a label map of ${width} x ${height} pixels, received ${parsing.labels.width} x ${parsing.labels.height}. Analyse this photo again.`,
    );
  if (layers.length === 0)
    throw new StudioError(
      'invalid-input',
      'Expected at least one garment to put on, received none. Choose a garment.',
    );

  const box = editBox(photo, parsing, frame, layers);
  if (!box) {
    return {
      blend: (from, to) => asItIs(rows, from, to),
      invented: floatRaster(width, height, 1),
      confidence: 0,
      reasons: [say('garment-outside-picture')],
      needsReview: true,
    };
  }
  const scene = makeScene(photo, pose, parsing, frame, layers, box);
  const what = replacementOf(scene);
  const strength = { light: params.light / usual.light, folds: params.folds / usual.folds };
  const prepared = input.scene ?? prepareScene(input);
  const whole = prepared.plates({ what, ...strength });
  const plates = cutPlates(whole, scene);
  const old = withTrim(scene, plates.worn);
  const shape = shapeFill(scene, what, old, plates.body);
  const front = frontMasks(scene, what, old, shape, plates.shapes, params.tuck);
  const masks = paintMasks(scene, front, shape.beneath.hemRow);
  const hidden = hiddenBeneath(scene, front, masks);
  const fill = drawFill(scene, old, plates.body, whole.scene, shape, hidden);
  const grid = makeGrid(photo, scene.box);

  const { target } = grid;
  const grain = grainOf(rows, (x, y) => x >= target.x0 && x < target.x1 && y >= target.y0 && y < target.y1);
  const graininess = params.grain / usual.grain;
  const steps = layOut(scene, rows, grid, fill, front, masks, {
    shade: withFalloff(scene, plates.light.shade, strength.light),
    gain: whiteGain(scene, params.balance),
    shadow: params.shadow / usual.shadow,
    fillGrain: grain * graininess,
    // Product pictures have little grain of their own; half the photo's is enough to sit in.
    garmentGrain: 0.5 * grain * graininess,
    touches,
  });
  const brushes = touches.map((touch) => touch?.brush);

  const made = new Float32Array(scene.n);
  for (let i = 0; i < scene.n; i++)
    made[i] = old.mask[i] ? fill.alpha[i] * (1 - clamp01(scene.cover[i])) * (1 - clamp01(front.top[i])) : 0;
  for (let i = 0; i < scene.n; i++)
    if (fill.madeArm[i] * front.arms[i] > made[i]) made[i] = fill.madeArm[i] * front.arms[i];
  const invented = floatRaster(width, height, 1);
  for (let y = 0; y < scene.h; y++)
    invented.data.set(
      made.subarray(y * scene.w, (y + 1) * scene.w),
      (y + scene.box.y0) * width + scene.box.x0,
    );
  const verdict = judge(scene, findings(scene, made, fill.beneath.kind, old.soft, front.arms, !input.draft), {
    pose,
    matte,
    parsing,
    frame,
  });
  return {
    invented,
    ...verdict,
    blend: (from, to) => blendRows({ photo: rows, grid, steps, layers, brushes }, from, to),
  };
}

/** Rows of the photo without any edit. */
export function asItIs(photo: PixelRows, from: number, to: number): BlendedRows {
  const { width } = photo;
  const rgb = byteRaster(width, to - from, 3);
  for (let y = from; y < to; y++) rgb.data.set(photo.row(y), (y - from) * width * 3);
  return { rgb, edited: byteRaster(width, to - from, 1) };
}
