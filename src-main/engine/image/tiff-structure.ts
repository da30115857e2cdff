/** The TIFF structure (header, directories, tags) as far as EXIF blocks and file checks need it. */

/** Bytes per value of TIFF field types 1..13. */
export const TYPE_SIZE = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

export interface TiffEntry {
  tag: number;
  type: number;
  count: number;
  /** Offset of the 12-byte entry itself. */
  at: number;
  /** Offset of the value: inside the entry for up to four bytes. */
  valueAt: number;
  /** Length of the value in bytes. */
  length: number;
}

export interface TiffDirectory {
  at: number;
  /** Offset just behind the directory, its link to the next one included. */
  end: number;
  entries: TiffEntry[];
  /** Offset of the next directory, 0 = none. */
  next: number;
}

export interface TiffView {
  view: DataView;
  little: boolean;
}

/** Opens a classic TIFF structure; undefined when the header is not one (BigTIFF included). */
export function openTiff(bytes: Uint8Array): TiffView | undefined {
  if (bytes.length < 14) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  return view.getUint16(2, little) === 42 ? { view, little } : undefined;
}

/** Offset of the first directory. */
export function firstDirectory({ view, little }: TiffView): number {
  return view.getUint32(4, little);
}

/** Reads the directory at an offset; undefined when it does not lie inside the bytes. Broken entries are left out. */
export function readDirectory({ view, little }: TiffView, at: number): TiffDirectory | undefined {
  if (at < 8 || at + 2 > view.byteLength) return undefined;
  const count = view.getUint16(at, little);
  const end = at + 2 + count * 12;
  if (end > view.byteLength) return undefined;
  const entries: TiffEntry[] = [];
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12;
    const type = view.getUint16(entry + 2, little);
    const values = view.getUint32(entry + 4, little);
    const length = (TYPE_SIZE[type] ?? 0) * values;
    const valueAt = length <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    if (length === 0 || valueAt + length > view.byteLength) continue;
    entries.push({ tag: view.getUint16(entry, little), type, count: values, at: entry, valueAt, length });
  }
  const linked = end + 4 <= view.byteLength;
  return { at, end: linked ? end + 4 : end, entries, next: linked ? view.getUint32(end, little) : 0 };
}

/** First value of an integer entry (BYTE, SHORT, LONG or IFD). */
export function entryNumber({ view, little }: TiffView, entry: TiffEntry): number {
  if (entry.type === 3) return view.getUint16(entry.valueAt, little);
  if (entry.type === 4 || entry.type === 13) return view.getUint32(entry.valueAt, little);
  return view.getUint8(entry.valueAt);
}

/** First value of an integer tag of the first directory of a TIFF file, if it is there. */
export function readTiffTag(bytes: Uint8Array, tag: number): number | undefined {
  const tiff = openTiff(bytes);
  const directory = tiff && readDirectory(tiff, firstDirectory(tiff));
  const entry = directory?.entries.find((e) => e.tag === tag);
  return tiff && entry ? entryNumber(tiff, entry) : undefined;
}
