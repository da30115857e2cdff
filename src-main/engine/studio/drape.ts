/** Lets a fitted part fall and crease over the body and the layers below, with the engine's cloth solver. */

import { Cloth } from '../body/cloth/cloth.ts';
import type { Collider } from '../body/cloth/contact.ts';
import { CLOTH_MATERIALS } from '../body/cloth/materials.ts';
import type { GarmentPart } from './garment-part.ts';
import type { PlacedPart } from './place-part.ts';
import type { Wearer } from './wearer.ts';

/** Distances kept from skin and from other cloth, metres. */
const SKIN_GAP = 0.004;
const CLOTH_GAP = 0.004;
/** Distance that folds of a skirt keep from each other, metres: 0.7 of the width of its mesh at the hip. */
const FOLD_GAP = 0.009;

/** Triangles of the part by fine vertices. */
export const wholeTriangles = (part: GarmentPart): Uint32Array => part.whole.map((i) => part.vertexOf[i]);

/**
 * Every triangle laid flat on its own: x across, y along the fall of the cloth. `slack` lengthens the cloth unevenly, in
 * waves of a hand's width, which is what starts creases. Every corner is a vertex of the flat cloth; the first ones of all
 * carry the others and come first in the list, so that the particles lie together.
 */
function flatten(
  triangles: Uint32Array,
  pattern: Float32Array,
  sleeve: Uint8Array,
  slack: number,
): { flat: Float32Array; particle: Uint32Array; corners: Uint32Array; first: Int32Array } {
  const m = triangles.length;
  const first = new Int32Array(pattern.length / 3).fill(-1);
  const flat = new Float32Array(m * 2);
  const particle = new Uint32Array(m);
  const corners = new Uint32Array(m);
  let particles = 0;
  for (let i = 0; i < m; i++) {
    if (first[triangles[i]] >= 0) continue;
    corners[i] = particles;
    first[triangles[i]] = particles++;
  }
  const seen = new Uint8Array(pattern.length / 3);
  for (let i = 0, next = particles; i < m; i++) {
    const v = triangles[i];
    if (seen[v]) corners[i] = next++;
    seen[v] = 1;
    particle[corners[i]] = first[v];
  }
  for (let t = 0; t < m; t += 3) {
    const at = [0, 1, 2].map((k) => triangles[t + k] * 3);
    const p = at.map((a) => [pattern[a], pattern[a + 1], pattern[a + 2]]);
    const e1 = [0, 1, 2].map((k) => p[1][k] - p[0][k]);
    const e2 = [0, 1, 2].map((k) => p[2][k] - p[0][k]);
    const n = [e1[1] * e2[2] - e1[2] * e2[1], e1[2] * e2[0] - e1[0] * e2[2], e1[0] * e2[1] - e1[1] * e2[0]];
    const nl = Math.hypot(n[0], n[1], n[2]) || 1;
    // the warp runs down the trunk and along the arm, as far as the triangle's plane lets it
    const fall = sleeve[triangles[t]] ? [p[0][0] > 0 ? -0.72 : 0.72, 0.69, 0] : [0, 1, 0];
    const out = (fall[0] * n[0] + fall[1] * n[1] + fall[2] * n[2]) / (nl * nl);
    let w = [0, 1, 2].map((k) => fall[k] - n[k] * out);
    let wl = Math.hypot(w[0], w[1], w[2]);
    if (wl < 0.05) {
      w = e1;
      wl = Math.hypot(w[0], w[1], w[2]) || 1;
    }
    w = w.map((x) => x / wl);
    const u = [
      (w[1] * n[2] - w[2] * n[1]) / nl,
      (w[2] * n[0] - w[0] * n[2]) / nl,
      (w[0] * n[1] - w[1] * n[0]) / nl,
    ];
    const [x, y, z] = [0, 1, 2].map((k) => (p[0][k] + p[1][k] + p[2][k]) / 3);
    const wave =
      Math.sin(x * 41 + y * 23 + 0.4) + Math.sin(y * 37 - x * 29 + z * 21 + 1.9) + Math.sin(x * 73 + 2.2);
    const s = 1 + (slack - 1) * (1 + wave * 0.6);
    for (let k = 0; k < 3; k++) {
      const d = [0, 1, 2].map((c) => p[k][c] - p[0][c]);
      flat[corners[t + k] * 2] = s * (d[0] * u[0] + d[1] * u[1] + d[2] * u[2]);
      flat[corners[t + k] * 2 + 1] = s * (d[0] * w[0] + d[1] * w[1] + d[2] * w[2]);
    }
  }
  return { flat, particle, corners, first };
}

/** Cloth of a part, and for each fine vertex the particle that stands for it, -1 where no face uses it. */
export interface PartCloth {
  cloth: Cloth;
  first: Int32Array;
}

/** Cloth that starts at the fine vertices `start` and is as large as on `pattern`, times about `slack`. */
export function clothOf(
  part: GarmentPart,
  start: Float32Array,
  pattern: Float32Array,
  slack: number,
): PartCloth {
  const triangles = wholeTriangles(part);
  const { flat, particle, corners, first } = flatten(triangles, pattern, part.sleeve, slack);
  const positions = new Float32Array(corners.length * 3);
  for (let i = 0; i < corners.length; i++) {
    for (let k = 0; k < 3; k++) positions[corners[i] * 3 + k] = start[triangles[i] * 3 + k];
  }
  const material = CLOTH_MATERIALS[part.spec.drape.material];
  return { cloth: new Cloth({ flat, triangles: corners, positions, particle, material }), first };
}

/** Fine vertices where the cloth has moved them; those no face uses stay at `start`. */
export function settled({ cloth, first }: PartCloth, start: Float32Array): Float32Array {
  const out = Float32Array.from(start);
  for (let v = 0; v < first.length; v++) {
    if (first[v] < 0) continue;
    for (let k = 0; k < 3; k++) out[v * 3 + k] = cloth.x[first[v] * 3 + k];
  }
  return out;
}

/** Fine vertices of `part` after hanging for its number of frames; `pinned` ones stay where they start. */
export function drape(
  part: GarmentPart,
  start: Float32Array,
  pattern: Float32Array,
  wearer: Wearer,
  below: readonly PlacedPart[],
  pinned: (vertex: number) => boolean,
): Float32Array {
  const { frames, slack } = part.spec.drape;
  if (frames === 0) return start;
  const made = clothOf(part, start, pattern, slack);
  const { cloth, first } = made;
  const onSleeve = new Uint8Array(cloth.w.length);
  const onTrunk = new Uint8Array(cloth.w.length);
  for (let v = 0; v < first.length; v++) {
    if (first[v] < 0) continue;
    if (pinned(v)) cloth.pin(first[v]);
    if (part.sleeve[v]) onSleeve[first[v]] = 1;
    else onTrunk[first[v]] = 1;
  }
  // the trunk of a garment does not feel an arm that lies against it: between arm and body it would never come to rest
  const colliders: Collider[] = [
    { field: wearer.skin, thickness: SKIN_GAP, meets: onSleeve },
    { field: wearer.trunk, thickness: SKIN_GAP, meets: onTrunk },
  ];
  for (const { field, trunkField } of below) {
    colliders.push({ field, thickness: CLOTH_GAP, meets: onSleeve });
    colliders.push({ field: trunkField, thickness: CLOTH_GAP, meets: onTrunk });
  }
  cloth.setColliders(colliders);
  if (!part.piece) cloth.setSelfContact(FOLD_GAP);
  for (let f = 0; f < frames; f++) cloth.step({ substeps: 8, damping: f > frames - 8 ? 12 : 4 });
  return settled(made, start);
}
