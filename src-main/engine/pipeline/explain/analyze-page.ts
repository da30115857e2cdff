/** Analyze page: explains what was seen in one picture. */

import { basename } from 'node:path';
import type { AnalyzeResult } from '../../../contract/analyze.ts';
import { texts } from '../../../contract/sentences.ts';
import type { AnalyzeRun } from '../analyze.ts';
import { panel, percent, stageTable, writePage } from './page-file.ts';
import { garmentPanels, personPanels } from './person-panels.ts';

/** Writes the page into `folder` and returns its path. */
export async function explainAnalyze(
  folder: string,
  run: AnalyzeRun,
  result: AnalyzeResult,
): Promise<string> {
  const name = basename(result.file);
  const own =
    run.kind === 'garment'
      ? await garmentPanels(run.garment, name)
      : run.person
        ? await personPanels(run.person)
        : [];
  const confidence =
    result.kind === 'garment'
      ? result.confidence.overall
      : Math.min(1, ...Object.values(result.body?.confidence ?? {}));
  return writePage(folder, {
    title: name,
    facts: [
      ['Kind', result.kind === 'person' ? `${result.people.length} in the photo` : result.category],
      ['Confidence', percent(confidence)],
      ['Size', `${result.width} x ${result.height}`],
      ['Time', `${(result.ms / 1000).toFixed(1)} s`],
      ['Provider', result.provider],
    ],
    remarks: texts([...result.reasons, ...result.notes]),
    table: stageTable(result.stages),
    panels: [
      await panel('Picture', `${result.width} x ${result.height} pixels.`, run.photo.analysis),
      ...own,
    ],
  });
}
