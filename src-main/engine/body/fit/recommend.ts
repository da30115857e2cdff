/** Size recommendation from a size chart: the size whose finished garment leaves the room that is wanted. */

import { StudioError } from '../../../contract/errors.ts';
import { type Sentence, say, withValues } from '../../../contract/sentences.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import {
  type ClothMaterial,
  type FitZone,
  type GarmentDimension,
  type GarmentDimensions,
  SIZES,
  type SizeChart,
  type SizeName,
  type ZoneFit,
} from '../../domain/garment3d.ts';
import type { FitBody } from './fit-map.ts';
import { completeChart } from './grading.ts';
import { type GirthZone, judgeEase } from './verdict.ts';
import { zoneWord } from './zone-words.ts';

export type Preference = 'close' | 'regular' | 'loose';

export interface RecommendOptions {
  /** How much room is liked. Default 'regular'. */
  preference?: Preference;
  /** Sizes that there are. Default all. */
  offered?: readonly SizeName[];
  /** Of the body, 0 female .. 1 male: men have a chest. Default 0. */
  sex?: number;
  /** The size where something better than the chart tells it, with that in words; the chart then only says how it fits. */
  usual?: { size: SizeName; next?: SizeName; why: Sentence };
}

export interface SizeFit {
  size: SizeName;
  zones: ZoneFit[];
  /** 0 fits as wanted; larger is worse. */
  penalty: number;
}

export interface Recommendation {
  size: SizeName;
  /** The size to try when the first does not please. */
  nextBest?: SizeName;
  /** In words, such as 'tight at the hip, try L'. */
  reasons: Sentence[];
  /** Every size that is offered, the smallest first. */
  sizes: SizeFit[];
}

/** Garment dimension and body measurement of each zone. */
export const ZONES: Record<GirthZone, readonly [GarmentDimension, keyof FitBody]> = {
  bust: ['chest', 'bustGirth'],
  waist: ['waist', 'waistGirth'],
  hip: ['hip', 'hipGirth'],
  upperArm: ['upperArm', 'upperArmGirth'],
  thigh: ['thigh', 'thighGirth'],
  knee: ['knee', 'kneeGirth'],
  calf: ['calf', 'calfGirth'],
  shoulder: ['shoulderWidth', 'shoulderWidth'],
};
const USED: Record<GarmentCategory, readonly GirthZone[]> = {
  top: ['bust', 'waist', 'hip', 'upperArm', 'shoulder'],
  dress: ['bust', 'waist', 'hip', 'upperArm', 'shoulder'],
  jacket: ['bust', 'waist', 'hip', 'upperArm', 'shoulder'],
  skirt: ['waist', 'hip'],
  trousers: ['waist', 'hip', 'thigh', 'knee', 'calf'],
  shorts: ['waist', 'hip', 'thigh'],
};
/** Ease wanted, centimetres, by preference; a jacket is worn over other clothes and gets JACKET more. */
const WANTED: Record<GirthZone, Record<Preference, number>> = {
  bust: { close: 4, regular: 9, loose: 16 },
  waist: { close: 2, regular: 6, loose: 14 },
  hip: { close: 3, regular: 7, loose: 14 },
  upperArm: { close: 2.5, regular: 6, loose: 10 },
  thigh: { close: 3, regular: 7, loose: 12 },
  knee: { close: 3, regular: 7, loose: 12 },
  calf: { close: 2, regular: 7, loose: 12 },
  shoulder: { close: 0, regular: 1, loose: 3 },
};
const JACKET = 5;
/** A centimetre too tight is worse than one too wide. */
const TIGHT_WEIGHT = 2.5;
/** Trousers and skirts sit at the waist: room there is worth more than in a shirt, whose waist hangs free. */
const WAIST_WEIGHT: Record<GarmentCategory, number> = {
  top: 0.4,
  dress: 0.8,
  jacket: 0.5,
  skirt: 1.4,
  trousers: 1.4,
  shorts: 1.4,
};
/** Legs are cut slim or wide below the thigh: no size is chosen for that alone. */
const ZONE_WEIGHT: Partial<Record<GirthZone, number>> = { knee: 0.3, calf: 0.3 };

/**
 * Chooses a size for a body. Dimensions that a size lacks are graded from the others; zones of which neither chart nor
 * body says anything do not count.
 *
 * @throws StudioError 'invalid-input' when the chart says nothing about any zone that matters for the category
 */
export function recommend(
  category: GarmentCategory,
  chart: SizeChart,
  body: Partial<FitBody>,
  material: ClothMaterial,
  { preference = 'regular', offered = SIZES, sex = 0, usual }: RecommendOptions = {},
): Recommendation {
  const full = completeChart(chart);
  const fits = SIZES.filter((size) => full[size] && offered.includes(size)).map((size) => ({
    size,
    zones: zonesOf(category, full[size]!, body, material),
  }));
  const cut = wideByCut(fits);
  const sizes = fits.map(({ size, zones }) => ({
    size,
    zones,
    penalty: penaltyOf(
      category,
      zones.filter(({ zone }) => !cut.includes(zone)),
      body,
      material,
      preference,
    ),
  }));
  if (sizes.length === 0 || sizes[0].zones.length === 0)
    throw new StudioError(
      'invalid-input',
      `Expected a size chart with ${USED[category].map((z) => ZONES[z][0]).join(', ')} for a ${category} and those body measurements, received none that go together. Add at least one garment girth and the same girth of the body.`,
      { reason: say('chart-without-girth', { category }) },
    );
  const order = [...sizes].sort(
    (a, b) => a.penalty - b.penalty || SIZES.indexOf(a.size) - SIZES.indexOf(b.size),
  );
  const [first, second] = order;
  const best = sizes.find(({ size }) => size === usual?.size) ?? first;
  // a size that is tight somewhere is followed by a roomier one, whatever else is near
  const roomier = best.zones.some(({ verdict }) => verdict === 'tight') && sizes[sizes.indexOf(best) + 1];
  const next = usual ? roomier || sizes.find(({ size }) => size === usual.next) : second;
  return {
    size: best.size,
    nextBest: next?.size,
    reasons: reasonsFor(best, next, sizes, cut, sex, usual?.why),
    sizes,
  };
}

