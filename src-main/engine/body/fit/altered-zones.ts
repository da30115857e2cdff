/** Zones of an altered garment: as the garment is judged unaltered, and by as much roomier or closer as sewing it made it. */

import type { FitMap, ZoneFit } from '../../domain/garment3d.ts';
import type { FitBody } from './fit-map.ts';
import { ZONES } from './recommend.ts';
import { judgeEase } from './verdict.ts';

/** Less than this is how cloth settles, not an alteration, centimetres. */
const NOTHING = 0.3;

/**
 * @param judged of the garment as it is sold
 * @param before how that was measured when sewn
 * @param after how the altered one was
 */
export function alteredZones(
  judged: readonly ZoneFit[],
  before: FitMap,
  after: FitMap,
  body: Partial<FitBody>,
  comfortStrain: number,
): ZoneFit[] {
  const of = ({ zones }: FitMap, zone: ZoneFit['zone']): ZoneFit | undefined =>
    zones.find((one) => one.zone === zone);
  const changed = judged.map((one): ZoneFit => {
    const { zone } = one;
    const [a, b] = [of(before, zone), of(after, zone)];
    if (!a || !b || zone === 'length') return b && zone === 'length' ? b : one;
    const bodyCm = body[ZONES[zone][1]];
    const by = b.easeCm - a.easeCm;
    if (bodyCm === undefined || Math.abs(by) < NOTHING) return one;
    const easeCm = one.easeCm + by;
    return { zone, easeCm, verdict: judgeEase(zone, easeCm, bodyCm, comfortStrain) };
  });
  return [...changed, ...after.zones.filter(({ zone }) => !judged.some((one) => one.zone === zone))];
}
