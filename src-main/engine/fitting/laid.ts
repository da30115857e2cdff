/** A garment laid onto the body by correspondences, before the energy is solved: start, ideal shapes and targets. */

import type { Sentence } from '../../contract/sentences.ts';
import type { Point } from '../image/raster.ts';
import { Targets } from './arap.ts';
import type { OutlineMesh } from './mesh.ts';
import { drawSeam } from './seam.ts';

/** Part of a vertex that lies on a seam between two parts: its triangles belong to those of their other corners. */
export const SEAM = 255;

/** Where a named point of the garment was sent. */
export interface Correspondence {
  from: Point;
  to: Point;
}

/** A mesh with its seams drawn and cut, before anything is laid. */
export type CutMesh = Readonly<Pick<LaidGarment, 'rest' | 'triangles' | 'boundary' | 'part' | 'onSeam'>>;

export class LaidGarment {
  /** x,y pairs in garment pixels. */
  rest: Float64Array;
  triangles: Uint32Array;
  boundary: Uint8Array;
  /** MESH_PART or SEAM per vertex. */
  part: Uint8Array;
  /** 1 for vertices on a line drawn with `seam`. */
  onSeam: Uint8Array;
  /** Start positions, analysis px. */
  init: Float64Array;
  /** Symmetric 2x2 stretch per vertex as (xx, xy, yy): analysis px per garment px. */
  stretch: Float64Array;
  readonly targets = new Targets();
  readonly correspondences: Correspondence[] = [];
  readonly reasons: Sentence[] = [];
  /** Product of what lowered the confidence, 0..1. */
  confidence = 1;
  scaleX = 1;
  scaleY = 1;
  sleeveReach = { L: 0, R: 0 };
  topAt = 0;
  hemAt = 0;

  constructor(mesh: OutlineMesh) {
    this.rest = mesh.vertices;
    this.triangles = mesh.triangles.slice();
    this.boundary = mesh.boundary;
    const n = this.rest.length / 2;
    this.part = new Uint8Array(n);
    this.onSeam = new Uint8Array(n);
    this.init = new Float64Array(n * 2);
    this.stretch = new Float64Array(n * 3);
  }

  /**
   * Draws the zero line of `line` (garment pixels) into the mesh in the rows that `crosses` allows: no triangle lies on both
   * sides of it. Call before laying anything.
   */
  seam(line: (x: number, y: number) => number, crosses?: (y: number) => boolean): void {
    const drawn = drawSeam(this, line, crosses);
    drawn.on.set(this.onSeam.map((on, v) => on | drawn.on[v]));
    this.rest = drawn.rest;
    this.triangles = drawn.triangles;
    this.boundary = drawn.boundary;
    this.onSeam = drawn.on;
    this.part = new Uint8Array(this.count);
    this.init = new Float64Array(this.count * 2);
    this.stretch = new Float64Array(this.count * 3);
  }

  /** The mesh as it is cut now; its arrays are shared and not written to any more. */
  cutMesh(): CutMesh {
    const { rest, triangles, boundary, part, onSeam } = this;
    return { rest, triangles, boundary, part, onSeam };
  }

  /** Starts from a mesh that was cut before. Call before laying anything. */
  take({ rest, triangles, boundary, part, onSeam }: CutMesh): void {
    this.rest = rest;
    this.triangles = triangles;
    this.boundary = boundary;
    this.part = part;
    this.onSeam = onSeam;
    this.init = new Float64Array(this.count * 2);
    this.stretch = new Float64Array(this.count * 3);
  }

  get count(): number {
    return this.rest.length / 2;
  }

  doubt(factor: number, reason: Sentence): void {
    this.confidence *= factor;
    if (!this.reasons.some(({ text }) => text === reason.text)) this.reasons.push(reason);
  }

  /**
   * Cuts the mesh where cloth that is not sewn together touches in the picture (sleeve on torso, leg on leg): in every
   * triangle for which `across` names corners, those corners get vertices of their own. Call before laying anything.
   * Returns for every new vertex the one it was copied from.
   */
  cut(across: (a: number, b: number, c: number) => readonly number[]): Int32Array {
    const clones = new Map<number, number>();
    const origin: number[] = [];
    const n = this.count;
    for (let t = 0; t < this.triangles.length; t += 3) {
      const corners = across(this.triangles[t], this.triangles[t + 1], this.triangles[t + 2]);
      for (const v of corners) {
        let clone = clones.get(v);
        if (clone === undefined) {
          clone = n + origin.length;
          clones.set(v, clone);
          origin.push(v);
        }
        for (let k = 0; k < 3; k++) if (this.triangles[t + k] === v) this.triangles[t + k] = clone;
      }
    }
    if (origin.length === 0) return new Int32Array(0);
    const rest = new Float64Array((n + origin.length) * 2);
    rest.set(this.rest);
    const boundary = new Uint8Array(n + origin.length);
    boundary.set(this.boundary);
    const onSeam = new Uint8Array(n + origin.length);
    onSeam.set(this.onSeam);
    for (let i = 0; i < origin.length; i++) {
      rest[(n + i) * 2] = this.rest[origin[i] * 2];
      rest[(n + i) * 2 + 1] = this.rest[origin[i] * 2 + 1];
      boundary[n + i] = 1;
      boundary[origin[i]] = 1;
      onSeam[n + i] = this.onSeam[origin[i]];
    }
    this.rest = rest;
    this.boundary = boundary;
    this.onSeam = onSeam;
    this.part = new Uint8Array(n + origin.length);
    this.init = new Float64Array((n + origin.length) * 2);
    this.stretch = new Float64Array((n + origin.length) * 3);
    return Int32Array.from(origin);
  }

  setStretch(v: number, xx: number, xy: number, yy: number): void {
    this.stretch[v * 3] = xx;
    this.stretch[v * 3 + 1] = xy;
    this.stretch[v * 3 + 2] = yy;
  }

  /** Full 2x2 stretch per triangle: the mean of its corners. */
  triangleStretch(): Float64Array {
    const out = new Float64Array((this.triangles.length / 3) * 4);
    for (let t = 0; t < this.triangles.length / 3; t++) {
      let xx = 0;
      let xy = 0;
      let yy = 0;
      for (let k = 0; k < 3; k++) {
        const v = this.triangles[t * 3 + k];
        xx += this.stretch[v * 3] / 3;
        xy += this.stretch[v * 3 + 1] / 3;
        yy += this.stretch[v * 3 + 2] / 3;
      }
      out[t * 4] = xx;
      out[t * 4 + 1] = xy;
      out[t * 4 + 2] = xy;
      out[t * 4 + 3] = yy;
    }
    return out;
  }

  /** MESH_PART per triangle: the part most of its corners off a seam belong to, body on a tie. */
  triangleParts(): Uint8Array {
    const out = new Uint8Array(this.triangles.length / 3);
    const { triangles, part } = this;
    for (let t = 0; t < out.length; t++) {
      let [a, b, c] = [SEAM, SEAM, SEAM];
      for (let k = t * 3; k < t * 3 + 3; k++) {
        const own = part[triangles[k]];
        if (own === SEAM) continue;
        if (a === SEAM) a = own;
        else if (b === SEAM) b = own;
        else c = own;
      }
      if (b === SEAM || a === b || a === c) out[t] = a === SEAM ? 0 : a;
      else out[t] = b === c ? b : 0;
    }
    return out;
  }
}
