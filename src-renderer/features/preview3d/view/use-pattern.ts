/** Pattern of the chosen garment: drawn by the core for every cut and every alteration that was made; the newest wins. */

import { useEffect, useMemo, useRef } from 'react';
import type { Alterations } from '../../../../src-main/contract/alterations.ts';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import { useClient } from '../../../client/context.tsx';
import { isQuiet } from '../../../ui/errors.ts';
import { setAlterations } from '../../studio/logic/document-edits.ts';
import { useStudio } from '../../studio/state/store.ts';
import { useGarmentName, useSession } from '../../studio/view/hooks.ts';
import type { DressedGarment } from '../logic/outfit.ts';
import { useDressing } from '../state/dressing.ts';
import { usePattern } from '../state/pattern.ts';
import { useOutfit } from './use-figure.ts';

/** Steps of the arrow keys become one when no further one follows for so long, milliseconds. */
const NUDGE_PAUSE = 500;
const NONE: Alterations = {};

/** The layer that is chosen, or the outermost, with how it is worn. */
export function useChosenGarment(): { layer: LookLayer | undefined; garment: DressedGarment | undefined } {
  const { worn } = useOutfit();
  const layerId = useStudio((state) => state.layerId);
  const dressed = useDressing((state) => state.dressed);
  const layer = worn.find(({ id }) => id === layerId) ?? worn.at(-1);
  const garment = dressed?.dressing.garments.find(({ garmentId }) => garmentId === layer?.garmentId);
  return { layer, garment };
}

/** Has the pattern drawn while it is open. */
export function useDrawnPattern(visible: boolean): void {
  const client = useClient();
  const { layer, garment } = useChosenGarment();
  const open = usePattern((state) => state.open) && visible;
  const body = useDressing((state) => state.dressed?.wish.body);
  const asked = useRef(0);
  const wish = useMemo(
    () =>
      layer && garment?.cut && body
        ? {
            layerId: layer.id,
            cut: JSON.stringify([layer.garmentId, body, garment.cut]),
            ask: {
              body,
              garmentId: layer.garmentId,
              cut: garment.cut,
              alterations: layer.alterations ?? NONE,
            },
          }
        : undefined,
    [layer, garment, body],
  );
  const key = wish && JSON.stringify([wish.layerId, wish.ask]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters of the wish
  useEffect(() => {
    const mine = ++asked.current;
    if (!open || !wish) return;
    const { layerId, cut, ask } = wish;
    const { drawn } = usePattern.getState();
    if (drawn?.layerId !== layerId || drawn.cut !== cut)
      usePattern.setState({ drawn: undefined, error: undefined, live: undefined });
    client
      .call('worn.pattern', ask)
      .then((pattern) => {
        if (mine !== asked.current) return;
        usePattern.setState({
          drawn: { layerId, cut, alterations: ask.alterations, pattern },
          error: undefined,
        });
      })
      .catch((error) => {
        if (mine === asked.current && !isQuiet(error)) usePattern.setState({ error });
      });
  }, [client, open, key]);
}

/** Alterations as they stand with the drag under way, and how to change them: one change is one step of the history. */
export function useAlterations(layer: LookLayer) {
  const session = useSession();
  const name = useGarmentName()(layer.garmentId);
  const live = usePattern((state) => (state.live?.layerId === layer.id ? state.live.alterations : undefined));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const kept = layer.alterations ?? NONE;
  const commit = (alterations: Alterations) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    session.commit(setAlterations(layer.id, alterations, name));
    usePattern.setState({ live: undefined });
  };
  const drag = (alterations: Alterations) =>
    usePattern.setState({ live: { layerId: layer.id, alterations } });
  return {
    kept,
    now: live ?? kept,
    drag,
    /** A step of the arrow keys, which those just after it join. */
    nudge: (alterations: Alterations) => {
      drag(alterations);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => commit(alterations), NUDGE_PAUSE);
    },
    commit,
    drop: () => usePattern.setState({ live: undefined }),
  };
}
