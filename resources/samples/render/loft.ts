/** Skirts lofted around the body. */

import type { QuadMesh } from '../../../src-main/engine/mesh/quad-mesh.ts';

export interface SkirtCut {
  /** Heights of waist and hem, decimetres in body coordinates. */
  top: number;
  hem: number;
  /** Widening per decimetre of fall. */
  flare: number;
  /** Room at the waist, decimetres. */
  ease: number;
  /** Number of folds around and their depth at the hem, decimetres. */
  folds: number;
  depth: number;
}

const AROUND = 96;
const ROWS = 40;

/**
 * A skirt around the body vertices `body` (posed or at rest), hanging straight down from the widest place above.
 *
 * `belongs` says which body vertices it goes around (torso and legs, not arms).
 */
export function loftSkirt(
  body: Float32Array,
  belongs: (vertex: number) => boolean,
  cut: SkirtCut,
): { mesh: QuadMesh; positions: Float32Array } {
  const fall = (cut.top - cut.hem) / (ROWS - 1);
  const centre = [0, 0];
  let count = 0;
  const level = (y: number, reach: number): number[] => {
    const list: number[] = [];
    for (let v = 0; v * 3 < body.length; v++)
      if (belongs(v) && Math.abs(body[v * 3 + 1] - y) < reach) list.push(v);
    return list;
  };
  for (const v of level(cut.top, 0.25)) {
    centre[0] += body[v * 3];
    centre[1] += body[v * 3 + 2];
    count++;
  }
  centre[0] /= count;
  centre[1] /= count;
  const widest = new Float32Array(AROUND);
  const positions: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    const y = cut.top - row * fall;
    const points = level(y, 0.25).map((v) => [body[v * 3] - centre[0], body[v * 3 + 2] - centre[1]]);
    for (let k = 0; k < AROUND; k++) {
      // support function of the cross-section: cloth spans hollows
      const a = (k / AROUND) * Math.PI * 2;
      let reach = 0;
      for (const [px, pz] of points) reach = Math.max(reach, px * Math.sin(a) + pz * Math.cos(a));
      widest[k] = Math.max(widest[k], reach);
    }
    const down = cut.top - y;
    const open = down / (cut.top - cut.hem);
    for (let k = 0; k < AROUND; k++) {
      const a = (k / AROUND) * Math.PI * 2;
      // envelope of the support lines
      const slope = ((widest[(k + 1) % AROUND] - widest[(k + AROUND - 1) % AROUND]) * AROUND) / (4 * Math.PI);
      const wave = Math.sin(a * cut.folds + 1.3 * Math.sin(a * 2 + 0.7)) * cut.depth * open ** 1.3;
      const out = widest[k] + cut.ease + cut.flare * down + wave;
      positions.push(centre[0] + Math.sin(a) * out + Math.cos(a) * slope, y);
      positions.push(centre[1] + Math.cos(a) * out - Math.sin(a) * slope);
    }
  }
  const quads: number[] = [];
  for (let row = 0; row + 1 < ROWS; row++) {
    for (let k = 0; k < AROUND; k++) {
      const right = (k + 1) % AROUND;
      quads.push(row * AROUND + k, (row + 1) * AROUND + k, (row + 1) * AROUND + right, row * AROUND + right);
    }
  }
  const faces = Uint32Array.from(quads);
  const uvs = Float32Array.from({ length: AROUND * ROWS * 2 }, (_, i) =>
    i % 2 ? Math.floor(i / 2 / AROUND) / ROWS : 0,
  );
  return { mesh: { quads: faces, uvQuads: faces, uvs }, positions: Float32Array.from(positions) };
}
