/** Figure of the 3D view: what is to be worn, and the newest file of it brought to the scene. */

import { useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import type { Stand } from '../../../scene/stand.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useStudio } from '../../studio/state/store.ts';
import { shapeRequest } from '../logic/known-body.ts';
import { dressWish, type Outfit, outfitOf } from '../logic/outfit.ts';
import { dressingOf, useDressing } from '../state/dressing.ts';
import { usePreview } from '../state/store.ts';

/** What of the look is worn. */
export function useOutfit(): Outfit {
  const layers = useStudio((state) => state.queue?.document.layers);
  const garments = useStudio((state) => state.garments);
  return useMemo(() => outfitOf(layers ?? [], (id) => garments[id]?.category), [layers, garments]);
}

/** Has the look sewn for the body, as long as both are on show and no slider is dragged. */
export function useDress(visible: boolean): void {
  const dressing = dressingOf(useClient());
  dressing.notes = { failed: notifyError };
  const outfit = useOutfit();
  const photo = useStudio((state) => state.photo);
  const { known, told, live, client, photoId } = usePreview(
    useShallow(({ known, told, live, client, photoId }) => ({ known, told, live, client, photoId })),
  );
  const pose = useDressing((state) => state.pose);
  // the record comes a moment after the photo
  const ready =
    photo !== undefined && photoId === photo.id && (!photo.clientId || client?.id === photo.clientId);
  const dragging = live !== undefined;
  useEffect(() => {
    if (!visible || !ready) return;
    if (dragging) {
      useDressing.setState({ bare: true });
      return;
    }
    dressing.want(dressWish(outfit, shapeRequest(known, told?.measurements), { pose }));
  }, [dressing, visible, ready, dragging, outfit, known, told, pose]);
}

/** Brings the newest figure to the scene; of several on their way the newest wins. */
export function useFigure(stand: Stand | undefined): void {
  const client = useClient();
  const dressing = dressingOf(client);
  const body = usePreview((state) => state.shaped?.mesh);
  const dressed = useDressing(({ dressed, bare }) => (bare ? undefined : dressed?.dressing.mesh));
  const mesh = dressed ?? body;
  const asked = useRef(0);
  useEffect(() => {
    if (!stand || !mesh) return;
    const mine = ++asked.current;
    fetch(client.pictureUrl(mesh))
      .then(async (response) => {
        if (!response.ok) throw new Error(`The body could not be read: ${response.status}.`);
        const file = await response.arrayBuffer();
        if (mine === asked.current) stand.show(mesh, file);
      })
      .catch((error) => {
        if (mine !== asked.current) return;
        if (mesh === dressed) dressing.lost(mesh);
        else usePreview.setState({ error });
      });
  }, [client, dressing, stand, mesh, dressed]);
}
