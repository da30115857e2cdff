/** Ease map: how much room every vertex of a sewn garment has, as a place on the fit scale, by the numbers of its zones. */

import type { ClothMaterial, ZoneFit } from '../../domain/garment3d.ts';
import type { DressForm } from '../sewing/form.ts';
import { bodyGirths } from './body-girths.ts';
import type { FitBody } from './fit-map.ts';
import { BAND, girthAt, isTrunk, legGirth, trunkAtBust, type WornGarment } from './panel-girth.ts';
import { ZONES } from './recommend.ts';
import { type EaseLimits, easeLimits, type GirthZone, placeOf } from './verdict.ts';

/** Between the heights that are measured, metres. */
const STEP = 0.02;
/** Above the crotch the four pieces of trousers are a tube around the trunk from here on, metres. */
const FORK = 0.06;

/** A zone whose ease is told, at the height where it is. */
interface Knot {
  y: number;
  easeCm: number;
  limits: EaseLimits;
}

/**
 * Cloth at the height of a zone has the place of that zone's ease, whatever the cloth touches: a band that hangs on the hips is
 * no tighter than its length is. Between zones and beyond them the flat pieces tell how much wider or narrower
 * than the body the garment is, around the trunk and around each leg. Sleeves have the place of the upper arm; the
 * cloth above the bust goes over to that of the shoulders, where they are told.
 *
 * @param zones as they are told of the garment
 * @returns places on the fit scale by vertex; undefined where no zone is told
 */
export function easeMap(
  garment: WornGarment,
  form: DressForm,
  body: Partial<FitBody>,
  zones: readonly ZoneFit[],
  { comfortStrain }: ClothMaterial,
): Float32Array | undefined {
  const knot = (zone: GirthZone, y: number): Knot[] => {
    const found = zones.find((one) => one.zone === zone);
    const bodyCm = body[ZONES[zone][1]];
    if (!found || bodyCm === undefined) return [];
    return [{ y, easeCm: found.easeCm, limits: easeLimits(zone, bodyCm, comfortStrain) }];
  };
  const { trunk, leg, levels } = bodyGirths(form);
  const { category, panels, panelOf, mesh } = garment;
  const upper = category === 'top' || category === 'dress' || category === 'jacket';
  const legs = category === 'trousers' || category === 'shorts';
  const [low, high] = reach(garment);
  const bust = upper ? (trunkAtBust(garment, form)?.y ?? form.bustY) : form.bustY;
  // the edge of a band is seldom level
  const top = upper ? bust : high - BAND;
  const bottom = legs ? form.crotchY + FORK : low;
  const around = new Profile(
    [
      ...(upper ? knot('bust', bust) : []),
      // a lower garment is told by its band, wherever that hangs
      ...knot('waist', upper ? form.waistY : top),
      ...knot('hip', form.hipY),
    ].filter(({ y }) => y > low),
    bottom,
    top,
    (y) => differenceCm(girthAt(garment, isTrunk, y), trunk(y)),
  );
  const along = new Profile(
    legs
      ? [...knot('thigh', levels.thigh), ...knot('knee', levels.knee), ...knot('calf', levels.calf)].filter(
          ({ y }) => y > low,
        )
      : [],
    low,
    levels.thigh,
    (y) => differenceCm(legGirth(garment, y), leg(y)),
  );
  const [sleeve] = knot('upperArm', 0);
  const [shoulder] = knot('shoulder', (form.shoulder.L[1] + form.shoulder.R[1]) / 2);
  if (!around.told && !along.told) return undefined;
  const placeAt = (y: number): number => {
    if (legs && along.told && y < bottom) {
      if (y < levels.thigh || !around.told) return along.at(y);
      const t = (y - levels.thigh) / (bottom - levels.thigh);
      return along.at(levels.thigh) * (1 - t) + around.at(bottom) * t;
    }
    if (!upper || !shoulder || y < bust) return around.at(Math.min(y, top));
    const t = Math.min(1, (y - bust) / Math.max(0.01, shoulder.y - bust));
    return around.at(bust) * (1 - t) + placeOf(shoulder.easeCm, shoulder.limits) * t;
  };
  return Float32Array.from(panelOf, (panel, i) =>
    sleeve && panels[panel].name.startsWith('sleeve')
      ? placeOf(sleeve.easeCm, sleeve.limits)
      : placeAt(mesh.positions[i * 3 + 1]),
  );
}

/** Places by height: what is measured, moved so that every knot has what is told there. */
class Profile {
  readonly told: boolean;
  private readonly heights: number[];
  private readonly places: number[];

  constructor(knots: readonly Knot[], from: number, to: number, measure: (y: number) => number | undefined) {
    this.told = knots.length > 0;
    const order = [...knots].sort((a, b) => a.y - b.y);
    const ys = order.map(({ y }) => y);
    const count = this.told ? Math.max(2, Math.ceil((to - from) / STEP) + 1) : 0;
    const steps = Array.from({ length: count }, (_, i) => from + i * STEP);
    this.heights = [...new Set([...steps, ...ys])].sort((a, b) => a - b);
    const measured = filled(this.heights.map(measure));
    const off = order.map(({ y, easeCm }) => easeCm - along(this.heights, measured, y));
    this.places = this.heights.map((y, i) => {
      const limit = (k: 0 | 1 | 2): number =>
        along(
          ys,
          order.map(({ limits }) => limits[k]),
          y,
        );
      return placeOf(measured[i] + along(ys, off, y), [limit(0), limit(1), limit(2)]);
    });
  }

  at(y: number): number {
    return along(this.heights, this.places, y);
  }
}

/** Value at x of the line through points, level beyond its ends; `xs` rise. */
function along(xs: readonly number[], values: readonly number[], x: number): number {
  const next = xs.findIndex((one) => one >= x);
  if (next === 0) return values[0];
  if (next < 0) return values[values.length - 1];
  const t = (x - xs[next - 1]) / (xs[next] - xs[next - 1]);
  return values[next - 1] + (values[next] - values[next - 1]) * t;
}

/** Heights without a tube have what the nearest one has; nothing anywhere is level. */
function filled(values: readonly (number | undefined)[]): number[] {
  const have = values.flatMap((value, i) => (value === undefined ? [] : [i]));
  return values.map((value, i) => {
    if (value !== undefined || have.length === 0) return value ?? 0;
    return values[have.reduce((a, b) => (Math.abs(b - i) < Math.abs(a - i) ? b : a))]!;
  });
}

const differenceCm = (garment: number | null, body: number): number | undefined =>
  garment === null ? undefined : 100 * (garment - body);

function reach({ mesh: { positions } }: WornGarment): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 1; i < positions.length; i += 3) {
    low = Math.min(low, positions[i]);
    high = Math.max(high, positions[i]);
  }
  return [low, high];
}
