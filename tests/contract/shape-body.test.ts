/** The body by numbers, as a 3D view asks for it: what it measures, what cannot be, and the file. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { MODELS, RESOURCES } from '../fixtures/web-host.ts';

let core: Core;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-shape-'));
  core = createCore({ dataDir: join(folder, 'data'), modelsDirs: [MODELS], resourcesDir: RESOURCES });
});
afterAll(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const MEASURES = { stature: 168, bustGirth: 92, waistGirth: 74, hipGirth: 100, insideLegHeight: 77 };

describe('a body by numbers', () => {
  it('has the measures asked for, stands on the floor as tall as asked, and is a valid file', async () => {
    const out = join(folder, 'a.glb');
    const body = await core.shapeBody({ sex: 'female', measures: MEASURES, out });
    expect(body.unmet).toEqual([]);
    for (const [name, value] of Object.entries(MEASURES))
      expect(Math.abs(body.measurements[name] - value), name).toBeLessThan(0.2);
    const bytes = readFileSync(out);
    expect((await validateBytes(bytes)).issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    const root = (await new NodeIO().readBinary(bytes)).getRoot();
    expect(root.listNodes().map((node) => node.getName())).toEqual(['body', 'eyes']);
    const skin = root.listMeshes()[0].listPrimitives()[0].getAttribute('POSITION');
    expect(skin?.getMin([])[1]).toBeCloseTo(0, 3);
    // the stance spreads the legs a little
    expect(skin?.getMax([])[1]).toBeGreaterThan(1.65);
    expect(skin?.getMax([])[1]).toBeLessThan(1.69);
  });

  it('follows a slider to the same measures, and ends where it would have begun', async () => {
    const at = async (waistGirth: number, live: boolean) => {
      const out = join(folder, 'live.glb');
      const body = await core.shapeBody({ sex: 'female', measures: { ...MEASURES, waistGirth }, live, out });
      return { ...body, bytes: readFileSync(out) };
    };
    const first = await at(70, false);
    for (const waist of [71, 74, 78, 84]) {
      const { measurements, unmet } = await at(waist, true);
      expect(unmet).toEqual([]);
      expect(Math.abs(measurements.waistGirth - waist)).toBeLessThan(0.2);
      expect(Math.abs(measurements.hipGirth - MEASURES.hipGirth)).toBeLessThan(0.2);
    }
    expect((await at(70, false)).bytes).toEqual(first.bytes);
  });

  it('says which wishes no body grants', async () => {
    const measures = { stature: 160, waistGirth: 150, hipGirth: 70 };
    const { unmet } = await core.shapeBody({ sex: 'female', measures, out: join(folder, 'c.glb') });
    expect(unmet.length).toBeGreaterThan(0);
    for (const { name, wanted, nearest } of unmet) {
      expect(wanted).toBe(measures[name as keyof typeof measures]);
      expect(Math.abs(wanted - nearest)).toBeGreaterThan(0.5);
    }
  });

  it('writes nothing where it is not to', async () => {
    const out = join(folder, 'body.txt');
    await expect(core.shapeBody({ sex: 'male', out })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(existsSync(out)).toBe(false);
    const nowhere = join(folder, 'nowhere', 'a.glb');
    await expect(core.shapeBody({ sex: 'male', out: nowhere })).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });
});
