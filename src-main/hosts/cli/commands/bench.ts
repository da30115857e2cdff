/** `toile bench quality`: figures of the engine against a known truth. */

import { resolve } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { type QualityReport, showFigure } from '../../../contract/quality.ts';
import { measureQuality, readRealPairs, readSet } from '../../../services/quality.ts';
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
  const progress = new ProgressLine();
  const report = await withCore(async (core, signal) => {
    try {
      return await measureQuality(core, run, {
        models: modelChoice(flags),
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
  });
  if (flags.json) printJson(report);
  else show(report);
  if (report.overall.done > 0) return EXIT.ok;
  const code = report.cases[0]?.error?.code;
  return code ? exitCodeOf(code) : EXIT.internal;
}

function show(report: QualityReport): void {
  const { overall, byKind, calibration, definitions, stages } = report;
  const kinds = Object.keys(byKind).filter((kind) => byKind[kind]?.done);
  print(`${report.title}: ${overall.done} done, ${overall.failed} failed`);
  print('');
  print(
    table([
      ['figure', 'better', 'overall', ...kinds],
      ...definitions.map((figure) => [
        figure.label,
        figure.better === 'high' ? 'higher' : 'lower',
        showFigure(figure, overall.figures[figure.id]),
        ...kinds.map((kind) => showFigure(figure, byKind[kind]?.figures[figure.id])),
      ]),
    ]),
  );
  const number = (value: number | null): string => (value === null ? 'not known' : value.toFixed(2));
  print('');
  print(
    `confidence: AUC ${number(calibration.auc)} for SSIM below ${calibration.threshold}, rank correlation ${number(calibration.spearman)}; ` +
      `needs review: ${calibration.poorFlagged} of ${calibration.poor} poor, ${calibration.goodFlagged} of ${calibration.good} good`,
  );
  print(
    `time: ${stages.map(({ stage, medianMs }) => `${stage} ${duration(medianMs)}`).join(', ')}; a case ${report.medianMs === null ? '-' : duration(report.medianMs)}; memory ${report.peakMb.toFixed(0)} MB`,
  );
  for (const one of report.cases) if (one.error) print(`failed: ${one.name}: ${one.error.message}`);
  print(`worst: ${report.worst.join(', ')}`);
  if (report.report) print(`report in ${report.report}`);
}
