/** Setting: camera, light and backdrop of a picture, drawn by chance or those of a product table. */

import { type Camera, lookAt, rayThrough } from '../mesh/camera.ts';
import type { Scene } from '../mesh/scene.ts';
import { scatter } from '../mesh/shade.ts';
import { floorLight, type Light, shadowMap } from '../mesh/shadow-map.ts';
import type { Lighting } from '../mesh/surface-light.ts';
import type { Dice } from './dice.ts';
import { noise } from './noise.ts';

export const LIGHTS = ['soft box', 'window', 'even', 'overcast', 'warm lamp'] as const;
export type LightName = (typeof LIGHTS)[number];
export const BACKDROPS = ['paper', 'white', 'wall', 'room', 'outdoors'] as const;
export type BackdropName = (typeof BACKDROPS)[number];

export interface Setting {
  light: LightName;
  /** Where the main light comes from, radians from the camera about the vertical, positive = image right. */
  azimuth: number;
  backdrop: BackdropName;
  /** Linear RGB of the backdrop's middle. */
  colour: readonly [number, number, number];
  seed: number;
  /** Vertical field of view, radians; camera height as a share of the person; roll, radians. */
  fov: number;
  cameraHeight: number;
  roll: number;
  /** Shares of the person's height at the lower and upper border, and how far to the side they stand (of the width). */
  low: number;
  high: number;
  aside: number;
  /** Sensor noise, standard deviation in 8-bit steps. */
  grain: number;
  exposure: number;
}

export function drawSetting(d: Dice): Setting {
  const backdrop = d.pick(BACKDROPS);
  const level = d.between(0.32, 0.62);
  const tint = [d.near(1, 0.05), 1, d.near(1, 0.06)];
  return {
    light:
      backdrop === 'outdoors' ? 'overcast' : d.pick(['soft box', 'window', 'even', 'warm lamp'] as const),
    azimuth: d.pick([-1, 1]) * d.between(0.35, 0.9),
    backdrop,
    colour:
      backdrop === 'white' ? [0.86, 0.86, 0.86] : (tint.map((t) => t * level) as [number, number, number]),
    seed: d.whole(1, 1e6),
    // a longer lens would put tall people farther away than the depth maps reach (6.5 m)
    fov: d.between(0.37, 0.55),
    cameraHeight: d.between(0.52, 0.8),
    roll: d.near(0, 0.008),
    low: d.chance(0.2) ? d.between(0.16, 0.26) : d.between(-0.07, -0.03),
    high: d.between(1.04, 1.1),
    aside: d.near(0, 0.025),
    grain: d.between(0.8, 2.2),
    exposure: d.between(0.92, 1.08),
  };
}

/** Camera that frames a person of `height` metres at the origin, `turn` radians away from their front. */
export function personCamera(s: Setting, height: number, turn: number, width: number, rows: number): Camera {
  const span = (s.high - s.low) * height;
  const middle = ((s.high + s.low) / 2) * height;
  // wide stances need the width: hands reach about 0.45 of the height to each side
  const distance = Math.max(span / 2, 0.36 * height * (rows / width)) / Math.tan(s.fov / 2);
  const eye = s.cameraHeight * height;
  const shift = s.aside * span;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  return lookAt(
    [sin * distance + cos * shift, eye, cos * distance - sin * shift],
    [cos * shift, middle + (eye - middle) * 0.12, -sin * shift],
    s.fov,
    width,
    rows,
    s.roll,
  );
}

interface Rig {
  key: [number, number, number];
  /** Strength of key, dome and all-around light; elevation and spread of the key, radians. */
  strength: [number, number, number];
  elevation: number;
  spread: number;
  sky: [number, number, number];
}

const RIGS: Record<LightName, Rig> = {
  'soft box': {
    key: [1, 0.98, 0.95],
    strength: [0.75, 0.42, 0.14],
    elevation: 0.75,
    spread: 0.22,
    sky: [1, 1, 1],
  },
  window: {
    key: [0.97, 0.99, 1.04],
    strength: [0.8, 0.32, 0.14],
    elevation: 0.35,
    spread: 0.3,
    sky: [1, 1, 1.02],
  },
  even: { key: [1, 1, 1], strength: [0.4, 0.65, 0.22], elevation: 0.55, spread: 0.4, sky: [1, 1, 1] },
  overcast: {
    key: [1, 1, 1.02],
    strength: [0.25, 0.85, 0.16],
    elevation: 1.0,
    spread: 0.5,
    sky: [0.98, 1, 1.05],
  },
  'warm lamp': {
    key: [1.08, 0.97, 0.82],
    strength: [0.72, 0.38, 0.14],
    elevation: 0.7,
    spread: 0.16,
    sky: [1, 0.98, 0.94],
  },
};

