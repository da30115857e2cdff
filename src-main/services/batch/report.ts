/** Report: a page to open in the morning, with what needs a look first, then what failed, then everything. */

import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { BatchItem, BatchView } from '../../contract/batch.ts';
import { writeFileWhole } from '../../engine/image/write-file.ts';
import type { Batches } from '../../library/batches/batches.ts';
import { photoName } from './sources.ts';

const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = `:root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}body{margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:2.2rem}p.sum{margin-top:0;opacity:.75}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem}
figure{margin:0;border:1px solid #8885;border-radius:8px;overflow:hidden}figure img{display:block;width:100%;height:20rem;object-fit:contain;background:#8882}
figcaption{padding:.6rem .8rem}figcaption ul{margin:.3rem 0 0;padding-left:1.1rem}small{opacity:.75}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}`;

/**
 * Writes the report of a batch: a page, or JSON where the name ends so.
 *
 * @throws StudioError output-unwritable, disk-full
 */
export async function writeReport(store: Batches, id: string, file: string): Promise<void> {
  const batch = store.get(id);
  const items = store.items(id).map(({ crashes: _crashes, placed: _placed, ...item }) => item);
  const text = file.endsWith('.json')
    ? `${JSON.stringify({ batch, items }, undefined, 1)}\n`
    : reportPage(batch, items, file);
  await writeFileWhole(file, [Buffer.from(text)]);
}

/** @param file the page's place: pictures are linked from there */
export function reportPage(batch: BatchView, items: readonly BatchItem[], file: string): string {
  const folder = dirname(resolve(file));
  const link = (target: string): string =>
    relative(folder, resolve(batch.out, target)).split(sep).map(encodeURIComponent).join('/');
  const review = items.filter(
    ({ state, outcome, accepted }) => state === 'done' && outcome?.needsReview && !accepted,
  );
  const failed = items.filter(({ state }) => state === 'failed');
  const { counts } = batch;
  const garments = ({ spec }: BatchItem): string =>
    spec.layers.map(({ name, garment }) => name || basename(garment.path)).join(' + ');
  const percent = (share: number | undefined): string =>
    share === undefined ? '' : `${Math.round(share * 100)} %`;
  const card = (item: BatchItem): string => {
    const reasons = (item.outcome?.reasons ?? []).map(({ text }) => `<li>${html(text)}</li>`).join('');
    return `<figure><a href="${link(item.targets[0])}"><img src="${link(item.targets[0])}" alt="" loading="lazy"></a><figcaption><b>${item.number}</b> ${html(photoName(item.spec))}<br>${html(garments(item))}<br><small>confidence ${percent(item.outcome?.confidence)}</small>${reasons ? `<ul>${reasons}</ul>` : ''}</figcaption></figure>`;
  };
  const row = (item: BatchItem): string =>
    `<tr><td class="n">${item.number}</td><td>${html(photoName(item.spec))}</td><td>${html(garments(item))}</td><td>${item.state}</td><td class="n">${percent(item.outcome?.confidence)}</td><td class="n">${item.outcome ? `${(item.outcome.ms / 1000).toFixed(1)} s` : ''}</td><td>${item.state === 'done' ? item.targets.map((target) => `<a href="${link(target)}">${html(target)}</a>`).join('<br>') : html(item.error?.message ?? '')}</td></tr>`;
  const table = (list: readonly BatchItem[]): string =>
    `<table><thead><tr><th>No.</th><th>Photo</th><th>Garments</th><th>State</th><th>Confidence</th><th>Time</th><th>Files</th></tr></thead><tbody>${list.map(row).join('')}</tbody></table>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width"><title>${html(batch.name)}</title><style>${STYLE}</style></head><body>
<h1>${html(batch.name)}</h1><p class="sum">${counts.done} of ${counts.total} done, ${counts.needsReview} to look at, ${counts.failed} failed${counts.waiting ? `, ${counts.waiting} waiting` : ''}</p>
${review.length ? `<h2>Needs a look</h2><div class="cards">${review.map(card).join('')}</div>` : ''}
${failed.length ? `<h2>Failed</h2>${table(failed)}` : ''}
<h2>All pictures</h2>${table(items)}
</body></html>
`;
}
