/** Figure style as the window remembers it: skin, hair, shoes and underwear of every figure on show. */

import type { AppSettings } from '../../../../src-main/contract/calls/app.ts';
import type { FigureStyle } from '../../../../src-main/contract/figure-style.ts';
import { HAIR_COLOURS, HAIR_STYLES, SHOE_STYLES, SKIN_TONES } from '../../../../src-main/contract/names.ts';

type Layout = AppSettings['layout'];

/** Choices by name; the first is that of a mannequin, hair aside. */
export const STYLE_CHOICES = {
  skin: SKIN_TONES,
  hair: HAIR_STYLES,
  hairColour: HAIR_COLOURS,
  shoes: SHOE_STYLES,
} as const;
export type StyleChoice = keyof typeof STYLE_CHOICES;

const PLAIN: FigureStyle = {
  skin: 'stone',
  hair: 'none',
  hairColour: 'brown',
  shoes: 'none',
  underwear: false,
};

/** Name a part of the style is remembered under. */
export const styleKey = (part: keyof FigureStyle): string => `figure.${part}`;

/** The style remembered; a mannequin's in all that is not, or is no choice any more. */
export function styleOf(layout: Layout): FigureStyle {
  const choice = <C extends StyleChoice>(part: C): FigureStyle[C] => {
    const value = layout[styleKey(part)];
    const known: readonly unknown[] = STYLE_CHOICES[part];
    return known.includes(value) ? (value as FigureStyle[C]) : PLAIN[part];
  };
  return {
    skin: choice('skin'),
    hair: choice('hair'),
    hairColour: choice('hairColour'),
    shoes: choice('shoes'),
    underwear: layout[styleKey('underwear')] === true,
  };
}
