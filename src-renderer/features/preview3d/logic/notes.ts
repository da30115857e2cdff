/** Notes: what makes a photo's measurements less sure, from the engine's English to a text of the window. */

const KNOWN = [
  { begins: 'no photo shows the person from the front', key: 'preview3d:note.aside' },
  { begins: 'the sex was not given', key: 'preview3d:note.sex' },
] as const;

/** Key of the text; undefined for a note that has none and is shown as it came. */
export const noteKey = (note: string) => KNOWN.find(({ begins }) => note.startsWith(begins))?.key;
