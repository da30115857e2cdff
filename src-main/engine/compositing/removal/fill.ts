/** Fill: the picture of the person without the old garment, ready to be laid over the photo. */

import { PART } from '../../domain/parsing.ts';
import type { Light } from '../light.ts';
import {
  blurField,
  boundsOf,
  clamp01,
  cutBox,
  eachPixel,
  grow,
  grownBox,
  shrink,
  softened,
  threshold,
} from '../planes.ts';
import { type Scene, SIDES, type Side } from '../scene.ts';
import { type Backdrop, drawBackdrop, inpaintBackdrop } from './background.ts';
import { BENEATH, type Beneath, classifyBeneath, fitBeneath, isBare } from './beneath.ts';
import { continueCloth } from './cloth.ts';
import type { Limb } from './limbs.ts';
import type { OldGarment, Replacement } from './old-garment.ts';
import { drawSkin, growSkin, knownSkin, type Skin } from './skin.ts';

/** The shape of what shows where the old garment was. */
export interface FillShape {
  /** 0..1 soft shape of the body; steepened at full resolution. */
  bodyShape: Float32Array;
  beneath: Beneath;
  arms: Record<Side, Limb>;
  /** Made-up arm skin 0..1. */
  madeArm: Float32Array;
}

/** The same with its colours, 0..255, three channels. */
export interface Fill extends FillShape {
  /** 0..1: how much of the photo is replaced by the fill; 0 where nobody will see it. */
  alpha: Float32Array;
  /** Body or kept clothes. */
  body: Float32Array;
  backdrop: Float32Array;
  /** The person without the old garment. */
  bare: Float32Array;
}

/** The body under the worn clothes as far as the person alone tells. */
export interface BareBody {
  arms: Record<Side, Limb>;
  /** Empty unless the lower clothes go. */
  legs: Limb[];
  beneath: Beneath;
  skin: Skin;
  /** Kept clothes, laid over the skin in this order. */
  cloths: Cloth[];
  backdrop: Backdrop;
}

/** A kept garment continued beneath a removed one; planes of the scene's size. */
interface Cloth {
  /** 0..255, three channels. */
  rgb: Float32Array;
  alpha: Float32Array;
}

/**
 * Skin, kept clothes and backdrop that the worn clothes hide. `light` is what the worn clothes tell about the photo's light;
 * `legs` are left out unless the lower clothes go.
 */
export function bareBody(
  scene: Scene,
  what: Replacement,
  old: OldGarment,
  light: Light,
  arms: Record<Side, Limb>,
  legs: Limb[],
): BareBody {
  const { w, h, n } = scene;
  const size = { w, h };
  const beneath = classifyBeneath(scene, what, old, arms, legs);
  const { kind } = beneath;
  const known = knownSkin(scene, old, what.lower);
  const needed = new Uint8Array(n);
  const trunk = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const l = scene.labels[i];
    // New garments may trim visible skin too.
    needed[i] = old.mask[i] || (l >= PART.neck && l <= PART.rightHand) ? 1 : 0;
    trunk[i] = old.mask[i] ? (kind[i] === BENEATH.torso ? 1 : 0) : l === PART.neck ? 1 : 0;
  }
  const onLimb = (limb: Limb, i: number): boolean => {
    if (limb.inside[i] < -2) return false;
    const arm = limb.kind === 'arm';
    if (old.mask[i]) return kind[i] === (arm ? BENEATH.arm : BENEATH.leg);
    const l = scene.labels[i];
    return arm ? l === PART.leftArm || l === PART.rightArm : l === PART.leftLeg || l === PART.rightLeg;
  };
  const sleeves = light.plain > 0.3 ? scene.soft.upper : null;
  const skin = growSkin(scene, known, [arms.L, arms.R, ...legs], onLimb, light.soft, {
    needed,
    trunk,
    sleeves,
  });

  const cloths: Cloth[] = [];
  const cloth = (k: number, soft: Float32Array, edge: Float64Array, downwards: boolean): void => {
    const here = new Uint8Array(n);
    for (let i = 0; i < n; i++) here[i] = old.mask[i] && kind[i] === k ? 1 : 0;
    if (!here.includes(1)) return;
    const rgb = continueCloth(scene, soft, old.mask, edge, here, downwards);
    // The garment's own visible part counts too, so that no skin shows through where it goes on.
    const whole = here.slice();
    for (let i = 0; i < n; i++) if (!old.mask[i] && soft[i] > 0.5) whole[i] = 1;
    const alpha = softened(size, whole, 0.8);
    for (let i = 0; i < n; i++) {
      if (!old.mask[i] && soft[i] > 0.5) for (let c = 0; c < 3; c++) rgb[i * 3 + c] = scene.rgb[i * 3 + c];
      alpha[i] = whole[i] ? Math.max(0.5, alpha[i]) : 0;
    }
    cloths.push({ rgb, alpha });
  };
  cloth(BENEATH.lower, scene.soft.lower, beneath.waistRow, true);
  cloth(BENEATH.upper, scene.soft.upper, beneath.hemRow, false);
  return { arms, legs, beneath, skin, cloths, backdrop: inpaintBackdrop(scene, old) };
}

