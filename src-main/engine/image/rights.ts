/** Rights: writes the names of the photographer and of the owner into EXIF and XMP. */

import { escapeMarkup } from '../../contract/markup.ts';
import { firstDirectory, openTiff, readDirectory } from './tiff-structure.ts';

export interface Rights {
  /** Who made the picture. */
  creator?: string | undefined;
  /** Notice of copyright. */
  copyright?: string | undefined;
}

/** CIPA DC-008, table 3. */
const ARTIST = 0x13b;
const COPYRIGHT = 0x8298;
const ASCII = 2;

/** An empty block: little-endian, one directory without entries. */
const EMPTY = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/**
 * A copy of an EXIF block with these names in place of those it had. The first directory moves to the end, everything else stays
 * where it is, so that maker notes remain readable.
 *
 * @param exif TIFF structure without the 'Exif\0\0' prefix; a new block when left out
 * @returns undefined when the block cannot be read
 */
export function exifWithRights(exif: Uint8Array | undefined, rights: Rights): Uint8Array | undefined {
  const old = exif ?? EMPTY;
  const tiff = openTiff(old);
  const directory = tiff && readDirectory(tiff, firstDirectory(tiff));
  if (!tiff || !directory) return undefined;
  const { little } = tiff;
  const texts = new Map<number, Uint8Array>();
  // Readers take UTF-8 here, which the standard had no type for until Exif 3.0.
  if (rights.creator !== undefined) texts.set(ARTIST, new TextEncoder().encode(`${rights.creator}\0`));
  if (rights.copyright !== undefined) texts.set(COPYRIGHT, new TextEncoder().encode(`${rights.copyright}\0`));
  const kept: { tag: number; bytes: Uint8Array }[] = [];
  const count = tiff.view.getUint16(directory.at, little);
  for (let i = 0; i < count; i++) {
    const at = directory.at + 2 + i * 12;
    const tag = tiff.view.getUint16(at, little);
    if (!texts.has(tag)) kept.push({ tag, bytes: old.slice(at, at + 12) });
  }
  const start = old.length + (old.length % 2);
  const entries = kept.length + texts.size;
  let textAt = start + 2 + entries * 12 + 4;
  const room = [...texts.values()].reduce((sum, { length }) => sum + length + (length % 2), 0);
  const out = new Uint8Array(textAt + room);
  out.set(old);
  const view = new DataView(out.buffer);
  for (const [tag, text] of texts) {
    const bytes = new Uint8Array(12);
    const entry = new DataView(bytes.buffer);
    entry.setUint16(0, tag, little);
    entry.setUint16(2, ASCII, little);
    entry.setUint32(4, text.length, little);
    if (text.length <= 4) bytes.set(text, 8);
    else {
      entry.setUint32(8, textAt, little);
      out.set(text, textAt);
      textAt += text.length + (text.length % 2);
    }
    kept.push({ tag, bytes });
  }
  kept.sort((a, b) => a.tag - b.tag);
  view.setUint16(start, entries, little);
  for (const [i, { bytes }] of kept.entries()) out.set(bytes, start + 2 + i * 12);
  view.setUint32(start + 2 + entries * 12, directory.next, little);
  view.setUint32(4, start, little);
  return out;
}

/** An XMP packet with these names in place of those it had. */
export function xmpWithRights(xmp: Uint8Array | undefined, { creator, copyright }: Rights): Uint8Array {
  const parts = [
    ...(creator === undefined
      ? []
      : [`<dc:creator><rdf:Seq><rdf:li>${escapeMarkup(creator)}</rdf:li></rdf:Seq></dc:creator>`]),
    ...(copyright === undefined
      ? []
      : [
          `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escapeMarkup(copyright)}</rdf:li></rdf:Alt></dc:rights>`,
        ]),
  ];
  const description = `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">${parts.join('')}</rdf:Description>`;
  let text = xmp ? new TextDecoder().decode(xmp) : '';
  if (creator !== undefined) text = text.replace(/<dc:creator\b[\s\S]*?<\/dc:creator\s*>/g, '');
  if (copyright !== undefined) text = text.replace(/<dc:rights\b[\s\S]*?<\/dc:rights\s*>/g, '');
  const end = text.lastIndexOf('</rdf:RDF>');
  text =
    end < 0
      ? `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${description}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
      : text.slice(0, end) + description + text.slice(end);
  return new TextEncoder().encode(text);
}
