/** TFLite reader: tensors, operators and constants of a .tflite file's first subgraph. */

import { StudioError } from '../../src-main/contract/errors.ts';
import { FlatTable } from './flatbuffer.ts';

/** Element types in the schema's order (TensorType enum). */
export const TENSOR_TYPES = [
  'FLOAT32',
  'FLOAT16',
  'INT32',
  'UINT8',
  'INT64',
  'STRING',
  'BOOL',
  'INT16',
  'COMPLEX64',
  'INT8',
] as const;
export type TensorType = (typeof TENSOR_TYPES)[number];

/** Builtin operator codes this converter knows by name (BuiltinOperator enum of the TFLite schema). */
const OPERATOR_NAMES: Record<number, string> = {
  0: 'ADD',
  1: 'AVERAGE_POOL_2D',
  2: 'CONCATENATION',
  3: 'CONV_2D',
  4: 'DEPTHWISE_CONV_2D',
  5: 'DEPTH_TO_SPACE',
  6: 'DEQUANTIZE',
  9: 'FULLY_CONNECTED',
  14: 'LOGISTIC',
  17: 'MAX_POOL_2D',
  18: 'MUL',
  19: 'RELU',
  21: 'RELU6',
  22: 'RESHAPE',
  23: 'RESIZE_BILINEAR',
  28: 'TANH',
  34: 'PAD',
  40: 'MEAN',
  41: 'SUB',
  42: 'DIV',
  45: 'STRIDED_SLICE',
  54: 'PRELU',
  55: 'MAXIMUM',
  57: 'MINIMUM',
  97: 'RESIZE_NEAREST_NEIGHBOR',
  117: 'HARD_SWISH',
  124: 'DENSIFY',
};
const CUSTOM_OPERATOR = 32;

/** Storage of one dimension of a sparse tensor. */
export interface SparseDimension {
  dense: boolean;
  /** Number of entries, for dense dimensions. */
  size: number;
  /** Compressed rows: entries of row r are indices[segments[r] .. segments[r + 1]). */
  segments: number[];
  indices: number[];
}

export interface Sparsity {
  traversal: number[];
  blockMap: number[];
  dimensions: SparseDimension[];
}

export interface TfliteTensor {
  index: number;
  name: string;
  shape: number[];
  type: TensorType;
  /** Bytes of a constant; null for a computed value. */
  bytes: Uint8Array | null;
  sparsity: Sparsity | null;
}

export interface TfliteOperator {
  /** Builtin name, or 'CUSTOM:NAME', or 'OPERATOR_<code>' when the code is not known. */
  name: string;
  inputs: number[];
  outputs: number[];
  options: FlatTable | null;
  customOptions: Uint8Array | null;
}

export interface TfliteModel {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
  inputs: number[];
  outputs: number[];
}

/**
 * Reads a .tflite file.
 * @throws StudioError 'model-corrupt' when the bytes are no TFLite file or are damaged.
 */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 8 ? String.fromCharCode(...bytes.subarray(4, 8)) : '';
  if (magic !== 'TFL3') {
    throw new StudioError(
      'model-corrupt',
      `Expected a TFLite file (identifier TFL3) but found "${magic}". Reinstall the package it comes from.`,
    );
  }
  const root = FlatTable.root(view);
  const codes = root.tables(1).map((code) => ({
    // codes above 127 are only in the newer 32-bit field
    code: Math.max(code.int8(0), code.int32(3)),
    custom: code.text(1),
  }));
  const buffers = root.tables(4).map((buffer) => buffer.bytes(0));
  const subgraph = root.tables(2)[0];
  if (!subgraph) throw new StudioError('model-corrupt', 'The TFLite file holds no subgraph.');

  const tensors = subgraph.tables(0).map((tensor, index): TfliteTensor => {
    const data = buffers[tensor.uint32(2)];
    return {
      index,
      name: tensor.text(3),
      shape: tensor.int32s(0),
      type: TENSOR_TYPES[tensor.int8(1)] ?? 'STRING',
      bytes: data && data.length > 0 ? data : null,
      sparsity: readSparsity(tensor.table(6)),
    };
  });
  const operators = subgraph.tables(3).map((operator): TfliteOperator => {
    const { code, custom } = codes[operator.uint32(0)];
    return {
      name: code === CUSTOM_OPERATOR ? `CUSTOM:${custom}` : (OPERATOR_NAMES[code] ?? `OPERATOR_${code}`),
      inputs: operator.int32s(1),
      outputs: operator.int32s(2),
      options: operator.table(4),
      customOptions: operator.bytes(5),
    };
  });
  return { tensors, operators, inputs: subgraph.int32s(1), outputs: subgraph.int32s(2) };
}

function readSparsity(table: FlatTable | null): Sparsity | null {
  if (!table) return null;
  const dimensions = table.tables(2).map((dimension) => ({
    dense: dimension.int8(0) === 0,
    size: dimension.int32(1),
    segments: readIndexVector(dimension, 2),
    indices: readIndexVector(dimension, 4),
  }));
  return { traversal: table.int32s(0), blockMap: table.int32s(1), dimensions };
}

/** SparseIndexVector is a union of int32, uint16 and uint8 vectors: a type field and the table after it. */
function readIndexVector(dimension: FlatTable, field: number): number[] {
  const vector = dimension.table(field + 1);
  if (!vector) return [];
  switch (dimension.uint8(field)) {
    case 1:
      return vector.int32s(0);
    case 2:
      return vector.uint16s(0);
    case 3:
      return Array.from(vector.bytes(0) ?? []);
    default:
      return [];
  }
}
