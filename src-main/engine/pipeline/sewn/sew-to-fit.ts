/** Sew to fit: a garment's size for a wearer, sewn in it, with how that and other sizes fit. */

import type { Alterations } from '../../../contract/alterations.ts';
import { StudioError } from '../../../contract/errors.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import { CLOTH_MATERIALS } from '../../body/cloth/materials.ts';
import { alteredZones } from '../../body/fit/altered-zones.ts';
import { type Preference, type Recommendation, recommend } from '../../body/fit/recommend.ts';
import {
  assumedChart,
  enlarged,
  type GarmentChart,
  givenChart,
  lackOfRoom,
  mainGirth,
  ordinaryDimensions,
  usualSize,
  withMeasured,
} from '../../body/fit/size-chart.ts';
import type { ParametricBody } from '../../body/index.ts';
import type { ProjectedGarment } from '../../body/projection/project-garment.ts';
import type { DressForm } from '../../body/sewing/form.ts';
import { FABRIC, type SewnResult } from '../../body/sewing/sew-garment.ts';
import type { Measurements } from '../../domain/body.ts';
import type { GarmentCategory } from '../../domain/garment.ts';
import type {
  FitMap,
  GarmentDimensions,
  MaterialName,
  SizeChart,
  SizeName,
  ZoneFit,
} from '../../domain/garment3d.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type RunContext, runStage, type Staged, type StagedInputs } from '../stage.ts';
import {
  measuredDimensions,
  picturedDimensions,
  projectGarmentStage,
  type SewInput,
  type Sewing,
  type SewnSize,
  sewGarmentStage,
  standOf,
} from './sew-stage.ts';

/** A garment in one of the sizes compared. */
export interface WornSize {
  size: SizeName;
  zones: ZoneFit[];
  /** Centimetres. */
  dimensions: GarmentDimensions;
  /** The garment in this size; absent where the picture was laid on a ready garment, which has no sizes. */
  made?: SewnSize;
  /** Why this size alone cannot be sewn. */
  refused?: Sentence;
}

/** What is wanted of a garment; what is left out is told by its picture and by the wearer. */
export interface SizeWishes {
  material?: MaterialName;
  chart?: SizeChart;
  preference: Preference;
  /** Size to wear; the recommended one when left out. */
  size?: SizeName;
  /** Sizes to sew for comparison; the size worn with its neighbours when left out. */
  compare?: readonly SizeName[];
  shown?: 'flat' | 'mannequin';
  /** Points of the pattern moved for this wearer; what is told of sizes is told of the garment as it is sold. */
  alterations?: Alterations;
}

/** What a garment was cut to, centimetres; as its picture has it where left out. */
export interface CutTo {
  girth?: number;
  waist?: number;
  length?: number;
}

/** A garment in the size it is worn in. */
export interface FittedSize {
  material: MaterialName;
  chart: GarmentChart;
  recommendation: Recommendation;
  size: SizeName;
  /** The sizes compared, in the order asked for. */
  sizes: WornSize[];
  worn: SewnResult | ProjectedGarment;
  /** How it fits, if it was sewn. */
  fit?: FitMap;
  /** Its zones, if it was sewn: of an altered garment those of its alterations too. */
  zones?: ZoneFit[];
  /** What it was cut to, if it was sewn. */
  cut?: CutTo;
  /** Key of how it came to be. */
  key: string | undefined;
  /** Why it was not sewn, if so. */
  projectedBecause?: Sentence;
}

/**
 * Sews a garment for its wearer in the size wished for, or in the one that fits best.
 *
 * @throws StudioError 'invalid-input' when the chart cannot be used or lacks a size asked for, and as the stages do
 */
