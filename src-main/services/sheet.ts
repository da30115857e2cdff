/** Sheet service: dresses many pairs and lays the results out on one contact sheet. */

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, isAbsolute, join } from 'node:path';
import type { AnalyzeResult } from '../contract/analyze.ts';
import { StudioError, type StudioErrorData } from '../contract/errors.ts';
import type { ModelChoice } from '../contract/options.ts';
import type { Progress } from '../contract/progress.ts';
import { texts } from '../contract/sentences.ts';
import type { SheetInput } from '../contract/sheet.ts';
import type { TryOnResult } from '../contract/try-on.ts';
import type { Core } from './core.ts';
import { picturesIn } from './found-pictures.ts';
import { type Candidate, samplePairs } from './suitable-pairs.ts';

export interface Pair {
  person: string;
  garments: string[];
}

export interface SheetOptions {
  pairs: Pair[];
  out: string;
  columns: number;
  /** Folder that keeps every result; a temporary one otherwise. */
  resultsDir?: string;
  models?: ModelChoice;
  /** Pairs under way at the same time; the core's lanes bound it as well. */
  parallel?: number;
  signal?: AbortSignal;
  onProgress?(done: number, total: number, progress: Progress | undefined): void;
}

export interface PairOutcome extends Pair {
  result?: TryOnResult;
  error?: StudioErrorData;
}

export interface SheetOutcome {
  out: string;
  width: number;
  height: number;
  pairs: PairOutcome[];
}

/**
 * Reads lines of `PERSON GARMENT [GARMENT ...]`, separated by spaces, tabs or commas; names with spaces in double
 * quotes; empty lines and lines that start with # are skipped.
 */
export async function readPairs(file: string, peopleDir: string, garmentsDir: string): Promise<Pair[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new StudioError('file-not-found', `The list "${basename(file)}" cannot be read. Check its name.`, {
      cause,
    });
  });
  const at = (folder: string, name: string): string => (isAbsolute(name) ? name : join(folder, name));
  const pairs: Pair[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!line.trim() || line.trim().startsWith('#')) continue;
    const names = [...line.matchAll(/"([^"]+)"|[^\s,"]+/g)].map((match) => match[1] ?? match[0]);
    const [person, ...garments] = names;
    if (!person || garments.length === 0) {
      throw new StudioError(
        'invalid-input',
        `Line ${index + 1} of "${basename(file)}" needs a person and at least one garment, separated by a space.`,
      );
    }
    pairs.push({ person: at(peopleDir, person), garments: garments.map((name) => at(garmentsDir, name)) });
  }
  if (pairs.length === 0)
    throw new StudioError('invalid-input', `The list "${basename(file)}" has no pair in it.`);
  return pairs;
}

/** Looks at every picture and samples pairs that suit each other; pictures that cannot be used are left out. */
export async function choosePairs(
  core: Core,
  peopleDir: string,
  garmentsDir: string,
  limit: number,
  options: Pick<SheetOptions, 'models' | 'signal' | 'onProgress'> = {},
): Promise<Pair[]> {
  const people = await picturesIn(peopleDir);
  const garments = await picturesIn(garmentsDir);
  const total = people.length + garments.length;
  let done = 0;
  const look = async <K extends AnalyzeResult['kind']>(
    files: string[],
    as: K,
  ): Promise<Candidate<Extract<AnalyzeResult, { kind: K }>>[]> => {
    const usable: Candidate<Extract<AnalyzeResult, { kind: K }>>[] = [];
    for (const file of files) {
      try {
        const request = {
          file,
          as,
          depth: 'pose' as const,
          ...(options.models ? { models: options.models } : {}),
        };
        const seen = await core.analyze(request, options.signal ? { signal: options.signal } : {});
        usable.push({ file, seen: seen as Extract<AnalyzeResult, { kind: K }> });
      } catch (error) {
        if (!isAboutThePicture(error)) throw error;
      }
      options.onProgress?.(++done, total, undefined);
    }
    return usable;
  };
  const pairs = samplePairs(await look(people, 'person'), await look(garments, 'garment'), limit);
  if (pairs.length === 0) {
    throw new StudioError(
      'no-person-found',
      'No photo and garment of these folders suit each other. Use photos that show people from the front, at least to the hips.',
    );
  }
  return pairs;
}

