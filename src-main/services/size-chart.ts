/** Size chart files: what each size of a garment measures, from JSON or from a table with commas, semicolons or tabs. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { DIMENSION_NAMES, SIZE_NAMES, SizeChart } from '../contract/sew.ts';

/** Far more than any chart, bytes. */
const MOST = 1e6;
/** What shops call dimensions, besides their names here; compared without case, spaces and signs. */
const ALIASES: Record<string, (typeof DIMENSION_NAMES)[number]> = {
  bust: 'chest',
  hips: 'hip',
  seat: 'hip',
  hem: 'hemGirth',
  shoulder: 'shoulderWidth',
  shoulders: 'shoulderWidth',
  sleeve: 'sleeveLength',
  inseam: 'insideLeg',
};
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const NAMES = new Map<string, string>([
  ...DIMENSION_NAMES.map((name): [string, string] => [plain(name), name]),
  ...Object.entries(ALIASES),
  ['2xl', 'XXL'],
  ...SIZE_NAMES.map((name): [string, string] => [plain(name), name]),
]);
const EXAMPLE =
  'Expected {"M": {"chest": 100, "length": 68}} or lines such as "size,chest,length" and "M,100,68", centimetres of the finished garment';

/**
 * Reads a chart. Girths are those of the finished garment, all around.
 *
 * @throws StudioError file-not-found, file-unreadable, file-empty, and invalid-input when it is no chart
 */
export async function readSizeChart(file: string): Promise<SizeChart> {
  const name = basename(file);
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new StudioError(
      missing ? 'file-not-found' : 'file-unreadable',
      `The size chart "${name}" ${missing ? 'does not exist' : 'cannot be read'}. Check its name and permissions.`,
      { cause },
    );
  }
  if (text.trim() === '')
    throw new StudioError('file-empty', `The size chart "${name}" is empty. ${EXAMPLE}.`);
  if (text.length > MOST || text.includes('\0')) throw noChart(name, 'it is no text file');
  const chart = SizeChart.safeParse(
    text.trimStart().startsWith('{') ? fromJson(text, name) : fromTable(text, name),
  );
  if (chart.success) return chart.data;
  const [issue] = chart.error.issues;
  throw noChart(name, `"${issue.path.join(' ')}": ${issue.message}`);
}

function noChart(name: string, why: string): StudioError {
  return new StudioError('invalid-input', `The size chart "${name}" cannot be used (${why}). ${EXAMPLE}.`);
}

/** Names as the contract has them; unknown ones stay and are refused there. */
const known = (name: string): string => NAMES.get(plain(name)) ?? name.trim();

function fromJson(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw noChart(file, 'its JSON is broken');
  }
  const renamed = (entry: unknown): unknown =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).map(([key, inner]) => [known(key), renamed(inner)]))
      : entry;
  return renamed(value);
}

/** Sizes as rows under a head of dimensions, or dimensions as rows under a head of sizes. */
function fromTable(text: string, file: string): unknown {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const mark = ['\t', ';', ','].find((m) => lines[0].includes(m));
  if (!mark) throw noChart(file, 'its first line has no columns');
  const rows = lines.map((line) => line.split(mark).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const head = rows[0].slice(1).map(known);
  const sizesAbove = head.every((name) => SIZE_NAMES.some((size) => size === name));
  const chart: Record<string, Record<string, number>> = {};
  for (const [first, ...cells] of rows.slice(1)) {
    if (cells.length > head.length)
      throw noChart(file, `the line "${first}" has more columns than the first`);
    cells.forEach((cell, i) => {
      if (cell === '') return;
      const value = Number(mark === ',' ? cell : cell.replace(',', '.'));
      if (!Number.isFinite(value)) throw noChart(file, `"${cell}" in the line "${first}" is no number`);
      const [size, dimension] = sizesAbove ? [head[i], known(first)] : [known(first), head[i]];
      chart[size] ??= {};
      chart[size][dimension] = value;
    });
  }
  return chart;
}
