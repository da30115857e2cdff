/** ONNX writer: builds a graph in memory and encodes it as ONNX protobuf with the same bytes every time. */

/** TensorProto.DataType */
export const ONNX_TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;
export type OnnxType = (typeof ONNX_TYPE)[keyof typeof ONNX_TYPE];

/** A number is written as an int; wrap it in `{ float }` for a float attribute. */
export type AttributeValue = number | string | readonly number[] | { float: number };

export interface OnnxNode {
  operator: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, AttributeValue>;
}

export interface OnnxInitializer {
  type: OnnxType;
  dims: readonly number[];
  /** Little-endian element bytes. */
  raw: Uint8Array;
  /** Name of a file the bytes lie in instead of `raw` (external data). */
  externalFile?: string;
}

export interface OnnxValue {
  name: string;
  type: OnnxType;
  /** A string is a symbolic dimension. */
  shape: readonly (number | string)[];
}

/** Protobuf message under construction (wire format: varint, length-delimited, 32-bit). */
export class ProtoMessage {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  varint(field: number, value: number | bigint): this {
    return this.append(encodeVarint((field << 3) | 0)).append(encodeVarint(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.append(encodeVarint((field << 3) | 2))
      .append(encodeVarint(value.length))
      .append(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtoMessage): this {
    this.append(encodeVarint((field << 3) | 2)).append(encodeVarint(value.length));
    for (const chunk of value.chunks) this.append(chunk);
    return this;
  }

  float(field: number, value: number): this {
    const raw = new Uint8Array(4);
    new DataView(raw.buffer).setFloat32(0, value, true);
    return this.append(encodeVarint((field << 3) | 5)).append(raw);
  }

  packed(field: number, values: readonly (number | bigint)[]): this {
    const inner = new ProtoMessage();
    for (const value of values) inner.append(encodeVarint(value));
    return this.message(field, inner);
  }

  encode(): Uint8Array {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }

  private append(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.length += chunk.length;
    return this;
  }
}

function encodeVarint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(out);
}

/** An ONNX graph: nodes in execution order, named constants, typed inputs and outputs. */
export class OnnxGraph {
  readonly name: string;
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, OnnxInitializer>();
  readonly inputs: OnnxValue[] = [];
  readonly outputs: OnnxValue[] = [];
  private counter = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** A name not used before in this graph. */
  unique(prefix: string): string {
    return `${prefix}_${this.counter++}`;
  }

  node(
    operator: string,
    inputs: string[],
    outputs: string[],
    attributes: Record<string, AttributeValue> = {},
  ): string {
    this.nodes.push({ operator, inputs, outputs, attributes });
    return outputs[0];
  }

  initializer(name: string, type: OnnxType, dims: readonly number[], raw: Uint8Array): string {
    this.initializers.set(name, { type, dims, raw });
    return name;
  }

  int64s(values: readonly number[], name = this.unique('int')): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.initializer(name, ONNX_TYPE.int64, [values.length], new Uint8Array(data.buffer));
  }

  floats(values: readonly number[], dims: readonly number[], name = this.unique('float')): string {
    return this.initializer(name, ONNX_TYPE.float, dims, new Uint8Array(Float32Array.from(values).buffer));
  }

  /** Model bytes: IR version 8 and the given opset of the default domain. */
  encode(opset = 17): Uint8Array {
    const graph = new ProtoMessage();
    this.nodes.forEach((node, i) => {
      const message = new ProtoMessage();
      for (const input of node.inputs) message.text(1, input);
      for (const output of node.outputs) message.text(2, output);
      message.text(3, `${node.operator}_${i}`).text(4, node.operator);
      for (const [name, value] of Object.entries(node.attributes)) message.message(5, attribute(name, value));
      graph.message(1, message);
    });
    graph.text(2, this.name);
    for (const [name, tensor] of this.initializers) graph.message(5, tensorMessage(name, tensor));
    for (const value of this.inputs) graph.message(11, valueInfo(value));
    for (const value of this.outputs) graph.message(12, valueInfo(value));
    return new ProtoMessage()
      .varint(1, 8)
      .text(2, 'toile')
      .message(7, graph)
      .message(8, new ProtoMessage().text(1, '').varint(2, opset))
      .encode();
  }
}

function attribute(name: string, value: AttributeValue): ProtoMessage {
  const message = new ProtoMessage().text(1, name);
  if (typeof value === 'number') return message.varint(3, value).varint(20, 2);
  if (typeof value === 'string') return message.text(4, value).varint(20, 3);
  if ('float' in value) return message.float(2, value.float).varint(20, 1);
  return message.packed(8, value).varint(20, 7);
}

function tensorMessage(name: string, tensor: OnnxInitializer): ProtoMessage {
  const message = new ProtoMessage();
  if (tensor.dims.length > 0) message.packed(1, tensor.dims);
  message.varint(2, tensor.type).text(8, name);
  if (tensor.externalFile === undefined) return message.bytes(9, tensor.raw);
  return message
    .message(13, new ProtoMessage().text(1, 'location').text(2, tensor.externalFile))
    .varint(14, 1);
}

function valueInfo(value: OnnxValue): ProtoMessage {
  const shape = new ProtoMessage();
  for (const size of value.shape) {
    shape.message(
      1,
      typeof size === 'string' ? new ProtoMessage().text(2, size) : new ProtoMessage().varint(1, size),
    );
  }
  const tensor = new ProtoMessage().varint(1, value.type).message(2, shape);
  return new ProtoMessage().text(1, value.name).message(2, new ProtoMessage().message(1, tensor));
}
