/** Plan: photos times outfits, or the lines of a table, as a batch that says everything needed to make its pictures. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import {
  BatchOptions,
  type BatchOptionsInput,
  BatchPlan,
  BatchSpec,
  MOST_ITEMS,
  type SourceFile,
} from '../../contract/batch.ts';
import { StudioError } from '../../contract/errors.ts';
import { clientOf, type FoundPicture, findPictures } from '../found-pictures.ts';
import { findOutfits, sourceFile } from './sources.ts';
import { BATCH_FIELDS, type TargetParts, targetName, UniqueNames, unknownFields } from './targets.ts';

/** What is done about files that are there already. */
export const EXISTING = ['stop', 'skip', 'number'] as const;
export type Existing = (typeof EXISTING)[number];

export interface PlanRequest {
  /** Files, folders or patterns. */
  photos?: readonly string[];
  /** With the folders below. */
  recursive?: boolean;
  /** Garment files, folders of them, or files between commas that are worn together; each goes on every photo. */
  garments?: readonly string[];
  /** Table with the columns photo, garments, and where wanted size, tuck, client, look. */
  csv?: string;
  /** Tops go under the lower garment. */
  tuck?: boolean;
  /** Written on every item. */
  size?: string;
  out: string;
  name?: string;
  existing?: Existing;
  options?: BatchOptionsInput;
}

interface Wanted {
  photo: FoundPicture;
  outfit: string[];
  size: string;
  tuck: boolean;
  client: string;
  look: string;
}

export interface Planned {
  plan: BatchPlan;
  /** Items left out because their files are there already. */
  skipped: number;
}

/**
 * Plans a batch; reads no picture.
 *
 * @throws StudioError file-not-found, invalid-input, output-exists
 */
export async function planBatch(request: PlanRequest): Promise<Planned> {
  const options = optionsOf(request.options ?? {});
  const out = resolve(request.out);
  const wanted = await wantedOf(request, out);
  if (wanted.length === 0) throw new StudioError('invalid-input', 'There is nothing to do in this plan.');
  if (wanted.length > MOST_ITEMS)
    throw new StudioError(
      'invalid-input',
      `A batch has at most ${MOST_ITEMS} pictures, this one would have ${wanted.length}. Split it.`,
    );
  const known = new Map<string, SourceFile>();
  const source = async (path: string): Promise<SourceFile> => {
    let file = known.get(path);
    if (!file) {
      file = await sourceFile(path);
      known.set(path, file);
    }
    return file;
  };
  const specs: { spec: BatchSpec; parts: Omit<TargetParts, 'number' | 'total'> }[] = [];
  for (const { photo, outfit, size, tuck, client, look } of wanted) {
    const layers = [];
    for (const [index, garment] of outfit.entries())
      layers.push({
        id: `garment-${index + 1}`,
        garment: await source(garment),
        name: basename(garment),
        tuck,
        ...(size ? { size } : {}),
      });
    specs.push({
      spec: BatchSpec.parse({
        photo: await source(photo.file),
        client,
        look,
        order: 'worn',
        layers,
        pose: {},
        strokes: [],
      }),
      parts: {
        client,
        photo: basename(photo.file),
        garments: outfit.map((file) => basename(file)),
        look,
        sizes: size ? [size] : [],
      },
    });
  }
  const roots = new Set(wanted.map(({ photo }) => photo.root));
  const root = roots.size === 1 ? [...roots][0] : undefined;
  return assemble(
    { name: request.name || basename(root ?? out), out, ...(root ? { root } : {}), options },
    specs,
    request.existing ?? 'stop',
  );
}

/** Gives every item its number and its names. */
export function assemble(
  head: Omit<BatchPlan, 'items'>,
  specs: readonly { spec: BatchSpec; parts: Omit<TargetParts, 'number' | 'total'> }[],
  existing: Existing,
): Planned {
  const { template, recipes } = head.options;
  const names = new UniqueNames();
  const there = (path: string): boolean => existsSync(join(head.out, path));
  const items: BatchPlan['items'] = [];
  const found: string[] = [];
  let skipped = 0;
  for (const [index, { spec, parts }] of specs.entries()) {
    const named = recipes.map((recipe) =>
      targetName(template, { ...parts, number: index + 1, total: specs.length }, recipe, recipes.length > 1),
    );
    const targets = named.map((name) => names.give(name, existing === 'number' ? there : undefined));
    const old = existing === 'number' ? [] : targets.filter(there);
    if (existing === 'skip' && old.length === targets.length) {
      skipped++;
      continue;
    }
    found.push(...old);
    items.push({ number: items.length + 1, spec, targets });
  }
  if (found.length > 0)
    throw new StudioError(
      'output-exists',
      `${found.length} of the files to write are there already, such as "${found[0]}", and are not overwritten. Choose another folder, or leave them out with --existing skip, or write beside them with --existing number.`,
    );
  if (items.length === 0)
    throw new StudioError(
      'invalid-input',
      'All files of this plan are there already; nothing is left to do.',
    );
  return { plan: BatchPlan.parse({ ...head, items }), skipped };
}

