/** Converter, operator by operator: tiny graphs run through ONNX Runtime against TFLite's definitions. */

import { describe, expect, it } from 'vitest';
import { runTiny } from './run-onnx.ts';
import type { Field, TinyTensor } from './tiny-tflite.ts';

const SAME = 0;
const VALID = 1;

/** Options tables in the field order of the TFLite schema. */
const convOptions = (padding: number, stride: number, activation = 0): Field[] => [
  { i8: padding },
  { i32: stride },
  { i32: stride },
  { i8: activation },
];
const depthwiseOptions = (padding: number, stride: number): Field[] => [
  { i8: padding },
  { i32: stride },
  { i32: stride },
  { i32: 1 },
  { i8: 0 },
];
const poolOptions = (padding: number, stride: number, size: number): Field[] => [
  { i8: padding },
  { i32: stride },
  { i32: stride },
  { i32: size },
  { i32: size },
];

const range = (count: number, from = 1): number[] => Array.from({ length: count }, (_, i) => i + from);
const floats = (shape: number[], values: number[]): TinyTensor => ({ shape, values });
const ints = (values: number[], shape = [values.length]): TinyTensor => ({ shape, values, type: 'INT32' });

/** One operator from tensor 0 to the last tensor, constants in between. */
async function run(
  code: number | string,
  input: { shape: number[]; values: number[] },
  constants: TinyTensor[],
  output: number[],
  rest: { options?: Field[]; custom?: Uint8Array; inputs?: number[] } = {},
): Promise<number[]> {
  const last = constants.length + 1;
  const { inputs = range(constants.length + 1, 0), ...operator } = rest;
  return await runTiny(
    {
      tensors: [{ shape: input.shape }, ...constants, { shape: output }],
      operators: [{ code, inputs, outputs: [last], ...operator }],
      inputs: [0],
      outputs: [last],
    },
    input.values,
  );
}

/** TFLite's own loop: NHWC picture, kernel [out, h, w, in], padding given on the top left. */
function naiveConv(
  picture: { shape: number[]; values: number[] },
  kernel: TinyTensor,
  bias: number[],
  stride: number,
  padTop: number,
  padLeft: number,
  [, outHeight, outWidth]: number[],
): number[] {
  const [, height, width, channels] = picture.shape;
  const [outChannels, kernelHeight, kernelWidth] = kernel.shape;
  const result: number[] = [];
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let o = 0; o < outChannels; o++) {
        let sum = bias[o];
        for (let ky = 0; ky < kernelHeight; ky++) {
          for (let kx = 0; kx < kernelWidth; kx++) {
            const py = y * stride + ky - padTop;
            const px = x * stride + kx - padLeft;
            if (py < 0 || px < 0 || py >= height || px >= width) continue;
            for (let c = 0; c < channels; c++) {
              sum +=
                picture.values[(py * width + px) * channels + c] *
                kernel.values![((o * kernelHeight + ky) * kernelWidth + kx) * channels + c];
            }
          }
        }
        result.push(sum);
      }
    }
  }
  return result;
}

