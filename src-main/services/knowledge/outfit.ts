/**
 * Outfit: which garments complete what is worn. Colours that go together by their hue, lightness and strength in Lab; one
 * pattern at a time; the same season and occasion; a like style; what was worn together before; each with its reason.
 */

import type { CatalogGarment, Category } from '../../contract/catalog/garment.ts';
import type { SeenGroups } from '../../contract/knowledge.ts';
import { type Sentence, say } from '../../contract/sentences.ts';
import { labOfHex } from '../../engine/image/ops/dye.ts';

/** A garment with all that is known of it. */
export interface Piece {
  garment: CatalogGarment;
  seen: SeenGroups;
}

/** Kinds that go with each kind; none twice in one outfit but a jacket over a top. */
const GOES_WITH: Record<Category, readonly Category[]> = {
  top: ['trousers', 'skirt', 'shorts', 'jacket'],
  jacket: ['top', 'dress', 'trousers', 'skirt', 'shorts'],
  dress: ['jacket'],
  skirt: ['top', 'jacket'],
  trousers: ['top', 'jacket'],
  shorts: ['top', 'jacket'],
};
const LEGS: readonly Category[] = ['trousers', 'skirt', 'shorts'];

/** Kinds that are missing from what is worn; all of them when nothing is. */
export function missingKinds(worn: readonly Category[]): Category[] {
  const all = Object.keys(GOES_WITH) as Category[];
  if (worn.length === 0) return all;
  const taken = new Set<Category>(worn);
  if (worn.some((kind) => LEGS.includes(kind))) for (const kind of LEGS) taken.add(kind);
  if (worn.includes('dress')) for (const kind of [...LEGS, 'top'] as const) taken.add(kind);
  return all.filter((kind) => !taken.has(kind) && worn.every((one) => GOES_WITH[one].includes(kind)));
}

interface Lab {
  l: number;
  chroma: number;
  hue: number;
}

/** CIE Lab (D65) of an sRGB colour, as lightness, strength and hue in degrees. */
export function labOf(hex: string): Lab {
  const [l, a, b] = labOfHex(hex);
  return { l, chroma: Math.hypot(a, b), hue: (Math.atan2(b, a) * 180) / Math.PI };
}

/** Colours below this strength go with all others. */
const NEUTRAL = 18;
/** Navy and denim count as neutral in clothes. */
const isNeutral = ({ l, chroma, hue }: Lab): boolean =>
  chroma < NEUTRAL || (l < 30 && chroma < 38 && hue < -50 && hue > -110);

interface Harmony {
  score: number;
  code: 'outfit-neutral' | 'outfit-near' | 'outfit-opposite' | 'outfit-contrast' | undefined;
}

/** How two colours go together, 0..1. */
export function harmony(a: Lab, b: Lab): Harmony {
  const apart = Math.abs(a.l - b.l);
  if (isNeutral(a) && isNeutral(b)) {
    // two neutrals want to differ, or to be the same on purpose
    return apart > 25 || apart < 6
      ? { score: 0.8, code: apart > 25 ? 'outfit-contrast' : 'outfit-neutral' }
      : { score: 0.65, code: 'outfit-neutral' };
  }
  if (isNeutral(a) || isNeutral(b)) return { score: 0.85, code: 'outfit-neutral' };
  const between = Math.abs(((a.hue - b.hue + 540) % 360) - 180);
  if (between < 35) return { score: 0.8, code: 'outfit-near' };
  if (between > 130) return { score: 0.75, code: 'outfit-opposite' };
  // what is neither near nor opposite is loud when both are strong
  const loud = Math.min(a.chroma, b.chroma) / 60;
  return { score: Math.max(0.15, 0.55 - 0.35 * loud), code: undefined };
}

const isPatterned = ({ seen, garment }: Piece): number => {
  const own = garment.attributes.pattern;
  if (own) return own.includes('plain') ? 0 : 1;
  if (!seen.pattern) return 0.5;
  return 1 - (seen.pattern.find(({ value }) => value === 'plain')?.probability ?? 0);
};

