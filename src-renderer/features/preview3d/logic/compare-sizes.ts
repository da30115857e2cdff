/** Compare sizes: one garment in two sizes, zone by zone, and which of the two suits better. */

import type { Verdict } from './fit.ts';
import type { DressedGarment } from './outfit.ts';

type Size = DressedGarment['sizes'][number];
type Zone = Size['zones'][number];

export interface ComparedZone {
  zone: string;
  a: Zone | undefined;
  b: Zone | undefined;
  /** Room of `b` beyond that of `a`, centimetres. */
  moreCm: number | undefined;
  /** The two fit differently there, not only by centimetres. */
  turns: boolean;
}

export interface Better {
  /** The one to take, and the other. */
  size: string;
  other: string;
  because:
    | { kind: 'recommended' }
    /** The other one fits worse somewhere. */
    | { kind: 'tight' | 'loose'; zone: string }
    /** Neither is wrong; it is nearer to the room that is wanted. */
    | { kind: 'nearer' };
}

export interface Comparison {
  a: Size;
  b: Size;
  /** Zones with a girth or a width. */
  zones: ComparedZone[];
  /** Undefined where both are equally good. */
  better: Better | undefined;
}

/** Penalties that differ by less say nothing. */
const ALIKE = 0.5;

/** @returns undefined where the garment does not have both sizes */
export function compareSizes(garment: DressedGarment, first: string, second: string): Comparison | undefined {
  const a = garment.sizes.find(({ size }) => size === first);
  const b = garment.sizes.find(({ size }) => size === second);
  if (!a || !b || a === b) return undefined;
  const names = [...new Set([...a.zones, ...b.zones].map(({ zone }) => zone))].filter(
    (zone) => zone !== 'length',
  );
  const zones = names.map((zone) => {
    const [one, two] = [a, b].map((size) => size.zones.find((other) => other.zone === zone));
    return {
      zone,
      a: one,
      b: two,
      moreCm: one && two && two.easeCm - one.easeCm,
      turns: one?.verdict !== two?.verdict,
    };
  });
  return { a, b, zones, better: betterOf(garment, a, b) };
}

function betterOf({ recommendation }: DressedGarment, a: Size, b: Size): Better | undefined {
  const advised = [a, b].find(({ size }) => size === recommendation.size);
  if (!advised && Math.abs(a.penalty - b.penalty) < ALIKE) return undefined;
  const best = advised ?? (a.penalty <= b.penalty ? a : b);
  const rest = best === a ? b : a;
  const worse = (verdict: Verdict): string | undefined =>
    rest.zones.find(
      ({ zone, verdict: there }) =>
        zone !== 'length' &&
        there === verdict &&
        best.zones.some((one) => one.zone === zone && one.verdict !== verdict),
    )?.zone;
  const [tight, loose] = [worse('tight'), worse('loose')];
  const because: Better['because'] = tight
    ? { kind: 'tight', zone: tight }
    : loose
      ? { kind: 'loose', zone: loose }
      : { kind: advised ? 'recommended' : 'nearer' };
  return { size: best.size, other: rest.size, because };
}

/** The size to begin with beside the one on show: the one recommended, or what comes next to it. */
export function sizeBeside({ sizes, recommendation }: DressedGarment, shown: string): string | undefined {
  const there = (size: string | undefined) =>
    size !== undefined && size !== shown && sizes.some((one) => one.size === size) ? size : undefined;
  const at = sizes.findIndex(({ size }) => size === shown);
  return (
    there(recommendation.size) ??
    there(recommendation.nextBest) ??
    there(sizes[at + 1]?.size) ??
    there(sizes[at - 1]?.size)
  );
}
