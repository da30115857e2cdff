/** Labels of edits: a code the window translates, and what the edit was about, in one line of the history. */

export const EDIT_CODES = [
  'layer-added',
  'garment-swapped',
  'layer-removed',
  'layer-moved',
  'layer-shown',
  'layer-hidden',
  'layer-locked',
  'layer-unlocked',
  'tucked',
  'untucked',
  'opacity',
  'size',
  'material',
  'colourway',
  'pattern',
  'pattern-reset',
  'slider-length',
  'slider-ease',
  'slider-shadow',
  'slider-light',
  'slider-edge',
  'joint-moved',
  'joint-reset',
  'pose-reset',
  'pin-added',
  'pin-moved',
  'pin-removed',
  'pins-removed',
  'stroke-front',
  'stroke-behind',
  'stroke-erased',
  'strokes-erased',
  'subject',
  'pasted',
] as const;
export type EditCode = (typeof EDIT_CODES)[number];

/** Label of an edit, at most 120 characters: "code" or "code: about". */
export const editLabel = (code: EditCode, about?: string): string =>
  (about ? `${code}: ${about}` : code).slice(0, 120);

/** Parts of a label made here; labels of other makers have no code and are shown as they are. */
export function readEditLabel(label: string): { code?: EditCode; about: string } {
  const [head, ...rest] = label.split(': ');
  const code = EDIT_CODES.find((known) => known === head);
  return code ? { code, about: rest.join(': ') } : { about: label };
}
