/** Builds EXIF blocks for tests, in either byte order, with GPS, maker notes and a thumbnail. */

type Entry = [tag: number, type: number, count: number, value: number | Buffer];

export interface ExifBlock {
  block: Buffer;
  /** Bytes that must not be found in a cleaned block. */
  gpsBytes: Buffer;
  thumbnail: Buffer;
  makerNote: Buffer;
}

export function makeExif(order: 'II' | 'MM'): ExifBlock {
  const little = order === 'II';
  const u16 = (v: number) => {
    const b = Buffer.alloc(2);
    if (little) b.writeUInt16LE(v);
    else b.writeUInt16BE(v);
    return b;
  };
  const u32 = (...values: number[]) =>
    Buffer.concat(
      values.map((v) => {
        const b = Buffer.alloc(4);
        if (little) b.writeUInt32LE(v);
        else b.writeUInt32BE(v);
        return b;
      }),
    );
  const text = (s: string) => Buffer.from(`${s}\0`, 'latin1');
  const parts: Buffer[] = [Buffer.concat([Buffer.from(order), u16(42), u32(0)])];
  let size = 8;
  const push = (b: Buffer) => {
    const at = size;
    const padded = b.length & 1 ? Buffer.concat([b, Buffer.alloc(1)]) : b;
    parts.push(padded);
    size += padded.length;
    return at;
  };
  const directory = (entries: Entry[], next = 0) => {
    const rows = entries.map(([tag, type, count, value]) => {
      let field: Buffer;
      if (typeof value === 'number') field = type === 3 ? Buffer.concat([u16(value), u16(0)]) : u32(value);
      else if (value.length <= 4) field = Buffer.concat([value, Buffer.alloc(4 - value.length)]);
      else field = u32(push(value));
      return Buffer.concat([u16(tag), u16(type), u32(count), field]);
    });
    return push(Buffer.concat([u16(entries.length), ...rows, u32(next)]));
  };
  const latitude = u32(51, 1, 28, 1, 3812, 100);
  const longitude = u32(9, 1, 11, 1, 2718, 100);
  const makerNote = Buffer.from('Maker\0\x01\x02\x03 note of a camera');
  const thumbnail = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    Buffer.from('the old picture'),
    Buffer.from([0xff, 0xd9]),
  ]);
  const gps = directory([
    [1, 2, 2, text('N')],
    [2, 5, 3, latitude],
    [3, 2, 2, text('E')],
    [4, 5, 3, longitude],
    [29, 2, 11, text('2026:11:23')],
  ]);
  const exif = directory([
    [0x829a, 5, 1, u32(1, 250)],
    [0x9003, 2, 20, text('2026:11:23 10:11:12')],
    [0x927c, 7, makerNote.length, makerNote],
    [0xa002, 4, 1, 4000],
    [0xa003, 3, 1, 3000],
    [0xa434, 2, 9, text('35mm f/2')],
  ]);
  const thumbnailAt = push(thumbnail);
  const ifd1 = directory([
    [0x103, 3, 1, 6],
    [0x201, 4, 1, thumbnailAt],
    [0x202, 4, 1, thumbnail.length],
  ]);
  const ifd0 = directory(
    [
      [0x10f, 2, 6, text('Atelier'.slice(0, 5))],
      [0x110, 2, 8, text('Model 7')],
      [0x112, 3, 1, 6],
      [0x8298, 2, 12, text('(c) A Maker')],
      [0x8769, 4, 1, exif],
      [0x8825, 4, 1, gps],
    ],
    ifd1,
  );
  const block = Buffer.concat(parts);
  u32(ifd0).copy(block, 4);
  return { block, gpsBytes: latitude, thumbnail, makerNote };
}
