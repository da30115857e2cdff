/** Constants of a TFLite graph as typed arrays: decoding, sparse expansion, axis permutation. */

import { StudioError } from '../../src-main/contract/errors.ts';
import type { Sparsity, TensorType, TfliteTensor } from './tflite.ts';

export type ConstantArray =
  | Float32Array
  | Uint16Array
  | Int32Array
  | Uint8Array
  | Int8Array
  | Int16Array
  | BigInt64Array;

/** FLOAT16 values are kept as their raw 16-bit patterns in a Uint16Array. */
export interface Constant {
  type: TensorType;
  shape: number[];
  data: ConstantArray;
}

type ConstantArrayType = { new (buffer: ArrayBuffer): ConstantArray; readonly BYTES_PER_ELEMENT: number };

const ARRAYS: Partial<Record<TensorType, ConstantArrayType>> = {
  FLOAT32: Float32Array,
  FLOAT16: Uint16Array,
  INT32: Int32Array,
  UINT8: Uint8Array,
  INT64: BigInt64Array,
  BOOL: Uint8Array,
  INT16: Int16Array,
  INT8: Int8Array,
};

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Typed values of a constant tensor; sparse ones still hold their stored values only.
 * @throws StudioError 'model-invalid' for element types without a numeric array.
 */
export function readConstant(tensor: TfliteTensor): Constant {
  const Values = ARRAYS[tensor.type];
  if (!Values || !tensor.bytes) {
    throw new StudioError(
      'model-invalid',
      `Tensor "${tensor.name}" is a ${tensor.type} constant, which the converter cannot read.`,
    );
  }
  if (!tensor.sparsity && tensor.bytes.length !== elementCount(tensor.shape) * Values.BYTES_PER_ELEMENT) {
    throw new StudioError(
      'model-corrupt',
      `Tensor "${tensor.name}" should hold ${elementCount(tensor.shape)} ${tensor.type} values, ` +
        `but the file has ${tensor.bytes.length} bytes for it.`,
    );
  }
  // a copy, because the file's offsets need not be aligned to the element size
  const copy = new ArrayBuffer(tensor.bytes.length);
  new Uint8Array(copy).set(tensor.bytes);
  return { type: tensor.type, shape: tensor.shape, data: new Values(copy) };
}

/**
 * Expands stored values of a sparse tensor to the dense array of `shape`, absent entries 0.
 *
 * The format is TFLite's SparsityParameters (after TACO): `traversal` lists the dimensions from outermost to
 * innermost, block dimensions after the original ones; each level is dense or compressed (segments + indices).
 */
export function densify(stored: Constant, sparsity: Sparsity): Constant {
  const { shape } = stored;
  const { traversal, blockMap, dimensions } = sparsity;
  const rank = shape.length;
  const levels = traversal.length;
  const blockSizes = blockMap.map((_, block) => dimensions[traversal.indexOf(rank + block)].size);
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  const data = new (stored.data.constructor as { new (length: number): ConstantArray })(elementCount(shape));
  const position = new Array<number>(levels).fill(0);
  const coordinate = new Array<number>(rank).fill(0);

  const visit = (level: number, parent: number): void => {
    if (level === levels) {
      for (let i = 0; i < levels; i++) {
        if (traversal[i] < rank) coordinate[traversal[i]] = position[i];
      }
      for (let i = 0; i < levels; i++) {
        const block = traversal[i] - rank;
        if (block < 0) continue;
        const axis = blockMap[block];
        coordinate[axis] = coordinate[axis] * blockSizes[block] + position[i];
      }
      let target = 0;
      for (let axis = 0; axis < rank; axis++) target += coordinate[axis] * strides[axis];
      data[target] = stored.data[parent];
      return;
    }
    const dimension = dimensions[level];
    if (dimension.dense) {
      for (let i = 0; i < dimension.size; i++) {
        position[level] = i;
        visit(level + 1, parent * dimension.size + i);
      }
    } else {
      for (let i = dimension.segments[parent]; i < dimension.segments[parent + 1]; i++) {
        position[level] = dimension.indices[i];
        visit(level + 1, i);
      }
    }
  };
  visit(0, 0);
  return { type: stored.type, shape, data };
}

/** Transposes a constant: axis k of the result is axis `axes[k]` of the input. */
export function permute(constant: Constant, axes: readonly number[]): Constant {
  const { shape: from, data } = constant;
  const shape = axes.map((axis) => from[axis]);
  const strides = axes.map((axis) => elementCount(from.slice(axis + 1)));
  const out = new (data.constructor as { new (length: number): ConstantArray })(data.length);
  const position = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let target = 0; target < out.length; target++) {
    out[target] = data[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++position[axis] < shape[axis]) break;
      source -= strides[axis] * shape[axis];
      position[axis] = 0;
    }
  }
  return { type: constant.type, shape, data: out };
}

/** Integers of a constant (shapes, paddings, axes). */
export function integers(constant: Constant): number[] {
  return Array.from(constant.data as ArrayLike<number | bigint>, Number);
}
