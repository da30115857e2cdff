/** Report page: the figures of a quality run with their definitions, and a row of pictures for every case, worst first. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Figure,
  type QualityReport,
  type QualityReportRequest,
  type ScorePicture,
  showFigure,
} from '../../../contract/quality.ts';
import { checkTarget, writeFileWhole } from '../../image/write-file.ts';
import { FIGURES } from '../../quality/figures.ts';
import { RANKED_BY, summarize } from '../../quality/summary.ts';
import { escapeHtml, renderDocument, renderFacts, renderPanel, renderTable } from '../explain/html.ts';
import { percent } from '../explain/page-file.ts';

/** Figures under the pictures of a case. */
const IN_A_ROW = [
  'tryOn.garment.ssim',
  'tryOn.garment.psnr',
  'tryOn.garment.ciede2000',
  'tryOn.maskIou',
  'print.medianShare',
  'print.within2',
  'pose.errorPx',
  'parsing.miou',
  'matte.sad',
  'garment.landmarkError',
  'garment.cutoutIou',
];

/**
 * Brings the outcomes together and, when asked to, writes the page.
 *
 * @throws StudioError output-unwritable, disk-full
 */
export async function qualityReport(request: QualityReportRequest): Promise<QualityReport> {
  const report = summarize(request.title, request.outcomes);
  if (!request.out) return report;
  await checkTarget(request.out);
  const pictures = new Map(
    request.outcomes.flatMap(({ name, result }) => (result ? [[name, result.pictures] as const] : [])),
  );
  const rows: string[] = [];
  for (const one of report.cases)
    rows.push(await caseRow(one, pictures.get(one.name) ?? [], request.pictures));
  const body = [head(report), figureTable(report), rows.join('\n'), stageTable(report)].join('\n');
  await writeFileWhole(request.out, [Buffer.from(renderDocument(report.title, body), 'utf8')]);
  return { ...report, report: request.out };
}

function head({ overall, calibration, medianMs, peakMb, worst }: QualityReport): string {
  const { auc, spearman, threshold, poor, good, poorFlagged, goodFlagged } = calibration;
  const facts: [string, string][] = [
    ['Cases', String(overall.done)],
    ['Failed', String(overall.failed)],
    ['Worst', worst.join(', ')],
    ['Median time a case', medianMs === null ? '' : `${(medianMs / 1000).toFixed(1)} s`],
    ['Peak memory of the engine', `${peakMb.toFixed(0)} MB`],
  ];
  const number = (value: number | null): string => (value === null ? 'not known' : value.toFixed(2));
  return `${renderFacts(facts)}
<h2>Confidence</h2>
<p>A result is poor when its SSIM in the garment region is below ${threshold}: ${poor} poor, ${good} good. Flagged "needs review": ${poorFlagged} of the poor, ${goodFlagged} of the good. AUC (chance that a poor result has a lower confidence than a good one; 0.5 = no better than chance): ${number(auc)}. Rank correlation of confidence and SSIM (Spearman): ${number(spearman)}.</p>`;
}

function figureTable({ overall, byKind, definitions }: QualityReport): string {
  const kinds = Object.keys(byKind).filter((kind) => byKind[kind].done > 0);
  const rows = definitions.map((figure) => [
    figure.label,
    showFigure(figure, overall.figures[figure.id]),
    ...kinds.map((kind) => showFigure(figure, byKind[kind].figures[figure.id])),
    figure.better === 'high' ? 'higher' : 'lower',
    figure.definition,
  ]);
  return `<h2>Figures</h2>
<p>Means over the cases. ${escapeHtml(kinds.map((kind) => `${kind}: ${byKind[kind].done}`).join(', '))}.</p>
<div class="scroll">${renderTable([['Figure', 'Overall', ...kinds, 'Better', 'Definition'], ...rows])}</div>
<h2>Cases, worst first</h2>
<p>Ordered by ${escapeHtml(labelOf(RANKED_BY))}. Difference: CIEDE2000 from black (none) over red to yellow (30 and more).</p>`;
}

async function caseRow(
  one: QualityReport['cases'][number],
  pictures: readonly ScorePicture[],
  folder: string | undefined,
): Promise<string> {
  const title = escapeHtml(`${one.name} (${one.kind})`);
  if (one.error) {
    return `<h3>${title}</h3>\n<p>Failed: ${escapeHtml(`${one.error.message} (${one.error.code})`)}</p>`;
  }
  const figures = FIGURES.filter(({ id }) => IN_A_ROW.includes(id) && id in one.figures).map(
    (figure): [string, string] => [figure.label, showFigure(figure, one.figures[figure.id])],
  );
  const confidence = `${percent(one.confidence ?? 0)}${one.needsReview ? ', needs review' : ''}`;
  const panels = [];
  for (const { title: name, file, width, height } of folder ? pictures : []) {
    const bytes = await readFile(join(folder as string, basename(file)));
    panels.push(
      renderPanel({ title: name, caption: '', width, height, picture: { type: 'image/jpeg', bytes } }),
    );
  }
  return `<h3>${title}</h3>
<p>${escapeHtml([one.about, ...one.reasons].filter(Boolean).join('; '))}</p>
<div class="row">${panels.join('\n')}</div>
${renderFacts([...figures, ['Confidence', confidence]])}`;
}

function stageTable({ stages }: QualityReport): string {
  const rows = stages.map(({ stage, medianMs, runs }) => [stage, `${medianMs.toFixed(0)} ms`, String(runs)]);
  return `<h2>Steps</h2>\n${renderTable([['Step', 'Median time', 'Runs'], ...rows])}`;
}

const labelOf = (id: string): string => (FIGURES.find((figure) => figure.id === id) as Figure).label;
