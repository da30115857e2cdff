/** Sample files: pixels of pictures too large for memory, kept on the disk as they are and read by rows. */

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { Raster } from './raster.ts';

/** Pixels by row, wherever they are kept. */
export interface PixelRows {
  readonly width: number;
  readonly height: number;
  /** Three channels, 8-bit sRGB; valid until the next call. */
  row(y: number): Uint8Array;
}

/** A raster in memory by row. */
export function rowsOf({ width, height, data }: Raster<Uint8Array>): PixelRows {
  return { width, height, row: (y) => data.subarray(y * width * 3, (y + 1) * width * 3) };
}

export interface Shape {
  width: number;
  height: number;
  channels: number;
  /** 16 bits a sample instead of 8. */
  wide: boolean;
}

/** Length of the header of libvips' own format; the samples follow as they are, in the byte order of the machine. */
const HEADER = 64;
/** First four bytes of a file with little-endian samples. */
const MAGIC = 0x08f2a6b6;
/** Sample formats and colour spaces as libvips numbers them (VipsBandFormat, VipsInterpretation). */
const FORMAT = { narrow: 0, wide: 2 };
const SPACE = { grey: 1, rgb: 22, rgb16: 25 };

/** A file that both this engine and libvips read, without ever holding it whole. */
export class SampleFile implements Shape {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly wide: boolean;
  readonly #handle: number;
  #row = -1;
  #line: Uint8Array | undefined;

  /** @throws when the file cannot be read or is no sample file */
  constructor(path: string) {
    this.path = path;
    this.#handle = openSync(path, 'r');
    const head = Buffer.alloc(HEADER);
    readFully(this.#handle, head, 0);
    const format = head.readInt32LE(20);
    if (head.readUInt32LE(0) !== MAGIC || (format !== FORMAT.narrow && format !== FORMAT.wide)) {
      closeSync(this.#handle);
      throw new Error(`${path} holds no samples of 8 or 16 bits`);
    }
    this.width = head.readInt32LE(4);
    this.height = head.readInt32LE(8);
    this.channels = head.readInt32LE(12);
    this.wide = format === FORMAT.wide;
  }

  /** Rows y0 <= y < y1. */
  rows(y0: number, y1: number): Raster<Uint8Array | Uint16Array> {
    const { width, channels } = this;
    const samples = (y1 - y0) * width * channels;
    const bytes = new Uint8Array(samples * this.#bytes);
    readFully(this.#handle, bytes, HEADER + y0 * width * channels * this.#bytes);
    return { width, height: y1 - y0, channels, data: this.wide ? new Uint16Array(bytes.buffer) : bytes };
  }

  /** Row `y` of 8-bit samples; valid until the next call. */
  row(y: number): Uint8Array {
    this.#line ??= new Uint8Array(this.width * this.channels);
    if (y !== this.#row) {
      readFully(this.#handle, this.#line, HEADER + y * this.#line.length);
      this.#row = y;
    }
    return this.#line;
  }

  get #bytes(): number {
    return this.wide ? 2 : 1;
  }

  close(): void {
    closeSync(this.#handle);
  }
}

function readFully(handle: number, into: Uint8Array, position: number): void {
  for (let done = 0; done < into.length; ) {
    const read = readSync(handle, into, done, into.length - done, position + done);
    if (read === 0) throw new Error('a sample file ends before its last row');
    done += read;
  }
}

/** Writes a sample file row after row. */
export class SampleWriter {
  readonly #path: string;
  readonly #handle: number;

  constructor(path: string, { width, height, channels, wide }: Shape) {
    this.#path = path;
    this.#handle = openSync(path, 'wx', 0o600);
    const head = Buffer.alloc(HEADER);
    head.writeUInt32LE(MAGIC, 0);
    head.writeInt32LE(width, 4);
    head.writeInt32LE(height, 8);
    head.writeInt32LE(channels, 12);
    head.writeInt32LE(wide ? 16 : 8, 16);
    head.writeInt32LE(wide ? FORMAT.wide : FORMAT.narrow, 20);
    head.writeInt32LE(channels < 3 ? SPACE.grey : wide ? SPACE.rgb16 : SPACE.rgb, 28);
    head.writeFloatLE(1, 32);
    head.writeFloatLE(1, 36);
    this.#write(head);
  }

  write(samples: Uint8Array | Uint16Array): void {
    this.#write(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle, bytes, done);
    } catch (error) {
      throw diskError(error);
    }
  }

  /** The file, to be read. */
  finish(): SampleFile {
    this.close();
    return new SampleFile(this.#path);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/** An error of writing working files, as the user is told it. */
export function diskError(error: unknown): unknown {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && !/no space left/i.test(message)) return error;
  return new StudioError(
    'disk-full',
    'There is not enough space on the disk for the working files of a picture this large, about ten bytes a pixel. Free some space and try again.',
    { cause: error },
  );
}

/** Name of a working folder: the process it belongs to, and something of its own. */
const FOLDER = /^large-(\d+)-/;

/** A folder for the working files of one picture. */
export class Scratch {
  readonly #folder: string;
  readonly #open = new Set<SampleFile>();
  #next = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a folder inside `parent`; what processes that are gone have left there is removed. */
  static async open(parent: string): Promise<Scratch> {
    await mkdir(parent, { recursive: true });
    for (const name of await readdir(parent)) {
      const pid = Number(FOLDER.exec(name)?.[1]);
      if (pid && !isAlive(pid))
        await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
    }
    return new Scratch(await mkdtemp(join(parent, `large-${process.pid}-`)));
  }

  /** A name in the folder that is not taken; `.v` is what libvips knows its own format by. */
  name(ending = '.v'): string {
    this.#next++;
    return join(this.#folder, `${this.#next}${ending}`);
  }

  /** Opened until the folder goes. */
  keep(file: SampleFile): SampleFile {
    this.#open.add(file);
    return file;
  }

  /** A file that is not needed any more. */
  async drop(file: SampleFile): Promise<void> {
    if (!this.#open.delete(file)) return;
    file.close();
    await rm(file.path, { force: true });
  }

  async remove(): Promise<void> {
    for (const file of this.#open) file.close();
    this.#open.clear();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
