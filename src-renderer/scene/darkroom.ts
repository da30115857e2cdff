/**
 * Darkroom: pictures of the scene in any size and from any side, with the light of every lamp. They are drawn aside, tile by
 * tile, while what is on show stays and the page goes on.
 */

import type { PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import { StudioError } from '../../src-main/contract/errors.ts';
import { Developer } from './develop.ts';
import { type Lamp, type Point, spread } from './lights.ts';

/** How the scene is lit while a picture of it is drawn. */
export interface Lighting {
  at: Point;
  /** Of the lamp and of the dome. */
  intensity: number;
  sky: number;
  /** Darkness of the shadow on the floor, 0..1. */
  shade: number;
  /** Softness of the edge of shadows, texels. */
  soft: number;
}

/** What pictures are drawn of. */
export interface FilmSet {
  gl: WebGLRenderer;
  scene: Scene;
  /** The camera of the view. */
  camera(): PerspectiveCamera;
  /** Plain: the shadows of a figure that has changed may be those of before. */
  place(lighting: Lighting, plain?: boolean): void;
  /** Puts what is on show where a camera sees it, turned by radians. */
  pose(camera: PerspectiveCamera, turn: number): void;
}

export interface Asked {
  /** Pixels. */
  width: number;
  height: number;
  /** Samples of every pixel, each lit by another lamp. */
  samples: number;
  /** Colour the picture is laid on, sRGB 0..1; undefined = transparent. */
  ground?: readonly [number, number, number] | undefined;
  signal?: AbortSignal | undefined;
  /** Fraction 0..1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** RGBA, sRGB with straight alpha, rows from above. */
export interface Print {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** Longest side of a tile, pixels: on a processor it has to be drawn before a cancel is heard. */
const TILE = { card: 2048, processor: 1024 };

export class Darkroom {
  private readonly set: FilmSet;
  private readonly size: { width: number; height: number };
  private readonly tile: { width: number; height: number };
  private readonly lamps: readonly Lamp[];
  private readonly developer: Developer;
  private prepared = false;

  /** @param slow graphics are drawn by the processor */
  constructor(set: FilmSet, size: { width: number; height: number }, slow: boolean, lamps: readonly Lamp[]) {
    this.set = set;
    this.size = size;
    this.lamps = lamps;
    const most = Math.min(slow ? TILE.processor : TILE.card, set.gl.capabilities.maxTextureSize);
    // tiles of one size, so that the last one is no sliver
    const along = (side: number) => Math.ceil(side / Math.ceil(side / most));
    this.tile = { width: along(size.width), height: along(size.height) };
    this.developer = new Developer(set.gl, !slow);
    this.developer.fit(this.tile, 1);
  }

  /** @throws StudioError 'cancelled' */
  async expose(
    view: PerspectiveCamera,
    { ground, signal, onProgress }: Asked,
    /** Of the figure, radians; the lamps stay where they are. */
    turn = 0,
  ): Promise<Print> {
    const { set, size, tile, lamps, developer } = this;
    const { width, height } = size;
    const camera = view.clone();
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    if (!this.prepared) await developer.prepare(set.scene, camera);
    this.prepared = true;
    const data = new Uint8ClampedArray(width * height * 4);
    const [columns, rows] = [Math.ceil(width / tile.width), Math.ceil(height / tile.height)];
    const steps = columns * rows * lamps.length;
    for (let row = 0, step = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const [x, y] = [column * tile.width, row * tile.height];
        for (const [i, lamp] of lamps.entries()) {
          const n = i + 1;
          const [dx, dy] = [spread(n, 2) - 0.5, spread(n, 3) - 0.5];
          camera.setViewOffset(width, height, x + dx, y + dy, tile.width, tile.height);
          // the view puts it back with its own next frame
          set.pose(view, turn);
          set.place({ ...lamp, sky: 0 });
          developer.draw(set.scene, camera, 1);
          developer.add(n);
          await drawn(developer.fence());
          if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled; nothing was written.');
          onProgress?.(++step / steps);
        }
        lay(await developer.print(ground), tile, data, size, x, y);
      }
    return { width, height, data };
  }

  dispose(): void {
    this.developer.dispose();
  }
}

/** Resolves once the graphics are done; the page has its turn meanwhile. */
async function drawn(ready: () => boolean): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve));
  while (!ready());
}

/** Puts a tile, whose rows come from below, into a picture. */
function lay(
  bytes: Uint8Array,
  tile: { width: number; height: number },
  data: Uint8ClampedArray,
  { width, height }: { width: number; height: number },
  x: number,
  y: number,
): void {
  const across = Math.min(tile.width, width - x) * 4;
  for (let row = 0; row < tile.height && y + row < height; row++) {
    const from = (tile.height - 1 - row) * tile.width * 4;
    data.set(bytes.subarray(from, from + across), ((y + row) * width + x) * 4);
  }
}
