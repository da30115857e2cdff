/** The style of figures that is remembered, as the window's parts read it. */

import { useMemo } from 'react';
import type { FigureStyle } from '../../../../src-main/contract/figure-style.ts';
import { useSettings } from '../../../app/settings.ts';
import { styleOf } from '../logic/figure-style.ts';

/** The same object until something of it changes. */
export function useStyle(): FigureStyle {
  const name = useSettings((state) => JSON.stringify(styleOf(state.settings.layout)));
  return useMemo(() => JSON.parse(name) as FigureStyle, [name]);
}
