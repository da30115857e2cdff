/** Margins of the choice between both ways: the surer one. What other margins give, `tests/bench/perception.ts --learn` says. */

import { PART, type PartName } from '../../domain/parsing.ts';
import type { PartMargins } from './choose.ts';

/** The same for every part. */
const MARGIN = 0;

export const PART_MARGINS: PartMargins = Object.fromEntries(
  (Object.keys(PART) as PartName[]).map((name) => [name, MARGIN]),
);

export const LANDMARK_MARGIN = 0;
