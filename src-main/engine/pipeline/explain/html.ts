/** HTML: the self-contained page an explanation is written as; nothing in it loads anything. */

import { escapeMarkup } from '../../../contract/markup.ts';

export interface Panel {
  title: string;
  /** One sentence on what is to be seen. */
  caption: string;
  /** Size of the coordinate system of `overlay`, pixels of `picture`. */
  width: number;
  height: number;
  /** Encoded picture. */
  picture: { type: 'image/jpeg' | 'image/png'; bytes: Uint8Array };
  /** SVG elements drawn over the picture, already escaped. */
  overlay?: string;
}

export interface Page {
  title: string;
  /** Label and value pairs above the panels. */
  facts: [string, string][];
  /** Reasons and notes in words. */
  remarks: string[];
  /** First row is the head. */
  table: string[][];
  panels: Panel[];
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
dt { font-size: .8rem; opacity: .7; } dd { margin: 0; font-weight: 600; }
.row { display: flex; gap: .6rem; overflow-x: auto; } .row figure { flex: 0 0 10.5rem; } .scroll { overflow-x: auto; } .scroll td:not(:last-child) { white-space: nowrap; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1.5rem; margin: 2rem 0; }
figure { margin: 0; } .frame { position: relative; border: 1px solid var(--line); background: var(--soft); }
.frame img { display: block; width: 100%; } .frame svg { position: absolute; inset: 0; width: 100%; height: 100%; }
figcaption b { display: block; } figcaption { font-size: .85rem; padding-top: .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }`;

/** The page as one file; every text is escaped here, once. */
export function renderPage(page: Page): string {
  const remarks = page.remarks.length
    ? `<h2>Remarks</h2>\n<ul>${page.remarks.map((r) => `<li>${escapeMarkup(r)}</li>`).join('')}</ul>`
    : '';
  return renderDocument(
    page.title,
    `${renderFacts(page.facts)}
${remarks}
<div class="panels">
${page.panels.map(renderPanel).join('\n')}
</div>
<h2>Steps</h2>
${renderTable(page.table)}`,
  );
}

/** A whole document around a body that is escaped already; `title` becomes its heading. */
export function renderDocument(title: string, body: string): string {
  const heading = escapeMarkup(title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${heading}</h1>
${body}
</body>
</html>
`;
}

/** Label and value pairs side by side. */
export function renderFacts(facts: readonly (readonly [string, string])[]): string {
  const pairs = facts.map(
    ([label, value]) => `<div><dt>${escapeMarkup(label)}</dt><dd>${escapeMarkup(value)}</dd></div>`,
  );
  return `<dl>\n${pairs.join('\n')}\n</dl>`;
}

/** A table whose first row is the head. */
export function renderTable([head = [], ...rows]: readonly string[][]): string {
  const cells = (row: string[], tag: string) =>
    row.map((c) => `<${tag}>${escapeMarkup(c)}</${tag}>`).join('');
  return `<table>
<thead><tr>${cells(head, 'th')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}
</tbody>
</table>`;
}

export function renderPanel(panel: Panel): string {
  const data = Buffer.from(panel.picture.bytes).toString('base64');
  const title = escapeMarkup(panel.title);
  const overlay = panel.overlay
    ? `<svg viewBox="0 0 ${panel.width} ${panel.height}" aria-hidden="true">${panel.overlay}</svg>`
    : '';
  return `<figure><div class="frame"><img alt="${title}" src="data:${panel.picture.type};base64,${data}">${overlay}</div>
<figcaption><b>${title}</b>${escapeMarkup(panel.caption)}</figcaption></figure>`;
}
