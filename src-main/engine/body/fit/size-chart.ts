/** Size chart of one garment: what the shop says, completed by the proportions of its picture, or an ordinary one. */

import { StudioError } from '../../../contract/errors.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import {
  GARMENT_DIMENSIONS,
  type GarmentDimension,
  type GarmentDimensions,
  SIZES,
  type SizeChart,
  type SizeName,
  type ZoneFit,
} from '../../domain/garment3d.ts';
import { MIDDLE_SIZE, SIZE_GIRTHS } from '../ordinary-body.ts';
import type { FitBody } from './fit-map.ts';
import { completeChart } from './grading.ts';

export interface GarmentChart {
  /** All sizes with every dimension that chart or picture tell, centimetres. */
  chart: SizeChart;
  /** Sizes that there are, smallest first. */
  offered: SizeName[];
  source: 'given' | 'assumed';
}

const GIRTHS: readonly GarmentDimension[] = ['chest', 'waist', 'hip', 'hemGirth'];
const isLower = (category: GarmentCategory): boolean =>
  category === 'trousers' || category === 'shorts' || category === 'skirt';

/** The girth by which a garment is cut to size. */
export function mainGirth(category: GarmentCategory): 'chest' | 'hip' {
  return isLower(category) ? 'hip' : 'chest';
}

/**
 * @param given what the shop says about any of the sizes
 * @param pictured dimensions of the garment as its picture shows it, at any scale, centimetres; nothing where it shows none
 * @throws StudioError 'invalid-input' when the chart holds no girth that the picture shows as well, or shrinks with the size
 */
export function givenChart(
  category: GarmentCategory,
  given: SizeChart,
  pictured: GarmentDimensions | undefined,
): GarmentChart {
  const offered = SIZES.filter((size) => Object.values(given[size] ?? {}).some((v) => v !== undefined));
  const full = completeChart(given);
  const main = [mainGirth(category), 'chest', 'hip', 'waist'] as const;
  const girth = main.find((name) => full.M?.[name] !== undefined && (pictured ?? full.M)[name] !== undefined);
  if (offered.length === 0 || !girth)
    throw new StudioError(
      'invalid-input',
      `Expected a size chart with ${isLower(category) ? 'hip or waist' : 'chest or waist'} girths of the garment for a ${category}, received ${namesIn(given) || 'none'}. Add that girth in centimetres for at least one size.`,
      { reason: say('chart-without-girth', { category }) },
    );
  for (const name of GIRTHS) checkGrowth(name, given);
  if (!pictured) return { chart: full, offered, source: 'given' };
  // proportions are those of a middle size
  const reference = offered[Math.floor((offered.length - 1) / 2)];
  const scale = full[reference]![girth]! / pictured[girth]!;
  return { chart: withPicture(full, reference, pictured, scale), offered, source: 'given' };
}

/** The girth that decides the size, of bodies and in the table of sizes. */
const deciding = (category: GarmentCategory): 'bust' | 'hip' => (isLower(category) ? 'hip' : 'bust');

/**
 * A chart of ordinary sizes around a garment that fits a body: its ease is that of the picture, its steps are those of the
 * trade. The length is that of the picture in M and graded from there: what makes a garment wide does not make it long.
 *
 * @param pictured the garment at the scale that fits `body`, centimetres
 * @param body an ordinary one, so that the picture's proportions are not those of somebody's girth
 * @param longest centimetres from the top of the garment that there are on this body
 */
export function assumedChart(
  category: GarmentCategory,
  pictured: GarmentDimensions,
  body: FitBody,
  sex: number,
  longest = Number.POSITIVE_INFINITY,
): GarmentChart {
  const girth = deciding(category);
  const main = mainGirth(category);
  const ordinary = SIZE_GIRTHS[sex > 0.5 ? 'male' : 'female'][girth][MIDDLE_SIZE];
  const own = pictured[main] ?? body[`${girth}Girth`];
  const scale = (own + ordinary - body[`${girth}Girth`]) / own;
  const row: GarmentDimensions = {};
  for (const name of GARMENT_DIMENSIONS) {
    const value = pictured[name];
    if (value !== undefined) row[name] = name === 'length' ? value : value * scale;
  }
  const chart = completeChart({ M: row });
  for (const size of SIZES) {
    const dimensions = chart[size];
    if (dimensions?.length !== undefined) dimensions.length = Math.min(dimensions.length, longest);
  }
  return { chart, offered: [...SIZES], source: 'assumed' };
}

