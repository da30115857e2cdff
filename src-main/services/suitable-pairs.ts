/** Suitable pairs: which garment can be shown on which person, and an even, repeatable sample of such pairs. */

import type { AnalyzeResult } from '../contract/analyze.ts';

type SeenPerson = Extract<AnalyzeResult, { kind: 'person' }>;
type SeenGarment = Extract<AnalyzeResult, { kind: 'garment' }>;

export interface Candidate<T> {
  file: string;
  seen: T;
}

const LEG_GARMENTS = new Set(['trousers', 'skirt', 'dress']);
/** Visibility from which a joint counts as shown. */
const SHOWN = 0.5;

/** Whether a photo shows the part of the body the garment covers, from the front. */
export function suits(person: SeenPerson, garment: SeenGarment): boolean {
  const subject = person.people[person.subject - 1];
  if (!subject || subject.backView) return false;
  const shown = (name: string): boolean => {
    const mark = subject.landmarks.find((landmark) => landmark.name === name);
    return mark !== undefined && mark.visibility >= SHOWN && mark.y < person.height && mark.y >= 0;
  };
  const both = (joint: string): boolean => shown(`left${joint}`) && shown(`right${joint}`);
  if (!both('Shoulder') || !both('Hip')) return false;
  if (garment.category === 'shorts' || LEG_GARMENTS.has(garment.category)) return both('Knee');
  return true;
}

/**
 * Up to `limit` pairs that suit each other, every person and every garment used about equally often, the same ones for
 * the same input.
 */
export function samplePairs(
  people: readonly Candidate<SeenPerson>[],
  garments: readonly Candidate<SeenGarment>[],
  limit: number,
): { person: string; garments: string[] }[] {
  const personUses = new Array<number>(people.length).fill(0);
  const garmentUses = new Array<number>(garments.length).fill(0);
  const open: [number, number][] = [];
  for (let p = 0; p < people.length; p++) {
    for (let g = 0; g < garments.length; g++) if (suits(people[p].seen, garments[g].seen)) open.push([p, g]);
  }
  // A stride that is coprime to the number of garments spreads ties, so that neighbours do not always meet.
  const spread = ([p, g]: [number, number]): number => (p * 7 + g * 5) % Math.max(1, garments.length);
  const pairs: { person: string; garments: string[] }[] = [];
  while (pairs.length < limit && open.length > 0) {
    let best = 0;
    for (let i = 1; i < open.length; i++) {
      if (cost(open[i]) < cost(open[best])) best = i;
    }
    const [p, g] = open.splice(best, 1)[0];
    personUses[p]++;
    garmentUses[g]++;
    pairs.push({ person: people[p].file, garments: [garments[g].file] });
  }
  return pairs;

  /** Uses so far relative to a fair share, squared so that nobody falls behind. */
  function cost([p, g]: [number, number]): number {
    const shares = (personUses[p] * people.length) ** 2 + (garmentUses[g] * garments.length) ** 2;
    return shares * 1000 + spread([p, g]);
  }
}
