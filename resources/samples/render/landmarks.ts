/** Ground truth: where a garment's landmarks and a client's joints are in space. */

import { borderLoops } from '../../../src-main/engine/mesh/quad-mesh.ts';
import type { Vec3 } from '../../../src-main/engine/mesh/vector.ts';
import type { Placed } from './assemble.ts';
import type { Posed } from './figure.ts';

type Points = Record<string, Vec3>;

const JOINTS: Record<string, string> = {
  Shoulder: 'upperarm01',
  Elbow: 'lowerarm01',
  Wrist: 'wrist',
  Hip: 'upperleg01',
  Knee: 'lowerleg01',
  Ankle: 'foot',
  Eye: 'eye',
  Index: 'finger2-1',
  Pinky: 'finger5-1',
};

/** Metres above the floor from decimetres in body coordinates. */
export const toWorld = (p: Vec3, floor: number): Vec3 => [p[0] * 0.1, (p[1] - floor) * 0.1, p[2] * 0.1];

/** Joints of the client by name, left and right being the person's own. */
export function clientJoints(posed: Posed, floor: number): Points {
  const points: Points = {};
  for (const [name, bone] of Object.entries(JOINTS)) {
    points[`left${name}`] = toWorld(posed.joint(`${bone}.L`), floor);
    points[`right${name}`] = toWorld(posed.joint(`${bone}.R`), floor);
  }
  return points;
}

const at = (g: Placed, v: number): Vec3 => [
  g.positions[v * 3],
  g.positions[v * 3 + 1],
  g.positions[v * 3 + 2],
];

/** The point for which `score` is largest. */
function best(points: readonly Vec3[], score: (p: Vec3) => number): Vec3 {
  return points.reduce((a, b) => (score(b) > score(a) ? b : a));
}

/**
 * Landmarks of a garment seen from the front; L and R are sides of the picture. Read off the mesh: its open borders
 * are neck, cuffs, hem, waist and leg hems, the seam between trunk and sleeve gives shoulders and armpits.
 */
export function garmentLandmarks(category: string, parts: readonly Placed[], floor: number): Points {
  const points: Points = {};
  const put = (name: string, p: Vec3): void => {
    points[name] = toWorld(p, floor);
  };
  const sides = [
    ['L', -1],
    ['R', 1],
  ] as const;
  const loops = parts.map((g) => borderLoops(g.mesh.quads).map((loop) => loop.map((v) => at(g, v))));
  const mean = (loop: readonly Vec3[], k: number): number => loop.reduce((s, p) => s + p[k], 0) / loop.length;
  const upper = loops[0];
  const lower = loops[loops.length - 1];
  // hanging sleeves may end below the hem: the hem is the lowest opening around the middle
  const central = category === 'trousers' ? lower : lower.filter((l) => Math.abs(mean(l, 0)) < 0.6);
  const border = central.reduce((a, b) => (mean(b, 1) < mean(a, 1) ? b : a));
  const lowest = Math.min(...border.map((p) => p[1]));
  // an open front runs from the hem up to the collar: keep its foot
  const open = Math.max(...border.map((p) => p[1])) - lowest > 2;
  const bottom = open ? border.filter((p) => p[1] < lowest + 0.4) : border;
  const top = upper.reduce((a, b) => (mean(b, 1) > mean(a, 1) ? b : a));
  if (category === 'trousers') {
    for (const [side, sign] of sides) {
      put(
        `waist${side}`,
        best(top, (p) => p[0] * sign),
      );
      const leg = lower
        .filter((l) => mean(l, 0) * sign > 0)
        .reduce((a, b) => (mean(b, 1) < mean(a, 1) ? b : a));
      put(
        `legOuter${side}`,
        best(leg, (p) => p[0] * sign),
      );
      put(
        `legInner${side}`,
        best(leg, (p) => -p[0] * sign),
      );
    }
    const middle = vertices(parts[0]).filter((p) => Math.abs(p[0]) < 0.06);
    put(
      'crotch',
      best(middle, (p) => -p[1]),
    );
    return points;
  }
  for (const [side, sign] of sides)
    put(
      `hem${side}`,
      best(bottom, (p) => p[0] * sign),
    );
  put(
    'hemC',
    best(bottom, (p) => p[2] - Math.abs(p[0])),
  );
  if (category === 'skirt') {
    for (const [side, sign] of sides)
      put(
        `waist${side}`,
        best(top, (p) => p[0] * sign),
      );
    return points;
  }
  for (const [side, sign] of sides) {
    put(
      `collar${side}`,
      best(top, (p) => p[0] * sign),
    );
    const seam = armhole(parts[0]).filter((p) => p[0] * sign > 0);
    const cuffs = upper.filter((l) => l !== top && l !== border && mean(l, 0) * sign > 1);
    if (seam.length > 0) {
      put(
        `shoulder${side}`,
        best(seam, (p) => p[1]),
      );
      put(
        `armpit${side}`,
        best(seam, (p) => -p[1]),
      );
      if (cuffs.length > 0) {
        const cuff = cuffs.reduce((a, b) => (b.length > a.length ? b : a));
        put(
          `cuffOuter${side}`,
          best(cuff, (p) => p[0] * sign + p[1]),
        );
        put(
          `cuffInner${side}`,
          best(cuff, (p) => -p[0] * sign - p[1]),
        );
      }
    } else if (cuffs.length > 0) {
      put(
        `shoulder${side}`,
        best(cuffs[0], (p) => p[1]),
      );
      put(
        `armpit${side}`,
        best(cuffs[0], (p) => -p[1]),
      );
    }
  }
  return points;
}

function vertices(g: Placed): Vec3[] {
  return [...new Set(g.mesh.quads)].map((v) => at(g, v));
}

/** Vertices shared by sleeve and trunk. */
function armhole(g: Placed): Vec3[] {
  const kinds = new Map<number, number>();
  g.mesh.quads.forEach((v, i) => {
    kinds.set(v, (kinds.get(v) ?? 0) | (g.sleeve[i >> 2] ? 2 : 1));
  });
  return [...kinds].filter(([, kind]) => kind === 3).map(([v]) => at(g, v));
}
