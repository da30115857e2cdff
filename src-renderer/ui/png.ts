/** PNG: pixels with straight alpha as a file, sample by sample - a canvas would round them by their opacity. */

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Rows handed on at a time. */
const ROWS = 64;
/** Filter of PNG that foretells a byte from those left, above and between (PNG specification, 9.4). */
const PAETH = 4;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc(parts: readonly Uint8Array[]): number {
  let c = 0xffffffff;
  for (const part of parts) for (const byte of part) c = TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type: string, body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const name = Uint8Array.from(type, (letter) => letter.charCodeAt(0));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, body.length);
  const check = new DataView(new ArrayBuffer(4));
  check.setUint32(0, crc([name, body]));
  return [new Uint8Array(length.buffer), name, body, new Uint8Array(check.buffer)];
}

function filtered(data: Uint8ClampedArray, width: number, from: number, to: number): Uint8Array<ArrayBuffer> {
  const stride = width * 4;
  const out = new Uint8Array((to - from) * (stride + 1));
  for (let row = from, at = 0; row < to; row++) {
    out[at++] = PAETH;
    const start = row * stride;
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : data[start + i - 4];
      const above = row === 0 ? 0 : data[start + i - stride];
      const between = i < 4 || row === 0 ? 0 : data[start + i - stride - 4];
      const guess = left + above - between;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - between)];
      out[at++] = data[start + i] - (a <= b && a <= c ? left : b <= c ? above : between);
    }
  }
  return out;
}

/**
 * Pixels as a PNG file that names its colours sRGB.
 *
 * @param data RGBA with straight alpha, 8 bits a sample, rows from above
 */
export async function encodePng(data: Uint8ClampedArray, width: number, height: number): Promise<Blob> {
  const packer = new CompressionStream('deflate');
  const packed = new Response(packer.readable).arrayBuffer();
  const writer = packer.writable.getWriter();
  for (let row = 0; row < height; row += ROWS)
    await writer.write(filtered(data, width, row, Math.min(height, row + ROWS)));
  await writer.close();
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // 8 bits, colour with alpha
  header.setUint16(8, 0x0806);
  return new Blob(
    [
      Uint8Array.from(SIGNATURE),
      ...chunk('IHDR', new Uint8Array(header.buffer)),
      // perceptual
      ...chunk('sRGB', new Uint8Array(1)),
      ...chunk('IDAT', new Uint8Array(await packed)),
      ...chunk('IEND', new Uint8Array(0)),
    ],
    { type: 'image/png' },
  );
}
