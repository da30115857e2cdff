/** A model of pictures and words of the user's own in the place of the built-in ones: embeddings, attributes, words in Chinese. */

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeGroup } from '../../../src-main/contract/knowledge.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from '../../../src-main/engine/image/raster.ts';
import { openDescriber } from '../../../src-main/engine/perception/knowledge/describe.ts';
import { inEnglish } from '../../../src-main/engine/perception/knowledge/in-english.ts';
import { ofKinds } from '../../../src-main/engine/perception/knowledge/kind.ts';
import { squareOf } from '../../../src-main/engine/perception/knowledge/pixels.ts';
import { PromptPoints } from '../../../src-main/engine/perception/knowledge/prompt-points.ts';
import { promptsOf } from '../../../src-main/engine/perception/knowledge/prompts.ts';
import { middleOf, zeroShot } from '../../../src-main/engine/perception/knowledge/zero-shot.ts';
import { addUserModel } from '../../../src-main/engine/runtime/add-model.ts';
import { createRuntime, type Runtime } from '../../../src-main/engine/runtime/runtime.ts';
import { clipManifest, tinySiglip, writeTinyClip } from '../../fixtures/tiny-clip.ts';
import { MODELS } from '../../fixtures/web-host.ts';

const work = mkdtempSync(join(tmpdir(), 'toile-own-'));
const userDir = join(work, 'user');
let runtime: Runtime;
beforeAll(async () => {
  await addUserModel(writeTinyClip(join(work, 'clip')), userDir);
  await addUserModel(writeTinyClip(join(work, 'siglip'), tinySiglip()), userDir);
  runtime = createRuntime({ modelsDirs: [MODELS, userDir], provider: 'cpu', threads: 1, stateDir: work });
});
afterAll(async () => {
  await runtime.release();
  rmSync(work, { recursive: true, force: true });
});

/** A garment of one colour in a picture, and where it is. */
function garment([r, g, b]: readonly number[]): { rgb: Raster<Uint8Array>; alpha: Mask } {
  const [width, height] = [40, 60];
  const rgb = byteRaster(width, height, 3);
  const alpha = floatRaster(width, height);
  for (let y = 8; y < 52; y++)
    for (let x = 10; x < 30; x++) {
      alpha.data[y * width + x] = 1;
      rgb.data.set([r, g, b], (y * width + x) * 3);
    }
  return { rgb, alpha };
}
const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const RED = [180, 30, 40];
const BLUE = [40, 70, 190];
/** Called by one word alone. */
const BLACK = [20, 20, 22];

describe.each(['tiny-clip', 'tiny-siglip'])('%s', (model) => {
  const open = () => openDescriber(runtime, { model });

  it('brings pictures and words of one colour together, in points of length 1', async () => {
    const describer = open();
    expect(describer.anyWords).toBe(true);
    for (const [colour, word, other] of [
      [RED, 'red', 'blue'],
      [BLUE, 'blue', 'red'],
    ] as const) {
      const { rgb, alpha } = garment(colour);
      const { embedding } = await describer.picture(rgb, alpha);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      const [near, far] = [await describer.text(`a ${word} dress`), await describer.text(`a ${other} dress`)];
      expect(Math.hypot(...near)).toBeCloseTo(1, 5);
      expect(product(embedding, near)).toBeGreaterThan(product(embedding, far) + 0.05);
    }
  });

  it('tells attributes by words, and the colour it knows first', async () => {
    const { rgb, alpha } = garment(BLACK);
    const { attributes } = await open().picture(rgb, alpha);
    expect(attributes.colour[0].value).toBe('black');
    expect(attributes.colour[0].probability).toBeGreaterThan(0.5);
    const all = Object.values(attributes).flat();
    expect(all.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true);
    const sum = (id: string) => attributes[id].reduce((total, { probability }) => total + probability, 0);
    expect(sum('category')).toBeGreaterThan(0.8);
    expect(sum('category')).toBeLessThan(1.0001);
  });

  it('weighs categories by the kind that the outline shows', async () => {
    const { rgb, alpha } = garment(RED);
    const { attributes } = await open().picture(rgb, alpha, (seen) => ofKinds(seen, ['skirt']));
    expect(attributes.category[0].value).toBe('skirt');
    // a skirt has neither sleeves nor a neckline
    expect(attributes.sleeve[0].value).toBe('none');
    const shirt = (await open().picture(rgb, alpha, (seen) => ofKinds(seen, ['top']))).attributes;
    expect(shirt.sleeve[0].value).not.toBe('none');
  });

  it('is asked for the English of words in Chinese', async () => {
    const describer = open();
    expect([...(await describer.text('红色连衣裙'))]).toEqual([...(await describer.text('red dress'))]);
  });

  it('keeps what its sentences became, and computes it anew where that is damaged', async () => {
    const { rgb, alpha } = garment(BLUE);
    const { key } = open();
    const before = (await open().picture(rgb, alpha)).attributes;
    const file = join(userDir, model, `prompts-${key}.bin`);
    expect(statSync(file).size % 4).toBe(0);
    expect(readdirSync(join(userDir, model)).filter((name) => name.startsWith('prompts-'))).toHaveLength(1);
    writeFileSync(file, 'no points');
    const again = createRuntime({ modelsDirs: [MODELS, userDir], provider: 'cpu', threads: 1 });
    expect((await openDescriber(again, { model }).picture(rgb, alpha)).attributes).toEqual(before);
    await again.release();
  });
});

