/** Gallery: a lookbook as one HTML page with its pictures in it, which needs nothing else and no script to be read. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors.ts';
import {
  type LookbookRequest,
  type Plate,
  type PlateGarment,
  plateName,
} from '../../../contract/lookbook.ts';
import { escapeMarkup } from '../../../contract/markup.ts';
import { sizeOf } from '../../image/decode.ts';
import { GALLERY_SCRIPT, galleryStyle } from './gallery-page.ts';

/**
 * @param onPlate called after every picture; may end the work by throwing
 * @returns the page piece by piece
 * @throws StudioError 'file-not-found' for a picture
 */
export async function writeGallery(
  request: LookbookRequest,
  onPlate: () => void = () => {},
): Promise<Buffer[]> {
  const { title, subtitle, language, template, paper, plates } = request;
  const style = galleryStyle(request);
  // nothing from elsewhere, and of what stands in the page only this very style and script
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${sha256(style)}'`,
    `script-src '${sha256(GALLERY_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const heading = escapeMarkup(title);
  const pieces = [
    Buffer.from(`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="generator" content="Toile">
<title>${heading}</title>
<style>${style}</style>
</head>
<body class="${template} ${paper}">
<header><h1>${heading}</h1>${subtitle ? `<p>${escapeMarkup(subtitle)}</p>` : ''}</header>
<main>
<ol class="plates">
`),
  ];
  for (const [i, plate] of plates.entries()) {
    pieces.push(Buffer.from(await listItem(request, plate, i)));
    onPlate();
  }
  pieces.push(Buffer.from(`</ol>\n</main>\n<script>${GALLERY_SCRIPT}</script>\n</body>\n</html>\n`));
  return pieces;
}

const sha256 = (text: string): string =>
  `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;

async function listItem(
  { words, template, plates }: LookbookRequest,
  plate: Plate,
  i: number,
): Promise<string> {
  const id = `plate-${i + 1}`;
  // closing goes back to the link that opened it
  const opener = `open-${i + 1}`;
  const name = escapeMarkup(plateName(plate) || `${i + 1}`);
  const picture = `<a id="${opener}" href="#${id}" aria-label="${escapeMarkup(words.enlarge)}: ${name}">${await image(plate.picture, name)}</a>`;
  const pictures =
    template === 'before-after' && plate.before
      ? `<div><b>${escapeMarkup(words.before)}</b>${await image(plate.before, `${escapeMarkup(words.before)}: ${name}`)}</div><div><b>${escapeMarkup(words.after)}</b>${picture}</div>`
      : `<div>${picture}</div>`;
  const move = (to: string, kind: 'previous' | 'close' | 'next', sign: string): string =>
    `<a class="${kind}" href="#${to}" aria-label="${escapeMarkup(words[kind])}">${sign}</a>`;
  const moves = [
    i > 0 ? move(`plate-${i}`, 'previous', '←') : '',
    i + 1 < plates.length ? move(`plate-${i + 2}`, 'next', '→') : '',
    move(opener, 'close', '✕'),
  ].join('');
  const title = plate.title ? `<h2>${escapeMarkup(plate.title)}</h2>` : '';
  const text = plate.text ? `<p>${escapeMarkup(plate.text)}</p>` : '';
  const garments =
    plate.garments.length > 0 ? `<ul class="garments">${plate.garments.map(garmentItem).join('')}</ul>` : '';
  return `<li class="plate" id="${id}"><figure>
<div class="pictures">${pictures}</div>
<figcaption>${title}${text}${garments}</figcaption>
<nav class="moves" aria-label="${name}">${moves}</nav>
</figure></li>
`;
}

function garmentItem({ name, about, sizes, price }: PlateGarment): string {
  const small = [about, sizes].filter(Boolean).join('  ·  ');
  return `<li>${name ? `<span>${escapeMarkup(name)}</span>` : ''}${
    small ? `<small>${escapeMarkup(small)}</small>` : ''
  }${price ? `<span class="price">${escapeMarkup(price)}</span>` : ''}</li>`;
}

/** @param alt escaped already */
async function image(file: string, alt: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new StudioError('file-not-found', 'A picture of the lookbook is no longer there. Try again.', {
      cause,
    });
  }
  const { width, height } = await sizeOf(bytes);
  return `<img alt="${alt}" width="${width}" height="${height}" src="data:image/jpeg;base64,${bytes.toString('base64')}">`;
}
