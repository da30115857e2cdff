/** Picture size: how many pixels a lookbook needs of a picture. */

import type { LookbookOptions, LookbookTemplate } from '../../contract/lookbook.ts';

/**
 * Longest side, pixels: on paper about 300 an inch of the largest place a picture of the template has; in a page what an
 * enlarged picture takes of a large screen.
 */
const LONGEST: Record<LookbookOptions['format'], Record<LookbookTemplate, number>> = {
  pdf: { one: 3000, grid: 1300, 'before-after': 1800, 'contact-sheet': 720 },
  html: { one: 1800, grid: 1600, 'before-after': 1400, 'contact-sheet': 1200 },
};
/** The first picture is on the cover as well. */
const COVER = 2400;

export function longestSide(
  { format, template, cover }: Pick<LookbookOptions, 'format' | 'template' | 'cover'>,
  first: boolean,
): number {
  const longest = LONGEST[format][template];
  return first && cover && format === 'pdf' ? Math.max(COVER, longest) : longest;
}
