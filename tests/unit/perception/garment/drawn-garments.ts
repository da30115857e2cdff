/** Drawn garments: outlines with known landmarks, painted over chosen backdrops, as pictures for the tests. */

import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import type { Photo } from '../../../../src-main/engine/image/photo.ts';
import { byteRaster, type Point, type Raster } from '../../../../src-main/engine/image/raster.ts';

export type Rgb = readonly [number, number, number];

export interface Drawing {
  /** Closed outline, any order of turning. */
  outline: Point[];
  /** Openings inside the outline. */
  holes?: Point[][];
  /** Known landmarks to compare with. */
  expected: Record<string, Point>;
}

export interface Scene {
  width?: number;
  height?: number;
  garment?: Rgb;
  backdrop?: (x: number, y: number) => Rgb;
  /** Standard deviation of grain, grey levels. */
  noise?: number;
  /** Soft drop shadow: offset and darkness in levels. */
  shadow?: { dx: number; dy: number; dark: number };
  /** Painted over the garment after its shading, per pixel. */
  print?: (x: number, y: number) => Rgb | undefined;
}

const SUB = 3;

function inPolygon(polygon: readonly Point[], x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i];
    const b = polygon[j];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  }
  return odd;
}

/** Coverage 0..1 of the drawing at pixel (i, j). */
function covered(d: Drawing, i: number, j: number): number {
  let hits = 0;
  for (let v = 0; v < SUB; v++)
    for (let u = 0; u < SUB; u++) {
      const x = i + (u + 0.5) / SUB;
      const y = j + (v + 0.5) / SUB;
      if (inPolygon(d.outline, x, y) && !(d.holes ?? []).some((h) => inPolygon(h, x, y))) hits++;
    }
  return hits / (SUB * SUB);
}

export function coverageOf(d: Drawing, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let j = 0; j < height; j++) for (let i = 0; i < width; i++) out[j * width + i] = covered(d, i, j);
  return out;
}

/** Paints the scene; cloth gets gentle vertical folds so that it is not perfectly flat. */
export function paint(d: Drawing, scene: Scene = {}): Raster<Uint8Array> {
  const width = scene.width ?? 360;
  const height = scene.height ?? 480;
  const cloth = scene.garment ?? [40, 70, 140];
  const backdrop = scene.backdrop ?? ((): Rgb => [244, 244, 244]);
  const random = mulberry32(7);
  const grain = (): number => (random() + random() + random() - 1.5) * 2 * (scene.noise ?? 0);
  const coverage = coverageOf(d, width, height);
  const out = byteRaster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const a = coverage[i];
      let dark = 0;
      if (scene.shadow) {
        for (let k = 1; k <= 6; k++) {
          const sx = Math.round(x - (scene.shadow.dx * k) / 6);
          const sy = Math.round(y - (scene.shadow.dy * k) / 6);
          if (sx >= 0 && sy >= 0 && sx < width && sy < height)
            dark = Math.max(dark, coverage[sy * width + sx] * scene.shadow.dark * (1 - k / 8));
        }
      }
      const g = grain();
      const fold = 5 * Math.sin(x / 9 + y / 60);
      const bg = backdrop(x, y);
      const printed = scene.print?.(x, y);
      for (let c = 0; c < 3; c++) {
        const front = (printed ? printed[c] : cloth[c]) + fold;
        const v = front * a + (bg[c] - dark) * (1 - a) + g;
        out.data[i * 3 + c] = Math.max(0, Math.min(255, Math.round(v)));
      }
    }
  return out;
}

export function asPhoto(rgb: Raster<Uint8Array>): Photo {
  return {
    hash: 'drawn',
    width: rgb.width,
    height: rgb.height,
    rgb,
    analysis: rgb,
    scale: 1,
    source: { format: 'png', bitDepth: 8, space: 'srgb', hasAlpha: false, orientation: 1, notes: [] },
  };
}

const AXIS = 180;
const point = (x: number, y: number): Point => ({ x, y });

/** Mirrors the right half (given from top centre down to bottom centre) about x = 180 to a closed outline. */
function mirrored(right: Point[]): Point[] {
  return [...right, ...right.map((p) => point(2 * AXIS - p.x, p.y)).reverse()];
}

function both(names: Record<string, Point>): Record<string, Point> {
  const out: Record<string, Point> = {};
  for (const [name, p] of Object.entries(names)) {
    if (name === 'crotch' || name === 'hemC') out[name] = p;
    else {
      out[`${name}R`] = p;
      out[`${name}L`] = point(2 * AXIS - p.x, p.y);
    }
  }
  return out;
}

