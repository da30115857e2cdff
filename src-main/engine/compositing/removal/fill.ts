/** Fill: the picture of the person without the old garment, ready to be laid over the photo. */

import { PART } from '../../domain/parsing.ts';
import type { Light } from '../light.ts';
import { blurField, clamp01, grow, softened, threshold } from '../planes.ts';
import { type Scene, SIDES, type Side } from '../scene.ts';
import { inpaintBackdrop } from './background.ts';
import { BENEATH, type Beneath, classifyBeneath, fitBeneath, isBare } from './beneath.ts';
import { continueCloth } from './cloth.ts';
import { bareArms, bareLegs, type Limb } from './limbs.ts';
import type { OldGarment, Replacement } from './old-garment.ts';
import { growSkin, knownSkin } from './skin.ts';

export interface Fill {
  /** 0..1: how much of the photo is replaced by the fill. */
  alpha: Float32Array;
  /** Body or kept clothes, 0..255, three channels. */
  body: Float32Array;
  /** 0..1 soft shape of the body; steepened at full resolution. */
  bodyShape: Float32Array;
  backdrop: Float32Array;
  beneath: Beneath;
  arms: Record<Side, Limb>;
  /** The person without the old garment, 0..255, three channels. */
  bare: Float32Array;
  /** Made-up arm skin 0..1. */
  madeArm: Float32Array;
}

/** The body under the worn clothes as far as the person alone tells. */
export interface BareBody {
  arms: Record<Side, Limb>;
  /** Empty unless the lower clothes go. */
  legs: Limb[];
  beneath: Beneath;
  /** Skin and kept clothes, 0..255, three channels. */
  rgb: Float32Array;
  backdrop: Float32Array;
}

/**
 * Skin, kept clothes and backdrop that the worn clothes hide. `light` is what the worn clothes tell about the photo's light.
 */
export function bareBody(scene: Scene, what: Replacement, old: OldGarment, light: Light): BareBody {
  const { w, h, n } = scene;
  const size = { w, h };
  const arms = bareArms(scene);
  const legs = what.lower ? bareLegs(scene) : [];
  const beneath = classifyBeneath(scene, what, old, arms, legs);
  const { kind } = beneath;
  const known = knownSkin(scene, old);
  const needed = new Uint8Array(n);
  const trunk = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const l = scene.labels[i];
    // New garments may trim visible skin too.
    needed[i] = old.mask[i] || (l >= PART.neck && l <= PART.rightHand) ? 1 : 0;
    trunk[i] = old.mask[i] ? (kind[i] === BENEATH.torso ? 1 : 0) : l === PART.neck ? 1 : 0;
  }
  const onLimb = (limb: Limb): Uint8Array => {
    const out = new Uint8Array(n);
    const k = limb.kind === 'arm' ? BENEATH.arm : BENEATH.leg;
    for (let i = 0; i < n; i++) {
      if (limb.inside[i] < -2) continue;
      const l = scene.labels[i];
      const visible =
        limb.kind === 'arm'
          ? l === PART.leftArm || l === PART.rightArm
          : l === PART.leftLeg || l === PART.rightLeg;
      out[i] = old.mask[i] ? (kind[i] === k ? 1 : 0) : visible ? 1 : 0;
    }
    return out;
  };
  const sleeves = light.plain > 0.3 ? scene.soft.upper : null;
  const rgb = growSkin(scene, known, [arms.L, arms.R, ...legs], onLimb, light.soft, {
    needed,
    trunk,
    sleeves,
  });

  const cloth = (k: number, soft: Float32Array, edge: Float64Array, downwards: boolean): void => {
    const here = new Uint8Array(n);
    for (let i = 0; i < n; i++) here[i] = old.mask[i] && kind[i] === k ? 1 : 0;
    if (!here.includes(1)) return;
    const colour = continueCloth(scene, soft, old.mask, edge, here, downwards);
    // The garment's own visible part counts too, so that no skin shows through where it goes on.
    const whole = here.slice();
    for (let i = 0; i < n; i++) if (!old.mask[i] && soft[i] > 0.5) whole[i] = 1;
    const mix = softened(size, whole, 0.8);
    for (let i = 0; i < n; i++) {
      if (!old.mask[i] && soft[i] > 0.5) for (let c = 0; c < 3; c++) colour[i * 3 + c] = scene.rgb[i * 3 + c];
      const a = whole[i] ? Math.max(0.5, mix[i]) : 0;
      for (let c = 0; c < 3; c++) rgb[i * 3 + c] += a * (colour[i * 3 + c] - rgb[i * 3 + c]);
    }
  };
  cloth(BENEATH.lower, scene.soft.lower, beneath.waistRow, true);
  cloth(BENEATH.upper, scene.soft.upper, beneath.hemRow, false);
  return { arms, legs, beneath, rgb, backdrop: inpaintBackdrop(scene, old).rgb };
}

/** Choose what shows where the old garment was, given the new ones. `bareBody` is used up. */
export function fillRemoved(scene: Scene, what: Replacement, old: OldGarment, bareBody: BareBody): Fill {
  const { w, h, n } = scene;
  const size = { w, h };
  const { arms, legs, beneath, rgb: body, backdrop } = bareBody;
  fitBeneath(scene, what, old, beneath);
  const { kind } = beneath;

  // Limbs know their edge to a fraction of a pixel; everything else is a label with a softened rim.
  const limbEdge = new Float32Array(n);
  for (const limb of [arms.L, arms.R, ...legs]) {
    const k = limb.kind === 'arm' ? BENEATH.arm : BENEATH.leg;
    for (let i = 0; i < n; i++)
      if (old.mask[i] && limb.inside[i] > -0.6 && (kind[i] === k || limb.inside[i] < 1))
        limbEdge[i] = Math.max(limbEdge[i], clamp01(limb.inside[i] / 1.2 + 0.5));
  }
  const shape = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const k = kind[i];
    const limb = limbEdge[i] > 0 && (k === BENEATH.arm || k === BENEATH.leg);
    if (old.mask[i]) shape[i] = k === BENEATH.background || limb ? 0 : 1;
    else shape[i] = scene.soft.person[i];
  }
  const bodyShape = blurField(size, shape, 1);
  for (let i = 0; i < n; i++) bodyShape[i] = Math.max(bodyShape[i], limbEdge[i]);
  const madeArm = new Float32Array(n);
  for (const side of SIDES) {
    const limb = arms[side];
    const arm = scene.arms[side];
    for (let i = 0; i < n; i++) {
      if (!old.mask[i] || kind[i] !== BENEATH.arm || limb.inside[i] < -1) continue;
      if (isBare(arm, limb.along[i]) && old.soft[i] < 0.5) continue;
      madeArm[i] = Math.max(madeArm[i], clamp01(limb.inside[i] / 1.2 + 0.4));
    }
  }

  const alpha = softened(size, rimmed(scene, old, kind, body), 1);
  // The garment itself goes in full, whatever its rim keeps.
  const core = grow(size, threshold(old.soft, 0.08), 1);
  for (let i = 0; i < n; i++) if (core[i] && old.mask[i]) alpha[i] = 1;
  const bare = new Float32Array(n * 3);
  for (let i = 0; i < n; i++) {
    const s = clamp01(bodyShape[i]);
    for (let c = 0; c < 3; c++) {
      const k = i * 3 + c;
      const v = backdrop[k] + (body[k] - backdrop[k]) * s;
      bare[k] = scene.rgb[k] + (v - scene.rgb[k]) * alpha[i];
    }
  }
  return { alpha, body, bodyShape, backdrop, beneath, arms, bare, madeArm };
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
