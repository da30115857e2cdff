/** Cloth patterns drawn on a canvas (runs in the page): stripes, dots, flowers, checks, denim and lettering. */

import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import type { PrintSpec } from './scene-types.ts';

/** Side of the square of cloth a texture covers, decimetres; its middle is the origin of print coordinates. */
export const CLOTH_SIZE = 16;
const PIXELS = 3072;
const PER_DM = PIXELS / CLOTH_SIZE;

const css = (color: number): string => `#${color.toString(16).padStart(6, '0')}`;

/** Draws `print` into a new canvas of CLOTH_SIZE x CLOTH_SIZE decimetres, y up. */
export function drawPrint(print: PrintSpec): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = PIXELS;
  canvas.height = PIXELS;
  const g = canvas.getContext('2d')!;
  g.fillStyle = css(print.ground);
  g.fillRect(0, 0, PIXELS, PIXELS);
  const step = print.pitch * PER_DM;
  const fill = print.fill ?? 0.5;
  const next = mulberry32(print.seed);
  if (print.kind === 'stripes') stripes(g, print, step, fill);
  else if (print.kind === 'dots') dots(g, print, step, fill);
  else if (print.kind === 'floral') floral(g, print, step, next);
  else if (print.kind === 'check') check(g, print, step);
  else if (print.kind === 'denim') denim(g, print, next);
  else if (print.kind === 'melange') melange(g, print, next);
  if (print.motif) lettering(g, print.motif);
  return canvas;
}

type Context = CanvasRenderingContext2D;

function stripes(g: Context, print: PrintSpec, step: number, fill: number): void {
  for (let i = 0; i * step < PIXELS; i++) {
    g.fillStyle = css(print.inks[i % print.inks.length]);
    g.fillRect(0, i * step, PIXELS, step * fill);
  }
}

function dots(g: Context, print: PrintSpec, step: number, fill: number): void {
  for (let j = 0; j * step * 0.5 < PIXELS + step; j++) {
    for (let i = 0; i * step < PIXELS + step; i++) {
      g.fillStyle = css(print.inks[(i + j) % print.inks.length]);
      g.beginPath();
      g.arc((i + (j % 2) / 2) * step, j * step * 0.5, (step * fill) / 2, 0, Math.PI * 2);
      g.fill();
    }
  }
}

/** Flowers of five petals with a leaf, on a jittered grid. */
function floral(g: Context, print: PrintSpec, step: number, next: () => number): void {
  const [leaf, heart, ...petals] = print.inks;
  for (let j = -1; j * step * 0.86 < PIXELS + step; j++) {
    for (let i = -1; i * step < PIXELS + step; i++) {
      const x = (i + (j % 2) / 2 + (next() - 0.5) * 0.35) * step;
      const y = (j + (next() - 0.5) * 0.35) * step * 0.86;
      const r = step * (0.16 + next() * 0.12);
      const turn = next() * Math.PI * 2;
      g.save();
      g.translate(x, y);
      g.rotate(turn);
      g.fillStyle = css(leaf);
      for (const side of [0.5, 2.4]) {
        g.save();
        g.rotate(side);
        g.beginPath();
        g.ellipse(r * 1.55, 0, r * 0.75, r * 0.26, 0.2, 0, Math.PI * 2);
        g.fill();
        g.restore();
      }
      g.fillStyle = css(petals[Math.floor(next() * petals.length)]);
      for (let k = 0; k < 5; k++) {
        g.save();
        g.rotate((k / 5) * Math.PI * 2);
        g.beginPath();
        g.ellipse(r * 0.62, 0, r * 0.58, r * 0.42, 0, 0, Math.PI * 2);
        g.fill();
        g.restore();
      }
      g.fillStyle = css(heart);
      g.beginPath();
      g.arc(0, 0, r * 0.26, 0, Math.PI * 2);
      g.fill();
      g.restore();
    }
  }
}

/** Glen check: broad translucent bands both ways with a thin line between. */
function check(g: Context, print: PrintSpec, step: number): void {
  const [band, line] = print.inks;
  for (const across of [false, true]) {
    for (let i = 0; i * step < PIXELS; i++) {
      const rect = (at: number, size: number): void =>
        across ? g.fillRect(0, at, PIXELS, size) : g.fillRect(at, 0, size, PIXELS);
      g.globalAlpha = 0.28;
      g.fillStyle = css(band);
      rect(i * step, step * 0.36);
      g.globalAlpha = 0.5;
      g.fillStyle = css(line);
      rect(i * step + step * 0.66, Math.max(1.5, step * 0.035));
    }
  }
  g.globalAlpha = 1;
}

/** Slub threads: short light and dark vertical strokes. */
function denim(g: Context, print: PrintSpec, next: () => number): void {
  for (let i = 0; i < 90_000; i++) {
    g.globalAlpha = 0.05 + next() * 0.1;
    g.fillStyle = css(print.inks[i % print.inks.length]);
    g.fillRect(next() * PIXELS, next() * PIXELS, 1 + next(), 6 + next() * 26);
  }
  g.globalAlpha = 1;
}

/** Heathered yarn: short soft horizontal flecks. */
function melange(g: Context, print: PrintSpec, next: () => number): void {
  for (let i = 0; i < 120_000; i++) {
    g.globalAlpha = 0.04 + next() * 0.1;
    g.fillStyle = css(print.inks[i % print.inks.length]);
    g.fillRect(next() * PIXELS, next() * PIXELS, 4 + next() * 14, 1 + next() * 1.5);
  }
  g.globalAlpha = 1;
}

/** Block letters of straight strokes and arcs, so that no font of the machine is needed. */
function lettering(g: Context, motif: NonNullable<PrintSpec['motif']>): void {
  const h = motif.height * PER_DM;
  const w = h * 0.78;
  const gap = h * 0.3;
  const t = h * 0.2;
  const letters = [...motif.text];
  const widths = letters.map((c) => (c === 'I' ? t : w));
  const total = widths.reduce((a, b) => a + b, 0) + gap * (letters.length - 1);
  g.save();
  g.translate(PIXELS / 2 + motif.x * PER_DM - total / 2, PIXELS / 2 - motif.y * PER_DM - h);
  g.strokeStyle = css(motif.ink);
  g.fillStyle = css(motif.ink);
  g.lineWidth = t;
  letters.forEach((c, i) => {
    letter(g, c, widths[i], h, t);
    g.translate(widths[i] + gap, 0);
  });
  if (motif.underline) g.fillRect(-total - gap, h + t * 1.3, total, t * 0.5);
  g.restore();
}

function letter(g: Context, c: string, w: number, h: number, t: number): void {
  const bar = (x: number, y: number, a: number, b: number): void => g.fillRect(x, y, a, b);
  if (c === 'T') {
    bar(0, 0, w, t);
    bar((w - t) / 2, 0, t, h);
  } else if (c === 'O') {
    g.beginPath();
    g.ellipse(w / 2, h / 2, (w - t) / 2, (h - t) / 2, 0, 0, Math.PI * 2);
    g.stroke();
  } else if (c === 'I') bar(0, 0, t, h);
  else if (c === 'L') {
    bar(0, 0, t, h);
    bar(0, h - t, w, t);
  } else if (c === 'E') {
    bar(0, 0, t, h);
    for (const y of [0, (h - t) / 2, h - t]) bar(0, y, w * (y > 0 && y < h - t ? 0.85 : 1), t);
  } else throw new Error(`no drawing for letter ${c}`);
}
