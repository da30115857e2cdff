/** FlatBuffer table reader: the few field kinds the TFLite schema uses, read in place without generated code. */

import { StudioError } from '../../src-main/contract/errors.ts';

/** Every offset a file gives is checked against its end; a bad one means the file is damaged. */
function damaged(): StudioError {
  return new StudioError(
    'model-corrupt',
    'The TFLite file points outside itself, so it is damaged. Reinstall the package it comes from.',
  );
}

/** One table of a FlatBuffer; `field` arguments are the field's index in the schema, counted from 0. */
export class FlatTable {
  readonly view: DataView;
  readonly position: number;
  private readonly vtable: number;
  private readonly vtableSize: number;

  constructor(view: DataView, position: number) {
    this.view = view;
    this.position = position;
    if (position < 0 || position + 4 > view.byteLength) throw damaged();
    this.vtable = position - view.getInt32(position, true);
    if (this.vtable < 0 || this.vtable + 4 > view.byteLength) throw damaged();
    this.vtableSize = view.getUint16(this.vtable, true);
    if (this.vtable + this.vtableSize > view.byteLength) throw damaged();
  }

  /** Root table of a buffer. */
  static root(view: DataView): FlatTable {
    if (view.byteLength < 8) throw damaged();
    return new FlatTable(view, view.getUint32(0, true));
  }

  private offset(field: number, size: number): number {
    const entry = 4 + field * 2;
    if (entry + 2 > this.vtableSize) return 0;
    const offset = this.view.getUint16(this.vtable + entry, true);
    if (offset !== 0 && this.position + offset + size > this.view.byteLength) throw damaged();
    return offset;
  }

  int8(field: number, fallback = 0): number {
    const offset = this.offset(field, 1);
    return offset ? this.view.getInt8(this.position + offset) : fallback;
  }

  uint8(field: number, fallback = 0): number {
    const offset = this.offset(field, 1);
    return offset ? this.view.getUint8(this.position + offset) : fallback;
  }

  bool(field: number): boolean {
    return this.uint8(field) !== 0;
  }

  int32(field: number, fallback = 0): number {
    const offset = this.offset(field, 4);
    return offset ? this.view.getInt32(this.position + offset, true) : fallback;
  }

  uint32(field: number, fallback = 0): number {
    const offset = this.offset(field, 4);
    return offset ? this.view.getUint32(this.position + offset, true) : fallback;
  }

  /** Table a field refers to, or null. */
  table(field: number): FlatTable | null {
    const target = this.reference(field);
    return target === 0 ? null : new FlatTable(this.view, target);
  }

  text(field: number): string {
    return new TextDecoder().decode(this.bytes(field) ?? new Uint8Array(0));
  }

  /** Bytes of a [ubyte] vector or string, as a view into the file. */
  bytes(field: number): Uint8Array | null {
    const start = this.reference(field);
    if (start === 0) return null;
    const length = this.vectorLength(start, 1);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start + 4, length);
  }

  int32s(field: number): number[] {
    return this.vector(field, 4, (at) => this.view.getInt32(at, true));
  }

  uint16s(field: number): number[] {
    return this.vector(field, 2, (at) => this.view.getUint16(at, true));
  }

  tables(field: number): FlatTable[] {
    return this.vector(field, 4, (at) => new FlatTable(this.view, at + this.view.getUint32(at, true)));
  }

  private vector<T>(field: number, size: number, read: (at: number) => T): T[] {
    const start = this.reference(field);
    if (start === 0) return [];
    const length = this.vectorLength(start, size);
    return Array.from({ length }, (_, i) => read(start + 4 + i * size));
  }

  private reference(field: number): number {
    const offset = this.offset(field, 4);
    if (offset === 0) return 0;
    const at = this.position + offset;
    const target = at + this.view.getUint32(at, true);
    if (target + 4 > this.view.byteLength) throw damaged();
    return target;
  }

  private vectorLength(start: number, size: number): number {
    const length = this.view.getUint32(start, true);
    if (start + 4 + length * size > this.view.byteLength) throw damaged();
    return length;
  }
}
