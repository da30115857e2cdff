/** ONNX file inspection without loading it: which outside files an untrusted model wants to read. */

import { StudioError } from '../../contract/errors.ts';

/** Deeper nesting than any real model's subgraphs. */
const MAX_DEPTH = 64;

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Length-delimited fields to look into, by message (field numbers of onnx.proto). */
type Message =
  | 'model'
  | 'graph'
  | 'node'
  | 'attribute'
  | 'tensor'
  | 'sparse'
  | 'entry'
  | 'function'
  | 'training';
const CHILDREN: Record<Message, Record<number, Message>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  tensor: { 13: 'entry' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  entry: {},
  function: { 7: 'node', 11: 'attribute' },
  training: { 1: 'graph', 2: 'graph' },
};

/**
 * Every `location` of external tensor data in an ONNX file, in order of appearance, each once.
 * Nothing is decoded but the messages on the way to it; the bytes are never trusted to be well-formed.
 *
 * @throws StudioError 'model-corrupt' when the bytes are no ONNX protobuf.
 */
export function externalLocations(bytes: Uint8Array): string[] {
  const locations = new Set<string>();
  let graphs = 0;

  const walk = (message: Message, start: number, end: number, depth: number): void => {
    if (depth > MAX_DEPTH) throw notOnnx('its parts are nested too deeply');
    let key = '';
    let value: string | undefined;
    for (const field of fields(bytes, start, end)) {
      if (message === 'entry') {
        const text = () => new TextDecoder().decode(bytes.subarray(field.start, field.end));
        if (field.number === 1) key = text();
        if (field.number === 2) value = text();
        continue;
      }
      const child = CHILDREN[message][field.number];
      if (child === undefined) continue;
      if (field.wire !== WIRE.bytes) throw notOnnx('a message has the wrong wire type');
      if (message === 'model' && child === 'graph') graphs++;
      walk(child, field.start, field.end, depth + 1);
    }
    if (message === 'entry' && key === 'location') locations.add(value ?? '');
  };
  walk('model', 0, bytes.length, 0);
  if (graphs === 0) throw notOnnx('it holds no graph');
  return [...locations];
}

interface Field {
  number: number;
  wire: number;
  start: number;
  end: number;
}

function* fields(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw notOnnx('it ends in the middle of a number');
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw notOnnx('a number is too long');
  };
  while (at < end) {
    const tag = varint();
    const wire = tag % 8;
    const number = Math.floor(tag / 8);
    if (wire === WIRE.varint) {
      const from = at;
      varint();
      yield { number, wire, start: from, end: at };
      continue;
    }
    let length: number;
    if (wire === WIRE.fixed64) length = 8;
    else if (wire === WIRE.fixed32) length = 4;
    else if (wire === WIRE.bytes) length = varint();
    else throw notOnnx(`wire type ${wire} does not occur in ONNX`);
    if (length > end - at) throw notOnnx('a part is longer than the file');
    yield { number, wire, start: at, end: at + length };
    at += length;
  }
}

function notOnnx(why: string): StudioError {
  return new StudioError('model-corrupt', `Expected an ONNX file, but ${why}. Export the model again.`);
}