describe('convolutions', () => {
  const picture = { shape: [1, 4, 4, 2], values: range(32).map((v) => Math.sin(v)) };
  const kernel = floats(
    [3, 3, 3, 2],
    range(54).map((v) => Math.cos(v)),
  );
  const bias = [0.5, -1, 2];

  it('pads SAME behind first: stride 2 on an even size pads only bottom and right', async () => {
    const out = [1, 2, 2, 3];
    const found = await run(3, picture, [kernel, floats([3], bias)], out, { options: convOptions(SAME, 2) });
    const expected = naiveConv(picture, kernel, bias, 2, 0, 0, out);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
  });

  it('applies fused RELU6', async () => {
    const big = { ...picture, values: picture.values.map((v) => v * 20) };
    const out = [1, 4, 4, 3];
    const found = await run(3, big, [kernel, floats([3], bias)], out, { options: convOptions(SAME, 1, 3) });
    const expected = naiveConv(big, kernel, bias, 1, 1, 1, out).map((v) => Math.min(6, Math.max(0, v)));
    expect(Math.max(...expected)).toBe(6);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 4);
    });
  });

  it('runs depthwise kernels channel by channel', async () => {
    // kernel [1, 1, 2, 2]: channel 0 takes left + 10 right, channel 1 takes 2 left
    const found = await run(
      4,
      { shape: [1, 1, 3, 2], values: [1, 2, 3, 4, 5, 6] },
      [floats([1, 1, 2, 2], [1, 2, 10, 0]), floats([2], [0, 0.5])],
      [1, 1, 2, 2],
      { options: depthwiseOptions(VALID, 1) },
    );
    expect(found).toEqual([1 + 30, 4.5, 3 + 50, 8.5]);
  });

  it('takes a zero PAD over into the convolution behind it', async () => {
    const values = range(4);
    const found = await runTiny(
      {
        tensors: [
          { shape: [1, 2, 2, 1] },
          ints([0, 0, 1, 0, 0, 1, 0, 0], [4, 2]),
          { shape: [1, 3, 3, 1] },
          floats([1, 2, 2, 1], [1, 10, 100, 1000]),
          { shape: [1, 2, 2, 1] },
        ],
        operators: [
          { code: 34, inputs: [0, 1], outputs: [2] },
          { code: 3, inputs: [2, 3], outputs: [4], options: convOptions(VALID, 1) },
        ],
        inputs: [0],
        outputs: [4],
      },
      values,
    );
    // padded picture: 0 0 0 / 1 2 0 / 3 4 0
    expect(found).toEqual([2100, 200, 1 + 20 + 300 + 4000, 2 + 400]);
  });

  it('keeps a PAD that others than convolutions read', async () => {
    const found = await run(
      34,
      { shape: [1, 1, 2, 1], values: [1, 2] },
      [ints([0, 0, 1, 0, 0, 1, 0, 0], [4, 2])],
      [1, 2, 3, 1],
    );
    expect(found).toEqual([0, 0, 0, 1, 2, 0]);
  });

  it("runs MediaPipe's transposed convolution with bias", async () => {
    const custom = new Uint8Array(Int32Array.from([0, 2, 2]).buffer);
    const found = await run(
      'Convolution2DTransposeBias',
      { shape: [1, 1, 2, 1], values: [1, 2] },
      [floats([1, 2, 2, 1], [1, 2, 3, 4]), floats([1], [0.5])],
      [1, 2, 4, 1],
      { custom },
    );
    expect(found).toEqual([1.5, 2.5, 2.5, 4.5, 3.5, 4.5, 6.5, 8.5]);
  });

  it('flattens in NHWC order before a fully connected layer', async () => {
    const found = await run(
      9,
      { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
      [floats([2, 4], [1, 10, 100, 1000, 1, 0, 0, 0]), floats([2], [0, 0.5])],
      [1, 2],
      { options: [{ i8: 0 }] },
    );
    expect(found).toEqual([4321, 1.5]);
  });
});

describe('pooling and averages', () => {
  it('MAX_POOL_2D', async () => {
    const found = await run(17, { shape: [1, 2, 4, 1], values: [1, 5, 2, 3, 4, 0, 8, 7] }, [], [1, 1, 2, 1], {
      options: poolOptions(VALID, 2, 2),
    });
    expect(found).toEqual([5, 8]);
  });

  it('AVERAGE_POOL_2D leaves padding out of the average', async () => {
    const found = await run(1, { shape: [1, 1, 3, 1], values: [1, 2, 6] }, [], [1, 1, 2, 1], {
      options: [{ i8: SAME }, { i32: 2 }, { i32: 1 }, { i32: 2 }, { i32: 1 }],
    });
    expect(found).toEqual([1.5, 6]);
  });

  it('MEAN over the picture, keeping dimensions and not', async () => {
    const picture = { shape: [1, 2, 2, 2], values: [1, 10, 2, 20, 3, 30, 6, 40] };
    expect(await run(40, picture, [ints([1, 2])], [1, 1, 1, 2], { options: [{ i8: 1 }] })).toEqual([3, 25]);
    expect(await run(40, picture, [ints([1, 2])], [1, 2], { options: [{ i8: 0 }] })).toEqual([3, 25]);
  });
});

describe('elementwise', () => {
  const line = { shape: [1, 1, 2, 2], values: [-4, -1, 1, 4] };

  it('broadcasts a constant along the channels', async () => {
    expect(await run(0, line, [floats([2], [10, 20])], [1, 1, 2, 2])).toEqual([6, 19, 11, 24]);
    expect(await run(18, line, [floats([1, 1, 2], [2, 3])], [1, 1, 2, 2])).toEqual([-8, -3, 2, 12]);
  });

  it('PRELU has a slope per channel', async () => {
    expect(await run(54, line, [floats([1, 1, 2], [0.5, 0.25])], [1, 1, 2, 2])).toEqual([-2, -0.25, 1, 4]);
  });

  it('RELU, RELU6, HARD_SWISH and LOGISTIC', async () => {
    expect(await run(19, line, [], [1, 1, 2, 2])).toEqual([0, 0, 1, 4]);
    expect(await run(21, { ...line, values: [-1, 3, 6, 9] }, [], [1, 1, 2, 2])).toEqual([0, 3, 6, 6]);
    const swish = await run(117, line, [], [1, 1, 2, 2]);
    [0, -1 / 3, 2 / 3, 4].forEach((value, i) => {
      expect(swish[i]).toBeCloseTo(value, 5);
    });
    const logistic = await run(14, line, [], [1, 1, 2, 2]);
    line.values.forEach((value, i) => {
      expect(logistic[i]).toBeCloseTo(1 / (1 + Math.exp(-value)), 5);
    });
  });
});

