/** `toile doctor`: checks this computer and says what to do about what is wrong. */

import type { ProbeResult } from '../../../contract/doctor.ts';
import type { ModelChoice } from '../../../contract/options.ts';
import { type DoctorReport, examine } from '../../../services/doctor.ts';
import { EXIT } from '../exit-codes.ts';
import { duration, print, printJson, table } from '../output.ts';
import { RESOURCES } from '../places.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface DoctorFlags {
  speed: boolean;
  provider: ModelChoice['provider'];
  json?: boolean;
}

export async function doctor(flags: DoctorFlags): Promise<number> {
  const progress = new ProgressLine();
  const report = await withCore(async (core, signal) => {
    try {
      return await examine(core, {
        resourcesDir: RESOURCES,
        provider: flags.provider,
        speed: flags.speed,
        signal,
        onProgress: (p) => progress.draw(p.fraction, 'measuring'),
      });
    } finally {
      progress.clear();
    }
  });
  if (flags.json) printJson(report);
  else show(report);
  return report.problems.length === 0 ? EXIT.ok : report.engineError ? EXIT.internal : EXIT.models;
}

function show(report: DoctorReport): void {
  const { processor, memory, engine } = report;
  const rows = [
    ['Node', report.node],
    ['System', report.system],
    ['Processor', `${processor.name}, ${processor.cores} cores`],
    ['Memory', `${memory.total.toFixed(1)} GB, ${memory.free.toFixed(1)} GB free`],
  ];
  if (engine) rows.push(...engineRows(engine));
  print(table(rows));
  for (const problem of report.problems) print(`Problem: ${problem}`);
  print(
    report.problems.length === 0 ? 'All is well.' : 'Toile cannot do all of its work on this computer yet.',
  );
}

function engineRows(engine: ProbeResult): string[][] {
  const ready = engine.models.filter((model) => model.ready).length;
  const rows = [
    [
      'Provider',
      `${engine.provider} (asked for ${engine.requested}), ${engine.threads} threads, ONNX Runtime ${engine.runtime}`,
    ],
    ...engine.refused.map(({ name, reason }) => ['', `${name} not used: ${reason}`]),
    ['Models', `${ready} of ${engine.models.length} ready`],
    ...engine.models
      .filter((model) => !model.ready)
      .map((model) => ['', `${model.name}: ${model.fault ?? ''}`]),
  ];
  const { speed } = engine;
  if (speed) {
    rows.push(
      ['Speed', `a new person ${duration(speed.personMs)}, a new garment ${duration(speed.garmentMs)}`],
      ['', `on a photo of ${speed.width} x ${speed.height}, median of ${speed.rounds} rounds`],
    );
  }
  rows.push(['Engine', `${engine.peakMb.toFixed(0)} MB at most`]);
  return rows;
}
