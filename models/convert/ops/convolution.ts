/** Convolutions and pooling: TFLite NHWC kernels and SAME padding written as ONNX NCHW with explicit pads. */

import { elementCount } from '../constants.ts';
import type { ConversionContext, OperatorConverter } from '../context.ts';
import { optionsOf, TO_NCHW, unsupported } from '../context.ts';

const PADDING = { same: 0, valid: 1 } as const;

/** TFLite SAME padding of one axis: the odd pixel goes behind. */
export function samePadding(size: number, kernel: number, stride: number, dilation = 1): [number, number] {
  const outputs = Math.ceil(size / stride);
  const total = Math.max(0, (outputs - 1) * stride + (kernel - 1) * dilation + 1 - size);
  return [total >> 1, total - (total >> 1)];
}

interface Window {
  kernel: [number, number];
  stride: [number, number];
  dilation: [number, number];
  padding: number;
}

/** Input name and ONNX pads [top, left, bottom, right], with a preceding zero PAD taken over. */
function paddedInput(context: ConversionContext, tensor: number, window: Window): [string, number[]] {
  const [, height, width] = context.shape(tensor);
  if (window.padding === PADDING.same) {
    const [top, bottom] = samePadding(height, window.kernel[0], window.stride[0], window.dilation[0]);
    const [left, right] = samePadding(width, window.kernel[1], window.stride[1], window.dilation[1]);
    return [context.value(tensor), [top, left, bottom, right]];
  }
  const pad = context.pads.get(tensor);
  if (!pad) return [context.value(tensor), [0, 0, 0, 0]];
  return [context.value(pad.source), [pad.top, pad.left, pad.bottom, pad.right]];
}

function withBias(context: ConversionContext, inputs: string[], bias: number | undefined): string[] {
  return bias === undefined || bias < 0 ? inputs : [...inputs, context.weight(bias)];
}

export const conv2d: OperatorConverter = (operator, context) => {
  const [input, kernel, bias] = operator.inputs;
  const options = optionsOf(operator);
  const [, height, width, channels] = context.shape(kernel);
  const window: Window = {
    kernel: [height, width],
    stride: [options.int32(2), options.int32(1)],
    dilation: [options.int32(5, 1), options.int32(4, 1)],
    padding: options.int8(0),
  };
  const [source, pads] = paddedInput(context, input, window);
  const inputs = withBias(context, [source, context.weight(kernel, { axes: TO_NCHW })], bias);
  context.withActivation(options.int8(3), operator.outputs[0], (result) => {
    context.graph.node('Conv', inputs, [result], {
      kernel_shape: window.kernel,
      strides: window.stride,
      dilations: window.dilation,
      pads,
      group: context.shape(input)[3] / channels,
    });
  });
};

export const depthwiseConv2d: OperatorConverter = (operator, context) => {
  const [input, kernel, bias] = operator.inputs;
  const options = optionsOf(operator);
  const [, height, width] = context.shape(kernel);
  const window: Window = {
    kernel: [height, width],
    stride: [options.int32(2), options.int32(1)],
    dilation: [options.int32(6, 1), options.int32(5, 1)],
    padding: options.int8(0),
  };
  const [source, pads] = paddedInput(context, input, window);
  // TFLite keeps the kernel as [1, h, w, channels * multiplier]; ONNX wants [channels * multiplier, 1, h, w]
  const inputs = withBias(context, [source, context.weight(kernel, { axes: [3, 0, 1, 2] })], bias);
  context.withActivation(options.int8(4), operator.outputs[0], (result) => {
    context.graph.node('Conv', inputs, [result], {
      kernel_shape: window.kernel,
      strides: window.stride,
      dilations: window.dilation,
      pads,
      group: context.shape(input)[3],
    });
  });
};

/** MediaPipe's transposed convolution with bias; its custom options are int32 padding, stride width, stride height. */
export const transposeConvBias: OperatorConverter = (operator, context) => {
  const [input, kernel, bias] = operator.inputs;
  const raw = operator.customOptions;
  if (!raw || raw.length < 12) throw unsupported(`${operator.name} without its options`);
  const options = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const stride = [options.getInt32(8, true), options.getInt32(4, true)];
  const [, kernelHeight, kernelWidth] = context.shape(kernel);
  const [, height, width] = context.shape(input);
  const [, outHeight, outWidth] = context.shape(operator.outputs[0]);
  const vertical = Math.max(0, (height - 1) * stride[0] + kernelHeight - outHeight);
  const horizontal = Math.max(0, (width - 1) * stride[1] + kernelWidth - outWidth);
  const inputs = withBias(
    context,
    [context.value(input), context.weight(kernel, { axes: [3, 0, 1, 2] })],
    bias,
  );
  context.graph.node('ConvTranspose', inputs, [context.define(operator.outputs[0])], {
    kernel_shape: [kernelHeight, kernelWidth],
    strides: stride,
    pads: [vertical >> 1, horizontal >> 1, vertical - (vertical >> 1), horizontal - (horizontal >> 1)],
  });
};

export const pool2d: OperatorConverter = (operator, context) => {
  const [input] = operator.inputs;
  const [output] = operator.outputs;
  const options = optionsOf(operator);
  const window: Window = {
    kernel: [options.int32(4), options.int32(3)],
    stride: [options.int32(2), options.int32(1)],
    dilation: [1, 1],
    padding: options.int8(0),
  };
  const [, height, width] = context.shape(input);
  const [, outHeight, outWidth] = context.shape(output);
  const average = operator.name === 'AVERAGE_POOL_2D';
  context.withActivation(options.int8(5), output, (result) => {
    const whole = window.kernel[0] === height && window.kernel[1] === width;
    if (average && whole && outHeight === 1 && outWidth === 1) {
      context.graph.node('GlobalAveragePool', [context.value(input)], [result]);
      return;
    }
    const [source, pads] = paddedInput(context, input, window);
    // both formats leave padding out of averages and maxima
    context.graph.node(average ? 'AveragePool' : 'MaxPool', [source], [result], {
      kernel_shape: window.kernel,
      strides: window.stride,
      pads,
    });
  });
};

export const fullyConnected: OperatorConverter = (operator, context) => {
  const [input, kernel, bias] = operator.inputs;
  const options = optionsOf(operator);
  const features = context.shape(kernel)[1];
  let source = context.inTfliteOrder(input);
  if (context.shape(input).length !== 2) {
    const rows = elementCount(context.shape(input)) / features;
    source = context.graph.node(
      'Reshape',
      [source, context.graph.int64s([rows, features])],
      [context.graph.unique('flat')],
    );
  }
  const inputs = withBias(context, [source, context.weight(kernel)], bias);
  context.withActivation(options.int8(0), operator.outputs[0], (result) => {
    context.graph.node('Gemm', inputs, [result], { transB: 1 });
  });
};
