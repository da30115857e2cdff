/** Report: a page to open in the morning, with what needs a look first, then what failed, then everything. */

import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { BatchItem, BatchView } from '../../contract/batch.ts';
import type { Translate } from '../../contract/joint-name.ts';
import { escapeMarkup as html } from '../../contract/markup.ts';
import { told } from '../../contract/told.ts';
import { writeFileWhole } from '../../engine/image/write-file.ts';
import type { Batches } from '../../library/batches/batches.ts';
import { REPORT_WORDS, type ReportWords } from './report-words.ts';
import { photoName } from './sources.ts';

const STYLE = `:root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}body{margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:2.2rem}p.sum{margin-top:0;opacity:.75}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem}
figure{margin:0;border:1px solid #8885;border-radius:8px;overflow:hidden}figure img{display:block;width:100%;height:20rem;object-fit:contain;background:#8882}
figcaption{padding:.6rem .8rem}figcaption ul{margin:.3rem 0 0;padding-left:1.1rem}small{opacity:.75}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884;vertical-align:top}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}`;

/** In which words a report is written. */
export interface ReportLanguage {
  language: keyof typeof REPORT_WORDS;
  /** The app's translations of sentences and errors. */
  t: Translate;
}

/**
 * Writes the report of a batch: a page, or JSON where the name ends so.
 *
 * @throws StudioError output-unwritable, disk-full
 */
export async function writeReport(
  store: Batches,
  id: string,
  file: string,
  language: ReportLanguage,
): Promise<void> {
  const batch = store.get(id);
  const items = store.items(id).map(({ crashes: _crashes, placed: _placed, ...item }) => item);
  const text = file.endsWith('.json')
    ? `${JSON.stringify({ batch, items }, undefined, 1)}\n`
    : reportPage(batch, items, file, language);
  await writeFileWhole(file, [Buffer.from(text)]);
}

/** @param file the page's place: pictures are linked from there */
export function reportPage(
  batch: BatchView,
  items: readonly BatchItem[],
  file: string,
  { language, t }: ReportLanguage,
): string {
  const words = REPORT_WORDS[language];
  const review = items.filter(
    ({ state, outcome, accepted }) => state === 'done' && outcome?.needsReview && !accepted,
  );
  const failed = items.filter(({ state }) => state === 'failed');
  const page: Page = { words, t, english: language === 'en', link: linksFrom(file, batch.out) };
  const name = html(batch.name);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width"><title>${name}</title><style>${STYLE}</style></head><body>
<h1>${name}</h1><p class="sum">${words.summary(batch.counts)}</p>
${review.length ? `<h2>${words.needsLook}</h2><div class="cards">${review.map((item) => card(item, page)).join('')}</div>` : ''}
${failed.length ? `<h2>${words.failed}</h2>${table(failed, page)}` : ''}
<h2>${words.all}</h2>${table(items, page)}
</body></html>
`;
}

interface Page {
  words: ReportWords;
  t: Translate;
  english: boolean;
  link(target: string): string;
}

const linksFrom = (file: string, out: string) => {
  const folder = dirname(resolve(file));
  return (target: string): string =>
    relative(folder, resolve(out, target)).split(sep).map(encodeURIComponent).join('/');
};

const garments = ({ spec }: BatchItem): string =>
  spec.layers.map(({ name, garment }) => name || basename(garment.path)).join(' + ');

const percent = (share: number | undefined): string =>
  share === undefined ? '' : `${Math.round(share * 100)} %`;

/** English errors tell the case; other languages have the kind of error and what to do. */
function errorText({ error }: BatchItem, { t, english }: Page): string {
  if (!error) return '';
  if (english) return error.message;
  const { code, reason } = error;
  const title = t(`errors:${code}.title`, {});
  return `${title}：${reason ? told(t, reason) : t(`errors:${code}.advice`, {})}`;
}

function card(item: BatchItem, { words, t, link }: Page): string {
  const { number, spec, outcome, targets } = item;
  const reasons = (outcome?.reasons ?? []).map((reason) => `<li>${html(told(t, reason))}</li>`).join('');
  const picture = `<a href="${link(targets[0])}"><img src="${link(targets[0])}" alt="" loading="lazy"></a>`;
  const sure = `<small>${words.confidence} ${percent(outcome?.confidence)}</small>`;
  return `<figure>${picture}<figcaption><b>${number}</b> ${html(photoName(spec))}<br>${html(garments(item))}<br>${sure}${reasons ? `<ul>${reasons}</ul>` : ''}</figcaption></figure>`;
}

function row(item: BatchItem, page: Page): string {
  const { number, spec, state, outcome, targets } = item;
  const { words, link } = page;
  const files =
    state === 'done'
      ? targets.map((target) => `<a href="${link(target)}">${html(target)}</a>`).join('<br>')
      : html(errorText(item, page));
  const time = outcome ? words.seconds((outcome.ms / 1000).toFixed(1)) : '';
  return `<tr><td class="n">${number}</td><td>${html(photoName(spec))}</td><td>${html(garments(item))}</td><td>${words.state[state]}</td><td class="n">${percent(outcome?.confidence)}</td><td class="n">${time}</td><td>${files}</td></tr>`;
}

function table(list: readonly BatchItem[], page: Page): string {
  const { number, photo, garments: worn, state, time, files } = page.words.head;
  const cell = (name: string): string => `<th>${name}</th>`;
  const figure = (name: string): string => `<th class="n">${name}</th>`;
  const head = [
    ...[figure(number), cell(photo), cell(worn), cell(state)],
    ...[figure(page.words.confidence), figure(time), cell(files)],
  ];
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${list.map((item) => row(item, page)).join('')}</tbody></table>`;
}
