/** The parametric body as data: vertices, shape targets, skeleton, skin weights, clothes and hair, read and checked. */

import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Bone } from '../domain/body.ts';
import type { BoundPiece, ScaleRefs, SkinWeights } from '../mesh/bound-piece.ts';
import type { QuadMesh } from '../mesh/quad-mesh.ts';
import { openPackedFile, type PackedFile, type ShapeTarget, unpackTarget } from './asset-file.ts';

/** Metres per step of a target's displacement. */
export const TARGET_STEP = 1e-4;
/** Metres per step of a piece's offsets, and the steps of its weights to 1. */
export const OFFSET_STEP = 1e-5;
export const WEIGHT_STEPS = 4096;
const FULL = 65535;

const index = z.int().nonnegative().max(65535);
const MeshFacts = z.strictObject({ faces: z.int().positive(), uvs: z.int().positive() });
const name = z.string().min(1).max(120);
export const BodyFacts = z.strictObject({
  /** All vertices: skin first, then helpers that clothes hang on, then one for each joint. */
  vertices: z.int().positive().max(65535),
  skin: z.int().positive(),
  /** Vertex of the first joint, and their names in order: bone heads, then other points. */
  firstJoint: index,
  joints: z.array(name).max(400),
  bones: z
    .array(z.strictObject({ name, parent: z.int().min(-1) }))
    .min(1)
    .max(255),
  targets: z.array(z.strictObject({ name, bytes: z.int().positive() })).max(2000),
  body: MeshFacts,
  eyes: MeshFacts,
  pieces: z
    .array(
      z.strictObject({
        name,
        kind: z.enum(['top', 'trousers', 'skirt', 'jacket', 'shoes', 'hair']),
        sex: z.enum(['female', 'male', 'any']),
        vertices: z.int().positive(),
        mesh: MeshFacts,
        /** Two vertices and their distance in metres, for x, y and z. */
        scale: z.tuple([
          z.tuple([index, index, z.number().positive()]),
          z.tuple([index, index, z.number().positive()]),
          z.tuple([index, index, z.number().positive()]),
        ]),
        /** Bytes of its picture (PNG with transparency), where it needs one. */
        picture: z.int().positive().optional(),
      }),
    )
    .max(200),
});
export type BodyFacts = z.infer<typeof BodyFacts>;

/** A garment, shoes or hair that follows the body. */
export interface BodyPiece {
  name: string;
  kind: BodyFacts['pieces'][number]['kind'];
  sex: 'female' | 'male' | 'any';
  mesh: QuadMesh;
  bound: BoundPiece;
  scale: ScaleRefs;
  /** PNG with transparency. */
  picture?: Uint8Array;
}

export interface BodyAsset {
  vertexCount: number;
  /** Vertices 0 to skinCount - 1 are skin. */
  skinCount: number;
  /** The average shape: metres, three numbers a vertex. */
  positions: Float32Array;
  targets: Map<string, ShapeTarget>;
  bones: Bone[];
  /** Vertex of every bone's head, and of other named points ('crown', 'fingertip1.L', ...). */
  joints: Map<string, number>;
  skin: SkinWeights;
  body: QuadMesh;
  eyes: QuadMesh;
  pieces: BodyPiece[];
}

const fail = (what: string): never => {
  throw new StudioError(
    'model-invalid',
    `The parametric body cannot be used: ${what}. Build it again with "toile models build".`,
  );
};

/**
 * Reads a body file; every index in it is checked, so that what is returned can be used without looking again.
 * @throws StudioError 'model-invalid'
 */
