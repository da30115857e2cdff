/** Garments, shoes and hair: which connected parts of which proxies of the package each piece is made of. */

import path from 'node:path';
import type { ScaleRefs } from '../../../src-main/engine/mesh/bound-piece.ts';
import { components, filterFaces, type QuadMesh } from '../../../src-main/engine/mesh/quad-mesh.ts';
import { type Proxy as BoundProxy, readProxy } from './makehuman.ts';

/** The package's proxies lack their scale references; these are the published ones, decimetres. */
export const SCALES = {
  female: [
    [5399, 11998, 1.398],
    [791, 881, 2.2048],
    [962, 5320, 1.8461],
  ],
  male: [
    [5399, 11998, 1.434],
    [791, 881, 2.4098],
    [962, 5320, 2.0001],
  ],
  shoes: [
    [12839, 12860, 0.7045],
    [12828, 12888, 0.5875],
    [11609, 12442, 2.539],
  ],
} satisfies Record<string, ScaleRefs>;

export const PIECE_KINDS = ['top', 'trousers', 'skirt', 'jacket', 'shoes', 'hair'] as const;

interface PieceSource {
  kind: (typeof PIECE_KINDS)[number];
  /** Whom it is cut for. */
  sex: 'female' | 'male' | 'any';
  folder: string;
  /** First vertex of every connected part that belongs to the piece; all parts when left out. */
  parts?: number[];
  scale: ScaleRefs;
  textures: string;
}

const clothes =
  (kind: PieceSource['kind'], sex: PieceSource['sex']) =>
  (name: string, ...parts: number[]): PieceSource => ({
    kind,
    sex,
    folder: `clothes/${name}`,
    parts,
    scale: kind === 'shoes' ? SCALES.shoes : sex === 'male' ? SCALES.male : SCALES.female,
    textures: `proxies/clothes/${name}/textures/${name}`,
  });

const hair = (sex: PieceSource['sex'], name: string): PieceSource => ({
  kind: 'hair',
  sex,
  folder: `hair/${name}`,
  scale: SCALES.female,
  textures: `proxies/hair/${name}/textures/${name}`,
});

export const PIECES = {
  teeWomen: clothes('top', 'female')('female_casualsuit01', 0),
  cropTop: clothes('top', 'female')('female_sportsuit01', 0),
  blouse: clothes('top', 'female')('female_elegantsuit01', 395),
  jeansWomen: clothes('trousers', 'female')('female_casualsuit01', 1311),
  pencilSkirt: clothes('skirt', 'female')('female_elegantsuit01', 0),
  shorts: clothes('trousers', 'female')('female_casualsuit02', 0, 422),
  teeMen: clothes('top', 'male')('male_casualsuit06', 0),
  slimTeeMen: clothes('top', 'male')('male_casualsuit04', 0),
  sweater: clothes('top', 'male')('male_casualsuit02', 886),
  shirtMen: clothes('top', 'male')('male_casualsuit03', 0),
  jeansMen: clothes('trousers', 'male')('male_casualsuit06', 2822),
  suitTrousers: clothes('trousers', 'male')('male_elegantsuit01', 0),
  jacket: clothes('jacket', 'male')('male_casualsuit05', 0, 236),
  suitJacket: clothes('jacket', 'male')('male_elegantsuit01', 1357),
  shoes: clothes('shoes', 'any')('shoes01', 0, 717),
  trainers: clothes('shoes', 'any')('shoes05', 0, 4),
  hairShort: hair('male', 'short02'),
  hairBob: hair('female', 'bob02'),
  hairLong: hair('female', 'long01'),
  hairPonytail: hair('female', 'ponytail01'),
} satisfies Record<string, PieceSource>;

export type PieceName = keyof typeof PIECES;

export interface Piece {
  proxy: BoundProxy;
  /** The faces of the piece; vertex numbers are the proxy's. */
  mesh: QuadMesh;
  source: PieceSource;
}

/** Loads a piece from the package folder `root`. */
export function loadPiece(root: string, name: PieceName): Piece {
  const source: PieceSource = PIECES[name];
  const proxy = readProxy(path.join(root, 'public/data/proxies', source.folder));
  const { parts } = source;
  if (!parts) return { proxy, mesh: proxy, source };
  const part = components(proxy.quads, proxy.count);
  const mesh = filterFaces(proxy, (f) => parts.includes(part[proxy.quads[f * 4]]));
  if (mesh.quads.length === 0) throw new Error(`${source.folder} has no part ${parts.join(' or ')}`);
  return { proxy, mesh, source };
}
