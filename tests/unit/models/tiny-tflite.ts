/** Writes tiny .tflite files for tests: just enough of FlatBuffers and of the TFLite schema. */

/** A value of one table field; undefined leaves the field out. */
export type Field =
  | { i8: number }
  | { i32: number }
  | { table: Field[] }
  | { tables: Field[][] }
  | { bytes: Uint8Array }
  | { i32s: number[] }
  | { u16s: number[] }
  | undefined;

class ByteWriter {
  readonly bytes: number[] = [];

  u16(value: number): void {
    this.bytes.push(value & 255, (value >> 8) & 255);
  }
  i32(value: number): void {
    this.bytes.push(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255);
  }
  patch(at: number, value: number): void {
    for (let i = 0; i < 4; i++) this.bytes[at + i] = (value >> (8 * i)) & 255;
  }
}

/** Every field takes a 4-byte slot; what it refers to follows the table, so all offsets point forwards. */
function writeTable(out: ByteWriter, fields: Field[]): number {
  const vtable = out.bytes.length;
  out.u16(4 + 2 * fields.length);
  out.u16(4 + 4 * fields.length);
  fields.forEach((field, i) => {
    out.u16(field === undefined ? 0 : 4 + 4 * i);
  });
  const table = out.bytes.length;
  out.i32(table - vtable);
  for (const field of fields) {
    out.i32(field === undefined ? 0 : 'i8' in field ? field.i8 : 'i32' in field ? field.i32 : 0);
  }
  fields.forEach((field, i) => {
    const slot = table + 4 + 4 * i;
    const target = field === undefined ? undefined : writeTarget(out, field);
    if (target !== undefined) out.patch(slot, target - slot);
  });
  return table;
}

function writeTarget(out: ByteWriter, field: NonNullable<Field>): number | undefined {
  const start = out.bytes.length;
  if ('table' in field) return writeTable(out, field.table);
  if ('bytes' in field) {
    out.i32(field.bytes.length);
    out.bytes.push(...field.bytes);
    return start;
  }
  if ('i32s' in field) {
    out.i32(field.i32s.length);
    for (const value of field.i32s) out.i32(value);
    return start;
  }
  if ('u16s' in field) {
    out.i32(field.u16s.length);
    for (const value of field.u16s) out.u16(value);
    return start;
  }
  if ('tables' in field) {
    out.i32(field.tables.length);
    for (const _ of field.tables) out.i32(0);
    field.tables.forEach((fields, i) => {
      const slot = start + 4 + 4 * i;
      out.patch(slot, writeTable(out, fields) - slot);
    });
    return start;
  }
  return undefined;
}

const text = (value: string): Field => ({ bytes: new TextEncoder().encode(value) });

export interface TinyTensor {
  shape: number[];
  /** Constant values; left out = computed or input. */
  values?: number[];
  type?: 'FLOAT32' | 'FLOAT16' | 'INT32';
  /** Fields of the SparsityParameters table. */
  sparsity?: Field[];
}

export interface TinyOperator {
  /** Builtin code, or the name of a custom operator. */
  code: number | string;
  inputs: number[];
  outputs: number[];
  options?: Field[];
  custom?: Uint8Array;
}

export interface TinyModel {
  tensors: TinyTensor[];
  operators: TinyOperator[];
  inputs: number[];
  outputs: number[];
}

const TYPE_CODES = { FLOAT32: 0, FLOAT16: 1, INT32: 2 } as const;
const CUSTOM = 32;

export function tinyTflite(model: TinyModel): Uint8Array {
  const buffers: Field[][] = [[undefined]];
  const tensors = model.tensors.map((tensor, i): Field[] => {
    let buffer = 0;
    if (tensor.values) {
      buffer = buffers.length;
      buffers.push([{ bytes: constantBytes(tensor.values, tensor.type ?? 'FLOAT32') }]);
    }
    return [
      { i32s: tensor.shape },
      { i8: TYPE_CODES[tensor.type ?? 'FLOAT32'] },
      { i32: buffer },
      text(`tensor${i}`),
      undefined,
      undefined,
      tensor.sparsity ? { table: tensor.sparsity } : undefined,
    ];
  });
  const codes = model.operators.map(({ code }): Field[] =>
    typeof code === 'string'
      ? [{ i8: CUSTOM }, text(code), undefined, { i32: CUSTOM }]
      : [{ i8: Math.min(code, 127) }, undefined, undefined, { i32: code }],
  );
  const operators = model.operators.map((operator, i): Field[] => [
    { i32: i },
    { i32s: operator.inputs },
    { i32s: operator.outputs },
    undefined,
    operator.options ? { table: operator.options } : undefined,
    operator.custom ? { bytes: operator.custom } : undefined,
  ]);
  const subgraph: Field[] = [
    { tables: tensors },
    { i32s: model.inputs },
    { i32s: model.outputs },
    { tables: operators },
  ];
  const out = new ByteWriter();
  out.i32(0);
  out.bytes.push(...new TextEncoder().encode('TFL3'));
  out.patch(
    0,
    writeTable(out, [{ i32: 3 }, { tables: codes }, { tables: [subgraph] }, undefined, { tables: buffers }]),
  );
  return Uint8Array.from(out.bytes);
}

function constantBytes(values: number[], type: keyof typeof TYPE_CODES): Uint8Array {
  if (type === 'INT32') return new Uint8Array(Int32Array.from(values).buffer);
  if (type === 'FLOAT16') return new Uint8Array(Uint16Array.from(values, halfBits).buffer);
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** Bits of a half float; exact for the small dyadic values tests use. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const sign = value < 0 ? 0x8000 : 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const mantissa = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return sign | ((exponent + 15) << 10) | mantissa;
}
