/** Models of knowledge: which answers while another looks, which when one is gone, and that going back needs no second look. */

import { expect, it } from 'vitest';
import { GarmentQuery } from '../../../src-main/contract/catalog/garment.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import type { AttributeGroup, DescribeInput, DescribeResult } from '../../../src-main/contract/knowledge.ts';
import type {
  FindGarmentsInput,
  FindGarmentsResult,
  RegionChoice,
} from '../../../src-main/contract/regions.ts';
import type { Library } from '../../../src-main/library/library.ts';
import { Knowledge } from '../../../src-main/services/knowledge/knowledge.ts';
import { afterwards, shelf, storePicture } from '../library/shelf.ts';

const named = (id: string) => ({ id, en: id, zh: `字${id}`, enAlso: [], zhAlso: [] });
const GROUPS: AttributeGroup[] = [
  { ...named('colour'), kind: 'multi', values: [named('red'), named('blue')] },
];
/** A point of a space of `width` numbers; words and pictures of one place lie together. */
const point = (place: number, width: number): number[] =>
  Array.from({ length: width }, (_, k) => (k === place % width ? 1 : 0));

/** An engine with the built-in models and those of `installed`, by name and key. */
function engine(installed: Map<string, string>) {
  const asked: string[] = [];
  let prepared = 0;
  const look = async (input: DescribeInput): Promise<DescribeResult> => {
    const { pictures = [], texts = [], models, prepare } = input;
    const name = models?.knowledge ?? '';
    const key = name === '' ? 'ours' : installed.get(name);
    if (key === undefined) throw new StudioError('model-missing', `There is no model "${name}".`);
    if (pictures.length + texts.length > 0) asked.push(`${key}: ${texts[0] ?? 'picture'}`);
    if (prepare) {
      prepared = name === '' ? 1 : (prepared % 1) + 0.25;
      asked.push(`${key}: prepare`);
    }
    const width = name === '' ? 4 : 6;
    // a file ends with its hash, by which the pictures are told apart
    const place = (file: string) => Number.parseInt(file.match(/[0-9a-f]{64}/)?.[0].slice(0, 6) ?? '0', 16);
    return {
      ...{ model: key, groups: GROUPS, anyWords: name !== '', provider: 'cpu', ms: 0 },
      pictures: pictures.map(({ file }) => ({
        embedding: point(place(file), width),
        attributes: { colour: [{ value: name === '' ? 'red' : 'blue', probability: 0.9 }] },
        cutOut: true,
      })),
      texts: texts.map(() => point(0, width)),
      ...(prepare ? { prepared } : {}),
    };
  };
  /** A person in two garments in every picture. */
  const findGarments = async ({ picture: file, models }: FindGarmentsInput): Promise<FindGarmentsResult> => {
    const { pictures, texts: _, ...rest } = await look({ pictures: [{ file }], ...(models && { models }) });
    const region = { worn: true, person: 1, confidence: 0.9, reasons: [], colours: [] };
    const box = { x0: 0, y0: 0, x1: 10, y1: 10 };
    return {
      ...{ ...rest, width: 10, height: 10, notes: [] },
      regions: (['upper', 'lower'] as const).map((kind, k) => ({
        ...{ number: k + 1, kind, box, ...region, attributes: pictures[0].attributes },
        embedding: point(k, pictures[0].embedding.length),
      })),
    };
  };
  return { asked, describe: look, findGarments };
}

async function shelfOf(count: number) {
  const library = shelf();
  for (let n = 0; n < count; n++)
    library.garments.add(await storePicture(library, n + 1), `${n}.jpg`, { name: `Garment ${n}` });
  const installed = new Map([['clip', 'clip 1']]);
  const { asked, describe, findGarments } = engine(installed);
  const setting: { model?: string } = {};
  const open = (strict = false) => {
    const knowledge = new Knowledge({
      ...{ library, describe, findGarments, strict, provider: () => 'cpu' },
      model: () => setting.model,
    });
    afterwards(() => knowledge.close());
    return knowledge;
  };
  return { library, installed, asked, setting, open, knowledge: open() };
}

