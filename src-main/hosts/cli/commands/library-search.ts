/** `toile library search`: the app's own search, as a table or as JSON. */

import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { LikeGarment } from '../../../contract/calls/knowledge.ts';
import type { CatalogGarment, GarmentQueryInput } from '../../../contract/catalog/garment.ts';
import { GarmentQuery } from '../../../contract/catalog/garment.ts';
import { StudioError } from '../../../contract/errors.ts';
import { money } from '../../../contract/money.ts';
import type { RegionChoice } from '../../../contract/regions.ts';
import { ask, garmentNamed } from '../../../services/app/ask.ts';
import type { Studio } from '../../../services/app/studio.ts';
import { named } from '../../../services/by-name.ts';
import { chosenRegion } from '../../../services/knowledge/regions.ts';
import { EXIT } from '../exit-codes.ts';
import { count, print, printJson, say, table } from '../output.ts';
import { withStudio } from '../studio-session.ts';
import type { Language } from '../translations.ts';
import { regionRow } from './garments.ts';

/** What narrows a search for garments, as the command line names it. */
export interface FilterFlags {
  category?: string[];
  brand?: string[];
  season?: string[];
  tag?: string[];
  size?: string[];
  flag?: string[];
  rating?: number;
  priceFrom?: number;
  priceTo?: number;
  collection?: string;
  trash?: boolean;
  sort?: NonNullable<GarmentQueryInput['sort']>;
  order?: 'ascending' | 'descending';
}

export interface SearchFlags extends FilterFlags {
  in: 'garments' | 'clients' | 'collections' | 'everything';
  limit: number;
  offset: number;
  like?: string;
  picture?: string;
  knowledge?: string;
  garment?: RegionChoice;
  language: Language;
  dataDir?: string;
  json?: boolean;
}

/** Sorted from A to Z and from cheap to dear unless said otherwise. */
const UPWARDS = ['name', 'brand', 'price'];

/**
 * The query of words and filters. Best match first where there are words; a collection as it is arranged, a saved search with its
 * own filters, which those given here replace one by one.
 *
 * @throws StudioError invalid-input, not-in-library for the collection
 */
export async function queryOf(
  studio: Studio,
  words: readonly string[],
  flags: FilterFlags,
): Promise<GarmentQueryInput> {
  const text = words.join(' ');
  const collection =
    flags.collection === undefined
      ? undefined
      : named(await ask(studio, 'collections.list', undefined), flags.collection, 'collection');
  const saved: GarmentQueryInput = collection?.kind === 'search' ? (collection.query ?? {}) : {};
  const usual = text ? 'relevance' : collection?.kind === 'manual' ? 'collection' : undefined;
  const sort = flags.sort ?? usual;
  const given: GarmentQueryInput = {
    ...saved,
    ...(text ? { text } : {}),
    ...(flags.category ? { categories: flags.category as GarmentQueryInput['categories'] } : {}),
    ...(flags.brand ? { brands: flags.brand } : {}),
    ...(flags.season ? { seasons: flags.season } : {}),
    ...(flags.tag ? { tags: flags.tag } : {}),
    ...(flags.size ? { sizes: flags.size } : {}),
    ...(flags.flag ? { flags: flags.flag as GarmentQueryInput['flags'] } : {}),
    ...(flags.rating === undefined ? {} : { ratingAtLeast: flags.rating }),
    price: { ...saved.price, ...cents('from', flags.priceFrom), ...cents('to', flags.priceTo) },
    ...(collection?.kind === 'manual' ? { collection: collection.id } : {}),
    ...(flags.trash ? { trash: true } : {}),
    ...(sort ? { sort, descending: !UPWARDS.includes(sort) } : {}),
    ...(flags.order ? { descending: flags.order === 'descending' } : {}),
  };
  const query = GarmentQuery.safeParse(given);
  if (query.success) return query.data;
  const { path, message } = query.error.issues[0];
  throw new StudioError('invalid-input', `The search cannot be read: ${path.join('.')}: ${message}.`);
}

const cents = (which: 'from' | 'to', price: number | undefined) =>
  price === undefined ? {} : { [which]: Math.round(100 * price) };

export async function searchLibrary(words: readonly string[], flags: SearchFlags): Promise<number> {
  if (flags.in !== 'garments') {
    const extra = Object.keys(flags).filter((name) => FILTERS.includes(name));
    if (extra.length > 0)
      throw new StudioError('invalid-input', `Filters and --sort are for garments, not for ${flags.in}.`);
  }
  const likes = [flags.like, flags.picture].filter((one) => one !== undefined).length;
  if (
    likes > 0 &&
    (likes > 1 || words.length > 0 || flags.in !== 'garments' || flags.sort || flags.offset > 0)
  )
    throw new StudioError(
      'invalid-input',
      'Give words, --like or --picture: one of them. What is alike is found among garments, the most alike first, from the first.',
    );
  if (flags.garment !== undefined && flags.picture === undefined)
    throw new StudioError('invalid-input', '--garment chooses among the garments of a --picture: give one.');
  const { knowledge } = flags;
  const run = async (studio: Studio): Promise<number> => {
    const text = words.join(' ');
    if (knowledge !== undefined) await requireLooked(studio, knowledge);
    if (likes > 0) await alike(studio, flags);
    else if (flags.in === 'garments') await garments(studio, words, flags);
    else if (flags.in === 'clients') await clients(studio, text, flags);
    else if (flags.in === 'collections') await collections(studio, text, flags);
    else await everything(studio, text, flags);
    return EXIT.ok;
  };
  return withStudio(flags.dataDir, false, run, knowledge);
}