const KEYS = 6;
const DOME = 9;

/** Lights of the setting for a scene: a few jittered key lights and a dome, each with its shadow map. */
export function lightScene(s: Setting, scene: Scene, turn: number, mapSize: number): Lighting {
  const rig = RIGS[s.light];
  const lights: Light[] = [];
  const put = (
    azimuth: number,
    elevation: number,
    strength: number,
    colour: readonly number[],
    softness: number,
  ): void => {
    const a = azimuth + turn;
    const c = Math.cos(elevation);
    const direction = [Math.sin(a) * c, Math.sin(elevation), Math.cos(a) * c] as const;
    lights.push({
      direction,
      colour: [colour[0] * strength, colour[1] * strength, colour[2] * strength],
      softness,
      map: shadowMap(scene, direction, mapSize),
    });
  };
  for (let i = 0; i < KEYS; i++) {
    const r = rig.spread * Math.sqrt((i + 0.5) / KEYS);
    const a = i * 2.39996;
    put(
      s.azimuth + r * Math.cos(a),
      rig.elevation + r * Math.sin(a),
      (rig.strength[0] * 1.25) / KEYS,
      rig.key,
      0.012,
    );
  }
  // Fibonacci dome, the front half weighted a little more: rooms are brighter where the camera stands
  for (let i = 0; i < DOME; i++) {
    const up = 0.12 + (0.86 * (i + 0.5)) / DOME;
    const azimuth = i * 2.39996;
    const front = 1 + 0.45 * Math.cos(azimuth);
    put(azimuth, Math.asin(up), (rig.strength[1] * 2.1 * front) / DOME, rig.sky, 0.035);
  }
  const all = rig.strength[2];
  return {
    lights,
    sky: [all * rig.sky[0], all * rig.sky[1], all * rig.sky[2]],
    room: [all * 0.85, all * 0.84, all * 0.82],
    ground: [all * 0.6, all * 0.57, all * 0.54],
    occlusion: 0.9,
  };
}

/** Linear RGB of the backdrop at every pixel, with the shadow the scene casts on floor and wall. */
export function drawBackdrop(
  s: Setting,
  camera: Camera,
  lights: readonly Light[],
  turn: number,
): Float32Array {
  const { width, height } = camera;
  const out = new Float32Array(width * height * 3);
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  const [ox, oy, oz] = camera.position;
  /** Distance of the wall behind the person. */
  const wall = s.backdrop === 'wall' ? 0.9 : s.backdrop === 'room' || s.backdrop === 'outdoors' ? 3.5 : 2.4;
  const c = new Float64Array(3);
  const open = everyThird(width, height, (x, y) => {
    const d = rayThrough(camera, x + 0.5, y + 0.5);
    const toFloor = d[1] < 0 ? -oy / d[1] : Number.POSITIVE_INFINITY;
    const forward = -(d[0] * sin + d[2] * cos);
    const toWall = forward > 0 ? (wall + ox * sin + oz * cos) / forward : Number.POSITIVE_INFINITY;
    const t = Math.min(toFloor, toWall);
    return floorLightBlurred(lights, ox + d[0] * t, oy + d[1] * t, oz + d[2] * t, x, y);
  });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d = rayThrough(camera, x + 0.5, y + 0.5);
      const toFloor = d[1] < 0 ? -oy / d[1] : Number.POSITIVE_INFINITY;
      const forward = -(d[0] * sin + d[2] * cos);
      const toWall = forward > 0 ? (wall + ox * sin + oz * cos) / forward : Number.POSITIVE_INFINITY;
      const onFloor = toFloor < toWall;
      const t = Math.min(toFloor, toWall);
      const px = ox + d[0] * t;
      const py = oy + d[1] * t;
      const pz = oz + d[2] * t;
      const u = px * cos - pz * sin;
      const back = -(px * sin + pz * cos);
      paint(s, u, onFloor ? 0 : py, back, wall, onFloor, c);
      let shade = 1;
      if (onFloor || s.backdrop === 'wall') {
        const fade = onFloor ? Math.max(0, 1 - Math.max(0, back - 0.4) / 1.6) : 1;
        shade = 1 - fade * 0.85 * (1 - open[y * width + x]);
      }
      const at = (y * width + x) * 3;
      for (let k = 0; k < 3; k++) out[at + k] = c[k] * shade;
    }
  }
  return out;
}