/** Zones that are loose even in the smallest of several sizes: the garment is meant so, and no size is to blame for it. */
function wideByCut(sizes: readonly { zones: readonly ZoneFit[] }[]): FitZone[] {
  if (sizes.length < 2) return [];
  const isLoose = (zones: readonly ZoneFit[], zone: FitZone): boolean =>
    zones.some((other) => other.zone === zone && other.verdict === 'loose');
  return sizes[0].zones
    .map(({ zone }) => zone)
    .filter((zone) => sizes.every(({ zones }) => isLoose(zones, zone)));
}

function zonesOf(
  category: GarmentCategory,
  dimensions: GarmentDimensions,
  body: Partial<FitBody>,
  material: ClothMaterial,
): ZoneFit[] {
  const zones: ZoneFit[] = [];
  for (const zone of USED[category]) {
    const [dimension, measurement] = ZONES[zone];
    const garmentCm = dimensions[dimension];
    const bodyCm = body[measurement];
    if (garmentCm === undefined || bodyCm === undefined) continue;
    const easeCm = garmentCm - bodyCm;
    zones.push({ zone, easeCm, verdict: judgeEase(zone, easeCm, bodyCm, material.comfortStrain) });
  }
  return zones;
}

/** How far zones are from the ease that is wanted; 0 is as wanted. */
function penaltyOf(
  category: GarmentCategory,
  zones: readonly ZoneFit[],
  body: Partial<FitBody>,
  material: ClothMaterial,
  preference: Preference,
): number {
  let penalty = 0;
  for (const { zone, easeCm } of zones) {
    if (zone === 'length') continue;
    const bodyCm = body[ZONES[zone][1]]!;
    const girth = zone !== 'shoulder';
    const give = girth ? 0.5 * material.comfortStrain * bodyCm : 0;
    const wanted = WANTED[zone][preference] + (category === 'jacket' && girth ? JACKET : 0) - give;
    const off = (easeCm - wanted) * (girth ? 1 : 2);
    const weight = zone === 'waist' ? WAIST_WEIGHT[category] : (ZONE_WEIGHT[zone] ?? 1);
    penalty += weight * (off < 0 ? TIGHT_WEIGHT * off * off : off * off);
  }
  return penalty;
}

function reasonsFor(
  best: SizeFit,
  next: SizeFit | undefined,
  sizes: readonly SizeFit[],
  cut: readonly FitZone[],
  sex: number,
  why?: Sentence,
): Sentence[] {
  const at = (zone: FitZone): string => zoneWord(zone, sex);
  const cm = (v: number): string => `${v >= 0 ? '+' : ''}${v.toFixed(1)} cm`;
  const zones = best.zones.map((z) => `${at(z.zone)} ${cm(z.easeCm)} (${z.verdict})`).join(', ');
  const reasons: Sentence[] = [say('size-fits', { size: best.size, zones })];
  if (why) reasons.push(why);
  const tight = best.zones.filter((z) => z.verdict === 'tight');
  const loose = best.zones.filter((z) => z.verdict === 'loose' && !cut.includes(z.zone));
  const place = sizes.indexOf(best);
  for (const z of tight) {
    const roomier = sizes
      .slice(place + 1)
      .find((s) => s.zones.find((o) => o.zone === z.zone)?.verdict !== 'tight');
    reasons.push(
      roomier
        ? say('tight-try', { zone: at(z.zone), size: roomier.size })
        : say('tight-in-every-size', { zone: at(z.zone) }),
    );
  }
  for (const z of loose) {
    const trimmer = sizes
      .slice(0, place)
      .reverse()
      .find((s) => s.zones.find((o) => o.zone === z.zone)?.verdict !== 'loose');
    const narrow = trimmer?.zones.find((o) => o.verdict === 'tight');
    if (!trimmer) reasons.push(say('loose', { zone: at(z.zone) }));
    else if (narrow)
      reasons.push(say('loose-but-tight', { zone: at(z.zone), size: trimmer.size, other: at(narrow.zone) }));
    else reasons.push(say('loose-try', { zone: at(z.zone), size: trimmer.size }));
  }
  for (const zone of cut) reasons.push(say('wide-by-cut', { zone: at(zone) }));
  const grouped = byZones(reasons);
  if (next) {
    const wider = SIZES.indexOf(next.size) > SIZES.indexOf(best.size);
    grouped.push(say(wider ? 'next-best-roomier' : 'next-best-closer', { size: next.size }));
  }
  return grouped;
}

/** One sentence for all zones of which the same is said, where the first of them stands. */
function byZones(reasons: readonly Sentence[]): Sentence[] {
  const out = new Map<string, Sentence>();
  for (const reason of reasons) {
    const { zone, ...rest } = reason.values;
    const key = JSON.stringify([reason.code, rest]);
    const same = out.get(key);
    const zones =
      same && zone !== undefined ? { ...same.values, zone: `${same.values.zone}, ${zone}` } : undefined;
    out.set(key, zones ? withValues(reason, zones) : reason);
  }
  return [...out.values()];
}
