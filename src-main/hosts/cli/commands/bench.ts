/** `toile bench quality`: figures of the engine against a known truth. */

import { resolve } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { type QualityReport, showFigure } from '../../../contract/quality.ts';
import { measureQuality, readRealPairs, readSet } from '../../../services/quality.ts';
import { casesAtOnce } from '../../../services/studio.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { duration, print, printJson, table } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface BenchQualityFlags extends ModelFlags {
  cases?: string;
  pairs?: string;
  flat?: boolean;
  out?: string;
  limit: number;
  lanes?: number;
  json?: boolean;
}

export async function benchQuality(flags: BenchQualityFlags): Promise<number> {
  if ((flags.cases === undefined) === (flags.pairs === undefined)) {
    throw new StudioError('invalid-input', 'Give either --cases FOLDER or --pairs FOLDER.');
  }
  if (flags.flat && flags.pairs !== undefined) {
    throw new StudioError('invalid-input', 'Real pairs have one garment picture each: leave out --flat.');
  }
  const run =
    flags.cases === undefined
      ? await readRealPairs(resolve(flags.pairs as string), flags.limit)
      : await readSet(resolve(flags.cases), flags.limit, flags.flat ?? false);
  const lanes = Math.min(flags.lanes ?? casesAtOnce(), run.tasks.length);
  const progress = new ProgressLine();
  const report = await withCore(async (core, signal) => {
    try {
      return await measureQuality(core, run, {
        models: modelChoice(flags),
        parallel: lanes,
        signal,
        ...(flags.out === undefined ? {} : { out: resolve(flags.out) }),
        onProgress: (done, total, now) =>
          progress.draw(
            (done + (now?.fraction ?? 0)) / total,
            `measuring case ${Math.min(done + 1, total)} of ${total}`,
          ),
      });
    } finally {
      progress.clear();
    }
  }, lanes);
  if (flags.json) printJson(report);
  else show(report);
  if (report.overall.done > 0) return EXIT.ok;
  const code = report.cases[0]?.error?.code;
  return code ? exitCodeOf(code) : EXIT.internal;
}

function show(report: QualityReport): void {
  const { overall, byKind, byCategory, calibration, definitions, stages } = report;
  const kinds = Object.keys(byKind).filter((kind) => byKind[kind]?.done);
  print(`${report.title}: ${overall.done} done, ${overall.failed} failed`);
  print('');
  const means = (columns: string[], of: QualityReport['byKind']): string =>
    table([
      ['figure', 'better', 'overall', '±', ...columns],
      ...definitions.map((figure) => [
        figure.label,
        figure.better === 'high' ? 'higher' : 'lower',
        showFigure(figure, overall.figures[figure.id]),
        showFigure(figure, overall.errors[figure.id]),
        ...columns.map((column) => showFigure(figure, of[column]?.figures[figure.id])),
      ]),
    ]);
  print(means(kinds, byKind));
  const categories = Object.keys(byCategory);
  if (categories.join() !== kinds.join()) {
    print('');
    print(means(categories, byCategory));
  }
  const number = (value: number | null): string => (value === null ? 'not known' : value.toFixed(2));
  const known = new Map(definitions.map((figure) => [figure.id, figure]));
  const shown = (id: string, value: number | null | undefined): string => {
    const figure = known.get(id);
    return figure && value !== null ? showFigure(figure, value) : '';
  };
  print('');
  print(
    table([
      ['confidence foretells', 'concordance', 'rank correlation', 'needs review', 'others'],
      ...calibration.against.map((one) => [
        known.get(one.figure)?.label ?? one.figure,
        number(one.concordance),
        number(one.spearman),
        shown(one.figure, one.flagged),
        shown(one.figure, one.unflagged),
      ]),
    ]),
  );
  print(`needs review: ${calibration.flagged} of ${calibration.flagged + calibration.unflagged}`);
  print('');
  for (const { figure, cases } of report.worstBy) {
    const names = cases.map(({ name, value }) => `${name} (${shown(figure, value)})`);
    print(`worst by ${known.get(figure)?.label ?? figure}: ${names.join(', ')}`);
  }
  print('');
  const together = report.atOnce > 1 ? `, ${report.atOnce} cases at the same time` : '';
  print(
    `time${together}: ${stages.map(({ stage, medianMs }) => `${stage} ${duration(medianMs)}`).join(', ')}; a case ${report.medianMs === null ? '-' : duration(report.medianMs)}; memory ${report.peakMb.toFixed(0)} MB`,
  );
  for (const one of report.cases) if (one.error) print(`failed: ${one.name}: ${one.error.message}`);
  if (report.report) print(`report in ${report.report}`);
}
