/** Figure of the 3D view: what is to be worn, and the newest file of it brought to the scene. */

import { useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import type { Stand } from '../../../scene/stand.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useStudio } from '../../studio/state/store.ts';
import { shapeRequest } from '../logic/known-body.ts';
import { dressWish, type Outfit, outfitOf } from '../logic/outfit.ts';
import { dressingOf, poseWanted, useDressing } from '../state/dressing.ts';
import { previewOf } from '../state/session.ts';
import { usePreview } from '../state/store.ts';
import { useStyle } from '../state/style.ts';

/** What of the look is worn. */
export function useOutfit(): Outfit {
  const layers = useStudio((state) => state.queue?.document.layers);
  const garments = useStudio((state) => state.garments);
  return useMemo(() => outfitOf(layers ?? [], (id) => garments[id]?.category), [layers, garments]);
}

/** Has the look sewn for the body, as long as both are on show and no slider is dragged. */
export function useDress(visible: boolean): void {
  const dressing = dressingOf(useClient());
  const style = useStyle();
  dressing.notes = { failed: notifyError };
  const outfit = useOutfit();
  const photo = useStudio((state) => state.photo);
  // whether a slider is dragged, not where it is: that is another place with every step
  const { known, told, dragging, client, photoId } = usePreview(
    useShallow(({ known, told, live, client, photoId }) => ({
      known,
      told,
      dragging: live !== undefined,
      client,
      photoId,
    })),
  );
  const pose = useDressing(poseWanted);
  const posing = useDressing((state) => state.posing !== undefined);
  // the record comes a moment after the photo
  const ready =
    photo !== undefined && photoId === photo.id && (!photo.clientId || client?.id === photo.clientId);
  useEffect(() => {
    // the pose is on its way
    if (!visible || !ready || posing) return;
    if (dragging) {
      useDressing.setState({ bare: true });
      return;
    }
    dressing.want(dressWish(outfit, shapeRequest(known, told?.measurements), { pose, style }));
  }, [dressing, visible, ready, posing, dragging, outfit, known, told, pose, style]);
}

/**
 * Brings the newest figure to the scene; of several on their way the newest wins. Nothing is rendered for it: a dragged
 * slider has another body with every step.
 */
export function useFigure(stand: Stand | undefined): void {
  const client = useClient();
  const dressing = dressingOf(client);
  useEffect(() => {
    if (!stand) return;
    let asked: string | undefined;
    const bring = () => {
      const { shaped, live } = usePreview.getState();
      stand.hold(live !== undefined);
      const { dressed, bare } = useDressing.getState();
      const worn = bare ? undefined : dressed?.dressing.mesh;
      const mesh = worn ?? shaped?.mesh;
      if (!mesh || mesh === asked) return;
      asked = mesh;
      fetch(client.pictureUrl(mesh))
        .then(async (response) => {
          if (!response.ok) throw new Error(`The body could not be read: ${response.status}.`);
          const file = await response.arrayBuffer();
          if (mesh === asked) stand.show(mesh, file);
        })
        .catch((error) => {
          if (mesh !== asked) return;
          asked = undefined;
          if (mesh === worn) dressing.lost(mesh);
          else if (!previewOf(client).lost(mesh)) usePreview.setState({ error });
        });
    };
    bring();
    const stops = [usePreview.subscribe(bring), useDressing.subscribe(bring)];
    return () => {
      asked = undefined;
      for (const stop of stops) stop();
    };
  }, [client, dressing, stand]);
}
