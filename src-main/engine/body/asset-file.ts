/** The file the body is shipped in: a JSON header and named arrays, and the packing of shape targets. */

import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';

const MAGIC = 'TOILEBDY';
const VERSION = 1;
/** Magic, version and length of the header. */
const PREFIX = 16;
const MAX_HEADER = 1_000_000;

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  i16: Int16Array,
  f32: Float32Array,
} as const;
type ArrayKind = keyof typeof ARRAYS;
export type PackedArray = Uint8Array | Uint16Array | Int16Array | Float32Array;

const count = z.int().nonnegative().max(100_000_000);
const Views = z.record(
  z.string(),
  z.strictObject({ kind: z.enum(['u8', 'u16', 'i16', 'f32']), at: count, length: count }),
);
const Envelope = z.object({ views: Views, facts: z.unknown() });

export interface PackedFile {
  /** What is not an array; to be checked by the reader. */
  facts: unknown;
  /** @throws StudioError 'model-invalid' when there is no such array of that kind and length. */
  view<K extends ArrayKind>(name: string, kind: K, length?: number): InstanceType<(typeof ARRAYS)[K]>;
}

const invalid = (what: string): StudioError =>
  new StudioError(
    'model-invalid',
    `The parametric body cannot be read: ${what}. Build it again with "toile models build".`,
  );

/** Writes facts and arrays to one file, little-endian, every array at a multiple of four bytes. */
export function packFile(facts: unknown, arrays: Record<string, PackedArray>): Uint8Array {
  const views: z.infer<typeof Views> = {};
  let size = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const kind = (Object.keys(ARRAYS) as ArrayKind[]).find((k) => array instanceof ARRAYS[k]);
    if (!kind) throw new TypeError(`packFile expected a typed array for ${name}`);
    views[name] = { kind, at: size, length: array.length };
    size += Math.ceil(array.byteLength / 4) * 4;
  }
  const json = new TextEncoder().encode(JSON.stringify({ views, facts }));
  const start = PREFIX + Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(start + size).fill(32, PREFIX, start);
  bytes.set(new TextEncoder().encode(MAGIC));
  const prefix = new DataView(bytes.buffer);
  prefix.setUint32(8, VERSION, true);
  prefix.setUint32(12, start - PREFIX, true);
  bytes.set(json, PREFIX);
  for (const [name, array] of Object.entries(arrays)) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + views[name].at);
  }
  return bytes;
}

/**
 * Opens a packed file; nothing in it is trusted.
 * @throws StudioError 'model-invalid'
 */
export function openPackedFile(bytes: Uint8Array): PackedFile {
  // arrays need their own alignment, whatever buffer the bytes came in
  const data = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const text = new TextDecoder('utf-8', { fatal: false });
  if (data.length < PREFIX || text.decode(data.subarray(0, 8)) !== MAGIC)
    throw invalid('it is not a body file');
  const prefix = new DataView(data.buffer, data.byteOffset, PREFIX);
  if (prefix.getUint32(8, true) !== VERSION) throw invalid('it has another version');
  const headerLength = prefix.getUint32(12, true);
  const start = PREFIX + headerLength;
  if (headerLength > MAX_HEADER || headerLength % 4 !== 0 || start > data.length)
    throw invalid('its header does not fit');
  let json: unknown;
  try {
    json = JSON.parse(text.decode(data.subarray(PREFIX, start)));
  } catch {
    throw invalid('its header is not JSON');
  }
  const parsed = Envelope.safeParse(json);
  if (!parsed.success) throw invalid(`its header is wrong at ${parsed.error.issues[0].path.join('.')}`);
  const { views, facts } = parsed.data;
  return {
    facts,
    view(name, kind, length) {
      const view = Object.hasOwn(views, name) ? views[name] : undefined;
      if (!view || view.kind !== kind) throw invalid(`it has no ${kind} array "${name}"`);
      if (length !== undefined && view.length !== length)
        throw invalid(`"${name}" has ${view.length} numbers, expected ${length}`);
      const from = start + view.at;
      if (view.at % 4 !== 0 || from + view.length * ARRAYS[kind].BYTES_PER_ELEMENT > data.length)
        throw invalid(`"${name}" lies outside the file`);
      return new ARRAYS[kind](data.buffer as ArrayBuffer, data.byteOffset + from, view.length) as never;
    },
  };
}

/** A shape target: displacement of some vertices, in steps of 0.1 mm. */
export interface ShapeTarget {
  vertices: Uint16Array;
  /** Three numbers for each of `vertices`. */
  deltas: Int16Array;
}

/**
 * Packs a target: one bit a vertex says which ones move; then all x, all y and all z, each number as the difference
 * to the one before in 7-bit groups (zigzag, low group first).
 */
export function packTarget(target: ShapeTarget, vertexCount: number): Uint8Array {
  const mask = new Uint8Array(Math.ceil(vertexCount / 8));
  for (const v of target.vertices) mask[v >> 3] |= 1 << (v & 7);
  const groups: number[] = [];
  for (let axis = 0; axis < 3; axis++) {
    let before = 0;
    for (let i = axis; i < target.deltas.length; i += 3) {
      const step = target.deltas[i] - before;
      before = target.deltas[i];
      let code = step >= 0 ? step * 2 : -step * 2 - 1;
      while (code >= 128) {
        groups.push((code & 127) | 128);
        code >>= 7;
      }
      groups.push(code);
    }
  }
  const out = new Uint8Array(mask.length + groups.length);
  out.set(mask);
  out.set(groups, mask.length);
  return out;
}

/**
 * @throws StudioError 'model-invalid' when the bytes are not exactly one target of that many vertices.
 */
export function unpackTarget(bytes: Uint8Array, vertexCount: number): ShapeTarget {
  const maskLength = Math.ceil(vertexCount / 8);
  if (bytes.length < maskLength) throw invalid('a target is cut off');
  const moved: number[] = [];
  for (let v = 0; v < vertexCount; v++) if (bytes[v >> 3] & (1 << (v & 7))) moved.push(v);
  const deltas = new Int16Array(moved.length * 3);
  let p = maskLength;
  for (let axis = 0; axis < 3; axis++) {
    let value = 0;
    for (let i = axis; i < deltas.length; i += 3) {
      let code = 0;
      let shift = 0;
      for (;;) {
        if (p >= bytes.length || shift > 14) throw invalid('a target is damaged');
        const group = bytes[p++];
        code |= (group & 127) << shift;
        if (group < 128) break;
        shift += 7;
      }
      value += code & 1 ? -((code + 1) >> 1) : code >> 1;
      if (value > 32767 || value < -32768) throw invalid('a target is out of range');
      deltas[i] = value;
    }
  }
  if (p !== bytes.length) throw invalid('a target has bytes left over');
  return { vertices: Uint16Array.from(moved), deltas };
}