/** Dresses every pair; one that fails keeps its place on the sheet with the reason under it. */
export async function makeSheet(core: Core, options: SheetOptions): Promise<SheetOutcome> {
  const { pairs, out, columns, signal } = options;
  const scratch =
    options.resultsDir === undefined ? await mkdtemp(join(tmpdir(), 'toile-sheet-')) : undefined;
  const folder = scratch ?? (options.resultsDir as string);
  try {
    await mkdir(folder, { recursive: true }).catch((cause) => {
      throw new StudioError(
        'output-unwritable',
        'The folder for the results cannot be made. Choose another place.',
        {
          cause,
        },
      );
    });
    const outcomes: PairOutcome[] = [];
    const files: (string | undefined)[] = [];
    // Pairs of one person follow each other, so that the engine still knows the person.
    const queue = pairs
      .map((_, index) => index)
      .sort((a, b) => compare(pairs[a].person, pairs[b].person) || a - b);
    let done = 0;
    const work = async (): Promise<void> => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
        const file = join(folder, resultName(index, pairs[index]));
        outcomes[index] = await dressPair(core, pairs[index], file, options, (progress) =>
          options.onProgress?.(done, pairs.length, progress),
        );
        files[index] = outcomes[index].result ? file : undefined;
        options.onProgress?.(++done, pairs.length, undefined);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, options.parallel ?? 1) }, work));
    const cells = outcomes.map((outcome, index) => cellOf(outcome, files[index]));
    const sheet = await core.sheet({ cells, columns, out }, signal ? { signal } : {});
    return { ...sheet, pairs: outcomes };
  } finally {
    if (scratch) await rm(scratch, { recursive: true, force: true });
  }
}

async function dressPair(
  core: Core,
  pair: Pair,
  out: string,
  options: SheetOptions,
  onProgress: (progress: Progress) => void,
): Promise<PairOutcome> {
  try {
    const request = { ...pair, out, ...(options.models ? { models: options.models } : {}) };
    const result = await core.tryOn(request, {
      onProgress,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return { ...pair, result };
  } catch (error) {
    if (!isAboutThePicture(error)) throw error;
    return { ...pair, error: error.toJSON() };
  }
}

/** Errors of one picture leave the others alone; cancelling, missing models or a full disk concern them all. */
export function isAboutThePicture(error: unknown): error is StudioError {
  return (
    error instanceof StudioError &&
    !error.code.startsWith('model-') &&
    !['cancelled', 'provider-unavailable', 'output-unwritable', 'disk-full'].includes(error.code)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function resultName(index: number, pair: Pair): string {
  const stem = (file: string): string => basename(file, extname(file));
  const number = String(index + 1).padStart(3, '0');
  return `${number}-${[pair.person, ...pair.garments].map(stem).join('-').slice(0, 120)}.png`;
}

function cellOf(outcome: PairOutcome, file: string | undefined): SheetInput['cells'][number] {
  const { person, garments, result, error } = outcome;
  if (!result || !file) {
    const caption = `failed: ${error?.code ?? 'internal'}`;
    return { person, garments, caption, note: error?.message ?? '', flagged: true };
  }
  const seconds = (result.ms / 1000).toFixed(1);
  const worn = result.garments
    .map((g) => (g.sleeve === 'none' ? g.category : `${g.category} ${g.sleeve}`))
    .join(' + ');
  return {
    person,
    garments,
    result: file,
    caption: `${worn}  ${seconds} s  ${Math.round(result.confidence * 100)} %`,
    note: texts(result.reasons).join('; '),
    flagged: result.needsReview,
  };
}