describe('layout', () => {
  it('RESIZE_BILINEAR with half pixel centres', async () => {
    const found = await run(23, { shape: [1, 1, 2, 1], values: [0, 4] }, [ints([1, 4])], [1, 1, 4, 1], {
      options: [undefined, undefined, { i8: 0 }, { i8: 1 }],
    });
    expect(found).toEqual([0, 1, 3, 4]);
  });

  it('DEPTH_TO_SPACE puts channels side by side', async () => {
    const found = await run(5, { shape: [1, 1, 2, 4], values: range(8) }, [], [1, 2, 4, 1], {
      options: [{ i32: 2 }],
    });
    expect(found).toEqual([1, 2, 5, 6, 3, 4, 7, 8]);
  });

  it('RESHAPE keeps the NHWC order, from and to rank 4', async () => {
    const picture = { shape: [1, 1, 2, 3], values: range(6) };
    expect(await run(22, picture, [], [1, 6])).toEqual(range(6));
    expect(await run(22, picture, [], [1, 3, 1, 2])).toEqual(range(6));
  });

  it('CONCATENATION along channels and rows', async () => {
    const picture = { shape: [1, 1, 2, 1], values: [1, 2] };
    const options = (axis: number): Field[] => [{ i32: axis }, { i8: 0 }];
    const twice = { inputs: [0, 0] };
    expect(await run(2, picture, [], [1, 1, 2, 2], { ...twice, options: options(3) })).toEqual([1, 1, 2, 2]);
    expect(await run(2, picture, [], [1, 2, 2, 1], { ...twice, options: options(1) })).toEqual([1, 2, 1, 2]);
    expect(await run(2, picture, [], [1, 1, 2, 2], { ...twice, options: options(-1) })).toEqual([1, 1, 2, 2]);
  });

  it('STRIDED_SLICE takes channels', async () => {
    const found = await run(
      45,
      { shape: [1, 1, 2, 3], values: range(6) },
      [ints([0, 0, 0, 1]), ints([0, 0, 0, 3]), ints([1, 1, 1, 1])],
      [1, 1, 2, 2],
      { options: [{ i32: 7 }, { i32: 7 }] },
    );
    expect(found).toEqual([2, 3, 5, 6]);
  });
});

describe('stored weights', () => {
  it('expands 16-bit constants', async () => {
    const found = await runTiny(
      {
        tensors: [
          { shape: [1, 1, 1, 2] },
          { shape: [2], values: [0.5, -2.25], type: 'FLOAT16' },
          { shape: [2] },
          { shape: [1, 1, 1, 2] },
        ],
        operators: [
          { code: 6, inputs: [1], outputs: [2] },
          { code: 18, inputs: [0, 2], outputs: [3] },
        ],
        inputs: [0],
        outputs: [3],
      },
      [2, 4],
    );
    expect(found).toEqual([1, -9]);
  });

  it('expands sparse constants: rows dense, columns compressed', async () => {
    // the matrix 0 5 0 / 7 0 9
    const dense: Field[] = [{ i8: 0 }, { i32: 2 }];
    const compressed: Field[] = [
      { i8: 1 },
      undefined,
      { i8: 1 },
      { table: [{ i32s: [0, 1, 3] }] },
      { i8: 2 },
      { table: [{ u16s: [1, 0, 2] }] },
    ];
    const found = await runTiny(
      {
        tensors: [
          { shape: [1, 3] },
          {
            shape: [2, 3],
            values: [5, 7, 9],
            sparsity: [{ i32s: [0, 1] }, undefined, { tables: [dense, compressed] }],
          },
          { shape: [2, 3] },
          { shape: [1, 2] },
        ],
        operators: [
          { code: 124, inputs: [1], outputs: [2] },
          { code: 9, inputs: [0, 2], outputs: [3], options: [{ i8: 0 }] },
        ],
        inputs: [0],
        outputs: [3],
      },
      [1, 10, 100],
    );
    expect(found).toEqual([50, 907]);
  });

  it('expands block sparse constants', async () => {
    // 2 x 2 matrix of 1 x 2 blocks over a 2 x 4 matrix: 0 0 1 2 / 3 4 0 0
    const rows: Field[] = [{ i8: 0 }, { i32: 2 }];
    const columns: Field[] = [
      { i8: 1 },
      undefined,
      { i8: 1 },
      { table: [{ i32s: [0, 1, 2] }] },
      { i8: 1 },
      { table: [{ i32s: [1, 0] }] },
    ];
    const block: Field[] = [{ i8: 0 }, { i32: 2 }];
    const found = await runTiny(
      {
        tensors: [
          { shape: [1, 4] },
          {
            shape: [2, 4],
            values: [1, 2, 3, 4],
            sparsity: [{ i32s: [0, 1, 2] }, { i32s: [1] }, { tables: [rows, columns, block] }],
          },
          { shape: [2, 4] },
          { shape: [1, 2] },
        ],
        operators: [
          { code: 124, inputs: [1], outputs: [2] },
          { code: 9, inputs: [0, 2], outputs: [3], options: [{ i8: 0 }] },
        ],
        inputs: [0],
        outputs: [3],
      },
      [1, 10, 100, 1000],
    );
    expect(found).toEqual([2100, 43]);
  });
});