/** The size that bodies of this girth usually wear, the one nearly as near, and why. */
export function usualSize(
  category: GarmentCategory,
  body: FitBody,
  sex: number,
): { size: SizeName; next?: SizeName; why: Sentence } {
  const girth = deciding(category);
  const own = body[`${girth}Girth`];
  const table = SIZE_GIRTHS[sex > 0.5 ? 'male' : 'female'][girth];
  const off = (i: number): number => Math.abs(table[i] - own);
  const [near, second] = SIZES.map((_, i) => i).sort((a, b) => off(a) - off(b) || a - b);
  const zone = isLower(category) ? 'hip' : sex > 0.5 ? 'chest' : 'bust';
  const cm = own.toFixed(0);
  const far = off(near) > 6;
  const between = off(second) - off(near) < 1.5;
  const why = far
    ? say('no-usual-size', { zone, cm, size: SIZES[near], made: table[near] })
    : between
      ? say('between-sizes', {
          zone,
          cm,
          smaller: SIZES[Math.min(near, second)],
          larger: SIZES[Math.max(near, second)],
        })
      : say('usual-size', { zone, cm, size: SIZES[near] });
  return { size: SIZES[near], next: SIZES[second], why };
}

/** Girths that close around the body or pass over it, by kind of garment, with the ease that they need, centimetres. */
const MOST_LACK = 1.6;
const NEEDED = { bust: 4, waist: 2, hip: 3 } as const;

/**
 * By how much a garment of an assumed size must be larger to be worn at all, 1 when it is large enough: where a picture
 * shows a narrow place, it shows that the garment is larger than its widest place told.
 *
 * @param zones of the garment in the size that this body ordinarily wears
 */
export function lackOfRoom(zones: readonly ZoneFit[], body: FitBody): number {
  let most = 1;
  for (const { zone, easeCm, verdict } of zones) {
    if (verdict !== 'tight' || (zone !== 'bust' && zone !== 'waist' && zone !== 'hip')) continue;
    const bodyCm = body[`${zone}Girth`];
    most = Math.max(most, (bodyCm + NEEDED[zone]) / (bodyCm + easeCm));
  }
  return Math.min(MOST_LACK, most);
}

/** The same garment larger in its girths. */
export function enlarged(dimensions: GarmentDimensions, factor: number): GarmentDimensions {
  const out: GarmentDimensions = {};
  for (const name of GARMENT_DIMENSIONS) {
    const value = dimensions[name];
    if (value === undefined) continue;
    out[name] = name === 'length' ? value : value * factor;
  }
  return out;
}

/** What a garment that fits a body as usual measures where its picture tells nothing, centimetres. */
export function ordinaryDimensions(category: GarmentCategory, body: FitBody): GarmentDimensions {
  if (isLower(category)) return { waist: body.waistGirth + 2, hip: body.hipGirth + 5 };
  return { chest: body.bustGirth + (category === 'jacket' ? 14 : 8) };
}

/**
 * The chart after a garment in one of its sizes was measured: a shop's chart gains what it lacks, an assumed one becomes
 * what was measured.
 */
export function withMeasured(
  { chart, offered, source }: GarmentChart,
  size: SizeName,
  measured: GarmentDimensions,
): GarmentChart {
  if (source === 'given') return { chart: withPicture(chart, size, measured, 1), offered, source };
  return { chart: completeChart({ [size]: { ...chart[size], ...measured } }), offered, source };
}

function withPicture(
  full: SizeChart,
  reference: SizeName,
  pictured: GarmentDimensions,
  scale: number,
): SizeChart {
  const row: GarmentDimensions = { ...full[reference] };
  for (const name of GARMENT_DIMENSIONS) {
    const value = pictured[name];
    if (row[name] === undefined && value !== undefined) row[name] = value * scale;
  }
  return completeChart({ ...full, [reference]: row });
}

function checkGrowth(name: GarmentDimension, given: SizeChart): void {
  let last: { size: SizeName; value: number } | undefined;
  for (const size of SIZES) {
    const value = given[size]?.[name];
    if (value === undefined) continue;
    if (last && value < last.value)
      throw new StudioError(
        'invalid-input',
        `The size chart says that ${size} has a ${name} of ${value} cm but ${last.size} one of ${last.value} cm. Expected larger sizes to be wider; correct the chart.`,
        { reason: say('chart-not-rising', { smaller: last.size, size }) },
      );
    last = { size, value };
  }
}

function namesIn(chart: SizeChart): string {
  const names = GARMENT_DIMENSIONS.filter((name) => SIZES.some((size) => chart[size]?.[name] !== undefined));
  return names.join(', ');
}
