/** Size labels: a shop's own names of sizes as the six that fitting counts in, and back. */

import type { SizeRow } from '../../contract/catalog/garment.ts';
import { type Sentence, withValues } from '../../contract/sentences.ts';
import { SIZE_NAMES, type SizeChart, type SizeName } from '../../contract/sew.ts';

/** Girths by which rows are put in order, the surest first. */
const GIRTHS = ['chest', 'hip', 'waist'] as const;

/** Values of sentences that are sizes. */
const SIZES_IN: ReadonlySet<string> = new Set(['size', 'smaller', 'larger']);

export interface LabelledChart {
  /** Absent where no row has a girth: fitting then assumes ordinary sizes. */
  chart?: SizeChart;
  /** The size fitting knows a label by. */
  sizeOf(label: string): SizeName | undefined;
  labelOf(size: SizeName): string;
  /** A sentence of fitting with its sizes called as the shop does. */
  relabelled(sentence: Sentence): Sentence;
}

const lettersOf = (label: string): SizeName | undefined => {
  const plain = label.trim().toUpperCase();
  const name = plain === '2XL' ? 'XXL' : plain;
  return SIZE_NAMES.find((size) => size === name);
};

/**
 * Letters keep their meaning; other labels (38, 40, W32, One size) are counted by girth from small to large. Of more than six
 * sizes those around `near` are taken.
 *
 * @param near label that must be among them, else girth in centimetres that the garment should have about
 */
export function labelledChart(rows: readonly SizeRow[], near: string | number): LabelledChart {
  const girth = GIRTHS.find((name) => rows.some((row) => row[name] !== undefined));
  const measured = girth ? rows.filter((row) => row[girth] !== undefined) : [];
  const byName = new Map<SizeName, SizeRow>();
  if (measured.length > 0 && measured.every(({ label }) => lettersOf(label))) {
    for (const row of measured) byName.set(lettersOf(row.label)!, row);
  } else if (girth) {
    const sorted = measured.toSorted((a, b) => a[girth]! - b[girth]!);
    const off = (row: SizeRow): number =>
      typeof near === 'number' ? Math.abs(row[girth]! - near) : row.label === near ? 0 : 1;
    const at = sorted.reduce((best, row, i) => (off(row) < off(sorted[best]) ? i : best), 0);
    const count = SIZE_NAMES.length;
    const from = Math.max(0, Math.min(at - Math.floor(count / 2), sorted.length - count));
    const window = sorted.slice(from, from + count);
    const first = Math.floor((count - window.length) / 2);
    window.forEach((row, i) => void byName.set(SIZE_NAMES[first + i], row));
  }
  const labelOf = (size: SizeName): string => byName.get(size)?.label ?? size;
  return {
    ...(byName.size > 0
      ? { chart: Object.fromEntries([...byName].map(([size, row]) => [size, sizesOf(row)])) }
      : {}),
    sizeOf: (label) =>
      [...byName].find(([, row]) => row.label === label)?.[0] ??
      (byName.size > 0 ? undefined : lettersOf(label)),
    labelOf,
    relabelled: (sentence) => {
      const names = Object.entries(sentence.values).filter(([name]) => SIZES_IN.has(name));
      const labels = names.map(([name, size]) => [name, labelOf(size as SizeName)]);
      return withValues(sentence, { ...sentence.values, ...Object.fromEntries(labels) });
    },
  };
}

function sizesOf({ label: _label, stock: _stock, ...sizes }: SizeRow): SizeChart[SizeName] {
  return sizes;
}
