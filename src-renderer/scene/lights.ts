/** Lights: where the studio's lamps stand, and where they are taken to be in each sample of a picture. */

export type Point = readonly [number, number, number];

/** Middle of a standing figure, metres: what the lamps look at. */
export const AIM: Point = [0, 0.92, 0];
/** Softbox: left of the viewer, above the head, before the figure. */
export const KEY = { at: [-2.7, 3.3, 2.5] as Point, radius: 0.8, intensity: 2.6 };
/** Irradiance of the dome over the room, as of a hemisphere light. */
export const SKY = 0.92;
/** Room that the lamps' walls reflect, from every side. */
export const ROOM = 0.24;
/** The same of a room that is no picture but two tones, for machines without a graphics card. */
export const WALLS = { below: 0xb0b0b0, intensity: 1.5 };
/** Sine of the height that the dome begins at, which is left out where it meets the floor. */
const LOWEST = 0.12;
/** Share of the samples that the softbox gets; the dome has the others. */
const KEY_SHARE = 0.4;
/** Darkness of the floor where the softbox and where the dome does not reach it. */
const SHADE = { key: 0.46, dome: 0.75 };
/** Softness of shadows, texels. */
export const SOFT = { key: 4, dome: 9 };

/** Element `i` of the van der Corput sequence of a base: evenly spread over 0..1. */
export function spread(i: number, base: number): number {
  let result = 0;
  let share = 1 / base;
  for (let n = i; n > 0; n = Math.floor(n / base)) {
    result += share * (n % base);
    share /= base;
  }
  return result;
}

export interface Lamp {
  at: Point;
  /** Of a directional light. */
  intensity: number;
  /** Darkness of its shadow on the floor, 0..1: a low lamp gives the floor little light that could be missing. */
  shade: number;
  /** Softness of the edge of its shadow, texels. */
  soft: number;
}

/** The lamp that is lit in each of `samples` samples; together they are the softbox and the dome. */
export function lamps(samples: number): Lamp[] {
  const keys = Math.max(1, Math.round(samples * KEY_SHARE));
  const skies = Math.max(1, samples - keys);
  const [ax, ay, az] = AIM;
  const [kx, ky, kz] = KEY.at;
  const toward = unit([ax - kx, ay - ky, az - kz]);
  const across = unit([-toward[2], 0, toward[0]]);
  const up = cross(across, toward);
  const all: (Lamp & { turn: number })[] = [];
  for (let i = 0; i < keys; i++) {
    const r = KEY.radius * Math.sqrt((i + 0.5) / keys);
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    const [x, y] = [r * Math.cos(angle), r * Math.sin(angle)];
    all.push({
      at: [kx + across[0] * x + up[0] * y, ky + across[1] * x + up[1] * y, kz + across[2] * x + up[2] * y],
      intensity: (KEY.intensity * samples) / keys,
      shade: SHADE.key,
      soft: SOFT.key,
      turn: (i + 0.5) / keys,
    });
  }
  for (let i = 0; i < skies; i++) {
    // even over the dome
    const height = LOWEST + (1 - LOWEST) * ((i + 0.5) / skies);
    const flat = Math.sqrt(1 - height * height);
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    all.push({
      at: [ax + 4 * flat * Math.cos(angle), ay + 4 * height, az + 4 * flat * Math.sin(angle)],
      intensity: (2 * SKY * samples) / skies,
      shade: SHADE.dome * Math.max(0, (height - 0.42) / 0.58),
      soft: SOFT.dome,
      turn: (spread(i, 2) + 0.5 / skies) % 1,
    });
  }
  // both kinds take turns, so that a picture half done is even already
  return all.sort((a, b) => a.turn - b.turn).map(({ turn: _, ...lamp }) => lamp);
}

const unit = ([x, y, z]: Point): Point => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
