/** Builds the meshes of one picture: a dressed client, or a garment by itself on an invisible body. */

import { readProxy } from '../../../models/parametric_body/build/makehuman.ts';
import { loadPiece, type PieceName, SCALES } from '../../../models/parametric_body/build/pieces.ts';
import type { Stance } from '../../../src-main/engine/body/stance.ts';
import type { BodyShape } from '../../../src-main/engine/domain/body.ts';
import { fitPiece, transferSkin } from '../../../src-main/engine/mesh/bound-piece.ts';
import { sleeveFaces } from '../../../src-main/engine/mesh/cloth-coordinates.ts';
import { type LoftCut, loftSkirt } from '../../../src-main/engine/mesh/loft.ts';
import * as near from '../../../src-main/engine/mesh/near-surface.ts';
import { shrinkFlags } from '../../../src-main/engine/mesh/near-surface.ts';
import { filterFaces, normals, type QuadMesh, subdivide } from '../../../src-main/engine/mesh/quad-mesh.ts';
import { drape } from './cloth.ts';
import { armShares, type BodyData, type Posed, poseBody, SKIN_VERTICES, skin } from './figure.ts';
import { bandFaces, clothPrint, legPrint, type Opening, openings, turnedEdges } from './panels.ts';
import type { MaterialSpec, MeshSpec } from './scene-types.ts';

export interface Wear {
  piece: PieceName | 'loft';
  material: MaterialSpec;
  /** Material of the sleeves when it differs (no lettering on them). */
  sleeveMaterial?: MaterialSpec;
  /** Leave the sleeves out. */
  sleeveless?: boolean;
  /** Keep only the part above this height, decimetres in body coordinates. */
  cutBelow?: number;
  /** Uses the textures of the package: 'all' or only the relief of the folds. */
  textures?: 'all' | 'relief' | 'none';
  /** Puffs the piece out along its normals, decimetres. */
  ease?: number;
  /** Cloth simulation; without it the piece follows the body rigidly. */
  drape?: { frames: number; slack: number; bend: number; pinTop?: number };
  loft?: LoftCut;
  /** Bands of another cloth along openings: ribbed necks, cuffs, waistbands; `rows` of faces wide. */
  bands?: { at: Opening[]; rows: number; material: MaterialSpec }[];
  /** Show the turned-in edges of the openings (product shots). */
  turned?: boolean;
  /** Cloth coordinates run down the legs. */
  legs?: boolean;
}

export interface ClientLook {
  body: BodyShape;
  pose: Stance;
  skinTexture: string;
  skinTint: number;
  hair: { name: string; color: number; texture?: string };
  brows: string;
  eyes: string;
  wears: Wear[];
}

/** A garment mesh in its final place, with what the landmarks need. */
export interface Placed {
  mesh: QuadMesh;
  /** Decimetres. */
  positions: Float32Array;
  /** 1 for faces of a sleeve. */
  sleeve: Uint8Array;
}

export interface Assembled {
  meshes: MeshSpec[];
  garments: Placed[];
  posed: Posed;
  /** Height of the floor, decimetres. */
  floor: number;
  skin: Float32Array;
}

/** Decimetres. */
const LOFT = { rows: 40, slice: 0.25, smooth: 0 };

/** How far surfaces look for each other, cloth may cover skin, and skin may stick out of cloth; decimetres. */
const REACH = 0.55;
const COVER = 0.32;
const DEEPEST = 0.8;

const surfaceOf = (quads: Uint32Array, positions: Float32Array): near.Surface =>
  near.surfaceOf(quads, positions, REACH);
const coveredBy = (surface: near.Surface, cloth: near.Surface): Uint8Array =>
  near.coveredBy(surface, cloth, COVER);
const pushOutside = (positions: Float32Array, surface: near.Surface, gap: number): void =>
  near.pushOutside(positions, surface, gap, DEEPEST);

const both = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((flag, i) => flag & b[i]);

const skinOf = ({ base }: BodyData) => ({ index: base.skinIndex, weight: base.skinWeight });

function mark(flags: Uint8Array, more: Uint8Array): void {
  for (let i = 0; i < flags.length; i++) flags[i] |= more[i];
}