/** Looks at what is left, all of it or so many. */
async function lookAt(knowledge: Knowledge, most = Number.POSITIVE_INFINITY): Promise<number> {
  const { garments, key } = await knowledge.unseen();
  const taken = garments.slice(0, most);
  for (const garment of taken) await knowledge.look(garment);
  if (taken.length === garments.length) knowledge.complete(key);
  return taken.length;
}
const colourOf = async (knowledge: Knowledge, library: Library) =>
  (await knowledge.of(library.garments.searchIds({})[0])).holds.colour;
const words = { text: 'red', sort: 'relevance' as const };
const query = (text = words.text) => GarmentQuery.parse({ ...words, text });

it('lets the model before answer until all garments were looked at, and needs no second look to go back', async () => {
  const { library, knowledge, setting, asked } = await shelfOf(3);
  expect(await lookAt(knowledge)).toBe(3);
  expect(await knowledge.state()).toEqual({ ready: true, known: 3, meanwhile: false });
  expect(await colourOf(knowledge, library)).toEqual(['red']);

  setting.model = 'clip';
  expect(await knowledge.state()).toEqual({ ready: true, known: 0, model: 'clip', meanwhile: true });
  expect(await lookAt(knowledge, 2)).toBe(2);
  expect(await knowledge.state()).toMatchObject({ known: 2, meanwhile: true });
  expect(await colourOf(knowledge, library)).toEqual(['red']);
  asked.length = 0;
  expect(await knowledge.search(query())).toBeDefined();
  expect(asked).toEqual(['ours: red']);

  expect(await lookAt(knowledge)).toBe(1);
  expect(await knowledge.state()).toMatchObject({ known: 3, meanwhile: false });
  expect(await colourOf(knowledge, library)).toEqual(['blue']);
  await knowledge.search(query());
  expect(asked.at(-1)).toBe('clip 1: red');

  setting.model = undefined;
  expect(await lookAt(knowledge)).toBe(0);
  expect(await knowledge.state()).toEqual({ ready: true, known: 3, meanwhile: false });
  expect(await colourOf(knowledge, library)).toEqual(['red']);
  setting.model = 'clip';
  expect(await lookAt(knowledge)).toBe(0);
  expect(await colourOf(knowledge, library)).toEqual(['blue']);
});

