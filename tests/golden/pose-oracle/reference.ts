/** Reference pose: the legacy @mediapipe/pose solution run in headless Chromium with CPU inference. */

import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Raster } from '../../../src-main/engine/image/raster.ts';
import { HEADLESS_FLAGS, SOFTWARE_GL_FLAGS } from '../../../src-main/hosts/launcher/browser.ts';

/** 33 landmarks as x, y in picture pixels, or null when no person was found. */
export type ReferencePose = { x: number; y: number }[] | null;

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** The solution picks its GPU by itself unless told not to; the GPU result differs by tens of pixels. */
const PAGE = `<!doctype html><meta charset="utf-8"><script src="/package/pose.js"></script><script>
const pose = new Pose({ locateFile: (file) => '/package/' + file });
let latest;
pose.onResults((results) => { latest = results; });
window.start = async (modelComplexity) => {
  pose.setOptions({
    modelComplexity, useCpuInference: true, smoothLandmarks: false, enableSegmentation: false,
    minDetectionConfidence: 0.5, minTrackingConfidence: 0.5,
  });
  await pose.initialize();
};
window.look = async (index, width, height) => {
  const rgba = new Uint8ClampedArray(await (await fetch('/picture/' + index)).arrayBuffer());
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d').putImageData(new ImageData(rgba, width, height), 0, 0);
  pose.reset();
  latest = undefined;
  await pose.send({ image: canvas });
  return latest && latest.poseLandmarks
    ? latest.poseLandmarks.map((p) => ({ x: p.x * width, y: p.y * height }))
    : null;
};
</script>`;

/**
 * Landmarks of every picture.
 * @param complexity 2 = heavy, 1 = full
 * @param packageDir folder of @mediapipe/pose
 */
export async function referencePoses(
  pictures: readonly Raster<Uint8Array>[],
  complexity: 1 | 2,
  browserPath: string,
  packageDir: string,
): Promise<ReferencePose[]> {
  const server = await serve(pictures, packageDir);
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [...HEADLESS_FLAGS, ...SOFTWARE_GL_FLAGS],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(`window.start(${complexity})`);
    const poses: ReferencePose[] = [];
    for (const [i, { width, height }] of pictures.entries()) {
      poses.push((await page.evaluate(`window.look(${i}, ${width}, ${height})`)) as ReferencePose);
    }
    return poses;
  } finally {
    await browser.close();
    server.close();
  }
}

async function serve(pictures: readonly Raster<Uint8Array>[], packageDir: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]);
    const [, kind, name] = path.split('/');
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(PAGE);
    } else if (kind === 'picture') {
      response.end(rgba(pictures[Number(name)]));
    } else if (kind === 'package' && /^[\w.]+$/.test(name ?? '') && existsSync(join(packageDir, name))) {
      response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
      response.end(readFileSync(join(packageDir, name)));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function rgba({ width, height, data }: Raster<Uint8Array>): Uint8Array {
  const out = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) out.set(data.subarray(i * 3, i * 3 + 3), i * 4);
  return out;
}
