/** Film: frames one after another as a file that plays everywhere it can; the encoder is the browser's own. */

import type { VideoCodec } from 'mediabunny';
import { StudioError } from '../../../../src-main/contract/errors.ts';

export const FILM_FORMATS = ['mp4', 'webm', 'webp'] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

const CODECS: Record<Exclude<FilmFormat, 'webp'>, VideoCodec[]> = { mp4: ['avc'], webm: ['vp9', 'vp8'] };

export interface FilmSize {
  width: number;
  height: number;
}

interface Frame extends FilmSize {
  /** RGBA, opaque. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** Codecs by format that this browser encodes; without an encoder pictures are left, which the core sets moving. */
export async function filmFormats(size: FilmSize): Promise<FilmFormat[]> {
  const { getFirstEncodableVideoCodec } = await import('mediabunny');
  const found: FilmFormat[] = [];
  if (typeof VideoEncoder !== 'undefined')
    for (const format of ['mp4', 'webm'] as const)
      if (await getFirstEncodableVideoCodec(CODECS[format], size)) found.push(format);
  return [...found, 'webp'];
}

/**
 * Encodes frames as they come; each is on show for `1 / rate` seconds.
 *
 * @throws StudioError 'internal' when the browser has no encoder for the format; and as `frames` does
 */
export async function encodeFilm(
  frames: AsyncIterable<Frame>,
  { format, size, rate }: { format: Exclude<FilmFormat, 'webp'>; size: FilmSize; rate: number },
): Promise<Blob> {
  const {
    BufferTarget,
    getFirstEncodableVideoCodec,
    Mp4OutputFormat,
    Output,
    QUALITY_VERY_HIGH,
    VideoSample,
    VideoSampleSource,
    WebMOutputFormat,
  } = await import('mediabunny');
  const codec = await getFirstEncodableVideoCodec(CODECS[format], { ...size, quality: QUALITY_VERY_HIGH });
  if (!codec)
    throw new StudioError(
      'internal',
      `This browser cannot write ${format} files. Choose another kind of file.`,
    );
  const target = new BufferTarget();
  const output = new Output({
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target,
  });
  const source = new VideoSampleSource({ codec, quality: QUALITY_VERY_HIGH, keyFrameInterval: 2 });
  output.addVideoTrack(source, { frameRate: rate });
  await output.start();
  try {
    let n = 0;
    for await (const { data, width, height } of frames) {
      const sample = new VideoSample(data, {
        format: 'RGBX',
        codedWidth: width,
        codedHeight: height,
        timestamp: n++ / rate,
        duration: 1 / rate,
      });
      try {
        await source.add(sample);
      } finally {
        sample.close();
      }
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  return new Blob([target.buffer!], { type: format === 'mp4' ? 'video/mp4' : 'video/webm' });
}
