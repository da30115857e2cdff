/** Ground truth: where a garment's landmarks and a client's joints are in space. */

import { type GarmentOutline, outlineLandmarks } from '../../../src-main/engine/body/outline-landmarks.ts';
import type { GarmentCategory } from '../../../src-main/engine/domain/garment.ts';
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

/** Borders and armholes of a part. */
function outline(g: Placed): GarmentOutline {
  return {
    loops: borderLoops(g.mesh.quads).map((loop) => loop.map((v) => at(g, v))),
    armhole: armhole(g),
    points: [...new Set(g.mesh.quads)].map((v) => at(g, v)),
  };
}

/** Landmarks of a garment, metres above the floor; L and R are sides of the picture. */
export function garmentLandmarks(category: GarmentCategory, parts: readonly Placed[], floor: number): Points {
  const found = outlineLandmarks(category, outline(parts[0]), outline(parts[parts.length - 1]), 10);
  return Object.fromEntries(Object.entries(found).map(([name, p]) => [name, toWorld(p, floor)]));
}

/** Vertices shared by sleeve and trunk. */
function armhole(g: Placed): Vec3[] {
  const kinds = new Map<number, number>();
  g.mesh.quads.forEach((v, i) => {
    kinds.set(v, (kinds.get(v) ?? 0) | (g.sleeve[i >> 2] ? 2 : 1));
  });
  return [...kinds].filter(([, kind]) => kind === 3).map(([v]) => at(g, v));
}
