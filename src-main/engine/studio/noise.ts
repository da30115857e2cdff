/** Smooth noise, at any point and along the rows of a picture. */

/** 0..1 for a lattice point. */
export function lattice(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** 0..1 between two lattice points, flat at both. */
const ease = (t: number): number => t ** 2 * (3 - 2 * t);

/** Smooth noise 0..1 with one bump a unit. */
export function noise(x: number, y: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const fx = ease(x - i);
  const fy = ease(y - j);
  const a = lattice(i, j, seed);
  const b = lattice(i + 1, j, seed);
  const c = lattice(i, j + 1, seed);
  const d = lattice(i + 1, j + 1, seed);
  return a + (b - a) * fx + (c - a) * fy + (a - b - c + d) * fx * fy;
}

/** `noise(x * perX, y * perY, seed)` row by row for fixed places x, each lattice point hashed about once. */
export class NoiseRows {
  private readonly perY: number;
  private readonly seed: number;
  private readonly first: number;
  private readonly column: Int32Array;
  private readonly fx: Float64Array;
  private fy = 0;
  private j = Number.NaN;
  private upper: Float64Array;
  private lower: Float64Array;

  /** `xs` ascending. */
  constructor(xs: Float64Array, perX: number, perY: number, seed: number) {
    this.perY = perY;
    this.seed = seed;
    this.first = Math.floor(xs[0] * perX);
    this.column = new Int32Array(xs.length);
    this.fx = new Float64Array(xs.length);
    for (let k = 0; k < xs.length; k++) {
      const x = xs[k] * perX;
      this.column[k] = Math.floor(x) - this.first;
      this.fx[k] = ease(x - Math.floor(x));
    }
    const width = this.column[xs.length - 1] + 2;
    this.upper = new Float64Array(width);
    this.lower = new Float64Array(width);
  }

  /** Goes to the row at `y`. */
  row(y: number): void {
    const j = Math.floor(y * this.perY);
    this.fy = ease(y * this.perY - j);
    if (j === this.j) return;
    if (j === this.j + 1) [this.upper, this.lower] = [this.lower, this.upper];
    else this.draw(this.upper, j);
    this.draw(this.lower, j + 1);
    this.j = j;
  }

  /** Noise 0..1 at place number `k` of the row. */
  at(k: number): number {
    const i = this.column[k];
    const fx = this.fx[k];
    const a = this.upper[i];
    const b = this.upper[i + 1];
    const c = this.lower[i];
    const d = this.lower[i + 1];
    return a + (b - a) * fx + (c - a) * this.fy + (a - b - c + d) * fx * this.fy;
  }

  private draw(line: Float64Array, j: number): void {
    for (let i = 0; i < line.length; i++) line[i] = lattice(this.first + i, j, this.seed);
  }
}
