/** Comparing in the 3D view: what the second figure wears, and its newest file brought to the scene. */

import { useEffect, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import type { Stand } from '../../../scene/stand.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useStudio } from '../../studio/state/store.ts';
import { sizeBeside } from '../logic/compare-sizes.ts';
import { shownFit } from '../logic/fit.ts';
import { shapeRequest } from '../logic/known-body.ts';
import { dressWish } from '../logic/outfit.ts';
import { compareWith, comparingOf, endComparing, useComparing } from '../state/comparing.ts';
import { poseWanted, useDressing } from '../state/dressing.ts';
import { usePreview } from '../state/store.ts';
import { useStyle } from '../state/style.ts';
import { useOutfit } from './use-figure.ts';

/** The garment whose fit is told, in the size on show. */
export function useShownFit() {
  const { worn } = useOutfit();
  const layerId = useStudio((state) => state.layerId);
  const dressed = useDressing((state) => state.dressed);
  return shownFit(dressed, worn.find(({ id }) => id === layerId) ?? worn.at(-1));
}

/** Begins to compare the garment whose fit is told, or ends it. */
export function useToggleCompare(): { can: boolean; toggle(): void } {
  const fit = useShownFit();
  const size = fit && sizeBeside(fit.garment, fit.size.size);
  return {
    can: size !== undefined || useComparing.getState().other !== undefined,
    toggle: () => {
      if (!endComparing() && fit && size) compareWith(fit.garment.garmentId, size);
    },
  };
}

/** Has the second size sewn, and shows it, as long as it is compared and both are on show. */
export function useCompare(stand: Stand | undefined, visible: boolean): void {
  const client = useClient();
  const comparing = comparingOf(client);
  comparing.notes = { failed: notifyError };
  const outfit = useOutfit();
  const other = useComparing((state) => state.other);
  const mesh = useComparing((state) => state.dressed?.dressing.mesh);
  const { known, told, live } = usePreview(useShallow(({ known, told, live }) => ({ known, told, live })));
  const { pose, dressed, bare } = useDressing(
    useShallow((state) => ({ pose: poseWanted(state), dressed: state.dressed, bare: state.bare })),
  );
  const there = other && outfit.worn.some(({ garmentId }) => garmentId === other.garmentId);
  // what was compared is not worn any more
  useEffect(() => {
    if (other && !there) endComparing();
  }, [other, there]);
  const style = useStyle();
  const first = dressed !== undefined;
  const dragging = live !== undefined;
  useEffect(() => {
    if (!visible || dragging) return;
    if (!other || !there) {
      comparing.want(undefined);
      return;
    }
    // the one on show comes first
    if (!first) return;
    const worn = outfit.worn.map((layer) =>
      layer.garmentId === other.garmentId ? { ...layer, size: other.size } : layer,
    );
    comparing.want(dressWish({ ...outfit, worn }, shapeRequest(known, told?.measurements), { pose, style }));
  }, [comparing, visible, dragging, other, there, first, outfit, known, told, pose, style]);

  const asked = useRef(0);
  const shown = other && !bare ? mesh : undefined;
  useEffect(() => {
    if (!stand) return;
    const mine = ++asked.current;
    if (!shown) {
      stand.showBeside(undefined);
      return;
    }
    fetch(client.pictureUrl(shown))
      .then(async (response) => {
        if (!response.ok) throw new Error(`The figure could not be read: ${response.status}.`);
        const file = await response.arrayBuffer();
        if (mine === asked.current) stand.showBeside(shown, file);
      })
      .catch(() => mine === asked.current && comparing.lost(shown));
  }, [client, comparing, stand, shown]);
}
