/** Holds flat pieces around a body so that the edges to be sewn already meet. */

import { type DressForm, type Section, sectionAt, union } from './form.ts';
import type { Point2, Vec3 } from './piece.ts';

/** Air between cloth and skin while sewing, metres. */
const GAP = 0.012;
const LEVELS = 0.02;

/** Sections of torso and legs by height, read between levels. */
export class BodyProfile {
  private readonly sections: Section[] = [];
  private readonly from: number;

  constructor(form: DressForm, from: number, to: number) {
    const solid = union([form.torso, form.legs.L, form.legs.R]);
    this.from = from;
    for (let y = from; y <= to + LEVELS; y += LEVELS) this.sections.push(sectionAt(solid, y));
  }

  at(y: number): Section {
    const k = Math.min(this.sections.length - 1.001, Math.max(0, (y - this.from) / LEVELS));
    const i = Math.floor(k);
    const [a, b, f] = [this.sections[i], this.sections[i + 1], k - i];
    const mix = (p: number, q: number): number => p + (q - p) * f;
    return {
      halfWidth: mix(a.halfWidth, b.halfWidth),
      front: mix(a.front, b.front),
      back: mix(a.back, b.back),
      girth: mix(a.girth, b.girth),
    };
  }
}

/**
 * Point of a tube around a section: `share` -1..1 runs from the wearer's right side over the front (or back) to the
 * left. `half` is a quarter of the tube's girth, metres; a tube narrower than the body is stretched around it.
 */
export function onTube(section: Section, half: number, share: number, y: number, back: boolean): Vec3 {
  const centre = (section.front + section.back) / 2;
  let a = section.halfWidth + GAP;
  let b = (section.front - section.back) / 2 + GAP;
  // circumference of an ellipse, 2 pi sqrt((a2 + b2) / 2) to a few per cent
  const goal = 2 * ((4 * half) / (2 * Math.PI)) ** 2;
  const lack = goal - a * a - b * b;
  if (lack > 0) {
    const more = (-(a + b) + Math.sqrt((a + b) ** 2 + 2 * lack)) / 2;
    a += more;
    b += more;
  }
  const turn = (Math.min(1, Math.max(-1, share)) * Math.PI) / 2;
  return [a * Math.sin(turn), y, centre + (back ? -1 : 1) * b * Math.cos(turn)];
}

/** Largest |x| of polylines at height y; beyond their ends the value there. */
export function widthReader(chain: readonly Point2[]): (y: number) => number {
  const low = chain.reduce((m, p) => (p.y < m.y ? p : m));
  const high = chain.reduce((m, p) => (p.y > m.y ? p : m));
  return (y) => {
    if (y <= low.y) return Math.abs(low.x);
    if (y >= high.y) return Math.abs(high.x);
    let most = 0;
    for (let i = 1; i < chain.length; i++) {
      const a = chain[i - 1];
      const b = chain[i];
      if (a.y <= y === b.y <= y) continue;
      most = Math.max(most, Math.abs(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)));
    }
    return Math.max(most, 0.005);
  };
}
