/** Edits EXIF blocks for results: upright, right size, without the old thumbnail and, unless asked, without GPS. */

import {
  entryNumber,
  firstDirectory,
  openTiff,
  readDirectory,
  type TiffDirectory,
  type TiffView,
} from './tiff-structure.ts';

/** Tag numbers: CIPA DC-008 (Exif 3.0), tables 3 to 15. */
const TAG = {
  imageWidth: 0x100,
  imageLength: 0x101,
  orientation: 0x112,
  thumbnailOffset: 0x201,
  thumbnailLength: 0x202,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
} as const;

export interface ExifChanges {
  /** Size of the picture the block will stand in, pixels. */
  width: number;
  height: number;
  keepGps: boolean;
}

function setNumber(tiff: TiffView, directory: TiffDirectory | undefined, tag: number, value: number): void {
  for (const entry of directory?.entries ?? []) {
    if (entry.tag !== tag || entry.count !== 1) continue;
    if (entry.type === 3) tiff.view.setUint16(entry.valueAt, value, tiff.little);
    if (entry.type === 4) tiff.view.setUint32(entry.valueAt, value, tiff.little);
  }
}

function follow(tiff: TiffView, directory: TiffDirectory, tag: number): TiffDirectory | undefined {
  const entry = directory.entries.find((e) => e.tag === tag);
  return entry && readDirectory(tiff, entryNumber(tiff, entry));
}

function wipe(bytes: Uint8Array, directory: TiffDirectory | undefined): void {
  if (!directory) return;
  for (const entry of directory.entries) bytes.fill(0, entry.valueAt, entry.valueAt + entry.length);
  bytes.fill(0, directory.at, directory.end);
}

/** Takes every entry with the tag out of a directory; later entries move up. */
function removeEntries(bytes: Uint8Array, tiff: TiffView, at: number, tag: number): void {
  let count = tiff.view.getUint16(at, tiff.little);
  const end = Math.min(at + 2 + count * 12 + 4, bytes.length);
  for (let i = 0; i < count; ) {
    const entry = at + 2 + i * 12;
    if (tiff.view.getUint16(entry, tiff.little) !== tag) {
      i += 1;
      continue;
    }
    bytes.copyWithin(entry, entry + 12, end);
    bytes.fill(0, end - 12, end);
    count -= 1;
    tiff.view.setUint16(at, count, tiff.little);
  }
}

/** Empties the thumbnail directory, which shows the picture as it was; returns the new length of the block. */
function removeThumbnail(bytes: Uint8Array, tiff: TiffView, ifd0: TiffDirectory): number {
  const thumbnail = ifd0.next ? readDirectory(tiff, ifd0.next) : undefined;
  let length = bytes.length;
  if (thumbnail) {
    const number = (tag: number) => {
      const entry = thumbnail.entries.find((e) => e.tag === tag);
      return entry ? entryNumber(tiff, entry) : 0;
    };
    const start = number(TAG.thumbnailOffset);
    const end = Math.min(start + number(TAG.thumbnailLength), bytes.length);
    if (start >= 8 && end > start) {
      bytes.fill(0, start, end);
      if (end >= bytes.length - 1) length = start;
    }
    wipe(bytes, thumbnail);
  }
  if (ifd0.next) tiff.view.setUint32(ifd0.end - 4, 0, tiff.little);
  return length;
}

/**
 * Returns a changed copy of an EXIF block. Everything else stays where it is, so maker notes remain readable.
 *
 * @param exif TIFF structure without the 'Exif\0\0' prefix
 * @returns undefined when the block cannot be read, and so cannot be known to be free of GPS data
 */
export function editExif(exif: Uint8Array, changes: ExifChanges): Uint8Array | undefined {
  const bytes = Uint8Array.from(exif);
  const tiff = openTiff(bytes);
  const ifd0 = tiff && readDirectory(tiff, firstDirectory(tiff));
  if (!tiff || !ifd0) return undefined;
  const exifDirectory = follow(tiff, ifd0, TAG.exifDirectory);
  setNumber(tiff, ifd0, TAG.orientation, 1);
  setNumber(tiff, ifd0, TAG.imageWidth, changes.width);
  setNumber(tiff, ifd0, TAG.imageLength, changes.height);
  setNumber(tiff, exifDirectory, TAG.pixelWidth, changes.width);
  setNumber(tiff, exifDirectory, TAG.pixelHeight, changes.height);
  const length = removeThumbnail(bytes, tiff, ifd0);
  if (!changes.keepGps) {
    for (const directory of [ifd0, exifDirectory]) {
      if (!directory) continue;
      wipe(bytes, follow(tiff, directory, TAG.gpsDirectory));
      removeEntries(bytes, tiff, directory.at, TAG.gpsDirectory);
    }
  }
  const result = bytes.subarray(0, length);
  const again = openTiff(result);
  return again && readDirectory(again, firstDirectory(again)) ? result : undefined;
}
