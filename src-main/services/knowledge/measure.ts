/** Measuring knowledge: what the models say of a labelled folder of garments, held against its table. */

import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { StudioError } from '../../contract/errors.ts';
import type { InspectGarmentResult } from '../../contract/inspect.ts';
import type { AttributeGroup, Embedding, SeenGroups } from '../../contract/knowledge.ts';
import type { ModelChoice } from '../../contract/options.ts';
import type { Core } from '../core.ts';
import { coloursAmong, ofKind } from './attribute-words.ts';

/** Groups that are measured. */
export const MEASURED = ['category', 'sleeve', 'neckline', 'pattern', 'colour'] as const;
export type Measured = (typeof MEASURED)[number];
/** Far more than any table of labels, bytes. */
const MOST_BYTES = 20e6;
const LANGUAGES = ['en', 'zh'] as const;
type Language = (typeof LANGUAGES)[number];

export interface Labelled {
  /** Absolute. */
  file: string;
  /** Values that count as right, the best first; none where the table is silent. */
  truth: Record<Measured, string[]>;
  captions: Partial<Record<Language, string>>;
}

/** What was found of one picture. */
export interface Found {
  answers: Partial<Record<Measured, string>>;
  embedding: Embedding;
}

export interface GroupFigures {
  right: number;
  /** Of these, the answer is the first of the values that count as right. */
  first: number;
  of: number;
  /** By the first value that counts as right. */
  classes: Record<string, { right: number; of: number; mistakenFor: Record<string, number> }>;
}

/** Shares of questions whose own answer is the first, or among the first five. */
export interface Recall {
  at1: number;
  at5: number;
  of: number;
}

export interface KnowledgeReport {
  model: string;
  pictures: number;
  failed: { file: string; code: string; message: string }[];
  groups: Partial<Record<Measured, GroupFigures>>;
  textToImage: Partial<Record<Language, Recall>>;
  imageToText: Partial<Record<Language, Recall>>;
}

/**
 * Rows of a table with a head of `file` and any of the measured groups, `caption_en` and `caption_zh`. Several values
 * that count as right are parted by "|".
 *
 * @throws StudioError 'file-not-found', 'invalid-input'
 */
