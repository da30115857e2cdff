/** TFLite to ONNX: opset 17, NCHW throughout, the same bytes on every run. */

import { StudioError } from '../../src-main/contract/errors.ts';
import { readConstant } from './constants.ts';
import { ConversionContext, type OperatorConverter, TO_NCHW } from './context.ts';
import { ONNX_TYPE, type OnnxValue } from './onnx-writer.ts';
import * as convolution from './ops/convolution.ts';
import * as elementwise from './ops/elementwise.ts';
import * as layout from './ops/layout.ts';
import { readTflite } from './tflite.ts';

const CONVERTERS: Record<string, OperatorConverter> = {
  ADD: elementwise.arithmetic,
  SUB: elementwise.arithmetic,
  MUL: elementwise.arithmetic,
  DIV: elementwise.arithmetic,
  MAXIMUM: elementwise.arithmetic,
  MINIMUM: elementwise.arithmetic,
  RELU: elementwise.unary,
  LOGISTIC: elementwise.unary,
  TANH: elementwise.unary,
  HARD_SWISH: elementwise.unary,
  RELU6: elementwise.relu6,
  PRELU: elementwise.prelu,
  DEQUANTIZE: elementwise.dequantize,
  DENSIFY: layout.densify,
  PAD: layout.pad,
  DEPTH_TO_SPACE: layout.depthToSpace,
  RESIZE_BILINEAR: layout.resize,
  RESIZE_NEAREST_NEIGHBOR: layout.resize,
  RESHAPE: layout.reshape,
  CONCATENATION: layout.concatenation,
  MEAN: layout.mean,
  STRIDED_SLICE: layout.stridedSlice,
  CONV_2D: convolution.conv2d,
  DEPTHWISE_CONV_2D: convolution.depthwiseConv2d,
  MAX_POOL_2D: convolution.pool2d,
  AVERAGE_POOL_2D: convolution.pool2d,
  FULLY_CONNECTED: convolution.fullyConnected,
  'CUSTOM:Convolution2DTransposeBias': convolution.transposeConvBias,
};

export interface ConvertOptions {
  /** Name of the graph, and of the model in error messages. */
  name: string;
  /** ONNX input name by position; 'input', 'input1', ... by default. */
  inputNames?: readonly string[];
  /** ONNX output name by position; the TFLite tensors' names by default. */
  outputNames?: readonly string[];
}

export interface ConvertedModel {
  onnx: Uint8Array;
  /** As in the ONNX file: NCHW for rank 4. */
  inputs: OnnxValue[];
  outputs: OnnxValue[];
}

/**
 * Converts the bytes of a float (32- or 16-bit, dense or sparse) .tflite file with fixed shapes.
 *
 * @throws StudioError 'model-corrupt' for damaged files, 'model-invalid' naming the operator that is not supported.
 */
export function convertTflite(bytes: Uint8Array, options: ConvertOptions): ConvertedModel {
  const model = readTflite(bytes);
  const outputNames = model.outputs.map((tensor, i) => {
    const own = model.tensors[tensor].name.replace(/[^A-Za-z0-9_]/g, '_');
    return options.outputNames?.[i] ?? (own === '' ? `output${i}` : own);
  });
  const context = new ConversionContext(model, options.name, outputNames);
  for (const tensor of model.tensors) {
    if (tensor.bytes) context.constants.set(tensor.index, readConstant(tensor));
  }
  model.inputs.forEach((tensor, i) => {
    const name = options.inputNames?.[i] ?? (i === 0 ? 'input' : `input${i}`);
    context.graph.inputs.push(describeValue(context, tensor, name));
    context.bind(tensor, name);
  });

  model.operators.forEach((operator, i) => {
    const convert = CONVERTERS[operator.name];
    if (!convert) {
      const known = Object.keys(CONVERTERS).join(', ');
      throw new StudioError(
        'model-invalid',
        `Model "${options.name}", operator ${i}: ${operator.name} is not supported. Supported are: ${known}.`,
      );
    }
    try {
      convert(operator, context);
    } catch (cause) {
      if (!(cause instanceof StudioError)) throw cause;
      throw new StudioError(
        cause.code,
        `Model "${options.name}", operator ${i} (${operator.name}): ${cause.message}`,
        { cause },
      );
    }
  });

  model.outputs.forEach((tensor, i) => {
    context.graph.outputs.push(describeValue(context, tensor, outputNames[i]));
  });
  return { onnx: context.graph.encode(), inputs: context.graph.inputs, outputs: context.graph.outputs };
}

function describeValue(context: ConversionContext, tensor: number, name: string): OnnxValue {
  const shape = context.shape(tensor);
  const { type } = context.model.tensors[tensor];
  if (type !== 'FLOAT32') {
    throw new StudioError(
      'model-invalid',
      `Input or output "${name}" is ${type}; only models with 32-bit float inputs and outputs can be converted.`,
    );
  }
  return {
    name,
    type: ONNX_TYPE.float,
    shape: shape.length === 4 ? TO_NCHW.map((axis) => shape[axis]) : shape,
  };
}