/** @throws StudioError invalid-input */
export function optionsOf(given: BatchOptionsInput): BatchOptions {
  const options = BatchOptions.safeParse(given);
  if (!options.success) {
    const [issue] = options.error.issues;
    throw new StudioError('invalid-input', `"${issue.path.join(' ')}": ${issue.message}.`);
  }
  const unknown = unknownFields(options.data.template);
  if (unknown.length > 0)
    throw new StudioError(
      'invalid-input',
      `The name template has "{${unknown[0]}}", which is not known. There are ${BATCH_FIELDS.map((field) => `{${field}}`).join(' ')}.`,
    );
  return options.data;
}

async function wantedOf(request: PlanRequest, out: string): Promise<Wanted[]> {
  const { tuck = false, size = '' } = request;
  if (request.csv) return fromTable(request.csv, { tuck, size });
  if (!request.photos?.length || !request.garments?.length)
    throw new StudioError('invalid-input', 'A batch needs photos and garments, or a table of them (--csv).');
  const photos = await findPictures(request.photos, { recursive: request.recursive ?? false, except: out });
  const outfits = await findOutfits(request.garments);
  return photos.flatMap((photo) =>
    outfits.map((outfit) => ({ photo, outfit, size, tuck, client: clientOf(photo), look: '' })),
  );
}

const YES = ['yes', 'y', 'true', '1', 'x', '是'];
const NO = ['no', 'n', 'false', '0', '', '否'];
/** Lines named in an error. */
const NAMED = 5;
/** Far more than any table of a shoot, bytes. */
const LARGEST_TABLE = 20e6;

/** Paths of a table are relative to its folder. */
async function fromTable(file: string, otherwise: { tuck: boolean; size: string }): Promise<Wanted[]> {
  const name = basename(file);
  const records = recordsOf(await readTable(file), name);
  const columns = Object.keys(records[0] ?? {});
  for (const needed of ['photo', 'garments'])
    if (!columns.includes(needed))
      throw new StudioError(
        'invalid-input',
        `The table "${name}" has no column "${needed}". Its first line names the columns: photo, garments, and where wanted size, tuck, client, look.`,
      );
  const folder = dirname(resolve(file));
  const at = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  const wrong: string[] = [];
  const wanted: Wanted[] = [];
  for (const [index, record] of records.entries()) {
    const line = index + 2;
    const outfit = (record.garments ?? '')
      .split(/[|;\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(at);
    const photo = record.photo?.trim() ? at(record.photo.trim()) : '';
    const tuck = (record.tuck ?? '').trim().toLowerCase();
    if (!photo) wrong.push(`line ${line} names no photo`);
    else if (!existsSync(photo)) wrong.push(`line ${line}: "${basename(photo)}" is not there`);
    if (outfit.length === 0) wrong.push(`line ${line} names no garment`);
    if (outfit.length > 6) wrong.push(`line ${line} names more than six garments`);
    for (const garment of outfit)
      if (!existsSync(garment)) wrong.push(`line ${line}: "${basename(garment)}" is not there`);
    if (!YES.includes(tuck) && !NO.includes(tuck))
      wrong.push(`line ${line}: tuck is yes or no, not "${tuck}"`);
    wanted.push({
      photo: { file: photo, root: folder },
      outfit,
      size: record.size?.trim() || otherwise.size,
      tuck: record.tuck === undefined || tuck === '' ? otherwise.tuck : YES.includes(tuck),
      client: record.client?.trim() ?? '',
      look: record.look?.trim() ?? '',
    });
  }
  if (wrong.length > 0) {
    const more = wrong.length > NAMED ? `, and ${wrong.length - NAMED} more` : '';
    throw new StudioError(
      'invalid-input',
      `The table "${name}" cannot be used: ${wrong.slice(0, NAMED).join('; ')}${more}. Mend these lines.`,
    );
  }
  return wanted;
}

async function readTable(file: string): Promise<string> {
  const name = basename(file);
  try {
    const bytes = await readFile(file);
    if (bytes.length > LARGEST_TABLE || bytes.includes(0))
      throw new StudioError('invalid-input', `"${name}" is no table: save it as CSV in UTF-8.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    if (cause instanceof TypeError)
      throw new StudioError('invalid-input', `"${name}" is not in UTF-8. Save it as "CSV UTF-8".`, { cause });
    throw new StudioError('file-not-found', `The table "${name}" cannot be read. Check its name.`, { cause });
  }
}

function recordsOf(text: string, name: string): Record<string, string | undefined>[] {
  try {
    return parse(text, {
      columns: (head: string[]) => head.map((column) => column.trim().toLowerCase()),
      bom: true,
      delimiter: [',', ';', '\t']
        .filter((mark) => (text.split(/\r?\n/, 1)[0] ?? '').includes(mark))
        .slice(0, 1),
      skip_empty_lines: true,
      relax_column_count_less: true,
      trim: true,
    });
  } catch (cause) {
    throw new StudioError(
      'invalid-input',
      `The table "${name}" cannot be read: ${(cause as Error).message}. Save it as CSV.`,
      { cause },
    );
  }
}
