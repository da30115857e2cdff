/** Report page: the figures of a quality run with their definitions, and a row of pictures for every case, worst first. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { escapeMarkup } from '../../../contract/markup.ts';
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
import { renderDocument, renderFacts, renderPanel, renderTable } from '../explain/html.ts';
import { percent } from '../explain/page-file.ts';

/** Cases whose row has pictures: each takes some 200 KB. */
const MOST_PICTURED = 60;

const PICTURES =
  'Difference: CIEDE2000 from black (none) over red to yellow (30 and more). Points: red found, green true, blue true in the convention of the pose model.';

/** Figures under the pictures of a case. */
const IN_A_ROW = [
  'tryOn.garment.ssim',
  'tryOn.garment.psnr',
  'tryOn.garment.ciede2000',
  'tryOn.maskIou',
  'tryOn.outside.kept',
  'print.medianShare',
  'print.within2',
  'pose.errorPx',
  'pose.convention.errorPx',
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
  const report = summarize(request.title, request.outcomes, request.atOnce);
  if (!request.out) return report;
  await checkTarget(request.out);
  const pictures = new Map(
    request.outcomes.flatMap(({ name, result }) => (result ? [[name, result.pictures] as const] : [])),
  );
  const panels = new Panels(pictures, request.pictures);
  const rows: string[] = [];
  for (const [i, one] of report.cases.entries())
    rows.push(caseRow(one, i < MOST_PICTURED ? await panels.of(one.name) : []));
  const body = [
    head(report),
    confidence(report),
    figureTables(report),
    await worstTable(report, panels),
    `<h2>Cases, worst first</h2>
<p>Ordered by ${escapeMarkup(labelOf(RANKED_BY))}${report.cases.length > MOST_PICTURED ? `; pictures of the first ${MOST_PICTURED}` : ''}. ${PICTURES}</p>`,
    rows.join('\n'),
    stageTable(report),
  ].join('\n');
  await writeFileWhole(request.out, [Buffer.from(renderDocument(report.title, body), 'utf8')]);
  return { ...report, report: request.out };
}

/** Pictures of the cases as panels of the page. */
class Panels {
  private readonly pictures: ReadonlyMap<string, readonly ScorePicture[]>;
  private readonly folder: string | undefined;

  constructor(pictures: ReadonlyMap<string, readonly ScorePicture[]>, folder: string | undefined) {
    this.pictures = pictures;
    this.folder = folder;
  }

  /** Those of a case whose title begins with one of `titles`; all of them without. */
  async of(name: string, titles?: readonly string[], caption = ''): Promise<string[]> {
    if (this.folder === undefined) return [];
    const wanted = (this.pictures.get(name) ?? []).filter(
      ({ title }) => !titles || titles.some((start) => title.startsWith(start)),
    );
    const panels = [];
    for (const { title, file, width, height } of wanted) {
      const bytes = await readFile(join(this.folder, basename(file)));
      const picture = { type: 'image/jpeg', bytes } as const;
      panels.push(renderPanel({ title, caption, width, height, picture }));
    }
    return panels;
  }
}

function head({ overall, medianMs, peakMb, worst, atOnce }: QualityReport): string {
  const facts: [string, string][] = [
    ['Cases', String(overall.done)],
    ['Failed', String(overall.failed)],
    ['Worst', worst.join(', ')],
    ['Median time a case', medianMs === null ? '' : `${(medianMs / 1000).toFixed(1)} s`],
    ['Cases at the same time', String(atOnce)],
    ['Peak memory of an engine', `${peakMb.toFixed(0)} MB`],
  ];
  return renderFacts(facts);
}

const known = (value: number | null): string => (value === null ? 'not known' : value.toFixed(2));

function confidence({ calibration }: QualityReport): string {
  const { flagged, unflagged, against, bands } = calibration;
  const shown = (id: string, value: number | null | undefined): string =>
    showFigure(figureOf(id), value ?? undefined);
  const foretold = against.map((one) => [
    labelOf(one.figure),
    String(one.results),
    known(one.concordance),
    known(one.spearman),
    shown(one.figure, one.flagged),
    shown(one.figure, one.unflagged),
  ]);
  const curve = bands.map((band) => [
    `${percent(band.from)} to ${percent(band.to)}`,
    String(band.results),
    String(band.flagged),
    ...against.map(({ figure }) => shown(figure, band.figures[figure])),
  ]);
  return `<h2>Confidence</h2>
<p>"Needs review": ${flagged} of ${flagged + unflagged} results. Concordance: chance that of two results the better one has the higher confidence; 0.5 is no better than chance. Rank correlation (Spearman): 1 = the more confident, the better. The last two columns are means of the figure.</p>
<div class="scroll">${renderTable([['Figure', 'Results', 'Concordance', 'Rank correlation', 'Needs review', 'Others'], ...foretold])}</div>
<p>Results in order of their confidence, in bands of about equally many. A confidence that can be trusted has figures that get better from row to row.</p>
<div class="scroll">${renderTable([['Confidence', 'Results', 'Needs review', ...against.map(({ figure }) => labelOf(figure))], ...curve])}</div>`;
}