function lowest(positions: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 1; i < positions.length; i += 3) low = Math.min(low, positions[i]);
  return low;
}

const base64 = (data: Float32Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');

/** Expands a quad mesh to separate triangles in metres above the floor. */
function meshSpec(
  mesh: QuadMesh,
  positions: Float32Array,
  floor: number,
  material: MaterialSpec,
  printUvs?: Float32Array,
  smooth = normals(mesh.quads, positions),
): MeshSpec {
  const p: number[] = [];
  const n: number[] = [];
  const u: number[] = [];
  const print: number[] = [];
  for (let i = 0; i < mesh.quads.length; i += 4) {
    const corners = mesh.quads[i + 2] === mesh.quads[i + 3] ? [0, 1, 2] : [0, 1, 2, 0, 2, 3];
    for (const k of corners) {
      const v = mesh.quads[i + k] * 3;
      const t = mesh.uvQuads[i + k] * 2;
      p.push(positions[v] * 0.1, (positions[v + 1] - floor) * 0.1, positions[v + 2] * 0.1);
      n.push(smooth[v], smooth[v + 1], smooth[v + 2]);
      u.push(mesh.uvs[t], mesh.uvs[t + 1]);
      if (printUvs) print.push(printUvs[(i + k) * 2], printUvs[(i + k) * 2 + 1]);
    }
  }
  return {
    positions: base64(Float32Array.from(p)),
    normals: base64(Float32Array.from(n)),
    uvs: base64(Float32Array.from(u)),
    ...(printUvs ? { printUvs: base64(Float32Array.from(print)) } : {}),
    material,
  };
}

/** A piece in place on the body. */
interface Layer extends Placed {
  wear: Wear;
  textures: string | undefined;
  /** Fitted vertices at rest. */
  rest: Float32Array;
  /** Cloth coordinates of every face corner, decimetres. */
  print: Float32Array;
  /** Coarse surface at rest and posed, to keep other layers off; not for lofts and shoes. */
  coarse?: {
    rest: near.Surface;
    posed: near.Surface;
    quads: Uint32Array;
    parentFace: Uint32Array;
    hidden: Uint8Array;
  };
}

/** Shapes and poses a body and puts the clothes on it, inner layers first. */
export function assemble(
  data: BodyData,
  bodyShape: BodyShape,
  pose: Stance,
  wears: readonly Wear[],
): Assembled & { rest: Float32Array; hidden: Uint8Array } {
  const base = data.base;
  const rest = data.shape(bodyShape);
  const posed = poseBody(base, rest, pose);
  const moved = skin(posed.matrices, rest, base.skinIndex, base.skinWeight);
  const bodyQuads = Uint32Array.from(base.groups.get('body')!.quads);
  const posedSkin = moved.slice(0, SKIN_VERTICES * 3);
  const restBody = surfaceOf(bodyQuads, rest.slice(0, SKIN_VERTICES * 3));
  const posedBody = surfaceOf(bodyQuads, posedSkin);
  const hidden = new Uint8Array(SKIN_VERTICES);
  const armShare = armShares(base, base.skinIndex, base.skinWeight);
  const layers: Layer[] = [];
  let floor = lowest(posedSkin);
  for (const wear of wears) {
    if (wear.piece === 'loft') {
      const loft = loftSkirt(posedSkin, (v) => armShare[v] < 0.3, wear.loft!, LOFT);
      const panels = new Uint8Array(loft.mesh.quads.length / 4);
      const print = clothPrint(loft.mesh, loft.positions, panels);
      mark(hidden, coveredBy(posedBody, surfaceOf(loft.mesh.quads, loft.positions)));
      layers.push({ ...loft, sleeve: panels, wear, textures: undefined, rest: loft.positions, print });
      continue;
    }
    const layer = dress(data, wear, { rest, restBody, posed, posedBody }, layers);
    if (layer.coarse) {
      const cloth = surfaceOf(layer.mesh.quads, layer.positions);
      const atRest = surfaceOf(layer.mesh.quads, layer.rest);
      mark(hidden, both(coveredBy(restBody, atRest), coveredBy(posedBody, cloth)));
      for (const { coarse } of layers) {
        if (coarse) mark(coarse.hidden, both(coveredBy(coarse.rest, atRest), coveredBy(coarse.posed, cloth)));
      }
    } else floor = Math.min(floor, lowest(layer.positions));
    layers.push(layer);
  }
  const meshes = layers.flatMap((layer) => layerMeshes(layer, floor));
  return { meshes, garments: layers, posed, floor, skin: posedSkin, rest, hidden };
}

interface Wearer {
  rest: Float32Array;
  restBody: near.Surface;
  posed: Posed;
  posedBody: near.Surface;
}

/** Fits, poses, refines and drapes one piece over the body and the layers below. */
function dress(data: BodyData, wear: Wear, wearer: Wearer, below: readonly Layer[]): Layer {
  const piece = loadPiece(data.root, wear.piece as PieceName);
  const fitted = fitPiece(piece.proxy, wearer.rest, piece.source.scale);
  const isShoe = piece.source.kind === 'shoes';
  const n = normals(piece.mesh.quads, fitted);
  for (let i = 0; i < fitted.length; i++) fitted[i] += n[i] * (wear.ease ?? 0);
  if (!isShoe) {
    pushOutside(fitted, wearer.restBody, 0.04);
    for (const layer of below) if (layer.coarse) pushOutside(fitted, layer.coarse.rest, 0.05);
  }
  const weights = transferSkin(piece.proxy, skinOf(data));
  const onArm = sleeveFaces(piece.mesh, armShares(data.base, weights.index, weights.weight));
  const keep = (f: number): boolean =>
    !(wear.sleeveless && onArm[f]) &&
    !(wear.cutBelow !== undefined && fitted[piece.mesh.quads[f * 4] * 3 + 1] < wear.cutBelow);
  const mesh = filterFaces(piece.mesh, keep);
  const coarseSleeve = onArm.filter((_, f) => keep(f));
  const placed = skin(wearer.posed.matrices, fitted, weights.index, weights.weight);
  if (!isShoe) pushOutside(placed, wearer.posedBody, 0.03);
  const fine = subdivide(mesh, placed);
  const fineRest = fine.blend(fitted, 3);
  const sleeve = Uint8Array.from(fine.parentFace, (f) => coarseSleeve[f]);
  let positions = fine.positions;
  if (!isShoe) pushOutside(positions, wearer.posedBody, 0.03);
  if (wear.drape) {
    const top = wear.drape.pinTop;
    const pinned = (v: number): boolean => top !== undefined && fineRest[v * 3 + 1] > top;
    const bodies = [
      wearer.posedBody,
      ...below.flatMap((layer) => (layer.coarse ? [layer.coarse.posed] : [])),
    ];
    positions = drape(fine.mesh.quads, positions, fineRest, bodies, { ...wear.drape, gap: 0.05, pinned });
  }
  const print = wear.legs ? legPrint(fine.mesh, fineRest) : clothPrint(fine.mesh, fineRest, sleeve);
  const layer: Layer = {
    mesh: fine.mesh,
    positions,
    sleeve,
    wear,
    textures: piece.source.textures,
    rest: fineRest,
    print,
  };
  if (!isShoe) {
    layer.coarse = {
      rest: surfaceOf(mesh.quads, fitted),
      posed: surfaceOf(mesh.quads, placed),
      quads: mesh.quads,
      parentFace: fine.parentFace,
      hidden: new Uint8Array(piece.proxy.count),
    };
  }
  return layer;
}

/** Meshes to draw of one layer: trunk and sleeves apart when they differ, covered faces left out. */
function layerMeshes(layer: Layer, floor: number): MeshSpec[] {
  const { mesh, positions, wear, coarse } = layer;
  const smooth = normals(mesh.quads, positions);
  const covered = coarse ? shrinkFlags(coarse.hidden, coarse.quads, 2) : undefined;
  const visible = (f: number): boolean => {
    if (!coarse || !covered) return true;
    const from = coarse.parentFace[f] * 4;
    return !coarse.quads.subarray(from, from + 4).every((v) => covered[v]);
  };
  const group = (material: MaterialSpec, belongs: (f: number) => boolean): MeshSpec => {
    const faces = Array.from({ length: mesh.quads.length / 4 }, (_, f) => f).filter(
      (f) => visible(f) && belongs(f),
    );
    const some = filterFaces(mesh, (f) => visible(f) && belongs(f));
    const print = Float32Array.from(faces.flatMap((f) => [...layer.print.subarray(f * 8, f * 8 + 8)]));
    return meshSpec(some, positions, floor, textured(material, wear, layer.textures), print, smooth);
  };
  const band = new Uint8Array(mesh.quads.length / 4);
  wear.bands?.forEach(({ at, rows }, i) => {
    for (const { kind, loop } of openings(mesh, layer.rest)) {
      if (!at.includes(kind)) continue;
      bandFaces(mesh, loop, rows).forEach((inside, f) => {
        if (inside) band[f] = i + 1;
      });
    }
  });
  const meshes = [group(wear.material, (f) => !band[f] && !(wear.sleeveMaterial && layer.sleeve[f]))];
  if (wear.sleeveMaterial) meshes.push(group(wear.sleeveMaterial, (f) => !band[f] && layer.sleeve[f] === 1));
  wear.bands?.forEach((b, i) => {
    meshes.push(group(b.material, (f) => band[f] === i + 1));
  });
  if (wear.turned) {
    const edge = turnedEdges(mesh, positions);
    const color = wear.material.inside ?? wear.material.color;
    meshes.push(meshSpec(edge.mesh, edge.positions, floor, { kind: 'cloth', color }));
  }
  return meshes;
}

function textured(material: MaterialSpec, wear: Wear, textures: string | undefined): MaterialSpec {
  if (!textures || (wear.textures ?? 'none') === 'none') return material;
  const relief = /shoes/.test(textures) ? {} : { normalMap: `${textures}_normal.png` };
  return wear.textures === 'all'
    ? { ...material, ...relief, map: `${textures}_diffuse.png` }
    : { ...material, ...relief };
}

/** A client: skin, face and hair added to the clothes. */
export function assembleClient(data: BodyData, look: ClientLook): Assembled {
  const dressed = assemble(data, look.body, look.pose, look.wears);
  const base = data.base;
  const body = base.groups.get('body')!;
  const all: QuadMesh = {
    quads: Uint32Array.from(body.quads),
    uvQuads: Uint32Array.from(body.uvQuads),
    uvs: base.uvs,
  };
  const covered = shrinkFlags(dressed.hidden, all.quads, 2);
  const bare = filterFaces(all, (f) => !all.quads.subarray(f * 4, f * 4 + 4).every((v) => covered[v]));
  const smooth = normals(all.quads, dressed.skin);
  const skinMaterial: MaterialSpec = {
    kind: 'skin',
    color: look.skinTint,
    map: look.skinTexture,
    roughness: 0.55,
  };
  const meshes = [
    ...dressed.meshes,
    meshSpec(bare, dressed.skin, dressed.floor, skinMaterial, undefined, smooth),
  ];
  const attach = (folder: string, material: MaterialSpec): void => {
    const proxy = readProxy(`${data.root}/public/data/proxies/${folder}`);
    const fitted = fitPiece(proxy, dressed.rest, SCALES.female);
    const weights = transferSkin(proxy, skinOf(data));
    const positions = skin(dressed.posed.matrices, fitted, weights.index, weights.weight);
    meshes.push(meshSpec(proxy, positions, dressed.floor, material));
  };
  const hairMap = `proxies/hair/${look.hair.name}/textures/${look.hair.texture ?? look.hair.name}_diffuse.png`;
  attach('eyes/Low-Poly', {
    kind: 'eye',
    color: 0xffffff,
    map: `proxies/eyes/Low-Poly/textures/${look.eyes}.png`,
  });
  attach(`eyebrows/${look.brows}`, {
    kind: 'hair',
    color: look.hair.color,
    map: `proxies/eyebrows/${look.brows}/textures/${look.brows}.png`,
  });
  attach('eyelashes/eyelashes02', {
    kind: 'hair',
    color: 0xffffff,
    map: 'proxies/eyelashes/eyelashes02/textures/eyelashes02.png',
  });
  attach(`hair/${look.hair.name}`, { kind: 'hair', color: look.hair.color, map: hairMap, roughness: 0.6 });
  return { ...dressed, meshes };
}
