/** Coarse parts: the coarse triangles of a figure's skin, made while the page is idle. */

import { whenIdle } from '../ui/idle.ts';
import { coarsen } from './coarse.ts';
import { type Part, sameMake } from './glb.ts';

/** Triangles of a coarse skin, which has five times as many otherwise. */
export const COARSE_TRIANGLES = 5000;
/** Makes remembered: skins with different shoes or garments. */
const MOST = 4;
/** The page may be kept busy for so long, milliseconds. */
const AT_ONCE = 6;

/** Only the skin has enough triangles to be worth it, and surfaces that nobody sees through. */
export const canBeThin = ({ name, normals, indices }: Part): boolean =>
  name === 'body' && normals !== undefined && indices.length > COARSE_TRIANGLES * 3;

export class CoarseParts {
  private known: { part: Part; corners: Uint32Array | undefined }[] = [];
  private readonly changed: () => void;
  private stop = () => {};

  /** @param changed there are more of them */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** The coarse triangles of a part, once they are made. */
  of(part: Part): Uint32Array | undefined {
    return canBeThin(part) ? this.known.find((one) => sameMake(one.part, part))?.corners : undefined;
  }

  /** Has those made that are missing. */
  want(parts: readonly Part[]): void {
    const missing = parts.filter(
      (part) => canBeThin(part) && !this.known.some((one) => sameMake(one.part, part)),
    );
    if (missing.length === 0) return;
    // arrays of a part on show are used again
    for (const part of missing) {
      const own = { ...part, positions: part.positions.slice() };
      this.known = [{ part: own, corners: undefined }, ...this.known].slice(0, MOST);
    }
    this.stop();
    this.run(this.make());
  }

  dispose(): void {
    this.stop();
    this.known = [];
  }

  private *make(): Generator<void, void> {
    for (;;) {
      const next = this.known.find(({ corners }) => !corners);
      if (!next) return;
      next.corners = yield* coarsen(next.part, COARSE_TRIANGLES);
      this.changed();
    }
  }

  private run(steps: Generator<void, void>): void {
    this.stop = whenIdle(() => {
      const until = performance.now() + AT_ONCE;
      do if (steps.next().done) return;
      while (performance.now() < until);
      this.run(steps);
    }, 500);
  }
}
