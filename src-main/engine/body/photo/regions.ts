/** Regions of the skin: where on the body a vertex lies, and which parts of a picture may show that place. */

import { PART } from '../../domain/parsing.ts';
import type { ParametricBody } from '../parametric-body.ts';
import { averageShape } from '../shape.ts';

export type Region =
  | 'head'
  | 'shoulder'
  | 'bust'
  | 'waist'
  | 'hip'
  | 'crotch'
  | 'upperArm'
  | 'forearm'
  | 'hand'
  | 'thigh'
  | 'knee'
  | 'calf'
  | 'ankle'
  | 'foot';

const LIMBS: readonly (readonly [RegExp, Region])[] = [
  [/^(head|neck)/, 'head'],
  [/^(wrist|finger)/, 'hand'],
  [/^lowerarm/, 'forearm'],
  [/^upperarm02/, 'upperArm'],
  [/^(upperarm01|clavicle)/, 'shoulder'],
  [/^(foot|toes)/, 'foot'],
  [/^lowerleg/, 'calf'],
  [/^upperleg02/, 'thigh'],
];

/** Metres about the middle of the average body, below its hip joints, where trousers hang lower than the body ends. */
const CROTCH = { reach: 0.06, below: 0.1 };

/** Share of the upper leg from which cloth that widens downwards stands off: skirts and wide trousers. */
const KNEE = 0.5;

/** Share of the lower leg that tapers away from the cloth. */
const ANKLE = 0.5;

/** The region of every skin vertex. Trunk regions are shares of the height from hip joint to shoulder joint. */
export function regionsOf(body: ParametricBody): Region[] {
  const rest = body.shape(averageShape(0.5));
  const { index, weight } = body.asset.skin;
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  const shoulder = body.restPoint(rest, 'upperarm01.L')[1];
  const knee = body.restPoint(rest, 'lowerleg01.L')[1];
  const ankle = body.restPoint(rest, 'foot.L')[1];
  return Array.from({ length: body.asset.skinCount }, (_, v): Region => {
    let most = v * 4;
    for (let k = most + 1; k < v * 4 + 4; k++) if (weight[k] > weight[most]) most = k;
    const [x, y] = [rest.vertices[v * 3], rest.vertices[v * 3 + 1]];
    if (Math.abs(x) < CROTCH.reach && Math.abs(y - (hip - CROTCH.below)) < CROTCH.reach) return 'crotch';
    const { name } = body.bones[index[most]];
    if (name.startsWith('lowerleg') && y < ankle + (knee - ankle) * ANKLE) return 'ankle';
    if (name.startsWith('upperleg') && y < knee + (hip - knee) * KNEE) return 'knee';
    const limb = LIMBS.find(([pattern]) => pattern.test(name));
    if (limb) return limb[1];
    const share = (y - hip) / (shoulder - hip);
    if (share > 0.95) return 'shoulder';
    if (share > 0.62) return 'bust';
    if (share > 0.28) return 'waist';
    return share > -0.12 ? 'hip' : 'thigh';
  });
}

const ARM: readonly Region[] = ['shoulder', 'upperArm', 'forearm', 'hand'];
export const isArm = (region: Region): boolean => region !== 'shoulder' && ARM.includes(region);
const LEG: readonly Region[] = ['hip', 'thigh', 'knee', 'calf', 'ankle', 'foot'];
const BARE_LEG: readonly Region[] = [...LEG, 'crotch'];
const TRUNK: readonly Region[] = ['head', 'shoulder', 'bust', 'waist', 'hip'];

/** Regions that a part of the picture can be the outline of; clothes and things carried may cover any of the rest. */
const SHOWN: Partial<Record<number, readonly Region[]>> = {
  [PART.face]: ['head'],
  [PART.neck]: ['head', 'shoulder', 'bust'],
  [PART.hair]: TRUNK,
  [PART.leftArm]: ARM,
  [PART.rightArm]: ARM,
  [PART.leftHand]: ARM,
  [PART.rightHand]: ARM,
  [PART.leftLeg]: BARE_LEG,
  [PART.rightLeg]: BARE_LEG,
  [PART.leftFootwear]: ['ankle', 'calf', 'foot'],
  [PART.rightFootwear]: ['ankle', 'calf', 'foot'],
  [PART.upper]: [...TRUNK, 'upperArm', 'forearm', 'thigh'],
  [PART.dress]: [...TRUNK, 'upperArm', 'forearm', 'thigh', 'knee', 'calf', 'ankle', 'foot'],
  [PART.lower]: ['waist', 'crotch', ...LEG],
};

/** Whether the outline of a part (PART values) may be that of a region: an arm's outline says nothing of the trunk behind it. */
export function mayShow(label: number | undefined, region: Region): boolean {
  return label === undefined || (SHOWN[label]?.includes(region) ?? true);
}
