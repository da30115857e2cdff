/** Label map of a parsing at the photo's full resolution. */

import type { Parsing } from '../../domain/parsing.ts';
import type { Photo } from '../../image/photo.ts';
import type { Raster } from '../../image/raster.ts';
import { labelsToPhoto } from '../../image/refine.ts';

/** PART values, one channel, size of `photo.rgb`; boundaries follow the photo's own pixels. */
export function parsingToPhoto(photo: Photo, parsing: Parsing): Raster<Uint8Array> {
  return labelsToPhoto(photo, parsing.labels);
}
