/** Decodes HEIC through libheif in WebAssembly, loaded only when such a file turns up. */

import type { Raster } from './raster.ts';

export interface OpenHeic {
  /** Size with the file's rotation and mirroring applied, known before decoding. */
  width: number;
  height: number;
  /** Pictures in the file. */
  count: number;
  /** RGBA, 8 bit, in the file's own profile. */
  decode(): Promise<Raster<Uint8Array>>;
  close(): void;
}

/** Opens the first picture of a HEIC file without decoding it. Throws what libheif throws on damaged files. */
export async function openHeic(bytes: Uint8Array): Promise<OpenHeic> {
  const { default: decoder } = await import('heic-decode');
  const images = await decoder.all({ buffer: bytes });
  const [first] = images;
  return {
    width: first.width,
    height: first.height,
    count: images.length,
    async decode() {
      const { width, height, data } = await first.decode();
      return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
    },
    close: () => images.dispose(),
  };
}