it('computes its sentences by parts, and goes on where it was stopped', async () => {
  const prompts = promptsOf(groups, ['a photo of {}']);
  const count = prompts.flatMap(({ values, neutral }) => [...values, neutral]).flat().length;
  const file = join(work, 'prompts-0a.bin');
  const points = new PromptPoints(prompts, 2, file);
  const asked: string[] = [];
  const embed = async (sentence: string) => {
    if (asked.includes(sentence)) throw new Error(`asked twice: ${sentence}`);
    asked.push(sentence);
    return Float32Array.of(1, 0);
  };
  const shares = [await points.goOn(embed, 2), await points.goOn(embed, 2)];
  // whole points: the two names of a dress, then a skirt and a sleeve
  expect(asked).toHaveLength(4);
  expect(shares[1]).toBeGreaterThan(shares[0]);
  expect(shares[1]).toBeLessThan(1);
  const stopped = AbortSignal.abort();
  await expect(points.goOn(embed, 2, stopped)).rejects.toMatchObject({ code: 'cancelled' });
  // two who want all of them at once do the work once
  const [one, same] = await Promise.all([points.all(embed), points.all(embed)]);
  expect(asked).toHaveLength(count);
  expect(one).toEqual(same);
  expect(one.map(({ id }) => id)).toEqual(['category', 'sleeve', 'colour']);
  expect(one[1].values[0]).toBeUndefined();
  expect(one[2].neutral).toBeDefined();
  const again = new PromptPoints(prompts, 2, file);
  expect(await again.goOn(embed, 1)).toBe(1);
  expect(await again.all(embed)).toEqual(one);
  // another process goes on from what was done by parts
  const part = new PromptPoints(prompts, 2, join(work, 'prompts-0b.bin'));
  await part.goOn(async () => Float32Array.of(0, 1), 3);
  asked.length = 0;
  const other = new PromptPoints(prompts, 2, join(work, 'prompts-0b.bin'));
  await other.goOn(embed, 1);
  expect(asked).toEqual(['a photo of clothing with long sleeve']);
  // points of another width are not those of this model
  const width3 = async () => Float32Array.of(1, 0, 0);
  expect(await new PromptPoints(prompts, 3, join(work, 'prompts-0c.bin')).goOn(width3, 1)).toBeLessThan(1);
  writeFileSync(file, new Uint8Array(4 * 7));
  expect(await new PromptPoints(prompts, 2, file).goOn(async () => Float32Array.of(0, 1), 1)).toBeLessThan(
    0.5,
  );
});

it('has another key with other sentences, and not with another name or title', async () => {
  const { words } = clipManifest();
  const add = async (folder: string, manifest: ReturnType<typeof clipManifest>) => {
    await addUserModel(writeTinyClip(join(work, folder), { manifest }), userDir);
    return openDescriber(runtime, { model: manifest.name }).key;
  };
  const { key } = openDescriber(runtime, { model: 'tiny-clip' });
  expect(await add('named', clipManifest({ name: 'other-name', title: 'Other' }))).toBe(key);
  const prompts = { ...words, prompts: ['a picture of {}'] };
  expect(await add('asked', clipManifest({ name: 'other-prompts', words: prompts }))).not.toBe(key);
  expect(openDescriber(runtime).key).not.toBe(key);
});

it('says what is wrong with a model that is not there or for something else', () => {
  expect(() => openDescriber(runtime, { model: 'gone' })).toThrow(/There is no model "gone"/);
  expect(() => openDescriber(runtime, { model: 'pose_detection' })).toThrow(
    /"pose_detection" is for "person-detection"/,
  );
});

const named = (id: string, en: string, zh: string, enAlso: string[] = [], zhAlso: string[] = []) => ({
  ...{ id, en, zh, enAlso, zhAlso },
});
const groups: AttributeGroup[] = [
  {
    ...named('category', 'Category', '品类'),
    kind: 'single',
    values: [named('dress', 'Dress', '连衣裙', ['gown']), named('skirt', 'Skirt', '半身裙')],
  },
  {
    ...named('sleeve', 'Sleeve', '袖长'),
    kind: 'single',
    values: [named('none', 'None', '无'), named('long', 'Long sleeve', '长袖')],
  },
  {
    ...named('colour', 'Colour', '颜色'),
    kind: 'multi',
    values: [
      named('green', 'Green', '绿色', [], ['绿']),
      named('dark-green', 'Dark green', '墨绿色', [], ['深绿']),
      named('red', 'Red', '红色', [], ['红']),
    ],
  },
];

