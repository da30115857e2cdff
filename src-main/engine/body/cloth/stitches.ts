/** Threads between particles: seams that are pulled closed over time, bands, and points held in place. */

/** Pulls pairs of particles together; the open distance shrinks as `close` is called. */
export class Stitches {
  private readonly pairs: Uint32Array;
  private readonly open: Float64Array;
  private length: Float64Array;

  /** `pairs`: two particle indices a stitch; `x`: positions while the seam is open. */
  constructor(pairs: Uint32Array, x: Float64Array) {
    this.pairs = pairs;
    this.open = new Float64Array(pairs.length / 2);
    for (let i = 0; i < this.open.length; i++) this.open[i] = gap(pairs, i, x);
    this.length = Float64Array.from(this.open);
  }

  /** Sets how far the seams are open, 1 as at the start to 0 closed. */
  close(open: number): void {
    for (let i = 0; i < this.length.length; i++) this.length[i] = this.open[i] * open;
  }

  solve(x: Float64Array, w: Float64Array): void {
    const { pairs, length } = this;
    for (let i = 0; i < length.length; i++) {
      const a = pairs[i * 2];
      const b = pairs[i * 2 + 1];
      const total = w[a] + w[b];
      const d = gap(pairs, i, x);
      if (total === 0 || d <= length[i] || d < 1e-12) continue;
      const s = (d - length[i]) / (d * total);
      for (let k = 0; k < 3; k++) {
        const along = (x[b * 3 + k] - x[a * 3 + k]) * s;
        x[a * 3 + k] += along * w[a];
        x[b * 3 + k] -= along * w[b];
      }
    }
  }

  /** Widest seam, metres. */
  widest(x: Float64Array): number {
    let most = 0;
    for (let i = 0; i < this.length.length; i++) most = Math.max(most, gap(this.pairs, i, x));
    return most;
  }
}

function gap(pairs: Uint32Array, i: number, x: Float64Array): number {
  const a = pairs[i * 2] * 3;
  const b = pairs[i * 2 + 1] * 3;
  const dx = x[b] - x[a];
  const dy = x[b + 1] - x[a + 1];
  const dz = x[b + 2] - x[a + 2];
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}

/** A particle held at a place in the world by a spring. */
export interface Attachment {
  particle: number;
  /** Metres; NaN leaves that axis free (a waistband is held up, not in place). */
  target: [number, number, number];
  /** m/N; 0 is rigid. */
  compliance: number;
}

/** Pulls attached particles to their places. */
export function solveAttachments(
  attachments: readonly Attachment[],
  x: Float64Array,
  w: Float64Array,
  h: number,
): void {
  for (const { particle, target, compliance } of attachments) {
    if (w[particle] === 0) continue;
    const share = w[particle] / (w[particle] + compliance / (h * h));
    for (let k = 0; k < 3; k++) {
      if (Number.isNaN(target[k])) continue;
      x[particle * 3 + k] += (target[k] - x[particle * 3 + k]) * share;
    }
  }
}

/** A stiff tape along an edge of the cloth, such as a waistband or an elastic: pairs of particles that stay together. */
export interface Band {
  a: number;
  b: number;
  /** Length beyond which the tape pulls, metres. */
  length: number;
}

/** Pulls bands that are stretched; `compliance` is that of a metre of tape, 1/N. */
export function solveBands(
  bands: readonly Band[],
  x: Float64Array,
  w: Float64Array,
  h: number,
  compliance: number,
): void {
  for (const { a, b, length } of bands) {
    const [i, j] = [a * 3, b * 3];
    const [dx, dy, dz] = [x[j] - x[i], x[j + 1] - x[i + 1], x[j + 2] - x[i + 2]];
    const d = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (d <= length || d < 1e-9 || w[a] + w[b] === 0) continue;
    const s = (d - length) / (d * (w[a] + w[b] + (compliance * length) / (h * h)));
    x[i] += dx * s * w[a];
    x[i + 1] += dy * s * w[a];
    x[i + 2] += dz * s * w[a];
    x[j] -= dx * s * w[b];
    x[j + 1] -= dy * s * w[b];
    x[j + 2] -= dz * s * w[b];
  }
}
