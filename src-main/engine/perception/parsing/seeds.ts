/** Seeds: pixels whose part is all but certain from the pose, and the colour models learned from them. */

import type { Landmark } from '../../domain/pose.ts';
import { median, quantile } from '../../image/ops/signal.ts';
import { type ColourModel, colourCost, fitColourModel } from '../colour-model.ts';
import type { BodyFields } from './geometry.ts';
import type { WorkArea } from './work-area.ts';

/** Classes the colours are sorted into; skin is split into parts afterwards. */
export const CLASS = { background: 0, hair: 1, skin: 2, upper: 3, lower: 4, footwear: 5, other: 6 } as const;
export const CLASS_COUNT = 7;

export interface Models {
  byClass: (ColourModel | undefined)[];
  /** Pixels skin was first learned from: they stay in the model when it is relearned. */
  skinSeeds: Int32Array;
  /** One garment covers torso and thighs. */
  dress: boolean;
  /** By side (0 = the person's left): skin was seen above the elbow, so no sleeve covers the forearm. */
  bareElbow: [boolean, boolean];
}

/** Typical skin in the feature space, used only when neither face, neck nor hands can be seen. */
const NEUTRAL_SKIN = [1.785 * 68, 1.5 * 14, 1.5 * 17] as const;

/** Below this symmetric cross-entropy gap (nats) torso and thighs wear the same cloth. */
const DRESS_GAP = 2.2;

type Test = (i: number) => boolean;

function collect(n: number, test: Test): Int32Array {
  const out: number[] = [];
  for (let i = 0; i < n; i++) if (test(i)) out.push(i);
  return Int32Array.from(out);
}

const channel = (area: WorkArea, pixels: Int32Array, c: number): Float64Array =>
  Float64Array.from(pixels, (i) => area.features[i * 3 + c]);

export function medianColour(area: WorkArea, pixels: Int32Array): [number, number, number] {
  return [0, 1, 2].map((c) => median(channel(area, pixels, c))) as [number, number, number];
}

/** The share `keep` of pixels nearest to the median colour: drops eyes, lips, jewellery. */
function typical(area: WorkArea, pixels: Int32Array, keep: number): Int32Array {
  if (pixels.length < 20) return pixels;
  const m = medianColour(area, pixels);
  const d = Float64Array.from(
    pixels,
    (i) =>
      0.5 * Math.abs(area.features[i * 3] - m[0]) +
      Math.abs(area.features[i * 3 + 1] - m[1]) +
      Math.abs(area.features[i * 3 + 2] - m[2]),
  );
  const limit = quantile(d, keep);
  return pixels.filter((_, k) => d[k] <= limit);
}

/** Median cost of the pixels under a model. */
function medianCost(area: WorkArea, model: ColourModel, pixels: Int32Array): number {
  return median(Float64Array.from(pixels, (i) => colourCost(model, area.features, i * 3)));
}

