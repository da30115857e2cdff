/** Draws the app's icons from resources/icons/icon.svg: `node packaging/draw-icons.ts`. The results are committed. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type IconPicture, icnsFile, icoFile } from './icon-files.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'icons');
/** Linux looks for a picture of the size it needs. */
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
const ICNS_SIZES = [16, 32, 64, 128, 256, 512, 1024];

const svg = await readFile(join(folder, 'icon.svg'));

async function drawn(size: number): Promise<IconPicture> {
  // Drawn large and made smaller, small sizes keep clean edges.
  const large = await sharp(svg, { density: 72 * 2 })
    .resize(2048, 2048)
    .png()
    .toBuffer();
  const png = await sharp(large)
    .resize(size, size, { kernel: 'lanczos3' })
    .png({ compressionLevel: 9, palette: size >= 256, quality: 95 })
    .toBuffer();
  return { size, png };
}

for (const { size, png } of await Promise.all(LINUX_SIZES.map(drawn)))
  await writeFile(join(folder, `${size}x${size}.png`), png);
await writeFile(join(folder, 'icon.ico'), icoFile(await Promise.all(ICO_SIZES.map(drawn))));
await writeFile(join(folder, 'icon.icns'), icnsFile(await Promise.all(ICNS_SIZES.map(drawn))));
