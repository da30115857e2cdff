/** Conversion context: what is known while a TFLite graph is rewritten operator by operator as an ONNX graph. */

import { StudioError } from '../../src-main/contract/errors.ts';
import { type Constant, elementCount, permute } from './constants.ts';
import type { FlatTable } from './flatbuffer.ts';
import { ONNX_TYPE, OnnxGraph } from './onnx-writer.ts';
import type { TfliteModel, TfliteOperator } from './tflite.ts';

/** Where axis k of an NHWC tensor lies in NCHW. */
export const NCHW_AXIS = [0, 2, 3, 1] as const;
/** NHWC axes in NCHW order, for transposing. */
export const TO_NCHW = [0, 3, 1, 2] as const;

/** TFLite ActivationFunctionType. */
const ACTIVATION = { none: 0, relu: 1, reluN1To1: 2, relu6: 3, tanh: 4 } as const;

/** Zero padding on top, bottom, left and right that a later convolution takes over from a PAD operator. */
export interface AbsorbedPad {
  source: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export type OperatorConverter = (operator: TfliteOperator, context: ConversionContext) => void;

/**
 * Values of rank 4 live in NCHW order in the ONNX graph throughout, so that no transpose surrounds each
 * convolution; `shape(i)` still answers in TFLite's NHWC.
 */
export class ConversionContext {
  readonly model: TfliteModel;
  readonly graph: OnnxGraph;
  readonly constants = new Map<number, Constant>();
  readonly pads = new Map<number, AbsorbedPad>();
  private readonly values = new Map<number, string>();
  private readonly outputNames = new Map<number, string>();
  private readonly weights = new Map<string, string>();
  private readonly scalars = new Map<number, string>();
  private readonly nhwc = new Map<number, string>();

  constructor(model: TfliteModel, name: string, outputNames: readonly string[]) {
    this.model = model;
    this.graph = new OnnxGraph(name);
    model.outputs.forEach((tensor, i) => {
      this.outputNames.set(tensor, outputNames[i]);
    });
  }

  /** Shape as TFLite has it (NHWC for rank 4). */
  shape(tensor: number): number[] {
    return this.model.tensors[tensor].shape;
  }

  isConstant(tensor: number): boolean {
    return this.constants.has(tensor);
  }

  isGraphOutput(tensor: number): boolean {
    return this.outputNames.has(tensor);
  }

  constant(tensor: number): Constant {
    const constant = this.constants.get(tensor);
    if (!constant) throw unsupported(`"${this.model.tensors[tensor]?.name}" must be a constant`);
    return constant;
  }

  /** Operators that read a tensor. */
  readers(tensor: number): TfliteOperator[] {
    return this.model.operators.filter((operator) => operator.inputs.includes(tensor));
  }

  /** ONNX name of a computed tensor. */
  value(tensor: number): string {
    const name = this.values.get(tensor);
    if (name === undefined) {
      throw unsupported(`tensor "${this.model.tensors[tensor]?.name}" is used before it is computed`);
    }
    return name;
  }

  /** Gives a tensor about to be computed its ONNX name: the graph output's, or a running one. */
  define(tensor: number): string {
    const name = this.outputNames.get(tensor) ?? `t${tensor}`;
    this.values.set(tensor, name);
    return name;
  }

  bind(tensor: number, name: string): void {
    this.values.set(tensor, name);
  }

