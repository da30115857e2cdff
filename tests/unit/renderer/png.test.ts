import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { encodePng } from '../../../src-renderer/ui/png.ts';

const random = mulberry32(7);

describe('PNG of the window', () => {
  it.each([
    [1, 1],
    [7, 130],
    [200, 65],
  ])('keeps every sample of %i x %i pixels, whatever its opacity', async (width, height) => {
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
      // smooth, noisy, and with all opacities
      i % 4 === 3 ? (i * 7) % 256 : i % 3 ? 256 * random() : (i / 9) % 256,
    );
    const file = Buffer.from(await (await encodePng(data, width, height)).arrayBuffer());
    const read = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect(read.info).toMatchObject({ width, height, channels: 4 });
    expect([...read.data]).toEqual([...data]);
    expect(await sharp(file).metadata()).toMatchObject({ format: 'png', space: 'srgb', hasAlpha: true });
    expect(file.includes('sRGB')).toBe(true);
  });
});
