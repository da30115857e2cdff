/** Words: text made ready for the full-text index, in which every Han character is a word of its own. */

/** The tokeniser takes a run of Han characters for one word, so none inside it would be found. */
const HAN = /\p{Script=Han}/gu;

/** Text as it goes into the index. */
export function indexed(text: string): string {
  return text.normalize('NFKC').replace(HAN, ' $& ').replace(/\s+/g, ' ').trim();
}

/** A run of Han characters, or of letters, digits and marks. */
const WORD = /\p{Script=Han}+|[[\p{L}\p{N}\p{M}]--\p{Script=Han}]+/gv;
/** As many words as anybody types; more only cost time. */
const MOST = 16;

/**
 * FTS5 query for what a user typed: every word must be there, Han runs as phrases, and the last Latin word may be
 * unfinished. Operators of the query language lose their meaning. `undefined`: nothing to look for.
 */
export function matchExpression(text: string): string | undefined {
  const words: string[] = [];
  for (const part of text.normalize('NFKC').split(/\s+/)) {
    // Letters and digits that stand together (a stock number like "TS-0042") are looked for as a phrase.
    for (const run of splitScripts(part)) {
      const tokens = run.match(WORD);
      if (tokens) words.push(tokens.map((token) => indexed(token)).join(' '));
    }
  }
  if (words.length === 0) return undefined;
  const kept = words.slice(0, MOST);
  const unfinished = !/\p{Script=Han}\s*$/u.test(text) && !/\s$/.test(text);
  return kept
    .map((word, k) => `"${word}"${unfinished && k === kept.length - 1 && words.length <= MOST ? ' *' : ''}`)
    .join(' AND ');
}

/** Parts "红色dress" into its Han and its other runs, so that each is found wherever it stands. */
function splitScripts(part: string): string[] {
  return part.match(/\p{Script=Han}+|\P{Script=Han}+/gu) ?? [];
}
