/** Order: what lies in front of what, as a list of steps from the person without old clothes to the finished picture. */

import type { LayerTouch } from '../domain/composite.ts';
import type { DrawnLayer, RenderedPart } from '../domain/fit.ts';
import type { Box } from '../image/raster.ts';
import type { PixelRows } from '../image/sample-file.ts';
import { kindsOf } from './drawn-layer.ts';
import type { Front } from './front.ts';
import type { PaintMask } from './paint-masks.ts';
import { blurField, boundsOf, cellColours, clamp01 } from './planes.ts';
import type { Fill } from './removal/fill.ts';
import { edgeRows, fieldRows, type Grid, guidedRows, type Rows } from './rows.ts';
import { isLower, isUpper, type Scene } from './scene.ts';
import { armOcclusion, castShadow } from './shadows.ts';

export type Step =
  | { kind: 'fill'; alpha: Rows; body: Rows; shape: Rows; backdrop: Rows; grain: number }
  /** Remember the picture so far: the person without old clothes. */
  | { kind: 'remember' }
  | { kind: 'shadow'; factor: Rows }
  | {
      kind: 'paint';
      /** Which garment the part belongs to. */
      layer: number;
      part: RenderedPart['kind'];
      shade: Rows | null;
      /** Multiplies the coverage. */
      mask: Rows | null;
      /** The brush may draw it where the mask would not. */
      brushed: boolean;
      gain: readonly [number, number, number];
      grain: number;
    }
  /** Bring back what lies in front: the photo itself, or the remembered person. */
  | { kind: 'restore'; mask: Rows; from: 'photo' | 'remembered'; clean: Rows };

/** Scene pixels per sample of the fields of clean colours. */
const CLEAN_STEP = 4;

/**
 * Colour of a mask's solid inside, spread over its soft rim: the rim itself is mixed with what used to be behind it.
 * Three channels at 1 / CLEAN_STEP of the scene's size; nothing of the mask lies outside `box`.
 */
function cleanColour(scene: Scene, rgb: Float32Array, mask: Float32Array, box: Box): Float32Array {
  const cells = cellColours(scene, rgb, mask, 2, { box, least: 0.92 });
  const { w, colour, mass } = cells;
  const wideA = blurField(cells, colour, 1.2, 3);
  const wideK = blurField(cells, mass, 1.2);
  for (let i = 0; i < mass.length; i++) {
    // Its own cell counts most, neighbours fill in.
    const weight = mass[i] + 0.05 * wideK[i];
    for (let c = 0; c < 3; c++) {
      const o = i * 3 + c;
      colour[o] = weight > 1e-5 ? (colour[o] + 0.05 * wideA[o]) / weight : 0;
    }
    if (weight > 1e-5) continue;
    const x = Math.min(scene.w - 1, (i % w) * CLEAN_STEP);
    const y = Math.min(scene.h - 1, Math.floor(i / w) * CLEAN_STEP);
    for (let c = 0; c < 3; c++) colour[i * 3 + c] = rgb[(y * scene.w + x) * 3 + c];
  }
  return colour;
}

export interface Look {
  shade: Float32Array;
  gain: readonly [number, number, number];
  /** Strength of shadows, 1 = usual. */
  shadow: number;
  /** Grain of fills and of garments in levels. */
  fillGrain: number;
  garmentGrain: number;
  /** By layer. */
  touches: readonly (LayerTouch | undefined)[];
}

/** The person's side of a layer's light: factors moved towards 1 or away from it. */
function strengthened(factors: Float32Array, strength: number): Float32Array {
  if (strength === 1) return factors;
  return factors.map((v) => Math.max(0, 1 + (v - 1) * strength));
}