/** Draws skin and kept clothes at the pixels of `where`; 0..255, three channels, 0 elsewhere. */
function drawBody({ skin, cloths }: BareBody, from: Scene, to: Scene, where: Uint8Array): Float32Array {
  const out = drawSkin(skin, from, to, where);
  const shift = (to.box.y0 - from.box.y0) * from.w + to.box.x0 - from.box.x0;
  for (const { rgb, alpha } of cloths) {
    for (let y = 0, i = 0; y < to.h; y++) {
      let p = y * from.w + shift;
      for (let x = 0; x < to.w; x++, i++, p++) {
        if (!where[i] || alpha[p] === 0) continue;
        for (let c = 0; c < 3; c++) out[i * 3 + c] += alpha[p] * (rgb[p * 3 + c] - out[i * 3 + c]);
      }
    }
  }
  return out;
}

const isLimb = (label: number): boolean =>
  (label >= PART.leftArm && label <= PART.rightHand) || label === PART.leftLeg || label === PART.rightLeg;

/** Choose what shows where the old garment was, given the new ones; `bareBody` is cut to `scene`, its `beneath` is used up. */
export function shapeFill(scene: Scene, what: Replacement, old: OldGarment, bareBody: BareBody): FillShape {
  const { w, h, n } = scene;
  const size = { w, h };
  const { arms, legs, beneath } = bareBody;
  fitBeneath(scene, what, old, beneath);
  const { kind } = beneath;

  // Limbs know their edge to a fraction of a pixel; everything else is a label with a softened rim.
  const limbEdge = new Float32Array(n);
  for (const limb of [arms.L, arms.R, ...legs]) {
    const k = limb.kind === 'arm' ? BENEATH.arm : BENEATH.leg;
    // Where the limb's outline runs outside the silhouette there is no limb to have an edge.
    const drawn = (i: number): boolean => {
      for (const j of [i, i - 1, i + 1, i - w, i + w]) if (kind[j] === k && old.mask[j]) return true;
      return false;
    };
    eachPixel(scene, limb.box, (i) => {
      if (old.mask[i] && limb.inside[i] > -0.6 && (kind[i] === k || limb.inside[i] < 1) && drawn(i))
        limbEdge[i] = Math.max(limbEdge[i], clamp01(limb.inside[i] / 1.2 + 0.5));
    });
  }
  const shape = new Float32Array(n);
  const limbs = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const k = kind[i];
    // A limb that is in view has its own edge in the photo.
    const limb = limbEdge[i] > 0 && (k === BENEATH.arm || k === BENEATH.leg) && !isLimb(scene.labels[i]);
    if (old.mask[i]) {
      shape[i] = k === BENEATH.background || limb ? 0 : 1;
      if (limb) limbs[i] = 1;
    } else {
      shape[i] = scene.soft.person[i];
    }
  }
  const bodyShape = blurField(size, shape, 1);
  // Limb and trunk share the pixels of their seam: coverage adds up, or the backdrop would show through as a line.
  const box = boundsOf(size, limbs);
  if (box.x1 > 0) {
    const around = grownBox(size, box, 8);
    const near = grownBox(size, box, 2);
    const whole = cutBox(size, shape, around);
    for (let y = box.y0; y < box.y1; y++)
      for (let x = box.x0; x < box.x1; x++)
        if (limbs[y * w + x]) whole.data[(y - around.y0) * whole.w + x - around.x0] = 1;
    const joined = blurField(whole, whole.data, 1);
    for (let y = near.y0; y < near.y1; y++)
      for (let x = near.x0; x < near.x1; x++) {
        const i = y * w + x;
        const s = bodyShape[i];
        const both = joined[(y - around.y0) * whole.w + x - around.x0];
        limbEdge[i] = Math.max(limbEdge[i], Math.min(both, 4 * s) - s);
      }
  }
  for (let i = 0; i < n; i++) bodyShape[i] = Math.min(1, bodyShape[i] + limbEdge[i]);
  const madeArm = new Float32Array(n);
  for (const side of SIDES) {
    const limb = arms[side];
    const arm = scene.arms[side];
    eachPixel(scene, limb.box, (i) => {
      if (!old.mask[i] || kind[i] !== BENEATH.arm || limb.inside[i] < -1) return;
      if (isBare(arm, limb.along[i]) && old.soft[i] < 0.5) return;
      madeArm[i] = Math.max(madeArm[i], clamp01(limb.inside[i] / 1.2 + 0.4));
    });
  }
  return { bodyShape, beneath, arms, madeArm };
}

