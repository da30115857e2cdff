/** Raster: the one picture type of the engine, interleaved rows of samples. */

export type Samples = Uint8Array | Uint16Array | Float32Array;

/**
 * Row-major, channel-interleaved samples: `data[(y * width + x) * channels + c]`.
 *
 * Coordinates over a raster are continuous with the origin at the top-left corner of the top-left
 * pixel, so the centre of pixel (i, j) is (i + 0.5, j + 0.5); scaling a raster by s scales every
 * coordinate by s. Colour rasters are RGB; `Uint8Array` is 0..255, masks in `Float32Array` are 0..1.
 * Rasters are read-only once they leave the function that made them.
 */
export interface Raster<T extends Samples = Uint8Array> {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: T;
}

/** One-channel raster of 0..1 values. */
export type Mask = Raster<Float32Array>;

export function byteRaster(
  width: number,
  height: number,
  channels: number,
  data?: Uint8Array,
): Raster<Uint8Array> {
  return { width, height, channels, data: data ?? new Uint8Array(width * height * channels) };
}

export function floatRaster(
  width: number,
  height: number,
  channels = 1,
  data?: Float32Array,
): Raster<Float32Array> {
  return { width, height, channels, data: data ?? new Float32Array(width * height * channels) };
}

/** Half-open pixel rectangle: x0 <= x < x1, y0 <= y < y1. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Point {
  x: number;
  y: number;
}