export async function sewToFit(
  inputs: StagedInputs<SewInput>,
  wishes: SizeWishes,
  body: ParametricBody,
  context: RunContext<Runtime>,
): Promise<FittedSize> {
  const garment = inputs.garment.value;
  const { rest, measurements } = inputs.wearer.value;
  const { category } = garment;
  const material = wishes.material ?? FABRIC[category];
  const { form } = standOf(body, rest);
  const ordinary = ordinaryBody(measurements, form);
  let pictured = picturedDimensions(garment, form, wishes.shown);
  const chartFor = (shown: GarmentDimensions | undefined): GarmentChart =>
    wishes.chart
      ? givenChart(category, wishes.chart, shown)
      : assumedChart(
          category,
          shown ?? ordinaryDimensions(category, ordinary),
          ordinary,
          rest.shape.sex,
          longestOn(category, form),
        );
  let chart = chartFor(pictured);
  for (const size of [wishes.size ?? [], wishes.compare ?? []].flat()) requireOffered(size, chart);
  const advise = ({ chart, offered }: GarmentChart): Recommendation =>
    recommend(category, chart, measurements, CLOTH_MATERIALS[material], {
      preference: wishes.preference,
      offered,
      sex: rest.shape.sex,
      // a picture without a chart does not tell how a shop counts its sizes
      ...(wishes.chart ? {} : { usual: usualSize(category, measurements, rest.shape.sex) }),
    });
  const cutOf = (size: SizeName): CutTo => {
    const row = chart.chart[size] ?? {};
    const girth = row[mainGirth(category)];
    return {
      ...(girth === undefined ? {} : { girth }),
      // upper garments are as wide there as their picture says
      ...(row.waist === undefined || mainGirth(category) === 'chest' ? {} : { waist: row.waist }),
      ...(row.length === undefined ? {} : { length: row.length }),
    };
  };
  const cut = async (size: SizeName, alterations?: Alterations): Promise<Staged<Sewing>> => {
    const params = {
      material,
      ...cutOf(size),
      ...(wishes.shown === undefined ? {} : { shown: wishes.shown }),
      ...(alterations === undefined ? {} : { alterations }),
    };
    return runStage(sewGarmentStage(body), inputs, params, context, `size ${size}`);
  };
  // what chart and picture leave open is measured on the sewn garment
  let guess = advise(chart).size;
  let first = await cut(guess);
  if ('made' in first.value && pictured && chart.source === 'assumed') {
    const lack = lackOfRoom(first.value.made.fit.zones, measurements);
    if (lack > 1.02) {
      pictured = enlarged(pictured, lack);
      chart = chartFor(pictured);
      guess = advise(chart).size;
      first = await cut(guess);
    }
  }
  // a picture that is no pattern says nothing about sizes either
  const known =
    'made' in first.value
      ? withMeasured(chart, guess, measuredDimensions(first.value.made.fit, measurements))
      : chartFor(undefined);
  const recommendation = advise(known);
  const size = wishes.size ?? recommendation.size;
  const plain = 'refused' in first.value || size === guess ? first : await cut(size);
  const sewn = await altered(plain, wishes.alterations, (alterations) => cut(size, alterations));
  const { value: shown } = sewn;
  const { value: worn, key } =
    'made' in shown
      ? { value: shown.made.sewn, key: sewn.key }
      : await runStage(projectGarmentStage(body), inputs, {}, context, category);
  const projected = worn.method === 'projected';
  const sizes: WornSize[] = [];
  for (const name of wishes.compare ?? neighbours(size, chart.offered)) {
    const sewing =
      projected || name === size ? shown : name === guess ? first.value : (await cut(name)).value;
    const made = 'made' in sewing ? sewing.made : undefined;
    sizes.push({
      size: name,
      zones: zonesOf(name, recommendation, made?.fit.zones ?? []),
      dimensions: made?.sewn.dimensions ?? known.chart[name] ?? {},
      ...(made ? { made } : {}),
      ...(!projected && 'refused' in sewing ? { refused: sewing.refused } : {}),
    });
  }
  return {
    material,
    chart,
    recommendation,
    size,
    sizes,
    worn,
    key,
    ...('made' in shown
      ? {
          fit: shown.made.fit,
          zones: wornZones(size, recommendation, plain.value, shown.made, measurements),
          cut: { ...cutOf(size), ...lengthOf(shown.made) },
        }
      : { projectedBecause: shown.refused }),
  };
}

/** Zones of the garment that is worn; `plain` is the same without its alterations. */
function wornZones(
  size: SizeName,
  recommendation: Recommendation,
  plain: Sewing,
  { sewn, fit }: SewnSize,
  body: Measurements,
): ZoneFit[] {
  if (!('made' in plain) || plain.made.fit === fit) return zonesOf(size, recommendation, fit.zones);
  const before = zonesOf(size, recommendation, plain.made.fit.zones);
  return alteredZones(before, plain.made.fit, fit, body, CLOTH_MATERIALS[sewn.material].comfortStrain);
}

const lengthOf = ({ length }: SewnSize): CutTo => (length === undefined ? {} : { length });

/** The garment with its alterations; as it was, and told so, where it cannot be sewn with them. */
async function altered(
  plain: Staged<Sewing>,
  alterations: Alterations | undefined,
  cut: (alterations: Alterations) => Promise<Staged<Sewing>>,
): Promise<Staged<Sewing>> {
  if (!alterations || Object.keys(alterations).length === 0 || 'refused' in plain.value) return plain;
  const sewn = await cut(alterations);
  if ('made' in sewn.value) return sewn;
  const { made } = plain.value;
  const reasons = [...made.sewn.reasons, say('alterations-not-sewn')];
  return { value: { made: { ...made, sewn: { ...made.sewn, reasons } } }, key: plain.key };
}

/** The wearer with the girths that go with their height. */
function ordinaryBody(measurements: Measurements, { ordinary }: DressForm): Measurements {
  const girth = (metres: number): number => 100 * metres;
  return {
    ...measurements,
    bustGirth: girth(ordinary.bust),
    waistGirth: girth(ordinary.waist),
    hipGirth: girth(ordinary.hip),
  };
}

/** Room that a garment's length has on a body without a chart to say better: from where it hangs to the feet, centimetres. */
function longestOn(category: GarmentCategory, form: DressForm): number {
  if (mainGirth(category) === 'chest') return 100 * form.shoulder.L[1] - 3;
  // trousers hang from the hips, a hand below the waist
  return 100 * form.waistY - (category === 'skirt' ? 3 : 12);
}

/** Zones as the recommendation judges them, so that both say the same, and those that only the worn garment shows. */
export function zonesOf(size: SizeName, { sizes }: Recommendation, worn: readonly ZoneFit[]): ZoneFit[] {
  const judged = sizes.find((fit) => fit.size === size)?.zones ?? [];
  return [...judged, ...worn.filter(({ zone }) => !judged.some((other) => other.zone === zone))];
}

function requireOffered(size: SizeName, { offered }: GarmentChart): void {
  if (offered.includes(size)) return;
  throw new StudioError(
    'invalid-input',
    `Expected one of the sizes of the chart (${offered.join(', ')}), received ${size}. Choose one of them or add ${size} to the chart.`,
    { reason: say('size-not-in-chart', { size, offered: offered.join(', ') }) },
  );
}

/** The size below, the size and the size above; three where there are three. */
export function neighbours(size: SizeName, offered: readonly SizeName[]): SizeName[] {
  const at = offered.indexOf(size);
  const from = Math.max(0, Math.min(at - 1, offered.length - 3));
  return offered.slice(from, from + 3);
}