function figureTables(report: QualityReport): string {
  const { overall, byKind, byCategory, definitions } = report;
  const rows = definitions.map((figure) => [
    figure.label,
    showFigure(figure, overall.figures[figure.id]),
    showFigure(figure, overall.errors[figure.id]),
    figure.better === 'high' ? 'higher' : 'lower',
    figure.definition,
  ]);
  return `<h2>Figures</h2>
<p>Means over the cases, and the standard errors of the means: a difference of two sets below two of them says nothing. Failed cases are in no mean.</p>
<div class="scroll">${renderTable([['Figure', 'Mean', 'Standard error', 'Better', 'Definition'], ...rows])}</div>
<h2>By kind of case</h2>
${groupTable(report, byKind)}
<h2>By category of garment</h2>
<p>A case with two garments counts in both.</p>
${groupTable(report, byCategory)}`;
}

function groupTable({ definitions }: QualityReport, groups: QualityReport['byKind']): string {
  const names = Object.keys(groups).filter((name) => groups[name].done > 0);
  const count = ['Cases', ...names.map((name) => String(groups[name].done))];
  const rows = definitions.map((figure) => [
    figure.label,
    ...names.map((name) => showFigure(figure, groups[name].figures[figure.id])),
  ]);
  return `<div class="scroll">${renderTable([['', ...names], count, ...rows])}</div>`;
}

/** The worst cases by each figure, with what shows it. */
async function worstTable({ worstBy }: QualityReport, panels: Panels): Promise<string> {
  const parts = [];
  for (const { figure, cases } of worstBy) {
    const shown = cases.map(({ name, value }) => `${name} (${showFigure(figureOf(figure), value)})`);
    const row = [];
    for (const { name } of cases) row.push(...(await panels.of(name, shownFor(figure), name)));
    parts.push(`<h3>${escapeMarkup(labelOf(figure))}</h3>
<p>${escapeMarkup(shown.join(', '))}</p>
<div class="row">${row.join('\n')}</div>`);
  }
  return `<h2>Worst by figure</h2>\n${parts.join('\n')}`;
}

/** Beginnings of the titles of the pictures that show a figure. */
function shownFor(id: string): readonly string[] {
  if (id.startsWith('tryOn.outside')) return ['Result', 'Difference'];
  if (id.startsWith('pose')) return ['Joints'];
  if (id.startsWith('parsing')) return ['Labels'];
  if (id.startsWith('matte')) return ['Matte'];
  if (id.startsWith('garment')) return ['Garment'];
  return ['Result', 'Truth'];
}

function caseRow(one: QualityReport['cases'][number], panels: readonly string[]): string {
  const title = escapeMarkup(`${one.name} (${one.kind})`);
  if (one.error) {
    return `<h3>${title}</h3>\n<p>Failed: ${escapeMarkup(`${one.error.message} (${one.error.code})`)}</p>`;
  }
  const figures = FIGURES.filter(({ id }) => IN_A_ROW.includes(id) && id in one.figures).map(
    (figure): [string, string] => [figure.label, showFigure(figure, one.figures[figure.id])],
  );
  const confidence = `${percent(one.confidence ?? 0)}${one.needsReview ? ', needs review' : ''}`;
  return `<h3>${title}</h3>
<p>${escapeMarkup([one.about, ...one.reasons].filter(Boolean).join('; '))}</p>
<div class="row">${panels.join('\n')}</div>
${renderFacts([...figures, ['Confidence', confidence]])}`;
}

function stageTable({ stages }: QualityReport): string {
  const rows = stages.map(({ stage, medianMs, runs }) => [stage, `${medianMs.toFixed(0)} ms`, String(runs)]);
  return `<h2>Steps</h2>\n${renderTable([['Step', 'Median time', 'Runs'], ...rows])}`;
}

const figureOf = (id: string): Figure => FIGURES.find((figure) => figure.id === id) as Figure;
const labelOf = (id: string): string => figureOf(id).label;