/** A search with a model that has seen nothing finds nothing. @throws StudioError also as asking the model does */
async function requireLooked(studio: Studio, knowledge: string): Promise<void> {
  const { known, total } = await ask(studio, 'knowledge.state', undefined);
  const advice = `Run "toile library look --knowledge ${knowledge}".`;
  if (known === 0 && total > 0)
    throw new StudioError(
      'invalid-input',
      `No garment of this library was looked at with "${knowledge}" yet. ${advice}`,
    );
  if (known < total) say(`${knowledge} has looked at ${known} of ${count(total, 'garment')}. ${advice}`);
}

const FILTERS = [
  ...['category', 'brand', 'season', 'tag', 'size', 'flag', 'rating', 'priceFrom', 'priceTo'],
  ...['collection', 'trash', 'sort', 'order'],
];

async function garments(studio: Studio, words: readonly string[], flags: SearchFlags): Promise<void> {
  const query = await queryOf(studio, words, flags);
  const { limit, offset } = flags;
  // by what they mean, unless another order is wanted
  const call = query.text && query.sort === 'relevance' ? 'knowledge.search' : 'garments.search';
  const found = await ask(studio, call, { query, page: { limit, offset } });
  show(flags, { total: found.total, garments: found.garments }, found.garments.map(rowOf), found.total);
}

/** Most that are alike at a time. */
const MOST_ALIKE = 200;

async function alike(studio: Studio, flags: SearchFlags): Promise<void> {
  const query = await queryOf(studio, [], flags);
  const limit = Math.min(MOST_ALIKE, flags.limit);
  if (flags.picture !== undefined) return likePicture(studio, flags.picture, flags, { query, limit });
  const { id } = await garmentNamed(studio, flags.like as string);
  const found = await ask(studio, 'knowledge.like', { id, query, limit });
  show(flags, { garments: found }, found.map(rowOfLike));
}

const rowOfLike = ({ garment, likeness }: LikeGarment): string[] => [
  `${Math.round(100 * likeness)} %`,
  ...rowOf(garment),
];

/** Says which garments the picture has and which one is compared, then what is like it. */
async function likePicture(
  studio: Studio,
  file: string,
  flags: SearchFlags,
  wanted: { query: GarmentQueryInput; limit: number },
): Promise<void> {
  const upload = await handedOver(studio, resolve(file));
  const { regions, notes } = await ask(studio, 'knowledge.regions', { upload });
  const one = chosenRegion(regions, flags.garment);
  const garment = one ? { garment: one.number } : {};
  const found = await ask(studio, 'knowledge.like', { upload, ...garment, ...wanted });
  if (!flags.json) {
    if (regions.length === 0)
      for (const { text } of notes) say(`${basename(file)}: ${text}; compared as a whole.`);
    if (regions.length > 1 && one) {
      say(
        `${basename(file)}: ${count(regions.length, 'garment')}, compared with number ${one.number}; --garment chooses another.`,
      );
      say(table(regions.map((region) => regionRow(region, flags.language))));
    }
  }
  show(flags, { garments: found, picture: { regions, ...garment } }, found.map(rowOfLike));
}

async function handedOver(studio: Studio, file: string): Promise<string> {
  try {
    return (await studio.upload(createReadStream(file), basename(file))).token;
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw new StudioError('file-unreadable', `Expected a picture, but "${file}" cannot be read.`, { cause });
  }
}

const rowOf = (garment: CatalogGarment): string[] => [
  garment.id.slice(0, 8),
  garment.name || garment.fileName,
  garment.category ?? '',
  garment.brand,
  garment.sku,
  garment.price === undefined ? '' : money(garment.price, garment.currency, 'en'),
  garment.tags.join(', '),
];

async function clients(studio: Studio, text: string, flags: SearchFlags): Promise<void> {
  const { limit, offset } = flags;
  const found = await ask(studio, 'clients.list', { text, page: { limit, offset } });
  const rows = found.map(({ client, photos, looks }) => [
    client.id.slice(0, 8),
    client.name,
    count(photos, 'photo'),
    count(looks, 'look'),
  ]);
  show(flags, { clients: found }, rows);
}

async function collections(studio: Studio, text: string, flags: SearchFlags): Promise<void> {
  const all = await ask(studio, 'collections.list', undefined);
  const found = all.filter(({ name }) => name.toLocaleLowerCase().includes(text.toLocaleLowerCase()));
  const part = found.slice(flags.offset, flags.offset + flags.limit);
  const rows = part.map(({ id, name, kind, count: members }) => [
    id.slice(0, 8),
    name,
    kind === 'search' ? 'saved search' : '',
    count(members, 'garment'),
  ]);
  show(flags, { total: found.length, collections: part }, rows, found.length);
}

/** Hits of every kind that are looked for at most. */
const HITS = 50;

async function everything(studio: Studio, text: string, flags: SearchFlags): Promise<void> {
  if (!text) throw new StudioError('invalid-input', 'Give words to look for in everything.');
  const hits = await ask(studio, 'search.all', { text, limit: Math.min(HITS, flags.limit) });
  const rows = hits.map(({ kind, id, title, subtitle }) => [id.slice(0, 8), kind, title, subtitle]);
  show(flags, { hits }, rows);
}

function show(flags: SearchFlags, whole: object, rows: string[][], total = rows.length): void {
  if (flags.json) {
    printJson(whole);
    return;
  }
  if (rows.length > 0) print(table(rows));
  if (!process.stderr.isTTY) return;
  if (rows.length === 0) say('Nothing found.');
  else if (rows.length < total)
    say(
      `${flags.offset + 1} to ${flags.offset + rows.length} of ${total}; --offset and --limit show others.`,
    );
}
