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

/** Rows as aligned columns. */
export function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