/** The steps that make the picture, in order. */
export function layOut(
  scene: Scene,
  photo: PixelRows,
  grid: Grid,
  fill: Fill,
  front: Front,
  masks: readonly PaintMask[],
  look: Look,
): Step[] {
  const { n, covers } = scene;
  const steps: Step[] = [];
  const rows = (data: Float32Array, channels = 1): Rows => fieldRows(grid, data, channels);
  steps.push({
    kind: 'fill',
    alpha: rows(fill.alpha),
    body: rows(fill.body, 3),
    shape: edgeRows(grid, fill.bodyShape),
    backdrop: rows(fill.backdrop, 3),
    grain: look.fillGrain,
  });
  steps.push({ kind: 'remember' });

  const armsBox = boundsOf(scene, front.arms);
  const shadowOf = (k: number): number => look.shadow * (look.touches[k]?.shadow ?? 1);
  const lightOf = (k: number): number => look.touches[k]?.light ?? 1;
  /** Light on sleeves and on the trunk by strength of light and shadow: layers mostly share them. */
  const lights = new Map<string, { sleeves: Rows; trunk: Rows }>();
  const lightFor = (k: number): { sleeves: Rows; trunk: Rows } => {
    const key = `${lightOf(k)} ${shadowOf(k)}`;
    const known = lights.get(key);
    if (known) return known;
    const shade = strengthened(look.shade, lightOf(k));
    const occluded = armOcclusion(scene, front.arms, armsBox, Math.min(1, 0.55 * shadowOf(k)));
    for (let i = 0; i < n; i++) occluded[i] *= shade[i];
    const made = { sleeves: rows(shade), trunk: rows(occluded) };
    lights.set(key, made);
    return made;
  };
  const parts = (
    layer: DrawnLayer,
    kinds: readonly string[],
    light: Rows | null,
    mask: Rows | null,
    dim = 1,
  ): void => {
    for (const part of kindsOf(layer)) {
      if (!kinds.includes(part)) continue;
      const k = covers.findIndex((c) => c.layer === layer);
      const strength = lightOf(k);
      const [r, g, b] = strength === 1 ? look.gain : look.gain.map((v) => 1 + (v - 1) * strength);
      steps.push({
        kind: 'paint',
        layer: k,
        part,
        shade: light,
        mask,
        brushed: part !== 'innerBack',
        gain: [r * dim, g * dim, b * dim],
        grain: look.garmentGrain,
      });
    }
  };
  const restore = (mask: Float32Array, from: 'photo' | 'remembered'): void => {
    const box = boundsOf(scene, mask);
    if (box.x1 === 0) return;
    const inside = from === 'photo' ? scene.rgb : fill.bare;
    // Made-up parts have no edge in the photo that a guide could follow.
    const follow = mask !== front.arms;
    steps.push({
      kind: 'restore',
      mask: follow ? guidedRows(grid, photo, scene.rgb, mask, box) : rows(mask),
      from,
      clean: fieldRows(grid, cleanColour(scene, inside, mask, box), 3, CLEAN_STEP),
    });
  };

  if (covers.some((c) => kindsOf(c.layer).includes('innerBack'))) {
    const behind = new Float32Array(n);
    for (let i = 0; i < n; i++) behind[i] = 1 - clamp01(fill.bodyShape[i]);
    for (const c of covers) parts(c.layer, ['innerBack'], null, rows(behind), 0.82);
  }

  let keptUpper = front.upper;
  // Clothes kept over a tucked top are under what is worn over it.
  const tucked = look.touches.findLastIndex((touch) => touch?.tuck);
  const lowerAfter = tucked < 0 ? covers.length - 1 : tucked;
  for (let k = 0; k < covers.length; k++) {
    const c = covers[k];
    if (keptUpper && isUpper(c.layer)) {
      restore(keptUpper, 'photo');
      keptUpper = null;
    }
    const drop = isLower(c.layer) && c.layer.fitted.garment.category !== 'dress' ? 0.012 : 0.02;
    const factor = castShadow(scene, fill.bodyShape, {
      shape: c.body,
      box: scene.coverBox,
      drop,
      blur: 0.022,
      strength: Math.min(1, 0.42 * shadowOf(k)),
    });
    steps.push({ kind: 'shadow', factor: rows(factor) });
    const { body, sleevesUnder } = masks[k];
    const { trunk, sleeves } = lightFor(k);
    parts(c.layer, ['body', 'legL', 'legR'], trunk, body && rows(body));
    if (sleevesUnder) parts(c.layer, ['sleeveL', 'sleeveR'], sleeves, rows(sleevesUnder));
    if (front.lower && k === lowerAfter) restore(front.lower, 'photo');
  }
  if (keptUpper) restore(keptUpper, 'photo');

  // The arm beyond the cuff may be made up where an old sleeve was: it comes from the person without old clothes.
  restore(front.arms, 'remembered');
  for (let k = 0; k < covers.length; k++) {
    const c = covers[k];
    if (!isUpper(c.layer)) continue;
    const seen = masks[k].sleeves;
    const sleeves = seen ? c.sleeves.map((v, i) => v * seen[i]) : c.sleeves;
    const receiver = new Float32Array(n);
    for (let i = 0; i < n; i++) receiver[i] = fill.bodyShape[i] * (1 - clamp01(c.body[i]));
    const factor = castShadow(scene, receiver, {
      shape: sleeves,
      box: boundsOf(scene, sleeves),
      drop: 0.026,
      blur: 0.018,
      strength: Math.min(1, 0.5 * shadowOf(k)),
    });
    steps.push({ kind: 'shadow', factor: rows(factor) });
    parts(c.layer, ['sleeveL', 'sleeveR'], lightFor(k).sleeves, seen && rows(seen));
  }
  restore(front.hands, 'remembered');
  restore(front.top, 'photo');
  return steps;
}
