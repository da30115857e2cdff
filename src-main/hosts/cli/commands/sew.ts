/** `toile sew`: a garment sewn in 3D for a person, over what is worn beneath, its fit in several sizes, and the size to take. */

import { basename, extname, resolve } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { Progress } from '../../../contract/progress.ts';
import type { SewInput, SewResult } from '../../../contract/sew.ts';
import { readSizeChart } from '../../../services/size-chart.ts';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { duration, garmentLine, percent, print, printJson, table } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';
import { type Language, translator } from '../translations.ts';
import { REPORT_PICTURES, sewReport } from './sew-report.ts';

export interface SewFlags extends ModelFlags {
  garment: string[];
  back?: string;
  person?: string;
  subject?: number;
  sex?: 'f' | 'm';
  age?: number;
  stature?: number;
  weight?: number;
  bust?: number;
  waist?: number;
  hip?: number;
  thigh?: number;
  upperArm?: number;
  shoulders?: number;
  insideLeg?: number;
  size?: SewInput['size'];
  compare?: NonNullable<SewInput['compare']>;
  chart?: string;
  material?: SewInput['material'];
  fit?: SewInput['preference'];
  shown?: SewInput['shown'];
  viewHeight?: number;
  out: string;
  report?: string;
  language: Language;
  explain?: string;
  json?: boolean;
}

/** Entries that have a value. */
const given = <T extends object>(entries: T): Partial<T> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Partial<T>;
const path = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : resolve(file);

export async function sew(flags: SewFlags): Promise<number> {
  const chart = flags.chart === undefined ? undefined : await readSizeChart(resolve(flags.chart));
  // before anything is sewn
  if (flags.report !== undefined && extname(flags.report).toLowerCase() !== '.pdf')
    throw new StudioError('invalid-input', `Expected a report ending in .pdf, received "${flags.report}".`);
  const progress = new ProgressLine();
  const request: SewInput = {
    garment: resolve(flags.garment[flags.garment.length - 1]),
    beneath: flags.garment.slice(0, -1).map((file) => resolve(file)),
    out: resolve(flags.out),
    models: modelChoice(flags),
    measures: given({
      stature: flags.stature,
      massKg: flags.weight,
      bustGirth: flags.bust,
      waistGirth: flags.waist,
      hipGirth: flags.hip,
      thighGirth: flags.thigh,
      upperArmGirth: flags.upperArm,
      shoulderWidth: flags.shoulders,
      insideLegHeight: flags.insideLeg,
    }),
    ...given({
      back: path(flags.back),
      person: path(flags.person),
      subject: flags.subject,
      sex: flags.sex === undefined ? undefined : flags.sex === 'm' ? ('male' as const) : ('female' as const),
      ageYears: flags.age,
      size: flags.size,
      compare: flags.compare,
      chart,
      material: flags.material,
      preference: flags.fit,
      shown: flags.shown,
      viewHeight: flags.viewHeight,
      explain: path(flags.explain),
    }),
  };
  const result = await withCore(async (core, signal) => {
    try {
      const options = { signal, onProgress: (p: Progress) => progress.show(p) };
      const sewn = await core.sew(request, options);
      if (flags.report === undefined) return sewn;
      const { language } = flags;
      const written = { result: sewn, language, t: translator(language) };
      const document = sewReport(written, request.measures ?? {}, new Date());
      const pictures = Object.fromEntries(REPORT_PICTURES.map((name) => [name, sewn.files[name]]));
      await core.print({ document, pictures, out: resolve(flags.report) }, options);
      return sewn;
    } finally {
      progress.clear();
    }
  });
  if (flags.json) printJson(result);
  else {
    report(flags.out, result);
    if (flags.report !== undefined) print(`  report in ${flags.report}`);
  }
  return EXIT.ok;
}

function report(out: string, result: SewResult): void {
  const { recommendation, sizes } = result;
  const how = result.method === 'sewn' ? 'sewn' : 'laid on a ready garment';
  print(
    `${out}: ${how} in ${result.size} of ${result.material}, ${duration(result.ms)}, confidence ${percent(result.confidence)}`,
  );
  print(`  ${garmentLine(result.garment)}`);
  for (const { file, size, material, method, vertices, pressed, astray, hidden } of result.layers) {
    const over = hidden > 0 || pressed > 0;
    const what = over
      ? `${percent(hidden)} of it hidden, ${pressed} of ${vertices} points pressed down, ${astray} still stand out`
      : 'nothing worn over it covers it';
    print(`  ${basename(file)}: ${method} in ${size} of ${material}, ${what}`);
  }
  if (result.projectedBecause) print(`  not sewn: ${result.projectedBecause.text}`);
  const zones = [...new Set(sizes.flatMap((size) => size.zones.map(({ zone }) => zone)))];
  const cell = (size: SewResult['sizes'][number], name: string): string => {
    const zone = size.zones.find((z) => z.zone === name);
    return zone ? `${zone.easeCm >= 0 ? '+' : ''}${zone.easeCm.toFixed(1)} cm ${zone.verdict}` : '-';
  };
  if (zones.length > 0)
    print(
      table([
        [
          '  ease',
          ...sizes.map(({ size }) => (size === recommendation.size ? `${size} (recommended)` : size)),
        ],
        ...zones.map((zone) => [`  ${zone}`, ...sizes.map((size) => cell(size, zone))]),
      ]),
    );
  for (const { size, refused } of sizes) if (refused) print(`  ${size}: ${refused.text}`);
  for (const { text } of recommendation.reasons) print(`  ${text}`);
  for (const { text } of [...result.notes, ...result.reasons]) print(`  note: ${text}`);
  if (result.explainPage) print(`  explained in ${result.explainPage}`);
}
