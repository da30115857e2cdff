/** Quality service: runs every case of a studio set, or every real pair, and brings the figures together. */

import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, isAbsolute, join, normalize } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import type { ModelChoice } from '../contract/options.ts';
import type { Progress } from '../contract/progress.ts';
import type { QualityReport, ScoreOutcome, ScoreTask } from '../contract/quality.ts';
import { StudioSet } from '../contract/studio.ts';
import { readJson } from '../engine/pipeline/scoring/read-case.ts';
import type { Core } from './core.ts';
import { picturesIn } from './found-pictures.ts';
import { isAboutThePicture } from './sheet.ts';

export interface QualityRun {
  title: string;
  tasks: { name: string; task: ScoreTask }[];
}

export interface QualityOptions {
  /** HTML report to write. */
  out?: string;
  models?: ModelChoice;
  /** Tasks under way at the same time; the core's lanes bound it as well. */
  parallel?: number;
  signal?: AbortSignal;
  onProgress?(done: number, total: number, progress: Progress | undefined): void;
}

/**
 * The cases of a studio set.
 *
 * @throws StudioError file-not-found without a `set.json`, invalid-input for one that is not valid or names no case
 */
export async function readSet(folder: string, limit: number, flat: boolean): Promise<QualityRun> {
  const set = await readJson(join(folder, 'set.json'), StudioSet);
  const cases = set.cases.slice(0, limit);
  if (cases.length === 0) {
    throw new StudioError(
      'invalid-input',
      `The set "${basename(folder)}" names no case. Make one with "toile studio make".`,
    );
  }
  return {
    title: `Quality on ${cases.length} of ${set.cases.length} synthetic cases (seed ${set.seed}, generator ${set.generator})`,
    tasks: cases.map((name) => ({ name, task: { kind: 'case', folder: join(folder, name), flat } })),
  };
}

/** Name of the list inside a folder of pairs. */
const LIST = 'pairs.csv';

/**
 * Real pairs: a list (a file, or `pairs.csv` in a folder) with lines of `PERSON,GARMENT[,MASK]`, or a folder with
 * `NAME-person.jpg`, `NAME-garment.jpg` and perhaps `NAME-mask.png`.
 *
 * @throws StudioError file-not-found, invalid-input naming what is wrong
 */
export async function readRealPairs(path: string, limit: number): Promise<QualityRun> {
  const kind = await stat(path).catch((cause) => {
    throw new StudioError('file-not-found', `There is no "${basename(path)}". Check the path of the pairs.`, {
      cause,
    });
  });
  const list = kind.isDirectory() ? join(path, LIST) : path;
  const listed = !kind.isDirectory() || (await stat(list).catch(() => undefined))?.isFile();
  const pairs = listed ? await readList(list) : await pairsByName(path);
  const chosen = pairs.slice(0, limit);
  return {
    title: `Quality on ${chosen.length} of ${pairs.length} real pairs`,
    tasks: chosen.map((task) => ({ name: task.name, task })),
  };
}

type PairTask = Extract<ScoreTask, { kind: 'pair' }>;

const stem = (file: string): string => basename(file, extname(file));

async function readList(list: string): Promise<PairTask[]> {
  const text = await readFile(list, 'utf8').catch((cause) => {
    throw new StudioError('file-unreadable', `The list "${basename(list)}" cannot be read.`, { cause });
  });
  const folder = dirname(list);
  const pairs: PairTask[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (!line.trim() || line.trim().startsWith('#') || (index === 0 && cells[0].toLowerCase() === 'person'))
      continue;
    const at = `Line ${index + 1} of "${basename(list)}"`;
    const [person, garment, mask, ...rest] = cells;
    if (!person || !garment || rest.length > 0) {
      throw new StudioError('invalid-input', `${at} needs PERSON,GARMENT or PERSON,GARMENT,MASK.`);
    }
    for (const file of [person, garment, mask]) {
      if (file && (isAbsolute(file) || normalize(file).startsWith('..'))) {
        throw new StudioError(
          'invalid-input',
          `${at} names a file outside the folder of the list. Move it inside.`,
        );
      }
    }
    pairs.push({
      kind: 'pair',
      name: `${String(pairs.length + 1).padStart(3, '0')}-${stem(person)}`,
      person: join(folder, person),
      garments: [join(folder, garment)],
      ...(mask ? { mask: join(folder, mask) } : {}),
    });
  }
  if (pairs.length === 0)
    throw new StudioError('invalid-input', `The list "${basename(list)}" has no pair in it.`);
  return pairs;
}

async function pairsByName(folder: string): Promise<PairTask[]> {
  const files = await picturesIn(folder);
  const named = (name: string, role: string): string | undefined =>
    files.find((file) => stem(file) === `${name}-${role}`);
  const pairs: PairTask[] = [];
  for (const person of files) {
    const name = /^(.+)-person$/.exec(stem(person))?.[1];
    const garment = name && named(name, 'garment');
    if (!name || !garment || pairs.some((pair) => pair.name === name)) continue;
    const mask = named(name, 'mask');
    pairs.push({ kind: 'pair', name, person, garments: [garment], ...(mask ? { mask } : {}) });
  }
  if (pairs.length > 0) return pairs;
  throw new StudioError(
    'invalid-input',
    `The folder "${basename(folder)}" holds no pair. Name pictures NAME-person.jpg and NAME-garment.jpg, or add a ${LIST}.`,
  );
}

/** Runs the tasks; one that fails is listed with its error, the others go on. Results come in the order of the tasks whatever `parallel` is. */
export async function measureQuality(
  core: Core,
  { title, tasks }: QualityRun,
  options: QualityOptions = {},
): Promise<QualityReport> {
  const { out, models, signal, onProgress } = options;
  const atOnce = Math.max(1, Math.min(options.parallel ?? 1, tasks.length));
  const pictures = out === undefined ? undefined : await mkdtemp(join(tmpdir(), 'toile-quality-'));
  const shared = { ...(pictures === undefined ? {} : { pictures }), ...(models ? { models } : {}) };
  try {
    const outcomes: ScoreOutcome[] = [];
    let next = 0;
    let done = 0;
    const tell = (progress: Progress): void => onProgress?.(done, tasks.length, progress);
    const work = async (): Promise<void> => {
      for (let i = next++; i < tasks.length; i = next++) {
        const { name, task } = tasks[i];
        try {
          const result = await core.score(
            { task, ...shared },
            { onProgress: tell, ...(signal ? { signal } : {}) },
          );
          outcomes[i] = { name, result };
        } catch (error) {
          if (!isAboutThePicture(error)) {
            // the others end what they have begun
            next = tasks.length;
            throw error;
          }
          outcomes[i] = { name, error: error.toJSON() };
        }
        onProgress?.(++done, tasks.length, undefined);
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: atOnce }, work));
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const report = {
      title,
      outcomes,
      atOnce,
      ...(pictures === undefined ? {} : { pictures }),
      ...(out === undefined ? {} : { out }),
    };
    return await core.qualityReport(report, signal ? { signal } : {});
  } finally {
    if (pictures) await rm(pictures, { recursive: true, force: true });
  }
}
