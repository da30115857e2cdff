/** Elementwise operators: arithmetic with broadcasting, and activations that stand alone. */

import { type OperatorConverter, unsupported } from '../context.ts';

const ARITHMETIC: Record<string, string> = {
  ADD: 'Add',
  SUB: 'Sub',
  MUL: 'Mul',
  DIV: 'Div',
  MAXIMUM: 'Max',
  MINIMUM: 'Min',
};
const UNARY: Record<string, string> = {
  RELU: 'Relu',
  LOGISTIC: 'Sigmoid',
  TANH: 'Tanh',
  // x * max(0, min(1, x / 6 + 1 / 2)) in both formats
  HARD_SWISH: 'HardSwish',
};

export const arithmetic: OperatorConverter = (operator, context) => {
  const [a, b] = operator.inputs;
  const [output] = operator.outputs;
  const rank = context.shape(output).length;
  const fused = operator.name !== 'MAXIMUM' && operator.name !== 'MINIMUM';
  const activation = fused ? (operator.options?.int8(0) ?? 0) : 0;
  const inputs = [context.operand(a, rank), context.operand(b, rank)];
  context.withActivation(activation, output, (result) => {
    context.graph.node(ARITHMETIC[operator.name], inputs, [result]);
  });
};

export const unary: OperatorConverter = (operator, context) => {
  const input = context.value(operator.inputs[0]);
  context.graph.node(UNARY[operator.name], [input], [context.define(operator.outputs[0])]);
};

export const relu6: OperatorConverter = (operator, context) => {
  const input = context.value(operator.inputs[0]);
  context.graph.node(
    'Clip',
    [input, context.scalar(0), context.scalar(6)],
    [context.define(operator.outputs[0])],
  );
};

export const prelu: OperatorConverter = (operator, context) => {
  const [input, slope] = operator.inputs;
  const rank = context.shape(input).length;
  const inputs = [context.value(input), context.operand(slope, rank)];
  context.graph.node('PRelu', inputs, [context.define(operator.outputs[0])]);
};

/** 16-bit weights: the constant is passed on; the 16 -> 32 bit step is emitted where it is used. */
export const dequantize: OperatorConverter = (operator, context) => {
  const [input] = operator.inputs;
  if (!context.isConstant(input)) throw unsupported('DEQUANTIZE of a computed value');
  context.constants.set(operator.outputs[0], context.constant(input));
};