export async function readLabels(file: string, pictures: string): Promise<Labelled[]> {
  const bytes = await readFile(file).catch((cause) => {
    throw new StudioError('file-not-found', `Expected a table of labels, but "${file}" cannot be read.`, {
      cause,
    });
  });
  if (bytes.length > MOST_BYTES)
    throw new StudioError('invalid-input', `"${file}" is too large to be a table of labels.`);
  let rows: Record<string, string>[];
  try {
    rows = parse(bytes, { bom: true, columns: true, skipEmptyLines: true, trim: true });
  } catch (cause) {
    throw new StudioError('invalid-input', `"${file}" is no CSV table: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (rows.length === 0 || !('file' in rows[0]))
    throw new StudioError(
      'invalid-input',
      `"${file}" needs a column "file" and at least one line below its head.`,
    );
  return rows.map((row, k) => {
    if (!row.file || basename(row.file) !== row.file)
      throw new StudioError(
        'invalid-input',
        `Line ${k + 2} of "${file}" must name a picture of the folder, without folders: "${row.file}".`,
      );
    const values = (group: string): string[] =>
      (row[group] ?? '').split('|').flatMap((one) => one.trim() || []);
    return {
      file: resolve(pictures, row.file),
      truth: Object.fromEntries(MEASURED.map((group) => [group, values(group)])) as Labelled['truth'],
      captions: {
        ...(row.caption_en ? { en: row.caption_en } : {}),
        ...(row.caption_zh ? { zh: row.caption_zh } : {}),
      },
    };
  });
}

export interface MeasureOptions {
  models: ModelChoice;
  signal: AbortSignal;
  /** Folder that pictures with a wrong answer are copied to: GROUP/RIGHT-as-ANSWER/FILE. */
  out?: string;
  onProgress(done: number, total: number): void;
}

/** @throws StudioError as the engine does where models are missing, and what is wrong when no picture can be read */
export async function measureKnowledge(
  core: Pick<Core, 'describe' | 'inspectGarment'>,
  labels: readonly Labelled[],
  { models, signal, out, onProgress }: MeasureOptions,
): Promise<KnowledgeReport> {
  const measured: { label: Labelled; found: Found }[] = [];
  const failed: KnowledgeReport['failed'] = [];
  let model = '';
  let firstError: StudioError | undefined;
  for (const [k, label] of labels.entries()) {
    onProgress(k, labels.length);
    try {
      const {
        pictures,
        groups,
        model: key,
      } = await core.describe({ pictures: [{ file: label.file }], models }, { signal });
      model = key;
      const [{ embedding, attributes }] = pictures;
      const shape = await inspected(core, label.file, models, signal);
      measured.push({ label, found: { embedding, answers: answersOf(attributes, groups, shape) } });
    } catch (error) {
      if (!(error instanceof StudioError) || signal.aborted || error.code.startsWith('model-')) throw error;
      firstError ??= error;
      failed.push({ file: basename(label.file), code: error.code, message: error.message });
    }
  }
  if (measured.length === 0 && firstError) throw firstError;
  if (out !== undefined) await keepConfused(measured, out);
  const report = { model, pictures: labels.length, failed, groups: figuresOf(measured) };
  return { ...report, ...(await recallOf(core, measured, models, signal)) };
}

/** What the library says: the likeliest of each group that the kind of garment can be, and the cut-out's first colour. */
function answersOf(
  seen: SeenGroups,
  groups: readonly AttributeGroup[],
  shape: InspectGarmentResult | undefined,
): Found['answers'] {
  const known = groups.find(({ id }) => id === 'colour')?.values.map(({ id }) => id) ?? [];
  const [colour] = shape?.colours.flatMap(({ name }) => coloursAmong(name, known)) ?? [];
  const answers: Found['answers'] = {};
  for (const group of MEASURED) {
    const likeliest = ofKind(seen[group] ?? [], group, shape?.category)[0] ?? seen[group]?.[0];
    const answer = (group === 'colour' && colour) || likeliest?.value;
    if (answer) answers[group] = answer;
  }
  return answers;
}

/** Kind and colours of the garment; undefined where none can be cut out. */
async function inspected(
  core: Pick<Core, 'inspectGarment'>,
  garment: string,
  models: ModelChoice,
  signal: AbortSignal,
): Promise<InspectGarmentResult | undefined> {
  try {
    return await core.inspectGarment({ garment, models }, { signal });
  } catch (error) {
    if (signal.aborted || !(error instanceof StudioError)) throw error;
    return undefined;
  }
}

export function figuresOf(measured: readonly { label: Labelled; found: Found }[]): KnowledgeReport['groups'] {
  const groups: KnowledgeReport['groups'] = {};
  for (const group of MEASURED) {
    const figures: GroupFigures = { right: 0, first: 0, of: 0, classes: {} };
    for (const { label, found } of measured) {
      const truth = label.truth[group];
      if (truth.length === 0) continue;
      const answer = found.answers[group] ?? '';
      figures.classes[truth[0]] ??= { right: 0, of: 0, mistakenFor: {} };
      const one = figures.classes[truth[0]];
      figures.of++;
      one.of++;
      if (answer === truth[0]) figures.first++;
      if (truth.includes(answer)) {
        figures.right++;
        one.right++;
      } else one.mistakenFor[answer] = (one.mistakenFor[answer] ?? 0) + 1;
    }
    if (figures.of > 0) groups[group] = figures;
  }
  return groups;
}

async function keepConfused(
  measured: readonly { label: Labelled; found: Found }[],
  out: string,
): Promise<void> {
  for (const { label, found } of measured)
    for (const group of MEASURED) {
      const [right, answer] = [label.truth[group], found.answers[group] ?? 'nothing'];
      if (right.length === 0 || right.includes(answer)) continue;
      const folder = join(out, group, `${right[0].replace(/[^\w-]/g, '_')}-as-${answer}`);
      await mkdir(folder, { recursive: true });
      await copyFile(label.file, join(folder, basename(label.file)));
    }
}

/** Texts described at a time. */
const TEXTS = 64;

async function recallOf(
  core: Pick<Core, 'describe'>,
  measured: readonly { label: Labelled; found: Found }[],
  models: ModelChoice,
  signal: AbortSignal,
): Promise<Pick<KnowledgeReport, 'textToImage' | 'imageToText'>> {
  const recalls: Pick<KnowledgeReport, 'textToImage' | 'imageToText'> = { textToImage: {}, imageToText: {} };
  for (const language of LANGUAGES) {
    const told = measured.filter(({ label }) => label.captions[language]);
    if (told.length === 0) continue;
    const words: Embedding[] = [];
    for (let from = 0; from < told.length; from += TEXTS) {
      const texts = told
        .slice(from, from + TEXTS)
        .map(({ label }) => (label.captions[language] as string).slice(0, 400));
      words.push(...(await core.describe({ texts, models }, { signal })).texts);
    }
    const pictures = told.map(({ found }) => found.embedding);
    recalls.textToImage[language] = recall(words, pictures);
    recalls.imageToText[language] = recall(pictures, words);
  }
  return recalls;
}

/** Of each question the answer at its own place is the right one; one that is as near counts as nearer. */
export function recall(questions: readonly Embedding[], answers: readonly Embedding[]): Recall {
  let [at1, at5] = [0, 0];
  for (const [k, question] of questions.entries()) {
    const products = answers.map((answer) => answer.reduce((sum, value, i) => sum + value * question[i], 0));
    const before = products.filter((product, i) => i !== k && product >= products[k]).length;
    if (before < 1) at1++;
    if (before < 5) at5++;
  }
  return { at1, at5, of: questions.length };
}
