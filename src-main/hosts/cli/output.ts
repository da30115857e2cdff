/** Output: results go to standard output, everything said on the way to standard error. */

import { basename } from 'node:path';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import { exitCodeOf } from './exit-codes.ts';

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Reports an error in one readable line, or as JSON on standard output, and returns the exit code. */
export function reportError(error: unknown, json: boolean): number {
  const data: StudioErrorData =
    error instanceof StudioError
      ? error.toJSON()
      : { code: 'internal', message: error instanceof Error ? error.message : String(error) };
  if (json) printJson({ error: data });
  else say(`toile: ${data.message.replace(/\s+/g, ' ').trim()} (${data.code})`);
  return exitCodeOf(data.code);
}

/** "1 picture" or "3 pictures"; `one` in the singular. */
export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** "3.4 s" or "820 ms". */
export function duration(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "white-shirt.jpg: top, long sleeve" */
export function garmentLine(garment: { file: string; category: string; sleeve: string }): string {
  const sleeve = garment.sleeve === 'none' ? '' : `, ${sleeveWords(garment.sleeve)}`;
  return `${basename(garment.file)}: ${garment.category}${sleeve}`;
}

function sleeveWords(sleeve: string): string {
  return sleeve === 'sleeveless' ? sleeve : sleeve === 'strap' ? 'straps' : `${sleeve} sleeve`;
}

/** What is two columns wide on a terminal: Chinese, Japanese and Korean, their signs, and most pictograms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns a text takes on a terminal. */
export function columns(text: string): number {
  let width = 0;
  for (const sign of text) if (!/\p{M}/u.test(sign)) width += WIDE.test(sign) ? 2 : 1;
  return width;
}

/** Rows as aligned columns. */
export function table(rows: string[][]): string {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => columns(row[column] ?? '')))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - columns(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
