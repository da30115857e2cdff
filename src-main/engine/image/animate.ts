/** Animates: several pictures of one size as one that moves. */

import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';

/**
 * @param files in the order they are shown in
 * @param rate pictures a second; a picture is on show for whole milliseconds
 * @param quality of WebP, 1..100
 * @returns a WebP file that begins anew after its end
 * @throws StudioError 'not-an-image' when one cannot be read, 'invalid-input' when sizes differ
 */
export async function animate(
  files: readonly string[],
  rate: number,
  quality: number,
): Promise<{ bytes: Buffer; width: number; height: number }> {
  let size: { width: number; height: number } | undefined;
  for (const file of files) {
    const { width, height } = await sharp(file)
      .metadata()
      .catch((cause: unknown) => {
        throw new StudioError('not-an-image', 'Expected pictures, received a file that is none.', { cause });
      });
    size ??= { width, height };
    if (width !== size.width || height !== size.height)
      throw new StudioError(
        'invalid-input',
        `Expected pictures of one size, received ${size.width} x ${size.height} and ${width} x ${height} pixels.`,
      );
  }
  if (!size) throw new StudioError('invalid-input', 'Expected pictures, received none.');
  // times that add up: a rate of 24 is 42, 41, 42 milliseconds
  const delay = files.map((_, n) => Math.round(((n + 1) * 1000) / rate) - Math.round((n * 1000) / rate));
  const bytes = await sharp([...files], { join: { animated: true }, limitInputPixels: false })
    .webp({ quality, loop: 0, delay, effort: 2 })
    .toBuffer();
  return { bytes, ...size };
}