  /**
   * Name of a float32 value for a constant, transposed by `axes` and/or seen as `dims`. 16-bit weights stay
   * 16-bit in the file with a Cast behind them, which the runtime folds when the model is loaded.
   */
  weight(tensor: number, options: { axes?: readonly number[]; dims?: readonly number[] } = {}): string {
    const key = `${tensor}|${options.axes ?? ''}|${options.dims ?? ''}`;
    const known = this.weights.get(key);
    if (known !== undefined) return known;
    let constant = this.constant(tensor);
    if (options.axes) constant = permute(constant, options.axes);
    const dims = options.dims ?? constant.shape;
    const { buffer, byteOffset, byteLength } = constant.data;
    const raw = new Uint8Array(buffer, byteOffset, byteLength);
    const name = this.graph.unique(`w${tensor}`);
    if (constant.type === 'FLOAT16') {
      this.graph.initializer(`${name}_half`, ONNX_TYPE.float16, dims, raw);
      this.graph.node('Cast', [`${name}_half`], [name], { to: ONNX_TYPE.float });
    } else if (constant.type === 'FLOAT32') {
      this.graph.initializer(name, ONNX_TYPE.float, dims, raw);
    } else {
      throw unsupported(
        `weights of type ${constant.type} (only 16- and 32-bit floats; quantised models need another source)`,
      );
    }
    this.weights.set(key, name);
    return name;
  }

  /** A shared scalar constant. */
  scalar(value: number): string {
    let name = this.scalars.get(value);
    if (name === undefined) {
      name = this.graph.floats([value], [], this.graph.unique('scalar'));
      this.scalars.set(value, name);
    }
    return name;
  }

  /** Operand of an elementwise operator whose result has rank `rank`; constants are laid out to broadcast in NCHW. */
  operand(tensor: number, rank: number): string {
    if (!this.isConstant(tensor)) {
      const own = this.shape(tensor).length;
      if (rank === 4 && own !== 4 && elementCount(this.shape(tensor)) > 1) {
        throw unsupported(`broadcasting a rank ${own} value to rank 4`);
      }
      return this.value(tensor);
    }
    const shape = this.shape(tensor);
    if (rank !== 4 || elementCount(shape) === 1) return this.weight(tensor);
    if (shape.length === 1) return this.weight(tensor, { dims: [shape[0], 1, 1] });
    if (shape.length === 3) return this.weight(tensor, { axes: [2, 0, 1] });
    if (shape.length === 4) return this.weight(tensor, { axes: TO_NCHW });
    throw unsupported(`broadcasting a constant of shape [${shape}] to rank 4`);
  }

  /** A value in NHWC memory order, for operators that look at memory order (reshape, fully connected). */
  inTfliteOrder(tensor: number): string {
    const shape = this.shape(tensor);
    const sameOrder = shape.length !== 4 || shape[3] === 1 || (shape[1] === 1 && shape[2] === 1);
    if (sameOrder) return this.value(tensor);
    let name = this.nhwc.get(tensor);
    if (name === undefined) {
      name = this.graph.node('Transpose', [this.value(tensor)], [`t${tensor}_nhwc`], { perm: [0, 2, 3, 1] });
      this.nhwc.set(tensor, name);
    }
    return name;
  }

  /** Emits an operator through `emit(resultName)` and the fused activation behind it. */
  withActivation(activation: number, tensor: number, emit: (result: string) => void): void {
    const result = this.define(tensor);
    if (activation === ACTIVATION.none) {
      emit(result);
      return;
    }
    const before = `${result}_linear`;
    emit(before);
    switch (activation) {
      case ACTIVATION.relu:
        this.graph.node('Relu', [before], [result]);
        break;
      case ACTIVATION.reluN1To1:
        this.graph.node('Clip', [before, this.scalar(-1), this.scalar(1)], [result]);
        break;
      case ACTIVATION.relu6:
        this.graph.node('Clip', [before, this.scalar(0), this.scalar(6)], [result]);
        break;
      case ACTIVATION.tanh:
        this.graph.node('Tanh', [before], [result]);
        break;
      default:
        throw unsupported(`fused activation number ${activation}`);
    }
  }
}

/** An error about something the converter does not do; the driver adds which model and operator. */
export function unsupported(what: string): StudioError {
  return new StudioError('model-invalid', `The converter does not support ${what}.`);
}

/** Options of an operator that cannot do without. */
export function optionsOf(operator: TfliteOperator): FlatTable {
  if (!operator.options) throw unsupported(`${operator.name} without options`);
  return operator.options;
}