describe('prompts', () => {
  it('tell every name of a value in every sentence, and nothing of a part that is not there', () => {
    const [category, sleeve, colour] = promptsOf(groups, ['a photo of {}', '{}, $& on white']);
    expect(category.values[0]).toEqual([
      'a photo of a dress',
      'a dress, $& on white',
      'a photo of a gown',
      'a gown, $& on white',
    ]);
    expect(category.neutral).toEqual([]);
    expect(sleeve.values).toEqual([
      [],
      ['a photo of clothing with long sleeve', 'clothing with long sleeve, $& on white'],
    ]);
    expect(colour.values[2][0]).toBe('a photo of red clothing');
    expect(colour.neutral).toEqual(['a photo of clothing', 'clothing, $& on white']);
  });
});

describe('zero-shot', () => {
  const at = (...values: number[]) => Float32Array.from(values);
  const points = (colour: Float32Array[], neutral: Float32Array) => [
    { id: 'category', values: [at(1, 0, 0), at(0, 1, 0)], neutral: undefined },
    { id: 'sleeve', values: [undefined, at(1, 0, 0)], neutral: undefined },
    { id: 'colour', values: colour, neutral },
  ];
  const probabilityOf = (seen: ReturnType<typeof zeroShot>, group: string, value: string) =>
    seen[group].find((one) => one.value === value)?.probability ?? 0;

  it('is a soft-max where one value holds', () => {
    const seen = zeroShot(
      at(0.8, 0.6, 0),
      points([at(0, 0, 1), at(0, 0, 1), at(0, 0, 1)], at(0, 0, 1)),
      groups,
      10,
    );
    expect(probabilityOf(seen, 'category', 'dress')).toBeCloseTo(Math.exp(2) / (1 + Math.exp(2)), 6);
    // no sleeves as likely as a skirt
    expect(probabilityOf(seen, 'sleeve', 'none')).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
    expect(probabilityOf(seen, 'sleeve', 'long')).toBeCloseTo(Math.exp(2) / (1 + Math.exp(2)), 6);
  });

  it('lets several values hold that are near the best and nearer than words that say nothing', () => {
    const colour = [at(0.9, 0, 0), at(0.85, 0, 0), at(0.2, 0, 0)];
    const low = zeroShot(at(1, 0, 0), points(colour, at(0, 0, 1)), groups, 20);
    expect(probabilityOf(low, 'colour', 'green')).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 6);
    expect(probabilityOf(low, 'colour', 'dark-green')).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 6);
    expect(probabilityOf(low, 'colour', 'red')).toBe(0);
    const high = zeroShot(at(1, 0, 0), points(colour, at(1, 0, 0)), groups, 20);
    expect(probabilityOf(high, 'colour', 'green')).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
    for (const { probability } of high.colour) expect(probability).toBeLessThan(0.5);
  });

  it('takes the middle of several sentences', () => {
    expect([...middleOf([at(1, 0), at(0, 1)])!]).toEqual([
      expect.closeTo(Math.SQRT1_2),
      expect.closeTo(Math.SQRT1_2),
    ]);
    expect(middleOf([])).toBeUndefined();
  });
});

describe('words in Chinese', () => {
  it.each([
    ['墨绿色连衣裙', 'dark green dress'],
    ['红色的 Nike 半身裙', 'red nike skirt'],
    ['red dress', 'red dress'],
    ['你好', '你好'],
  ])('%s: %s', (text, english) => {
    expect(inEnglish(text, groups)).toBe(english);
  });
});

describe('the square looked at', () => {
  const { rgb, alpha } = garment(RED);
  const share = (fit: 'letterbox' | 'stretch' | 'crop') => {
    const { data } = squareOf(rgb, alpha, 32, fit).rgb;
    const lit = Array.from({ length: 32 * 32 }, (_, k) => data[k * 3 + 1] < 120).filter(Boolean).length;
    return lit / (32 * 32);
  };
  it('holds all of a garment that is twice as high as wide, stretches it, or cuts it off', () => {
    expect(share('letterbox')).toBeCloseTo((20 * 44) / 50 ** 2, 1);
    expect(share('stretch')).toBeGreaterThan(0.6);
    expect(share('crop')).toBeCloseTo(20 / 26, 1);
    expect(share('letterbox')).toBeLessThan(share('stretch'));
  });
});
