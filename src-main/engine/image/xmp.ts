/** Cleans XMP packets for results: no GPS attributes, upright, nothing that announces data the result lacks. */

/** Gain maps, depth maps and packets stored elsewhere in the source file: a result does not carry them. */
const ANNOUNCES_MORE = /hdrgm:|GContainer|Container:Directory|GCamera:|GDepth:|GImage:|HasExtendedXMP/;

/**
 * Returns a cleaned copy of an XMP packet.
 *
 * @returns undefined when the packet is to be left out: not text, or describing data that is not written
 */
export function editXmp(xmp: Uint8Array, keepGps: boolean): Uint8Array | undefined {
  const text = new TextDecoder().decode(xmp);
  if (!text.includes('x:xmpmeta') && !text.includes('rdf:RDF')) return undefined;
  if (ANNOUNCES_MORE.test(text)) return undefined;
  let result = text
    .replace(/(\btiff:Orientation\s*=\s*["'])\d(["'])/g, '$11$2')
    .replace(/(<tiff:Orientation>)\d(<)/g, '$11$2');
  if (!keepGps) {
    result = result
      .replace(/\s[\w.-]+:GPS\w*\s*=\s*("[^"]*"|'[^']*')/g, '')
      .replace(/<([\w.-]+:GPS\w*)\b[^>]*\/>/g, '')
      .replace(/<([\w.-]+:GPS\w*)\b[^>]*>[\s\S]*?<\/\1\s*>/g, '');
    if (/GPS(Latitude|Longitude|Dest|Coord)/i.test(result)) return undefined;
  }
  return new TextEncoder().encode(result);
}
