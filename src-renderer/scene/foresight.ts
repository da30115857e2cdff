/**
 * Foresight: the figure for a value of one measure before the core has answered, on the straight line between answers for
 * values near it.
 */

import { type Part, sameMake } from './glb.ts';

/** Answers kept. */
const MOST = 6;
/** A line goes this far beyond the answers, in distances between the two that it is led through; there the figure waits. */
const BEYOND = 2;

interface Known {
  value: number;
  parts: readonly Part[];
}

export class Foresight {
  /** By value. */
  private known: Known[] = [];
  /** Foreseen last; its arrays are used again. */
  private made: Part[] = [];
  /** Least distance of two values that a line is led through. */
  private readonly least: number;

  /** @param least distance of two values that a line can be led through: noise of answers counts for little there */
  constructor(least: number) {
    this.least = least;
  }

  /**
   * Takes an answer in.
   *
   * @returns how far from it the figure that was foreseen lies, metres at the vertex where that is most; undefined where none
   *   could be
   */
  learn(value: number, parts: readonly Part[]): number | undefined {
    const foreseen = this.at(value);
    const off = foreseen && distance(foreseen, parts);
    // the newest is the one to believe
    const others = this.known.filter((one) => Math.abs(one.value - value) >= this.least / 4);
    if (others.some((one) => !sameMakes(one.parts, parts))) others.length = 0;
    this.known = [...others, { value, parts }]
      .sort((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value))
      .slice(0, MOST)
      .sort((a, b) => a.value - b.value);
    return off;
  }

  /** The parts for a value; they hold until the next call. Undefined where too little is known. */
  at(value: number): readonly Part[] | undefined {
    const line = this.line(value);
    if (!line) return undefined;
    const [a, b] = line;
    const most = (b.value - a.value) * BEYOND;
    const to = Math.min(b.value + most, Math.max(a.value - most, value));
    const share = (to - a.value) / (b.value - a.value);
    if (!sameMakes(this.made, a.parts)) this.made = a.parts.map(copyOf);
    this.made.forEach((part, i) => {
      blend(a.parts[i].positions, b.parts[i].positions, share, part.positions);
      const [from, over] = [a.parts[i].normals, b.parts[i].normals];
      if (from && over) blend(from, over, share, part.normals!);
    });
    return this.made;
  }

  /** The two answers that the line to a value is led through: those around it, or the outermost two. */
  private line(value: number): [Known, Known] | undefined {
    const { known, least } = this;
    for (let i = 1; i < known.length; i++)
      if (known[i - 1].value <= value && value <= known[i].value) return [known[i - 1], known[i]];
    const inward = known.length > 0 && value > known[0].value ? [...known].reverse() : known;
    const next = inward.find((one) => Math.abs(one.value - inward[0].value) >= least);
    if (!next) return undefined;
    return inward === known ? [inward[0], next] : [next, inward[0]];
  }
}

const copyOf = (part: Part): Part => ({
  ...part,
  positions: part.positions.slice(),
  normals: part.normals?.slice(),
});

function blend(a: Float32Array, b: Float32Array, share: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] + (b[i] - a[i]) * share;
}

function sameMakes(a: readonly Part[], b: readonly Part[]): boolean {
  return a.length === b.length && a.every((part, i) => part.name === b[i].name && sameMake(part, b[i]));
}

/** Farthest that vertices of the same number lie apart, metres. */
function distance(a: readonly Part[], b: readonly Part[]): number | undefined {
  if (!sameMakes(a, b)) return undefined;
  let most = 0;
  a.forEach(({ positions }, p) => {
    const other = b[p].positions;
    for (let i = 0; i < positions.length; i += 3) {
      const [x, y, z] = [
        positions[i] - other[i],
        positions[i + 1] - other[i + 1],
        positions[i + 2] - other[i + 2],
      ];
      most = Math.max(most, x * x + y * y + z * z);
    }
  });
  return Math.sqrt(most);
}