/** Values of a smooth function of the pixel, asked for at every third one and interpolated between. */
export function everyThird(
  width: number,
  height: number,
  value: (x: number, y: number) => number,
): Float32Array {
  const columns = Math.ceil((width - 1) / 3) + 1;
  const rows = Math.ceil((height - 1) / 3) + 1;
  const coarse = new Float32Array(columns * rows);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) coarse[j * columns + i] = value(i * 3, j * 3);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const j = Math.min(rows - 2, Math.floor(y / 3));
    const v = y / 3 - j;
    for (let x = 0; x < width; x++) {
      const i = Math.min(columns - 2, Math.floor(x / 3));
      const u = x / 3 - i;
      const a = coarse[j * columns + i] * (1 - u) + coarse[j * columns + i + 1] * u;
      const b = coarse[(j + 1) * columns + i] * (1 - u) + coarse[(j + 1) * columns + i + 1] * u;
      out[y * width + x] = a + (b - a) * v;
    }
  }
  return out;
}

function floorLightBlurred(
  lights: readonly Light[],
  x: number,
  y: number,
  z: number,
  i: number,
  j: number,
): number {
  if (x * x + z * z > 6) return 1;
  return (
    (floorLight(lights, x, y, z, scatter(i, j, 11)) + floorLight(lights, x, y, z, scatter(i, j, 12))) / 2
  );
}

/** Linear colour of the backdrop at `u` across, `y` up and `back` behind the person, metres. */
function paint(
  s: Setting,
  u: number,
  y: number,
  back: number,
  wall: number,
  onFloor: boolean,
  out: Float64Array,
): void {
  const [r, g, b] = s.colour;
  // along the paper from the floor up the sweep, so that there is no edge
  const along = onFloor ? back : wall + y;
  let level = 1;
  let warm = 0;
  switch (s.backdrop) {
    case 'paper':
    case 'white':
      level = 1.08 - 0.05 * u * u - 0.035 * (along - 2) ** 2 * 0.4;
      if (s.backdrop === 'white') level = Math.max(level, 0.94);
      break;
    case 'wall':
      if (onFloor) {
        const plank = Math.floor(u / 0.14);
        const grain = noise(u * 40, back * 3 + plank * 7, s.seed) - 0.5;
        const gap = Math.abs(u / 0.14 - plank - 0.5) > 0.485 ? 0.6 : 1;
        level = (0.62 + 0.12 * (noise(plank * 3.7, 0.5, s.seed) - 0.5) + 0.1 * grain) * gap;
        warm = 0.32;
      } else {
        level =
          1 +
          0.05 * (noise(u * 30, y * 30, s.seed) - 0.5) +
          0.1 * (noise(u * 1.5, y * 1.5, s.seed + 1) - 0.5);
        if (y < 0.1) level *= y > 0.092 ? 0.7 : 1.15;
        level -= 0.04 * u * u;
      }
      break;
    case 'room':
    case 'outdoors': {
      // out of focus: big soft shapes, lighter towards windows or sky
      const green = s.backdrop === 'outdoors';
      const blob = noise(u * 0.9 + 5, y * 0.8 + 3, s.seed) * 0.6 + noise(u * 2.1, y * 1.9, s.seed + 2) * 0.4;
      level = onFloor ? 0.72 + 0.12 * (noise(u * 2, back * 2, s.seed + 3) - 0.5) : 0.55 + 0.9 * blob;
      if (onFloor)
        level +=
          (0.55 + 0.9 * (noise(u * 0.9 + 5, 3, s.seed) * 0.6 + 0.2) - level) *
          Math.min(1, Math.max(0, (back - 1.2) / 2.3)) ** 2;
      warm = green ? -0.12 * (0.4 + blob) : 0.14 * (1 - blob);
      if (!onFloor && y > 1.2 && green) level += (y - 1.2) * 0.12;
      break;
    }
  }
  out[0] = r * level * (1 + warm);
  out[1] = g * level * (1 + (warm < 0 ? -warm * 0.6 : 0));
  out[2] = b * level * (1 - Math.abs(warm) * 1.2);
}