/** Top edge of a neck opening from the axis to the collar point, as a parabola. */
function neck(depth: number, collar: Point): Point[] {
  return [0, 0.25, 0.5, 0.75, 1].map((t) =>
    point(AXIS + (collar.x - AXIS) * t, collar.y + depth * (1 - t * t)),
  );
}

export function tee(): Drawing {
  return {
    outline: mirrored([
      ...neck(12, point(212, 90)),
      point(250, 105),
      point(322, 185),
      point(290, 212),
      point(252, 180),
      point(250, 380),
      point(180, 382),
    ]),
    expected: both({
      collar: point(212, 90),
      armpit: point(252, 180),
      cuffOuter: point(322, 185),
      cuffInner: point(290, 212),
      hem: point(250, 380),
      hemC: point(180, 382),
    }),
  };
}

export function longSleeve(): Drawing {
  return {
    outline: mirrored([
      ...neck(10, point(208, 70)),
      point(250, 84),
      point(276, 130),
      point(312, 340),
      point(282, 346),
      point(246, 165),
      point(244, 330),
      point(180, 332),
    ]),
    expected: both({
      collar: point(208, 70),
      armpit: point(246, 165),
      cuffOuter: point(312, 340),
      cuffInner: point(282, 346),
      hem: point(244, 330),
    }),
  };
}

export function tank(): Drawing {
  return {
    outline: mirrored([
      ...neck(70, point(205, 80)),
      point(226, 84),
      point(222, 130),
      point(232, 160),
      point(252, 180),
      point(250, 380),
      point(180, 380),
    ]),
    expected: both({ collar: point(212, 80), armpit: point(252, 180), hem: point(250, 380) }),
  };
}

/** Cap shoulders jut out over the arms; the arm openings slant inwards. */
export function shell(): Drawing {
  return {
    outline: mirrored([
      ...neck(16, point(214, 66)),
      point(250, 80),
      point(290, 108),
      point(266, 178),
      point(246, 200),
      point(238, 226),
      point(256, 330),
      point(180, 336),
    ]),
    expected: both({ shoulder: point(290, 108), armpit: point(266, 178), hem: point(256, 330) }),
  };
}

export function dress(): Drawing {
  return {
    outline: mirrored([
      ...neck(20, point(204, 40)),
      point(228, 46),
      point(222, 75),
      point(232, 100),
      point(220, 170),
      point(240, 230),
      point(265, 440),
      point(180, 444),
    ]),
    expected: both({ armpit: point(232, 100), waist: point(220, 170), hem: point(265, 440) }),
  };
}

export function jacket(): Drawing {
  return {
    outline: mirrored([
      point(180, 72),
      point(208, 64),
      point(250, 80),
      point(280, 130),
      point(320, 330),
      point(286, 338),
      point(250, 170),
      point(252, 370),
      point(194, 374),
      point(188, 170),
      point(180, 150),
    ]),
    expected: both({ armpit: point(250, 170), cuffOuter: point(320, 330) }),
  };
}

/** A jacket shown open: its fronts hang lower than the lining of its back; `lining` tells where that shows. */
export function openJacket(): Drawing & { lining(x: number, y: number): boolean } {
  const edge = (y: number): number => (y < 190 ? 34 - ((y - 70) * 20) / 120 : 14 + ((y - 190) * 8) / 184);
  return {
    outline: mirrored([
      point(180, 62),
      point(214, 64),
      point(250, 80),
      point(280, 130),
      point(320, 330),
      point(286, 338),
      point(250, 170),
      point(252, 370),
      point(202, 374),
      point(201, 356),
      point(180, 356),
    ]),
    lining: (x, y) => y > 70 && Math.abs(x - AXIS) < edge(y),
    expected: both({ armpit: point(250, 170), cuffOuter: point(320, 330) }),
  };
}

export function trousers(): Drawing {
  return {
    outline: mirrored([
      point(180, 42),
      point(230, 40),
      point(248, 130),
      point(240, 440),
      point(200, 440),
      point(180, 175),
    ]),
    expected: both({
      waist: point(230, 40),
      crotch: point(180, 175),
      legOuter: point(240, 440),
      legInner: point(200, 440),
    }),
  };
}

export function shorts(): Drawing {
  return {
    outline: mirrored([point(180, 142), point(235, 140), point(270, 300), point(192, 312), point(180, 240)]),
    expected: both({
      waist: point(235, 140),
      crotch: point(180, 240),
      legOuter: point(270, 300),
      legInner: point(192, 312),
    }),
  };
}

export function skirt(): Drawing {
  return {
    outline: mirrored([point(180, 121), point(225, 120), point(250, 190), point(285, 360), point(180, 366)]),
    expected: both({ waist: point(225, 120), hem: point(285, 360) }),
  };
}