export function readBodyAsset(bytes: Uint8Array): BodyAsset {
  const file = openPackedFile(bytes);
  const parsed = BodyFacts.safeParse(file.facts);
  if (!parsed.success) return fail(`its description is wrong at ${parsed.error.issues[0].path.join('.')}`);
  const facts = parsed.data;
  const { vertices, skin, bones } = facts;
  if (skin > facts.firstJoint || facts.firstJoint + facts.joints.length !== vertices)
    fail('its parts do not add up to its vertices');
  bones.forEach((bone, i) => {
    if (bone.parent >= i || (bone.parent < 0 && i > 0)) fail(`bone ${bone.name} comes before its parent`);
  });
  const joints = new Map(facts.joints.map((joint, i) => [joint, facts.firstJoint + i]));
  for (const bone of bones) if (!joints.has(bone.name)) fail(`bone ${bone.name} has no joint`);
  const positions = file.view('positions', 'f32', vertices * 3);
  if (!positions.every((x) => Math.abs(x) < 10)) fail('a vertex is out of range');
  return {
    vertexCount: vertices,
    skinCount: skin,
    positions,
    targets: readTargets(file, facts),
    bones,
    joints,
    skin: readSkin(file, facts),
    body: readMesh(file, 'body', facts.body, skin),
    eyes: readMesh(file, 'eyes', facts.eyes, vertices),
    pieces: facts.pieces.map((piece, i) => readPiece(file, `piece${i}`, piece, vertices)),
  };
}

function readTargets(file: PackedFile, facts: BodyFacts): Map<string, ShapeTarget> {
  const packed = file.view('targets', 'u8');
  const targets = new Map<string, ShapeTarget>();
  let at = 0;
  for (const { name: target, bytes } of facts.targets) {
    if (at + bytes > packed.length) fail(`target ${target} is cut off`);
    targets.set(target, unpackTarget(packed.subarray(at, at + bytes), facts.vertices));
    at += bytes;
  }
  return targets;
}

function readSkin(file: PackedFile, { vertices, bones }: BodyFacts): SkinWeights {
  const bone = file.view('skinIndex', 'u8', vertices * 4);
  const share = file.view('skinWeight', 'u16', vertices * 4);
  if (!bone.every((b) => b < bones.length)) fail('a skin weight names a bone that is not there');
  return { index: Uint16Array.from(bone), weight: Float32Array.from(share, (w) => w / FULL) };
}

function readMesh(
  file: PackedFile,
  key: string,
  { faces, uvs }: z.infer<typeof MeshFacts>,
  vertices: number,
): QuadMesh {
  const quads = file.view(`${key}.quads`, 'u16', faces * 4);
  const uvQuads = file.view(`${key}.uvQuads`, 'u16', faces * 4);
  if (!quads.every((v) => v < vertices)) fail(`${key} uses a vertex that is not there`);
  if (!uvQuads.every((v) => v < uvs)) fail(`${key} uses a texture coordinate that is not there`);
  const coordinates = file.view(`${key}.uvs`, 'u16', uvs * 2);
  return {
    quads: Uint32Array.from(quads),
    uvQuads: Uint32Array.from(uvQuads),
    uvs: Float32Array.from(coordinates, (x) => x / FULL),
  };
}

function readPiece(
  file: PackedFile,
  key: string,
  facts: BodyFacts['pieces'][number],
  vertices: number,
): BodyPiece {
  const n = facts.vertices;
  const refs = file.view(`${key}.refs`, 'u16', n * 3);
  if (!refs.every((v) => v < vertices)) fail(`${facts.name} hangs on a vertex that is not there`);
  if (!facts.scale.every(([a, b]) => a < vertices && b < vertices))
    fail(`${facts.name} is scaled by a vertex that is not there`);
  const two = file.view(`${key}.weights`, 'i16', n * 2);
  const weights = new Float32Array(n * 3);
  for (let i = 0; i < n; i++) {
    weights[i * 3] = two[i * 2] / WEIGHT_STEPS;
    weights[i * 3 + 1] = two[i * 2 + 1] / WEIGHT_STEPS;
    weights[i * 3 + 2] = 1 - weights[i * 3] - weights[i * 3 + 1];
  }
  const steps = file.view(`${key}.offsets`, 'i16', n * 3);
  return {
    name: facts.name,
    kind: facts.kind,
    sex: facts.sex,
    mesh: readMesh(file, key, facts.mesh, n),
    bound: {
      count: n,
      refs: Uint32Array.from(refs),
      weights,
      offsets: Float32Array.from(steps, (x) => x * OFFSET_STEP),
    },
    scale: facts.scale,
    ...(facts.picture ? { picture: file.view(`${key}.picture`, 'u8', facts.picture) } : {}),
  };
}
