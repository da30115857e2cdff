/** Garments worn in the 3D view: sewn from samples over each other, with their sizes, and a file other programs read. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitPicture } from '../../src-main/contract/fit-report.ts';
import type { WearResult } from '../../src-main/contract/wear.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { letters, pictures } from '../fixtures/pdf.ts';
import { MODELS, RESOURCES, SAMPLES } from '../fixtures/web-host.ts';

let core: Core;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-wear-'));
  core = createCore({ dataDir: join(folder, 'data'), modelsDirs: [MODELS], resourcesDir: RESOURCES });
});
afterAll(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const garment = (name: string): string => join(SAMPLES, 'garments', name);
const body = {
  sex: 'female' as const,
  measures: { stature: 168, bustGirth: 90, waistGirth: 72, hipGirth: 98 },
};

const CHART = {
  S: { hip: 100, waist: 70, length: 58 },
  M: { hip: 104, waist: 74, length: 59 },
  L: { hip: 110, waist: 80, length: 60 },
};

describe('garments worn by a body', () => {
  let out: string;
  let worn: WearResult;
  const heard: string[] = [];
  beforeAll(async () => {
    out = join(folder, 'worn.glb');
    worn = await core.wear(
      {
        body,
        garments: [
          { garment: garment('skirt-floral.jpg'), chart: CHART, material: 'silk' },
          { garment: garment('tee-breton.jpg'), size: 'L' },
        ],
        out,
      },
      { onProgress: ({ stage }) => heard.push(stage) },
    );
  }, 120_000);

  it('prints a report of it in the words it is given, with the fit map of each garment', async () => {
    const report = join(folder, 'report.pdf');
    const picturesOf = (i: number) => ({
      kind: 'pictures' as const,
      height: 70,
      pictures: [{ name: fitPicture(i, 'front') }, { name: fitPicture(i, 'back') }],
    });
    const document = {
      title: 'Fit',
      language: 'zh-CN' as const,
      footer: '页脚',
      paging: '{page}/{pages}',
      blocks: [{ kind: 'heading' as const, level: 1 as const, text: '合身' }, picturesOf(0), picturesOf(1)],
    };
    const request = {
      body,
      garments: [
        { garment: garment('skirt-floral.jpg'), chart: CHART, material: 'silk' as const },
        { garment: garment('tee-breton.jpg'), size: 'L' as const },
      ],
      document,
    };
    const { bytes } = await core.fitReport({ ...request, out: report });
    const pdf = readFileSync(report);
    expect(pdf.length).toBe(bytes);
    expect(pictures(pdf)).toBe(4);
    for (const letter of '合身页脚') expect(letters(pdf), letter).toContain(letter);
    await expect(core.fitReport({ ...request, out: join(folder, 'report.txt') })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const gone = { ...document, blocks: [picturesOf(2)] };
    const nothing = join(folder, 'nothing.pdf');
    await expect(core.fitReport({ ...request, document: gone, out: nothing })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(existsSync(nothing)).toBe(false);
  }, 240_000);

  it('tells of each how it was made, its sizes and where it ends', () => {
    const [skirt, tee] = worn.garments;
    expect(skirt).toMatchObject({ category: 'skirt', method: 'sewn', material: 'silk', chart: 'given' });
    expect(skirt.sizes.map(({ size }) => size)).toEqual(['S', 'M', 'L']);
    expect(skirt.size).toBe(skirt.recommendation.size);
    expect(['mid-thigh', 'knee', 'mid-calf']).toContain(skirt.hem.place);
    expect(tee).toMatchObject({ category: 'top', method: 'sewn', chart: 'assumed', size: 'L' });
    expect(tee.sizes).toHaveLength(6);
    expect(['waist', 'hip', 'crotch']).toContain(tee.hem.place);
    for (const { sizes, panels } of worn.garments) {
      expect(panels.length).toBeGreaterThanOrEqual(2);
      // a larger size leaves more room
      const eases = sizes.map(({ zones }) => zones.find(({ zone }) => zone === 'waist')!.easeCm);
      expect(eases).toEqual(eases.toSorted((a, b) => a - b));
      expect(sizes.filter(({ stretch }) => stretch)).toHaveLength(1);
    }
    expect(heard).toContain('sew-garment');
    expect(heard.at(-1)).toBe('write-scene');
  });

  it('writes one valid file of skin, eyes and garments, each with its picture and its ease', async () => {
    const bytes = readFileSync(out);
    expect((await validateBytes(bytes)).issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    const root = (await new NodeIO().readBinary(bytes)).getRoot();
    expect(root.listNodes().map((node) => node.getName())).toEqual([
      'body',
      'eyes',
      'garment-0',
      'garment-1',
    ]);
    const [skin, , skirt, tee] = root.listMeshes().map((mesh) => mesh.listPrimitives()[0]);
    for (const [i, cloth] of [skirt, tee].entries()) {
      const ease = cloth.getAttribute('_EASE')?.getArray();
      expect(ease).toHaveLength(cloth.getAttribute('POSITION')!.getCount());
      expect(ease?.every(Number.isFinite)).toBe(true);
      expect(cloth.getMaterial()?.getBaseColorTexture()?.getImage()?.length).toBeGreaterThan(1000);
      const low = cloth.getAttribute('POSITION')!.getMin([])[1];
      const [{ hem }, place] = [
        worn.garments[i],
        { waist: 1.05, hip: 0.85, crotch: 0.77, 'mid-thigh': 0.62 },
      ];
      if (hem.place in place) expect(low).toBeGreaterThan(place[hem.place as keyof typeof place] - 0.15);
    }
    // skin below cloth is gone
    const alone = join(folder, 'alone.glb');
    await core.shapeBody({ ...body, out: alone });
    const bare = (await new NodeIO().readBinary(readFileSync(alone))).getRoot().listMeshes()[0];
    expect(skin.getIndices()!.getCount()).toBeLessThan(
      0.97 * bare.listPrimitives()[0].getIndices()!.getCount(),
    );
  });

  it('turns up what is too long for its wearer, and says so', async () => {
    const small = { sex: 'female' as const, measures: { stature: 158, waistGirth: 72, hipGirth: 92 } };
    const chart = { S: { waist: 74, hip: 98, length: 104 }, M: { waist: 78, hip: 102, length: 105 } };
    const wish = { garment: garment('trousers-check.jpg'), chart, size: 'M' as const };
    const out = join(folder, 'long.glb');
    const style = { shoes: 'shoes' } as const;
    const { garments } = await core.wear({ body: small, garments: [wish], style, out });
    const [trousers] = garments;
    expect(trousers.method).toBe('sewn');
    expect(trousers.reasons.map(({ code }) => code)).toContain('turned-up');
    expect(['ankle', 'floor']).toContain(trousers.hem.place);
    const length = trousers.sizes[1].zones.find(({ zone }) => zone === 'length');
    expect(length?.verdict).toBe('loose');
    expect(length?.easeCm).toBeGreaterThan(5);
    // above the floor, over the shoes
    const root = (await new NodeIO().readBinary(readFileSync(out))).getRoot();
    const lowest = (name: string) =>
      root
        .listMeshes()
        .find((mesh) => mesh.getName() === name)!
        .listPrimitives()[0]
        .getAttribute('POSITION')!
        .getMin([])[1];
    expect(lowest('shoes')).toBeCloseTo(0, 3);
    expect(lowest('garment-0')).toBeGreaterThan(0);
    expect(lowest('garment-0')).toBeLessThan(0.06);
  });

  it('stops when it is no longer wanted, and writes nothing', async () => {
    const abort = new AbortController();
    const never = join(folder, 'never.glb');
    const work = core.wear(
      { body, garments: [{ garment: garment('dress-floral.jpg') }], out: never },
      { signal: abort.signal, onProgress: ({ stage }) => stage === 'prepare-garment' && abort.abort() },
    );
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(never)).toBe(false);
  });

  it('refuses a size that the chart does not have', async () => {
    const wish = { garment: garment('skirt-floral.jpg'), chart: { M: { hip: 104 } }, size: 'XL' as const };
    const { garments, failed } = await core.wear({ body, garments: [wish], out: join(folder, 'x.glb') });
    expect(garments).toEqual([]);
    expect(failed).toMatchObject([{ index: 0, error: { code: 'invalid-input' } }]);
  });
});
