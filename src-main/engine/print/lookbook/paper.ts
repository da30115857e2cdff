/** Papers of lookbooks: their sizes, and what stays free at their edges. */

import type { LookbookRequest } from '../../../contract/lookbook.ts';
import { MM, type Paper } from '../sheet.ts';

/** Millimetres, upright. */
const SIZES: Record<LookbookRequest['paper'], readonly [width: number, height: number]> = {
  a4: [210, 297],
  // 8.5 x 11 inches
  letter: [215.9, 279.4],
  square: [210, 210],
};

/** Before and after stand beside each other: their paper lies on its side. */
export function paperOf({
  paper,
  template,
  margins,
}: Pick<LookbookRequest, 'paper' | 'template' | 'margins'>): Paper {
  const [short, long] = SIZES[paper];
  const [width, height] = template === 'before-after' ? [long, short] : [short, long];
  return {
    width: width * MM,
    height: height * MM,
    margin: margins
      ? {
          side: (paper === 'square' ? 14 : 18) * MM,
          top: (paper === 'square' ? 14 : 16) * MM,
          bottom: 21 * MM,
        }
      : { side: 0, top: 0, bottom: 0 },
  };
}
