/** Operators that move values about: padding, resizing, reshaping, joining, slicing, averaging over axes. */

import { densify as expand, integers } from '../constants.ts';
import type { ConversionContext, OperatorConverter } from '../context.ts';
import { NCHW_AXIS, optionsOf, TO_NCHW, unsupported } from '../context.ts';

const VALID_PADDING = 1;

export const densify: OperatorConverter = (operator, context) => {
  const [input] = operator.inputs;
  const { sparsity } = context.model.tensors[input];
  if (!sparsity) throw unsupported('DENSIFY of a tensor that is not sparse');
  context.constants.set(operator.outputs[0], expand(context.constant(input), sparsity));
};

export const pad: OperatorConverter = (operator, context) => {
  const [input, amounts] = operator.inputs;
  const [output] = operator.outputs;
  const shape = context.shape(input);
  const before = shape.map((_, axis) => integers(context.constant(amounts))[axis * 2]);
  const after = shape.map((_, axis) => integers(context.constant(amounts))[axis * 2 + 1]);
  if (shape.length === 4 && isAbsorbed(context, output, before, after)) {
    const [top, left] = before.slice(1, 3);
    const [bottom, right] = after.slice(1, 3);
    context.pads.set(output, { source: input, top, bottom, left, right });
    return;
  }
  const order = shape.length === 4 ? TO_NCHW : shape.map((_, axis) => axis);
  const pads = context.graph.int64s([...order.map((a) => before[a]), ...order.map((a) => after[a])]);
  context.graph.node('Pad', [context.value(input), pads, context.scalar(0)], [context.define(output)], {
    mode: 'constant',
  });
};

/** Whether every reader is an unpadded convolution, which then does the zero padding itself. */
function isAbsorbed(context: ConversionContext, output: number, before: number[], after: number[]): boolean {
  const spatialOnly = [0, 3].every((axis) => before[axis] === 0 && after[axis] === 0);
  const readers = context.readers(output);
  return (
    spatialOnly &&
    !context.isGraphOutput(output) &&
    readers.length > 0 &&
    readers.every(
      (reader) =>
        (reader.name === 'CONV_2D' || reader.name === 'DEPTHWISE_CONV_2D') &&
        reader.inputs[0] === output &&
        reader.options?.int8(0) === VALID_PADDING,
    )
  );
}

export const depthToSpace: OperatorConverter = (operator, context) => {
  context.graph.node(
    'DepthToSpace',
    [context.value(operator.inputs[0])],
    [context.define(operator.outputs[0])],
    { blocksize: optionsOf(operator).int32(0), mode: 'DCR' },
  );
};

export const resize: OperatorConverter = (operator, context) => {
  const [input, size] = operator.inputs;
  const linear = operator.name === 'RESIZE_BILINEAR';
  const options = optionsOf(operator);
  const alignCorners = options.bool(linear ? 2 : 0);
  const halfPixel = options.bool(linear ? 3 : 1);
  const [height, width] = integers(context.constant(size));
  const [, fromHeight, fromWidth] = context.shape(input);
  const scales = context.graph.floats([1, 1, height / fromHeight, width / fromWidth], [4]);
  context.graph.node('Resize', [context.value(input), '', scales], [context.define(operator.outputs[0])], {
    mode: linear ? 'linear' : 'nearest',
    coordinate_transformation_mode: alignCorners ? 'align_corners' : halfPixel ? 'half_pixel' : 'asymmetric',
    ...(linear ? {} : { nearest_mode: halfPixel || alignCorners ? 'round_prefer_ceil' : 'floor' }),
  });
};

export const reshape: OperatorConverter = (operator, context) => {
  const [input] = operator.inputs;
  const [output] = operator.outputs;
  const shape = context.shape(output);
  const source = context.inTfliteOrder(input);
  if (shape.length !== 4) {
    context.graph.node('Reshape', [source, context.graph.int64s(shape)], [context.define(output)]);
    return;
  }
  const flat = context.graph.node(
    'Reshape',
    [source, context.graph.int64s(shape)],
    [context.graph.unique('reshaped')],
  );
  context.graph.node('Transpose', [flat], [context.define(output)], { perm: TO_NCHW });
};

export const concatenation: OperatorConverter = (operator, context) => {
  const [output] = operator.outputs;
  const rank = context.shape(output).length;
  const options = optionsOf(operator);
  const axis = (options.int32(0) + rank) % rank;
  const inputs = operator.inputs.map((input) => context.operand(input, rank));
  context.withActivation(options.int8(1), output, (result) => {
    context.graph.node('Concat', inputs, [result], { axis: rank === 4 ? NCHW_AXIS[axis] : axis });
  });
};

export const mean: OperatorConverter = (operator, context) => {
  const [input, axesTensor] = operator.inputs;
  const [output] = operator.outputs;
  const rank = context.shape(input).length;
  const keepDims = operator.options?.bool(0) ?? false;
  const axes = integers(context.constant(axesTensor))
    .map((axis) => (axis + rank) % rank)
    .map((axis) => (rank === 4 ? NCHW_AXIS[axis] : axis))
    .sort((a, b) => a - b);
  const result = context.define(output);
  if (rank === 4 && axes.join() === '2,3' && keepDims) {
    context.graph.node('GlobalAveragePool', [context.value(input)], [result]);
    return;
  }
  // without the channel axis the rest would come out as C, H or W alone, whose order is then TFLite's only if
  // no two spatial axes remain apart from the channel
  if (rank === 4 && !keepDims && axes.join() !== '2,3') throw unsupported(`MEAN over axes [${axes}]`);
  context.graph.node('ReduceMean', [context.value(input)], [result], { axes, keepdims: keepDims ? 1 : 0 });
};

export const stridedSlice: OperatorConverter = (operator, context) => {
  const [input, begin, end, strides] = operator.inputs;
  const options = optionsOf(operator);
  const [beginMask, endMask, ellipsis, newAxis, shrink] = [0, 1, 2, 3, 4].map((field) =>
    options.int32(field),
  );
  if (ellipsis || newAxis || shrink) throw unsupported('STRIDED_SLICE that changes the rank');
  const shape = context.shape(input);
  const from = integers(context.constant(begin)).map((value, axis) => ((beginMask >> axis) & 1 ? 0 : value));
  const to = integers(context.constant(end)).map((value, axis) =>
    (endMask >> axis) & 1 ? shape[axis] : value,
  );
  const axes = shape.map((_, axis) => (shape.length === 4 ? NCHW_AXIS[axis] : axis));
  const inputs = [from, to, axes, integers(context.constant(strides))].map((list) =>
    context.graph.int64s(list),
  );
  context.graph.node('Slice', [context.value(input), ...inputs], [context.define(operator.outputs[0])]);
};
