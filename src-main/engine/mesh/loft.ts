/** Skirts lofted around a body: straight down from the widest place above, with folds towards the hem. */

import type { QuadMesh } from './quad-mesh.ts';

/** The cut in the unit of the body's coordinates. */
export interface LoftCut {
  /** Heights of waist and hem. */
  top: number;
  hem: number;
  /** Widening for each unit of fall. */
  flare: number;
  /** Room at the waist. */
  ease: number;
  /** Number of folds around and their depth at the hem. */
  folds: number;
  depth: number;
}

export interface LoftMesh {
  rows: number;
  /** Vertices this close to a row count as its cross-section. */
  slice: number;
  /** Rounds of smoothing around each row. */
  smooth: number;
}

const AROUND = 96;

/** Vertices of the top row of a loft. */
export const LOFT_WAIST = AROUND;

/** A skirt around those body vertices for which `belongs` holds (torso and legs, not arms). */
export function loftSkirt(
  body: Float32Array,
  belongs: (vertex: number) => boolean,
  cut: LoftCut,
  { rows, slice, smooth }: LoftMesh,
): { mesh: QuadMesh; positions: Float32Array } {
  const fall = (cut.top - cut.hem) / (rows - 1);
  const parts: number[] = [];
  for (let v = 0; v * 3 < body.length; v++) if (belongs(v)) parts.push(v * 3);
  const level = (y: number): number[] => parts.filter((v) => Math.abs(body[v + 1] - y) < slice);
  const waist = level(cut.top);
  const cx = waist.reduce((s, v) => s + body[v], 0) / Math.max(1, waist.length);
  const cz = waist.reduce((s, v) => s + body[v + 2], 0) / Math.max(1, waist.length);
  const widest = new Float32Array(AROUND);
  const positions = new Float32Array(AROUND * rows * 3);
  for (let row = 0; row < rows; row++) {
    const y = cut.top - row * fall;
    const points = level(y);
    for (let k = 0; k < AROUND; k++) {
      // support function of the cross-section: cloth spans hollows
      const a = (k / AROUND) * Math.PI * 2;
      const s = Math.sin(a);
      const c = Math.cos(a);
      for (const v of points) widest[k] = Math.max(widest[k], (body[v] - cx) * s + (body[v + 2] - cz) * c);
    }
    // kinks of the hull would fold the cloth over itself
    let reach = widest;
    for (let round = 0; round < smooth; round++) {
      const before = reach;
      reach = before.map(
        (r, k) => (2 * r + before[(k + 1) % AROUND] + before[(k + AROUND - 1) % AROUND]) / 4,
      );
    }
    const down = cut.top - y;
    const open = down / (cut.top - cut.hem);
    for (let k = 0; k < AROUND; k++) {
      const a = (k / AROUND) * Math.PI * 2;
      // envelope of the support lines
      const slope = ((reach[(k + 1) % AROUND] - reach[(k + AROUND - 1) % AROUND]) * AROUND) / (4 * Math.PI);
      const wave = Math.sin(a * cut.folds + 1.3 * Math.sin(a * 2 + 0.7)) * cut.depth * open ** 1.3;
      const out = reach[k] + cut.ease + cut.flare * down + wave;
      const at = (row * AROUND + k) * 3;
      positions[at] = cx + Math.sin(a) * out + Math.cos(a) * slope;
      positions[at + 1] = y;
      positions[at + 2] = cz + Math.cos(a) * out - Math.sin(a) * slope;
    }
  }
  const quads: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let k = 0; k < AROUND; k++) {
      const right = (k + 1) % AROUND;
      quads.push(row * AROUND + k, (row + 1) * AROUND + k, (row + 1) * AROUND + right, row * AROUND + right);
    }
  }
  const faces = Uint32Array.from(quads);
  const uvs = Float32Array.from({ length: AROUND * rows * 2 }, (_, i) =>
    i % 2 ? Math.floor(i / 2 / AROUND) / rows : 0,
  );
  return { mesh: { quads: faces, uvQuads: faces, uvs }, positions };
}
