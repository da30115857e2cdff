/** The cut pieces the samples are dressed in: which parts of which proxies, and skirts lofted around the body. */

import path from 'node:path';
import { type BoundPiece, type QuadMesh, readProxy } from './formats.ts';
import { components, filterFaces } from './mesh.ts';
import { SCALES, type ScaleRefs } from './wear.ts';

interface PieceSource {
  folder: string;
  /** First vertex of every connected part that belongs to the piece. */
  parts: number[];
  scale: ScaleRefs;
  textures?: string;
}

const clothes = (name: string, parts: number[], scale: ScaleRefs): PieceSource => ({
  folder: `clothes/${name}`,
  parts,
  scale,
  textures: `proxies/clothes/${name}/textures/${name}`,
});

export const PIECES = {
  teeWomen: clothes('female_casualsuit01', [0], SCALES.female),
  jeansWomen: clothes('female_casualsuit01', [1311], SCALES.female),
  blouse: clothes('female_elegantsuit01', [395], SCALES.female),
  pencilSkirt: clothes('female_elegantsuit01', [0], SCALES.female),
  teeMen: clothes('male_casualsuit06', [0], SCALES.male),
  jeansMen: clothes('male_casualsuit06', [2822], SCALES.male),
  sweater: clothes('male_casualsuit02', [886], SCALES.male),
  jacket: clothes('male_casualsuit05', [0, 236], SCALES.male),
  shoes: clothes('shoes01', [0, 717], SCALES.shoes),
  trainers: clothes('shoes05', [0, 4], SCALES.shoes),
} satisfies Record<string, PieceSource>;

export type PieceName = keyof typeof PIECES;

export interface Piece {
  proxy: BoundPiece;
  mesh: QuadMesh;
  scale: ScaleRefs;
  textures?: string;
}

/** Loads a piece from the package folder `root`. */
export function loadPiece(root: string, name: PieceName): Piece {
  const source: PieceSource = PIECES[name];
  const proxy = readProxy(path.join(root, 'public/data/proxies', source.folder));
  const part = components(proxy.quads, proxy.count);
  const mesh = filterFaces(proxy, (f) => source.parts.includes(part[proxy.quads[f * 4]]));
  if (mesh.quads.length === 0) throw new Error(`${source.folder} has no part ${source.parts.join(' or ')}`);
  return { proxy, mesh, scale: source.scale, ...(source.textures ? { textures: source.textures } : {}) };
}

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