/** Pixels past the mask that its soft edge reaches, and one more for the enlargement to the photo's size. */
const SOFT_EDGE = 3;

/**
 * Draws what shows where the old garment was, but for the pixels of `hidden`. The colours of `bareBody` are those of scene
 * `from`.
 */
export function drawFill(
  scene: Scene,
  old: OldGarment,
  bareBody: BareBody,
  from: Scene,
  shape: FillShape,
  hidden: Uint8Array,
): Fill {
  const { n } = scene;
  const { bodyShape } = shape;
  const { kind } = shape.beneath;
  const where = grow(scene, old.mask, SOFT_EDGE);
  const unseen = shrink(scene, hidden, SOFT_EDGE);
  const onBody = new Uint8Array(n);
  const onBackdrop = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (!where[i] || unseen[i]) continue;
    if (bodyShape[i] > 0) onBody[i] = 1;
    if (bodyShape[i] < 1) onBackdrop[i] = 1;
  }
  // Each is read one pixel past its own shape when it is enlarged.
  const body = drawBody(bareBody, from, scene, grow(scene, onBody, 1));
  const backdrop = drawBackdrop(bareBody.backdrop, from, scene, grow(scene, onBackdrop, 1));

  const alpha = softened(scene, rimmed(scene, old, kind, body), 1);
  // The garment itself goes in full, whatever its rim keeps.
  const core = grow(scene, threshold(old.soft, 0.08), 1);
  for (let i = 0; i < n; i++) {
    if (hidden[i]) alpha[i] = 0;
    else if (core[i] && old.mask[i]) alpha[i] = 1;
  }
  const bare = scene.rgb.slice();
  for (let i = 0; i < n; i++) {
    if (alpha[i] === 0) continue;
    const s = clamp01(bodyShape[i]);
    for (let c = 0; c < 3; c++) {
      const k = i * 3 + c;
      const v = backdrop[k] + (body[k] - backdrop[k]) * s;
      bare[k] = scene.rgb[k] + (v - scene.rgb[k]) * alpha[i];
    }
  }
  return { ...shape, alpha, body, backdrop, bare };
}

/**
 * The old garment's mask without those rim pixels that show clean skin: they stay as they are. Rim pixels that differ from
 * the grown skin (dark cuff lines, coloured fringes) are painted over.
 */
function rimmed(scene: Scene, old: OldGarment, kind: Uint8Array, body: Float32Array): Uint8Array {
  const out = old.mask.slice();
  for (let i = 0; i < scene.n; i++) {
    if (!out[i] || old.soft[i] > 0.08 || old.trim[i]) continue;
    const l = scene.labels[i];
    const skin = (l >= PART.neck && l <= PART.rightHand) || l === PART.leftLeg || l === PART.rightLeg;
    if (!skin || kind[i] === BENEATH.background) continue;
    let off = 0;
    for (let c = 0; c < 3; c++) off = Math.max(off, Math.abs(scene.rgb[i * 3 + c] - body[i * 3 + c]));
    if (off < 20) out[i] = 0;
  }
  return out;
}