/** How much two garments have of a group in common, 0..1, and the value they share most. */
function common(a: Piece, b: Piece, group: string): { share: number; value: string | undefined } {
  const [one, two] = [a, b].map(
    ({ seen }) => new Map((seen[group] ?? []).map((v) => [v.value, v.probability])),
  );
  if (one.size === 0 || two.size === 0) return { share: 0.5, value: undefined };
  let best: { share: number; value: string | undefined } = { share: 0, value: undefined };
  for (const [value, probability] of one) {
    const share = Math.sqrt(probability * (two.get(value) ?? 0));
    if (share > best.share) best = { share, value };
  }
  return best;
}

const WEIGHTS = {
  colour: 0.38,
  pattern: 0.13,
  season: 0.11,
  occasion: 0.11,
  style: 0.08,
  past: 0.11,
  rating: 0.08,
};
/** A share counts as a reason from here on. */
const TELLING = 0.6;
/** And so does a cosine of styles. */
const LIKE = 0.4;

export interface Scored {
  piece: Piece;
  score: number;
  reasons: Sentence[];
}

/**
 * @param worn what is worn, which may be nothing
 * @param together how often a garment was worn with these, or by this client, before
 * @param style cosine -1..1 of its style with theirs, where that is known
 */
export function scoreOf(piece: Piece, worn: readonly Piece[], together: number, style?: number): Scored {
  const reasons: { weight: number; sentence: Sentence }[] = [];
  const { garment } = piece;
  const main = garment.colours[0];
  let colour = 0.5;
  for (const other of worn) {
    const theirs = other.garment.colours[0];
    if (!main || !theirs) continue;
    const { score, code } = harmony(labOf(main.hex), labOf(theirs.hex));
    colour = worn[0] === other ? score : Math.min(colour, score);
    if (code)
      reasons.push({
        weight: WEIGHTS.colour * score,
        sentence: say(code, { colour: main.name, beside: theirs.name }),
      });
  }
  const patterned = Math.max(0, ...worn.map(isPatterned));
  const pattern = 1 - 0.8 * patterned * isPatterned(piece);
  if (worn.length > 0 && patterned > 0.6 && isPatterned(piece) < 0.4)
    reasons.push({ weight: WEIGHTS.pattern, sentence: say('outfit-plain-beside') });
  if (worn.length > 0 && patterned < 0.4 && isPatterned(piece) > 0.6)
    reasons.push({ weight: WEIGHTS.pattern, sentence: say('outfit-pattern-beside') });
  const shares = { season: 0.5, occasion: 0.5 };
  for (const group of ['season', 'occasion'] as const) {
    const [first] = worn.map((other) => common(piece, other, group));
    if (!first) continue;
    shares[group] = first.share;
    if (first.value && first.share >= TELLING)
      reasons.push({
        weight: WEIGHTS[group] * first.share,
        sentence:
          group === 'season'
            ? say('outfit-season', { season: first.value })
            : say('outfit-occasion', { occasion: first.value }),
      });
  }
  if (style !== undefined && style >= LIKE)
    reasons.push({ weight: WEIGHTS.style * style, sentence: say('outfit-style') });
  const past = together / (together + 2);
  if (together > 0)
    reasons.push({
      weight: WEIGHTS.past * (0.5 + past),
      sentence: say('outfit-before', { count: together }),
    });
  const rating = garment.flag === 'pick' ? 1 : garment.rating / 5;
  if (rating >= 0.8) reasons.push({ weight: WEIGHTS.rating, sentence: say('outfit-liked') });
  const score =
    WEIGHTS.colour * colour +
    WEIGHTS.pattern * pattern +
    WEIGHTS.season * shares.season +
    WEIGHTS.occasion * shares.occasion +
    WEIGHTS.style * (0.5 + (style ?? 0) / 2) +
    WEIGHTS.past * past +
    WEIGHTS.rating * rating;
  reasons.sort((a, b) => b.weight - a.weight);
  const told = reasons.map(({ sentence }) => sentence);
  // two garments may say the same of this one
  const distinct = told.filter((one, k) => told.findIndex((other) => other.code === one.code) === k);
  if (distinct.length === 0) distinct.push(say('outfit-kind'));
  return { piece, score: Math.min(1, score), reasons: distinct.slice(0, 3) };
}
