/** Dyes of the figure: which of its parts are shown in another colour than their pictures have. */

import { useEffect, useMemo } from 'react';
import type { Dye } from '../../../scene/dye.ts';
import type { Stand } from '../../../scene/stand.ts';
import { useDressing } from '../state/dressing.ts';
import { useOutfit } from './use-figure.ts';

export function useDyes(stand: Stand | undefined): void {
  const { worn } = useOutfit();
  const garments = useDressing(({ dressed }) => dressed?.dressing.garments);
  const dyeing = useDressing((state) => state.dyeing);
  const dyes = useMemo(() => {
    const found: Record<string, Dye> = {};
    garments?.forEach(({ garmentId, ownColour }, i) => {
      const layer = worn.find((one) => one.garmentId === garmentId);
      const to = layer && dyeing?.layerId === layer.id ? dyeing.hex : layer?.colourway;
      if (to && ownColour) found[`garment-${i}`] = { own: ownColour, to };
    });
    return found;
  }, [garments, worn, dyeing]);
  const key = JSON.stringify(dyes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal dyes need no new picture
  useEffect(() => stand?.setDyes(dyes), [stand, key]);
}