it('remembers the garments of a picture for each model, and compares the one that is chosen', async () => {
  const { knowledge, setting, asked } = await shelfOf(3);
  await lookAt(knowledge);
  asked.length = 0;
  const like = (choice?: RegionChoice) =>
    knowledge.likePicture('seen.jpg', choice, GarmentQuery.parse({}), 3);
  const upper = await like();
  expect(await like('upper')).toEqual(upper);
  expect(await like(2)).not.toEqual(upper);
  expect(await like('lower')).toEqual(await like(2));
  expect(asked).toEqual(['ours: picture']);
  await expect(like('dress')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(like(3)).rejects.toThrow('no number 3: it has 1 (upper), 2 (lower)');

  setting.model = 'clip';
  await lookAt(knowledge);
  asked.length = 0;
  expect(await like()).toHaveLength(3);
  expect(asked).toEqual(['clip 1: picture']);
});

it('knows what came in while it looks, by the model that looked', async () => {
  const { library, knowledge, setting } = await shelfOf(3);
  await lookAt(knowledge);
  setting.model = 'clip';
  const { garment } = library.garments.add(await storePicture(library, 88), 'new.jpg', { name: 'New' });
  await knowledge.look(garment);
  expect(await knowledge.state()).toMatchObject({ known: 1, meanwhile: true });
  expect(await knowledge.of(garment.id)).toMatchObject({ known: true, holds: { colour: ['blue'] } });
  const [earlier] = library.garments.searchIds({}).filter((id) => id !== garment.id);
  expect((await knowledge.of(earlier)).holds.colour).toEqual(['red']);
});

it('looks only at what came since when it goes back', async () => {
  const { library, knowledge, setting } = await shelfOf(2);
  await lookAt(knowledge);
  setting.model = 'clip';
  await lookAt(knowledge);
  const { garment } = library.garments.add(await storePicture(library, 77), 'new.jpg', { name: 'New' });
  await knowledge.look(garment);
  setting.model = undefined;
  expect((await knowledge.unseen()).garments.map(({ name }) => name)).toEqual(['New']);
});

it('searches any words by meaning with a model that knows them', async () => {
  const { knowledge, setting } = await shelfOf(2);
  await lookAt(knowledge);
  expect(await knowledge.search(query('a mermaid'))).toBeUndefined();
  setting.model = 'clip';
  await lookAt(knowledge);
  expect(await knowledge.search(query('a mermaid'))).toBeDefined();
});

it('takes the built-in models where the one chosen is gone, says so, and takes it again when it is back', async () => {
  const { library, knowledge, setting, installed, open } = await shelfOf(2);
  await lookAt(knowledge);
  setting.model = 'clip';
  await lookAt(knowledge);
  installed.delete('clip');
  expect(await knowledge.state()).toMatchObject({
    ...{ ready: true, known: 2, model: 'clip', meanwhile: false },
    trouble: { code: 'model-missing' },
  });
  expect(await colourOf(knowledge, library)).toEqual(['red']);
  expect(await knowledge.search(query())).toBeDefined();
  expect(await lookAt(knowledge)).toBe(0);
  // asked for by name it is an error
  await expect(open(true).search(query())).rejects.toMatchObject({ code: 'model-missing' });

  installed.set('clip', 'clip 1');
  expect((await knowledge.state()).trouble).toBeUndefined();
  expect(await lookAt(knowledge)).toBe(0);
  expect(await colourOf(knowledge, library)).toEqual(['blue']);
});

it('looks anew with a model that was replaced under its name, and does not mix the two', async () => {
  const { library, knowledge, setting, installed } = await shelfOf(2);
  await lookAt(knowledge);
  setting.model = 'clip';
  await lookAt(knowledge);
  installed.set('clip', 'clip 2');
  expect(await knowledge.state()).toMatchObject({ known: 0, meanwhile: true });
  // the points of the one before are of no more use: the built-in ones answer
  expect(await colourOf(knowledge, library)).toEqual(['red']);
  expect(await lookAt(knowledge)).toBe(2);
  expect(await colourOf(knowledge, library)).toEqual(['blue']);
});

it('keeps what the user corrected, whichever model looks', async () => {
  const { library, knowledge, setting } = await shelfOf(1);
  const [id] = library.garments.searchIds({});
  library.garments.update([id], { attributes: { colour: 'red' } });
  await lookAt(knowledge);
  setting.model = 'clip';
  await lookAt(knowledge);
  const { seen, holds } = await knowledge.of(id);
  expect(seen.colour[0].value).toBe('blue');
  expect(holds.colour).toEqual(['red']);
});

it('has a model compute what it needs once by parts', async () => {
  const { knowledge, setting, asked } = await shelfOf(1);
  const shares: number[] = [];
  await knowledge.prepare({}, (share) => shares.push(share));
  expect(shares).toEqual([1]);
  setting.model = 'clip';
  shares.length = 0;
  asked.length = 0;
  await knowledge.prepare({}, (share) => shares.push(share));
  expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  expect(asked.filter((one) => one === 'clip 1: prepare')).toHaveLength(4);
});

it('leaves it to the first look where a model loses what it has computed', async () => {
  const { library } = await shelfOf(1);
  let asked = 0;
  const describe = async (): Promise<DescribeResult> => {
    asked++;
    return {
      ...{ model: 'forgetful', groups: GROUPS, anyWords: true, pictures: [], texts: [], prepared: 0.1 },
      ...{ provider: 'cpu', ms: 0 },
    };
  };
  const none = async () => {
    throw new Error('not asked');
  };
  const knowledge = new Knowledge({
    ...{ library, describe, findGarments: none, provider: () => 'cpu', model: () => 'forgetful' },
  });
  afterwards(() => knowledge.close());
  await knowledge.prepare({}, () => {});
  expect(asked).toBe(2);
});

it('tells a model that was replaced by another version, until that has looked', async () => {
  const { installed, setting, open } = await shelfOf(3);
  setting.model = 'clip';
  const first = open();
  await first.state();
  expect(first.outdated()).toBe(false);
  await lookAt(first);
  expect(first.outdated()).toBe(false);
  installed.set('clip', 'clip 2');
  const second = open();
  expect(second.outdated()).toBe(false);
  expect((await second.state()).known).toBe(0);
  expect(second.outdated()).toBe(true);
  await lookAt(second, 1);
  expect(second.outdated()).toBe(false);
  installed.delete('clip');
  const third = open();
  await third.state();
  expect(third.outdated()).toBe(false);
});
