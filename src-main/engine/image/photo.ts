/** Photo: a decoded picture file with its working pixels and what is needed to write it back unchanged. */

import type { Sentence } from '../../contract/sentences.ts';
import type { Raster } from './raster.ts';
import type { SampleFile } from './sample-file.ts';

/** What the file said about itself, after orientation has been applied to the pixels. */
export interface SourceInfo {
  /** Container as detected from the bytes: 'jpeg', 'png', 'webp', 'avif', 'tiff', 'gif', 'heic'. */
  format: string;
  bitDepth: 8 | 16;
  /** Colour space of the file's samples: 'srgb', 'rgb16', 'cmyk', 'b-w', ... (libvips names). */
  space: string;
  hasAlpha: boolean;
  /** EXIF orientation 1..8 found in the file (already applied). */
  orientation: number;
  /** Embedded ICC profile, if any. */
  icc?: Uint8Array;
  /** Raw EXIF block (TIFF structure), if any. */
  exif?: Uint8Array;
  /** Raw XMP packet, if any. */
  xmp?: Uint8Array;
  /** Pixels per inch, if the file says. */
  density?: number;
  /** Things done to read it that a user may want to know ('first frame of 12 used', 'CMYK converted'). */
  notes: Sentence[];
}

/** What is known of a photo without its pixels at full resolution: all that looks at the photo looks at this. */
export interface AnalysedPhoto {
  /** sha256 of the file's bytes, hex. */
  hash: string;
  width: number;
  height: number;
  /** Working pixels with the long side <= 1024. */
  analysis: Raster<Uint8Array>;
  /** analysis pixels per photo pixel, <= 1. analysis.width == round(width * scale). */
  scale: number;
  source: SourceInfo;
}

export interface Photo extends AnalysedPhoto {
  /** Working pixels at full resolution: 3 channels, 8-bit sRGB, orientation applied, alpha laid on white. */
  rgb: Raster<Uint8Array>;
  /**
   * The file's own samples (own profile, 8 or 16 bit, 1..4 channels, orientation applied) where they differ from
   * `rgb`; absent when `rgb` is exactly what the file holds. Writing a result starts from these, so that
   * pixels outside the edit stay bit-identical.
   */
  native?: Raster<Uint8Array | Uint16Array>;
}

/** A photo too large to be held in memory: its pixels lie in files of their own and are read by rows. */
export interface LargePhoto extends AnalysedPhoto {
  /** As `Photo.rgb`. */
  working: SampleFile;
  /** As `Photo.native`. */
  native?: SampleFile;
}
