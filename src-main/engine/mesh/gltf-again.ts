/** Writes a binary glTF file once more with other places of the same vertices, which takes a tenth of the time of writing it. */

import type { ScenePart } from './gltf.ts';

interface Accessor {
  bufferView: number;
  byteOffset?: number;
  count: number;
  min?: number[];
  max?: number[];
}
interface Gltf {
  accessors: Accessor[];
  bufferViews: { byteOffset?: number; byteStride?: number }[];
  meshes: { name: string; primitives: { attributes: Record<string, number> }[] }[];
}

const HEADER = 12;
const CHUNK = 8;
const GLB = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const SPACE = 0x20;

/** A file of `writeGltf` that others of the same make are written after. */
export class GltfAgain {
  private readonly gltf: Gltf;
  /** The binary part. */
  private readonly data: Uint8Array;

  /** @param file as `writeGltf` writes it, from parts all of whose vertices are used */
  constructor(file: Uint8Array) {
    const head = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const length = head.getUint32(HEADER, true);
    const json = file.subarray(HEADER + CHUNK, HEADER + CHUNK + length);
    this.gltf = JSON.parse(new TextDecoder().decode(json)) as Gltf;
    // on a boundary of its own, whatever buffer the file lies in
    this.data = file.slice(HEADER + CHUNK + length + CHUNK);
  }

  /**
   * The file with the places and normals of `parts`; everything else is that of the first one.
   * @throws RangeError when a part is not in the file or has another number of vertices
   */
  write(parts: readonly Pick<ScenePart, 'name' | 'mesh'>[]): Uint8Array {
    for (const { name, mesh } of parts) {
      const attributes = this.gltf.meshes.find((one) => one.name === name)?.primitives[0].attributes;
      if (!attributes) throw new RangeError(`the file has no part "${name}"`);
      this.put(attributes.POSITION, mesh.positions, true);
      if (mesh.normals) this.put(attributes.NORMAL, mesh.normals, false);
    }
    const json = new TextEncoder().encode(JSON.stringify(this.gltf));
    const length = Math.ceil(json.length / 4) * 4;
    const out = new Uint8Array(HEADER + CHUNK + length + CHUNK + this.data.length);
    const head = new DataView(out.buffer);
    for (const [i, word] of [GLB, 2, out.length, length, JSON_CHUNK].entries())
      head.setUint32(i * 4, word, true);
    out.fill(SPACE, HEADER + CHUNK, HEADER + CHUNK + length).set(json, HEADER + CHUNK);
    head.setUint32(HEADER + CHUNK + length, this.data.length, true);
    head.setUint32(HEADER + CHUNK + length + 4, BIN_CHUNK, true);
    out.set(this.data, HEADER + CHUNK + length + CHUNK);
    return out;
  }

  private put(index: number, values: Float32Array, bounded: boolean): void {
    const accessor = this.gltf.accessors[index];
    if (values.length !== accessor.count * 3) throw new RangeError('a part has another number of vertices');
    const view = this.gltf.bufferViews[accessor.bufferView];
    const from = ((view.byteOffset ?? 0) + (accessor.byteOffset ?? 0)) / 4;
    const stride = (view.byteStride ?? 12) / 4;
    const floats = new Float32Array(this.data.buffer, 0, this.data.byteLength >> 2);
    const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const high = low.map((value) => -value);
    for (let i = 0, at = from; i < values.length; i += 3, at += stride)
      for (let k = 0; k < 3; k++) {
        const value = values[i + k];
        floats[at + k] = value;
        if (value < low[k]) low[k] = value;
        if (value > high[k]) high[k] = value;
      }
    if (bounded) Object.assign(accessor, { min: low, max: high });
  }
}
