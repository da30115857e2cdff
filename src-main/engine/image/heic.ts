/** Decodes HEIC through libheif in WebAssembly, loaded only when such a file turns up. */

import type { HeifImage, Opaque } from 'libheif-js/wasm-bundle.js';
import type { Raster } from './raster.ts';

export interface OpenHeic {
  /** Size with the file's rotation and mirroring applied, known before decoding. */
  width: number;
  height: number;
  /** Pictures in the file; the primary one is opened. */
  count: number;
  /** RGB or RGBA, 8 bit, in the file's own profile. */
  decode(): Promise<Raster<Uint8Array>>;
  close(): void;
}

/** What libheif returns in place of a result when something is wrong with the file carries a code. */
function check<T extends object>(result: object): T {
  const { code, message } = result as { code?: unknown; message?: string };
  if (code !== undefined) throw new Error(`libheif: ${message}`);
  return result as T;
}

/** Opens the primary picture of a HEIC file without decoding it. Throws what libheif says about damaged files. */
export async function openHeic(bytes: Uint8Array): Promise<OpenHeic> {
  const { default: libheif } = await import('libheif-js/wasm-bundle.js');
  await libheif.ready;
  const context = libheif.heif_context_alloc();
  try {
    const read = libheif.heif_context_read_from_memory(context, bytes);
    if (read.code !== libheif.heif_error_code.heif_error_Ok) throw new Error(`libheif: ${read.message}`);
    const handle = check<Opaque>(libheif.heif_js_context_get_primary_image_handle(context));
    const ids = libheif.heif_js_context_get_list_of_top_level_image_IDs(context);
    return {
      width: libheif.heif_image_handle_get_width(handle),
      height: libheif.heif_image_handle_get_height(handle),
      count: Array.isArray(ids) ? ids.length : 1,
      async decode() {
        const alpha = Boolean(libheif.heif_image_handle_has_alpha_channel(handle));
        const { heif_chroma_interleaved_RGB, heif_chroma_interleaved_RGBA } = libheif.heif_chroma;
        const chroma = alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
        const space = libheif.heif_colorspace.heif_colorspace_RGB;
        const decoded = check<HeifImage>(await libheif.heif_js_decode_image2(handle, space, chroma));
        try {
          return packRows(decoded.channels[0], alpha ? 4 : 3);
        } finally {
          libheif.heif_image_release(decoded.image);
        }
      },
      close() {
        libheif.heif_image_handle_release(handle);
        libheif.heif_context_free(context);
      },
    };
  } catch (error) {
    libheif.heif_context_free(context);
    throw error;
  }
}

/** Copies rows out of libheif's memory, whose rows may be padded. */
function packRows(
  plane: { width: number; height: number; stride: number; data: Uint8Array },
  channels: number,
): Raster<Uint8Array> {
  const { width, height, stride } = plane;
  const row = width * channels;
  const data = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) data.set(plane.data.subarray(y * stride, y * stride + row), y * row);
  return { width, height, channels, data };
}
