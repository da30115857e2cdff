/** The body by numbers, as a 3D view asks for it: what it measures, what cannot be, and the file. */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import { validateBytes } from 'gltf-validator';
import sharp from 'sharp';
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

  it('has a skin, hair and underwear, and stands on its soles, as one valid file', async () => {
    const style = { skin: 'tan', hair: 'bob', shoes: 'trainers', underwear: true } as const;
    const parts = async (given: Partial<typeof style>) => {
      const out = join(folder, 'style.glb');
      const { hasSkins } = await core.shapeBody({ sex: 'female', measures: MEASURES, style: given, out });
      expect(hasSkins).toBe(true);
      const bytes = readFileSync(out);
      expect((await validateBytes(bytes)).issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
      const root = (await new NodeIO().readBinary(bytes)).getRoot();
      return new Map(root.listMeshes().map((mesh) => [mesh.getName(), mesh.listPrimitives()[0]]));
    };
    const [bare, dressed] = [await parts({}), await parts(style)];
    expect([...bare.keys()]).toEqual(['body', 'eyes']);
    expect([...dressed.keys()]).toEqual(['body', 'eyes', 'brows', 'hair', 'shoes']);
    const range = (of: typeof bare, name: string) => {
      const places = of.get(name)!.getAttribute('POSITION')!;
      return { low: places.getMin([])[1], high: places.getMax([])[1] };
    };
    // on its soles, which are thicker than the feet are low
    expect(range(dressed, 'shoes').low).toBeCloseTo(0, 3);
    expect(range(dressed, 'body').high - range(bare, 'body').high).toBeGreaterThan(0.005);
    expect(range(dressed, 'hair').high).toBeGreaterThan(range(dressed, 'body').high - 0.005);
    // no toe is left to look through a shoe
    expect(range(dressed, 'body').low).toBeGreaterThan(0.02);
    const material = dressed.get('body')!.getMaterial()!;
    const { data, info } = await sharp(material.getBaseColorTexture()!.getImage()!)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (u: number, v: number) => {
      const i = (Math.floor(v * info.height) * info.width + Math.floor(u * info.width)) * 3;
      return [...data.subarray(i, i + 3)];
    };
    // the belly is skin, which is redder than it is blue; the breast is cloth, which is neutral
    const [belly, breast] = [at(0.38, 0.4), at(0.3255, 0.3022)];
    expect(belly[0] - belly[2]).toBeGreaterThan(40);
    expect(Math.abs(breast[0] - breast[2])).toBeLessThan(15);
    expect(bare.get('body')!.getMaterial()!.getBaseColorTexture()).toBeNull();
  });

  it('is a mannequin where there are no skins, and says that there are none', async () => {
    const models = join(folder, 'models');
    mkdirSync(models, { recursive: true });
    cpSync(join(MODELS, 'parametric_body'), join(models, 'parametric_body'), { recursive: true });
    const other = createCore({
      dataDir: join(folder, 'other'),
      modelsDirs: [models],
      resourcesDir: RESOURCES,
    });
    try {
      const out = join(folder, 'stone.glb');
      const style = { skin: 'deep', hair: 'short' } as const;
      const { hasSkins } = await other.shapeBody({ sex: 'male', measures: MEASURES, style, out });
      expect(hasSkins).toBe(false);
      const root = (await new NodeIO().readBinary(readFileSync(out))).getRoot();
      expect(root.listMeshes().map((mesh) => mesh.getName())).toEqual(['body', 'eyes', 'hair']);
      expect(root.listMeshes()[0].listPrimitives()[0].getMaterial()!.getBaseColorTexture()).toBeNull();
    } finally {
      await other.close();
    }
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
