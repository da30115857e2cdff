/** Room for arms: stances opened until hands and forearms lie outside what trunk and legs wear. */

import type { ParametricBody, RestBody, Stance } from '../body/index.ts';
import { boneShares } from '../mesh/bound-piece.ts';
import type { Cuttings } from './outfit.ts';
import { startOf } from './place-part.ts';
import { opened, type StanceName } from './stances.ts';
import type { GarmentSpec } from './wardrobe.ts';
import { type Wearer, wearerOf } from './wearer.ts';

/** Heights and directions of the profile: metres and steps around. */
const STEP = 0.01;
const AROUND = 72;
/** Cloth moves away from where it starts as it hangs: hands and (sleeved) forearms keep this far, metres. */
const HAND_GAP = 0.011;
const FOREARM_GAP = 0.02;
/** Opening is tried in steps up to the widest; radians, roughly. */
const OPENING = 0.03;
const WIDEST = 1.2;

/** How far a dressed trunk with its legs reaches in every direction at every height. */
export class TrunkProfile {
  private readonly x: number;
  private readonly z: number;
  private readonly reach = new Map<number, number>();

  /** Around the vertical line through (x, z), metres. */
  constructor(x: number, z: number) {
    this.x = x;
    this.z = z;
  }

  private bin(x: number, y: number, z: number): { row: number; column: number; r: number } {
    const [dx, dz] = [x - this.x, z - this.z];
    const turn = Math.atan2(dx, dz) / (2 * Math.PI) + 0.5;
    return {
      row: Math.floor(y / STEP) + 1000,
      column: Math.min(AROUND - 1, Math.floor(turn * AROUND)),
      r: Math.hypot(dx, dz),
    };
  }

  /** Adds the faces of a surface whose vertices all count. */
  add(quads: Uint32Array, positions: Float32Array, counts: (vertex: number) => boolean): void {
    for (let i = 0; i < quads.length; i += 4) {
      const corner = [quads[i], quads[i + 1], quads[i + 2], quads[i + 3]];
      if (!corner.every(counts)) continue;
      for (let s = 0; s < 16; s++) {
        const [u, v] = [(s & 3) / 3, (s >> 2) / 3];
        const w = [(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v];
        const p = [0, 1, 2].map((k) =>
          w.reduce((sum, share, c) => sum + share * positions[corner[c] * 3 + k], 0),
        );
        const { row, column, r } = this.bin(p[0], p[1], p[2]);
        const key = row * AROUND + column;
        if (r > (this.reach.get(key) ?? 0)) this.reach.set(key, r);
      }
    }
  }

  /** How far a point lies inside, metres; negative outside. */
  depth(x: number, y: number, z: number): number {
    const { row, column, r } = this.bin(x, y, z);
    let reach = 0;
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const key = (row + i) * AROUND + ((column + j + AROUND) % AROUND);
        reach = Math.max(reach, this.reach.get(key) ?? 0);
      }
    }
    return reach - r;
  }
}

/** The same stance with each arm opened as far as its hand and forearm need beside all of these garments. */
export function withRoom(
  name: StanceName,
  stance: Stance,
  body: ParametricBody,
  rest: RestBody,
  garments: Iterable<GarmentSpec>,
  cuttings: Cuttings,
): Stance {
  const wearer = wearerOf(body, rest, stance);
  const profile = profileOf(wearer, garments, cuttings);
  const { skin, skinCount } = body.asset;
  const hand = boneShares(skin, body.bones, /^(wrist|finger)/);
  const forearm = boneShares(skin, body.bones, /^(lowerarm|wrist|finger)/);
  const arm = [...Array(skinCount).keys()].filter((v) => forearm[v] > 0.9);
  const side = (v: number): 'L' | 'R' => (rest.vertices[v * 3] > 0 ? 'L' : 'R');
  const own = { L: arm.filter((v) => side(v) === 'L'), R: arm.filter((v) => side(v) === 'R') };
  const tooDeep = (arms: Stance['arms'], which: 'L' | 'R'): boolean => {
    const { vertices } = body.pose(rest, body.stance(rest, { ...stance, arms }));
    return own[which].some((v) => {
      const gap = hand[v] > 0.5 ? HAND_GAP : FOREARM_GAP;
      return profile.depth(vertices[v * 3], vertices[v * 3 + 1], vertices[v * 3 + 2]) > -gap;
    });
  };
  const arms = { ...stance.arms };
  for (const which of ['L', 'R'] as const) {
    for (let open = 0; open <= WIDEST; open += OPENING) {
      arms[which] = opened(name, stance.arms[which], open);
      if (!tooDeep(arms, which)) break;
    }
  }
  return { ...stance, arms };
}

function profileOf(wearer: Wearer, garments: Iterable<GarmentSpec>, cuttings: Cuttings): TrunkProfile {
  const { body, vertices, pose, armShare } = wearer;
  const profile = new TrunkProfile(pose.root[0], pose.root[2]);
  profile.add(body.asset.body.quads, vertices, (v) => v < body.asset.skinCount && armShare[v] < 0.1);
  for (const garment of new Set(garments)) {
    for (const part of cuttings.cut(garment, wearer)) {
      const { start } = startOf(part, wearer, []);
      profile.add(part.kept, start, (v) => part.sleeve[v] === 0);
    }
  }
  return profile;
}
