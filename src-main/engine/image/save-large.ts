/** Saves pictures too large for memory: as `savePicture` does, with the same bytes, from row to row. */

import { createReadStream } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { embedMetadata, type Metadata } from './embed.ts';
import { inBands, type LoadLargeOptions } from './load-large.ts';
import type { LargePhoto } from './photo.ts';
import { diskError, type SampleFile } from './sample-file.ts';
import {
  checkOutput,
  encoded,
  outputFormat,
  outputMetadata,
  reduce,
  type SaveOptions,
  USUAL_QUALITY,
} from './save.ts';
import { encodeStrips, frameOf } from './tiff-file.ts';
import { writeFileWhole } from './write-file.ts';

/** Longest stretch before the picture data of a file in which metadata is put, bytes. */
const HEAD = 2 ** 16;

/**
 * Writes a finished picture.
 *
 * @throws StudioError as `savePicture` does
 */
export async function saveLarge(
  photo: LargePhoto,
  target: string,
  options: SaveOptions,
  work: LoadLargeOptions,
): Promise<void> {
  const format = options.format ?? outputFormat(target);
  await checkOutput(photo, format, target, options);
  const meta = outputMetadata(photo, options.keepGps ?? false);
  const native = photo.native ?? photo.working;
  try {
    if (format === 'tiff') return await saveTiff(native, target, meta, options, work);
    const pixels = format === 'png' ? native : await reduced(native, format === 'jpeg', work);
    const bare = work.scratch.name(`.${format}`);
    const picture = sharp(pixels.path, { limitInputPixels: false });
    await encoded(picture, format, options.quality ?? USUAL_QUALITY, pixels.wide).toFile(bare);
    await writeFileWhole(target, await withMetadata(bare, format, meta, pixels), options.io);
    await rm(bare, { force: true });
    if (pixels !== native) await work.scratch.drop(pixels);
  } catch (error) {
    throw diskError(error);
  }
}

/** Writes a one-channel sample file as a grey PNG. @throws StudioError output-unwritable, disk-full */
export async function saveMask(
  mask: SampleFile,
  target: string,
  { scratch }: LoadLargeOptions,
): Promise<void> {
  const bare = scratch.name('.png');
  try {
    await sharp(mask.path, { limitInputPixels: false })
      .toColourspace('b-w')
      .png({ compressionLevel: 6 })
      .toFile(bare);
    await writeFileWhole(target, createReadStream(bare));
    await rm(bare, { force: true });
  } catch (error) {
    throw diskError(error);
  }
}

async function saveTiff(
  native: SampleFile,
  target: string,
  meta: Metadata,
  { io }: SaveOptions,
  { scratch }: LoadLargeOptions,
): Promise<void> {
  const { width, height, channels, wide } = native;
  const source = {
    ...{ width, height, channels, bits: wide ? 16 : 8 },
    rows: (y0: number, y1: number) => native.rows(y0, y1),
  };
  const path = scratch.name('.strips');
  const strips = await open(path, 'wx', 0o600);
  let lengths: number[];
  try {
    // The lengths of all strips are known before the first byte of the file is written.
    lengths = await encodeStrips(source, (strip) => strips.writeFile(strip));
  } finally {
    await strips.close();
  }
  const { head, tail } = frameOf(source, lengths, meta);
  await writeFileWhole(target, joined(head, path, 0, tail), io);
  await rm(path, { force: true });
}

async function* joined(
  head: Uint8Array,
  file: string,
  from: number,
  tail?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield head;
  for await (const chunk of createReadStream(file, { start: from, highWaterMark: 2 ** 20 }))
    yield chunk as Buffer;
  if (tail) yield tail;
}

async function reduced(native: SampleFile, opaque: boolean, work: LoadLargeOptions): Promise<SampleFile> {
  if (!native.wide && !(opaque && native.channels === 4)) return native;
  const { width, height } = native;
  const channels = opaque ? 3 : native.channels;
  const shape = { width, height, channels, wide: false };
  return inBands(native, shape, work, (rows) => reduce(rows, opaque).data);
}

/** The pieces of an encoded file with its metadata put in. */
async function withMetadata(
  file: string,
  format: 'jpeg' | 'png' | 'webp',
  meta: Metadata,
  { width, height, channels }: SampleFile,
): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> {
  const shape = { width, height, alpha: channels === 4 };
  // The container of WebP states its own length; a file of that format is small.
  if (format === 'webp') return [embedMetadata(format, await readFile(file), meta, shape)];
  const handle = await open(file, 'r');
  const start = Buffer.alloc(HEAD);
  const { bytesRead } = await handle.read(start, 0, HEAD, 0).finally(() => handle.close());
  const length = format === 'png' ? start.indexOf('IDAT', 0, 'latin1') - 4 : bytesRead;
  const head = start.subarray(0, length);
  return joined(embedMetadata(format, head, meta, shape), file, length);
}