function concat(parts: Int32Array[]): Int32Array {
  const out = new Int32Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

/** Face, neck and hand pixels that agree in colour. */
function skinSeeds(area: WorkArea, f: BodyFields, p: readonly Landmark[]): Int32Array {
  const { width, height, alpha } = area;
  const n = width * height;
  const rowOf = (i: number): number => Math.floor(i / width);
  const inside: Test = (i) => alpha[i] > 0.6;
  const face = typical(
    area,
    collect(n, (i) => f.face[i] < 0.75 && inside(i) && rowOf(i) < f.mouth.y + f.faceWidth * 0.4),
    0.75,
  );
  const neck = typical(
    area,
    collect(
      n,
      (i) => f.neck[i] < 0.5 && inside(i) && rowOf(i) > f.mouth.y + 0.15 * f.faceWidth && f.along[i] < -0.12,
    ),
    0.7,
  );
  const hands = [
    [15, 19, 17],
    [16, 20, 18],
  ].map(([wrist, index, pinky]) => {
    const w = p[wrist];
    if (w.visibility < 0.6 || w.x < 2 || w.y < 2 || w.x > width - 3 || w.y > height - 3)
      return new Int32Array(0);
    const cx = w.x * 0.4 + (p[index].x + p[pinky].x) * 0.3;
    const cy = w.y * 0.4 + (p[index].y + p[pinky].y) * 0.3;
    const r = f.unit * 0.07;
    return typical(
      area,
      collect(n, (i) => inside(i) && Math.hypot((i % width) + 0.5 - cx, rowOf(i) + 0.5 - cy) < r),
      0.7,
    );
  });
  const faceSeen = face.length >= 40 && f.faceCentre.y > 2 && p[0].visibility > 0.3;
  const first = faceSeen ? face : neck.length > 30 ? neck : new Int32Array(0);
  const handsSeen = concat(hands);
  const reference =
    first.length > 0
      ? medianColour(area, first)
      : handsSeen.length > 10
        ? medianColour(area, handsSeen)
        : NEUTRAL_SKIN;
  const accepted = [first];
  for (const part of [...hands, neck, face]) {
    if (part.length <= 10 || part === first) continue;
    const m = medianColour(area, part);
    const off = Math.hypot(0.35 * (m[0] - reference[0]), m[1] - reference[1], m[2] - reference[2]);
    if (off < 22) accepted.push(part);
  }
  return concat(accepted);
}

/** Learns the first colour models. */
export function seedModels(area: WorkArea, f: BodyFields, p: readonly Landmark[]): Models {
  const { features, alpha } = area;
  const n = area.width * area.height;
  const inside: Test = (i) => alpha[i] > 0.6;
  const seeds = skinSeeds(area, f, p);
  const skin = fitColourModel(features, seeds, 3, 25) ?? neutralSkin();
  const torso = collect(
    n,
    (i) =>
      Math.abs(f.lateral[i]) < 0.55 && f.along[i] > 0.22 && f.along[i] < 0.52 && f.arm[i] > 1 && inside(i),
  );
  let thighs = collect(
    n,
    (i) =>
      f.thigh[i] < 0.55 &&
      inside(i) &&
      f.arm[i] > 1.1 &&
      f.hand[i] > 1 &&
      f.along[i] > 1.08 &&
      f.belowHips[i] < 0.42,
  );
  if (thighs.length < 60)
    thighs = collect(
      n,
      (i) => Math.abs(f.lateral[i]) < 0.55 && f.along[i] > 0.93 && inside(i) && f.arm[i] > 1,
    );
  const upper = fitColourModel(features, torso, 4, 10);
  const lower = thighs.length > 25 ? fitColourModel(features, thighs, 4, 10) : undefined;
  let dress = false;
  if (upper && lower) {
    const gap =
      (medianCost(area, upper, thighs) -
        medianCost(area, lower, thighs) +
        medianCost(area, lower, torso) -
        medianCost(area, upper, torso)) /
      2;
    dress = gap < DRESS_GAP;
  }
  const skinLimit = seeds.length > 30 ? quantile(costs(area, skin, seeds), 0.9) : Number.NEGATIVE_INFINITY;
  const crownX = f.faceCentre.x + f.up.x * f.faceWidth * 0.35;
  const crownY = f.faceCentre.y + f.up.y * f.faceWidth * 0.35;
  const hair = collect(n, (i) => {
    if (f.face[i] <= 1.02 || !inside(i) || f.along[i] >= -0.05) return false;
    const x = (i % area.width) + 0.5;
    const y = Math.floor(i / area.width) + 0.5;
    if (Math.hypot(x - crownX, y - crownY) >= f.faceWidth * 1.15) return false;
    const above = (x - f.faceCentre.x) * f.up.x + (y - f.faceCentre.y) * f.up.y;
    return above > -0.1 * f.faceWidth && colourCost(skin, features, i * 3) > skinLimit;
  });
  const shoes = collect(n, (i) => f.foot[i] < 0.7 && inside(i));
  let backdrop = collect(n, (i) => alpha[i] < 0.02);
  if (backdrop.length < 50) backdrop = collect(n, (i) => alpha[i] < 0.2);
  return {
    byClass: [
      fitColourModel(features, backdrop, 5, 6),
      fitColourModel(features, hair, 3, 10),
      skin,
      upper,
      lower,
      fitColourModel(features, shoes, 4, 10),
      undefined,
    ],
    skinSeeds: seeds,
    dress,
    bareElbow: [false, false],
  };
}

function costs(area: WorkArea, model: ColourModel, pixels: Int32Array): Float64Array {
  return Float64Array.from(pixels, (i) => colourCost(model, area.features, i * 3));
}

/** One wide Gaussian around a mid skin tone. */
function neutralSkin(): ColourModel {
  const variance = [900, 60, 60];
  const logDet = Math.log(variance[0] * variance[1] * variance[2]);
  return {
    components: 1,
    values: Float64Array.from([
      0.5 * logDet + 2.7568,
      ...NEUTRAL_SKIN,
      1 / variance[0],
      0,
      0,
      1 / variance[1],
      0,
      1 / variance[2],
      1,
    ]),
  };
}
