/** Prepare scene: what a composite needs to know of the person alone, worked out once per person and kind of clothes. */

import type { BodyFrame } from '../domain/body-frame.ts';
import { PART, type Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import type { Photo } from '../image/photo.ts';
import type { Box } from '../image/raster.ts';
import { type Light, photoLight } from './light.ts';
import { type FrontShapes, frontShapes } from './order.ts';
import { type BareBody, bareBody } from './removal/fill.ts';
import { findWorn, type OldGarment, type Replacement } from './removal/old-garment.ts';
import { aroundLimbs, makeScene, type Reach, removableBox, type Scene } from './scene.ts';

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
  reach: Reach;
  /** Analysis pixels the plates have to hold. */
  box: Box;
  /** Strengths around 1. */
  light: number;
  folds: number;
}

/** The person's side of compositing. Plates are made when first asked for and the last few are kept. */
export interface PreparedScene {
  plates(request: PlateRequest): Plates;
}

export interface SceneInput {
  photo: Photo;
  pose: Pose;
  parsing: Parsing;
  frame: BodyFrame;
}

/** Kinds of new garments whose plates are kept at a time: a top, a lower garment, a dress. About 60 MB each. */
const KEPT = 3;

/** Room around limbs and worn clothes in shoulder widths, so that most garments find the same plates. */
const ROOM = 0.4;

/**
 * The same request always gets the same plates, whatever was asked before: their box follows from the person, or is the
 * whole picture where a garment reaches farther.
 */
export function prepareScene({ photo, pose, parsing, frame }: SceneInput): PreparedScene {
  const kept = new Map<string, Plates>();
  const hasLegs = parsing.labels.data.some((l) => l === PART.leftLeg || l === PART.rightLeg);
  return {
    plates({ what: asked, reach, box: needed, light, folds }) {
      // What makes no difference on this person may not make a new set of plates.
      const what = {
        ...asked,
        dressFrom: parsing.wearsDress ? asked.dressFrom : 0,
        dressTo: parsing.wearsDress ? asked.dressTo : 0,
        legs: hasLegs ? asked.legs : null,
      };
      const usual = usualBox(photo, parsing, frame, reach);
      const fits =
        needed.x0 >= usual.x0 && needed.y0 >= usual.y0 && needed.x1 <= usual.x1 && needed.y1 <= usual.y1;
      const box = fits ? usual : { x0: 0, y0: 0, x1: photo.analysis.width, y1: photo.analysis.height };
      const key = JSON.stringify([
        Object.values(what).map((v) => (typeof v === 'number' ? String(v) : v)),
        box,
        light,
        folds,
      ]);
      let plates = kept.get(key);
      if (!plates) {
        const scene = makeScene(photo, pose, parsing, frame, [], box);
        const worn = findWorn(scene, what);
        const soft = photoLight(scene, light, folds);
        plates = {
          scene,
          worn,
          light: soft,
          body: bareBody(scene, what, worn, soft),
          shapes: frontShapes(scene),
        };
      }
      kept.delete(key);
      kept.set(key, plates);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
      return plates;
    },
  };
}

function usualBox(photo: Photo, parsing: Parsing, frame: BodyFrame, reach: Reach): Box {
  const { width, height } = photo.analysis;
  const worn = removableBox(parsing, reach);
  const limbs = aroundLimbs(frame, reach);
  const room = Math.max(28, ROOM * frame.unit);
  // Multiples of 4 keep reduced copies of whole and part on the same grid.
  return {
    x0: Math.max(0, Math.floor(Math.min(worn.x0, limbs.x0) - room)) & ~3,
    y0: Math.max(0, Math.floor(Math.min(worn.y0, limbs.y0) - room)) & ~3,
    x1: Math.min(width, Math.ceil(Math.max(worn.x1, limbs.x1) + room)),
    y1: Math.min(height, Math.ceil(Math.max(worn.y1, limbs.y1) + room)),
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
  const limb = (l: BareBody['legs'][number]): BareBody['legs'][number] => ({
    ...l,
    box: {
      x0: Math.max(0, l.box.x0 - dx),
      y0: Math.max(0, l.box.y0 - dy),
      x1: Math.min(scene.w, l.box.x1 - dx),
      y1: Math.min(scene.h, l.box.y1 - dy),
    },
    inside: plane(l.inside),
    across: plane(l.across),
    along: plane(l.along),
  });
  return {
    scene,
    worn: { soft: plane(worn.soft), mask: plane(worn.mask), trim: plane(worn.trim) },
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
