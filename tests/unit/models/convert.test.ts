/** Converter as a whole: determinism, readable refusals, damaged files. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertTflite } from '../../../models/convert/convert.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { type TinyModel, tinyTflite } from './tiny-tflite.ts';

const relu: TinyModel = {
  tensors: [{ shape: [1, 2, 3, 4] }, { shape: [1, 2, 3, 4] }],
  operators: [{ code: 19, inputs: [0], outputs: [1] }],
  inputs: [0],
  outputs: [1],
};

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof StudioError) return error.code;
    throw error;
  }
  return 'none';
};

describe('convertTflite', () => {
  it('states inputs and outputs in NCHW under the names asked for', () => {
    const { inputs, outputs } = convertTflite(tinyTflite(relu), {
      name: 'relu',
      inputNames: ['picture'],
      outputNames: ['positive'],
    });
    expect(inputs).toEqual([{ name: 'picture', type: 1, shape: [1, 4, 2, 3] }]);
    expect(outputs).toEqual([{ name: 'positive', type: 1, shape: [1, 4, 2, 3] }]);
  });

  it('gives the same bytes every time', () => {
    const once = convertTflite(tinyTflite(relu), { name: 'relu' }).onnx;
    const again = convertTflite(tinyTflite(relu), { name: 'relu' }).onnx;
    expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
  });

  it('names the model and the operator it cannot convert', () => {
    const gather: TinyModel = { ...relu, operators: [{ code: 36, inputs: [0], outputs: [1] }] };
    expect(() => convertTflite(tinyTflite(gather), { name: 'odd' })).toThrow(
      /"odd", operator 0: OPERATOR_36/,
    );
    const custom: TinyModel = {
      ...relu,
      operators: [{ code: 'Landmarks2TransformMatrix', inputs: [0], outputs: [1] }],
    };
    expect(() => convertTflite(tinyTflite(custom), { name: 'odd' })).toThrow(
      /CUSTOM:Landmarks2TransformMatrix/,
    );
    expect(codeOf(() => convertTflite(tinyTflite(custom), { name: 'odd' }))).toBe('model-invalid');
  });

  it('refuses what is no TFLite file', () => {
    expect(codeOf(() => convertTflite(new Uint8Array(0), { name: 'x' }))).toBe('model-corrupt');
    expect(codeOf(() => convertTflite(new Uint8Array(64), { name: 'x' }))).toBe('model-corrupt');
  });

  it('answers truncated files with an error of its own', () => {
    const whole = tinyTflite(relu);
    fc.assert(
      fc.property(fc.integer({ min: 8, max: whole.length - 1 }), (length) => {
        const code = codeOf(() => convertTflite(whole.slice(0, length), { name: 'x' }));
        return ['model-corrupt', 'model-invalid', 'none'].includes(code);
      }),
      { numRuns: 300 },
    );
  });
});
