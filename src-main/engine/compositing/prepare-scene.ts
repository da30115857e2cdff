/** Prepare scene: what a composite needs to know of the person alone, worked out once per person and kind of clothes. */

import type { BodyFrame } from '../domain/body-frame.ts';
import { PART, type Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import type { AnalysedPhoto } from '../image/photo.ts';
import { type FrontShapes, frontShapes } from './front.ts';
import { type Light, photoLight } from './light.ts';
import { type BareBody, bareBody } from './removal/fill.ts';
import { bareArms, bareLegs, cutLimb, type Limb } from './removal/limbs.ts';
import { findWorn, type OldGarment, type Replacement } from './removal/old-garment.ts';
import { makeScene, type Scene } from './scene.ts';

/** Everything about the person that one kind of new garments needs; planes have the size of `scene`. */
export interface Plates {
  scene: Scene;
  worn: OldGarment;
  light: Light;
  body: BareBody;
  shapes: FrontShapes;
}

export interface PlateRequest {
  what: Replacement;
  /** Strengths around 1. */
  light: number;
  folds: number;
}

/** The person's side of compositing. Plates are made when first asked for and the last few are kept. */
export interface PreparedScene {
  /** What it was prepared from and therefore holds, so that whoever keeps it knows its size. */
  readonly of: SceneInput;
  plates(request: PlateRequest): Plates;
  /**
   * Does a part of making the plates that a top, a dress or a lower garment will most likely ask for; false when nothing is left
   * to do.
   */
  ahead(): boolean;
}

export interface SceneInput {
  photo: AnalysedPhoto;
  pose: Pose;
  parsing: Parsing;
  frame: BodyFrame;
}

/** What is the same for all kinds of garments; planes have the size of `scene`. */
interface Person {
  scene: Scene;
  arms: ReturnType<typeof bareArms>;
  legs: Limb[];
  shapes: FrontShapes;
}

/** Kinds of new garments whose plates are kept at a time: a top, a lower garment, a dress. */
const KEPT = 3;

/** Steps in shoulder widths, or shares of an arm, in which drafts tell one kind of garments from another. */
const DRAFT_STEP = 0.4;

const DRESS: Replacement = {
  upper: true,
  lower: true,
  dressFrom: Number.NEGATIVE_INFINITY,
  dressTo: Number.POSITIVE_INFINITY,
  sleevesUnder: 0,
  legs: null,
};

/** Keeps the results of the last `most` keys. */
function remember<T>(most: number): {
  has(key: string): boolean;
  get(key: string, make: () => T): T;
  clear(): void;
} {
  const kept = new Map<string, T>();
  return {
    has: (key) => kept.has(key),
    get(key, make) {
      const value = kept.get(key) ?? make();
      kept.delete(key);
      kept.set(key, value);
      if (kept.size > most) kept.delete(kept.keys().next().value as string);
      return value;
    },
    clear: () => kept.clear(),
  };
}

/**
 * Plates take some 100 MB: only those of the person dressed last are held, and made again when another comes back. The
 * small ones of drafts take a tenth and are held beside them.
 */
const forgetLast: { picture?: () => void; draft?: () => void } = {};

/** The same request always gets the same plates, whatever was asked before: they span the whole picture. */
export function prepareScene(of: SceneInput, place: 'picture' | 'draft' = 'picture'): PreparedScene {
  const { photo, pose, parsing, frame } = of;
  let person: Person | undefined;
  const forget = (): void => {
    person = undefined;
    lights.clear();
    worns.clear();
    kinds.clear();
    steps = undefined;
  };
  const known = (): Person => {
    const { width, height } = photo.analysis;
    const scene = makeScene(photo, pose, parsing, frame, [], { x0: 0, y0: 0, x1: width, y1: height });
    return { scene, arms: bareArms(scene), legs: bareLegs(scene), shapes: frontShapes(scene) };
  };
  const lights = remember<Light>(1);
  const worns = remember<OldGarment>(1);
  const kinds = remember<Plates>(KEPT);
  const hasLegs = parsing.labels.data.some((l) => l === PART.leftLeg || l === PART.rightLeg);
  /** What is left of the work ahead. */
  let steps: (() => void)[] | undefined;

  /** Drops the last person's plates, unless that was this one. */
  const hold = (): void => {
    if (forgetLast[place] !== forget) forgetLast[place]?.();
    forgetLast[place] = forget;
  };
  // What makes no difference on this person may not make a new set of plates.
  const mattering = (asked: Replacement): Replacement => ({
    ...asked,
    dressFrom: parsing.wearsDress ? rounded(asked.dressFrom) : 0,
    dressTo: parsing.wearsDress ? rounded(asked.dressTo) : 0,
    sleevesUnder: rounded(asked.sleevesUnder, 1),
    legs: hasLegs && asked.legs ? { from: rounded(asked.legs.from), to: rounded(asked.legs.to) } : null,
  });
  // While a hem is dragged, a draft may not make new plates for every step of it.
  const rounded = (v: number, unit = frame.unit): number =>
    place === 'draft' && Number.isFinite(v) ? Math.round(v / (DRAFT_STEP * unit)) * DRAFT_STEP * unit : v;
  const keyOf = (what: Replacement): string =>
    JSON.stringify(Object.values(what).map((v) => (typeof v === 'number' ? String(v) : v)));
  const personOf = (): Person => {
    person ??= known();
    return person;
  };
  const lightOf = (light: number, folds: number): Light =>
    lights.get(JSON.stringify([light, folds]), () => photoLight(personOf().scene, light, folds));
  const wornOf = (what: Replacement): OldGarment =>
    worns.get(keyOf(what), () => findWorn(personOf().scene, what));

  const plates = ({ what: asked, light, folds }: PlateRequest): Plates => {
    hold();
    const what = mattering(asked);
    return kinds.get(keyOf(what) + JSON.stringify([light, folds]), () => {
      const { scene, arms, legs, shapes } = personOf();
      const soft = lightOf(light, folds);
      const worn = wornOf(what);
      const body = bareBody(scene, what, worn, soft, arms, what.lower ? legs : []);
      worns.clear();
      return { scene, worn, light: soft, body, shapes };
    });
  };
  /** One kind of garments in two steps of about the same length, none where its plates are there. */
  const stepsFor = (asked: Replacement): (() => void)[] => {
    const what = mattering(asked);
    if (kinds.has(keyOf(what) + JSON.stringify([1, 1]))) return [];
    return [() => wornOf(what), () => plates({ what, light: 1, folds: 1 })];
  };
  return {
    of,
    plates,
    ahead() {
      hold();
      // What a skirt or a top leaves of a worn dress depends on the garment: only a new dress can be foreseen.
      const likely = parsing.wearsDress
        ? [DRESS]
        : [{ ...DRESS, upper: false }, DRESS, { ...DRESS, lower: false }];
      steps ??= [() => lightOf(1, 1), ...likely.flatMap(stepsFor)];
      steps.shift()?.();
      return steps.length > 0;
    },
  };
}

/** Cuts `channels` interleaved values per pixel from a plane of `from` to the box of `to`. */
export function cutTo<T extends Float32Array | Uint8Array>(from: Scene, to: Scene, data: T, channels = 1): T {
  const out = new (data.constructor as new (n: number) => T)(to.n * channels);
  const dx = to.box.x0 - from.box.x0;
  const dy = to.box.y0 - from.box.y0;
  const row = to.w * channels;
  for (let y = 0; y < to.h; y++) {
    const at = ((y + dy) * from.w + dx) * channels;
    out.set(data.subarray(at, at + row) as never, y * row);
  }
  return out;
}

/** The plates of a larger scene cut to that of the edit; colours are drawn from the larger scene as they are needed. */
export function cutPlates(plates: Plates, scene: Scene): Plates {
  const { scene: from, worn, light, body, shapes } = plates;
  const plane = <T extends Float32Array | Uint8Array>(data: T, channels = 1): T =>
    cutTo(from, scene, data, channels);
  const dx = scene.box.x0 - from.box.x0;
  const dy = scene.box.y0 - from.box.y0;
  const line = (rows: Float64Array): Float64Array => rows.subarray(dx, dx + scene.w).map((y) => y - dy);
  const limb = (l: Limb): Limb => cutLimb(l, from, scene);
  return {
    scene,
    worn: { soft: plane(worn.soft), mask: plane(worn.mask), trim: new Uint8Array(scene.n) },
    light: { ...light, shade: plane(light.shade) },
    body: {
      arms: { L: limb(body.arms.L), R: limb(body.arms.R) },
      legs: body.legs.map(limb),
      beneath: {
        kind: plane(body.beneath.kind),
        apart: plane(body.beneath.apart),
        waistRow: line(body.beneath.waistRow),
        hemRow: line(body.beneath.hemRow),
      },
      skin: body.skin,
      cloths: body.cloths,
      backdrop: body.backdrop,
    },
    shapes: { limbs: plane(shapes.limbs), hands: plane(shapes.hands), face: plane(shapes.face) },
  };
}
