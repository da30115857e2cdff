/** Figure of the 3D view: what is to be worn, and the newest file of it brought to the scene. */

import { useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import type { Part } from '../../../scene/glb.ts';
import type { Stand } from '../../../scene/stand.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useStudio } from '../../studio/state/store.ts';
import { shapeRequest } from '../logic/known-body.ts';
import { dressWish, type Outfit, outfitOf } from '../logic/outfit.ts';
import { outlookKey, stepOf, valueIn } from '../logic/outlook.ts';
import { dressingOf, poseWanted, useDressing } from '../state/dressing.ts';
import { previewOf, wishOf } from '../state/session.ts';
import { type PreviewState, usePreview } from '../state/store.ts';
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

/** Files read last, so that none is fetched twice. */
const MOST_READ = 6;
/** Below this an answer is not to be told from what was foreseen for it, metres: no frame is drawn for it. */
const CLOSE = 0.0005;
/** Above this the answer is another body than the ones around it, metres. */
const FAR = 0.004;

/**
 * Brings the newest figure to the scene; of several on their way the newest wins. Nothing is rendered for it: a dragged
 * slider has another body with every step, which is foreseen from those around it until the core has answered.
 */
export function useFigure(stand: Stand | undefined): void {
  const client = useClient();
  const dressing = dressingOf(client);
  useEffect(() => {
    if (!stand) return;
    const session = previewOf(client);
    const files = new Map<string, Promise<Part[]>>();
    const read = (mesh: string): Promise<Part[]> => {
      const known = files.get(mesh);
      if (known) return known;
      const parts = fetch(client.pictureUrl(mesh)).then(async (response) => {
        if (!response.ok) throw new Error(`The body could not be read: ${response.status}.`);
        return stand.read(await response.arrayBuffer());
      });
      files.set(mesh, parts);
      parts.catch(() => files.delete(mesh));
      for (const old of files.keys()) if (files.size > MOST_READ) files.delete(old);
      return parts;
    };

    let asked: string | undefined;
    const outlook = { key: '', noted: new Set<string>() };
    /** Value of the moved slider that the figure on show was foreseen for. */
    let foreseen: number | undefined;

    const note = (mesh: string, value: number): void => {
      if (outlook.noted.has(mesh)) return;
      outlook.noted.add(mesh);
      const { key } = outlook;
      read(mesh)
        .then((parts) => {
          if (key !== outlook.key) return;
          const off = stand.learn(value, parts);
          const state = usePreview.getState();
          const now = movedValue(state);
          if (now === undefined) {
            if (mesh === state.shaped?.mesh && (off ?? 0) > FAR) session.lookAgain();
          } else if (now !== value) {
            // what is foreseen is better known now
            if (foreseen === undefined || (off ?? 0) > CLOSE) foresee(now);
          } else if (foreseen === undefined || off === undefined || off > CLOSE) {
            foreseen = undefined;
            stand.show(mesh, parts);
          }
        })
        // whoever shows it says what is wrong with it
        .catch(() => {});
    };
    const foresee = (value: number): boolean => {
      if (!stand.foresee(`ahead ${value}`, value)) return false;
      foreseen = value;
      asked = undefined;
      return true;
    };

    const bring = () => {
      const state = usePreview.getState();
      const { shaped, live } = state;
      stand.hold(live !== undefined);
      const key = state.outlook?.key ?? '';
      if (key !== outlook.key) {
        Object.assign(outlook, { key, noted: new Set() });
        if (state.outlook) stand.aim(stepOf(state.outlook.slider));
      }
      for (const { mesh, value } of state.outlook?.bodies ?? []) note(mesh, value);
      const value = movedValue(state);
      if (value !== undefined && (value === foreseen || foresee(value))) return;
      foreseen = undefined;

      const { dressed, bare } = useDressing.getState();
      const worn = bare ? undefined : dressed?.dressing.mesh;
      const mesh = worn ?? shaped?.mesh;
      if (!mesh || mesh === asked) return;
      asked = mesh;
      read(mesh)
        .then((parts) => {
          if (mesh === asked) stand.show(mesh, parts);
        })
        .catch((error) => {
          if (mesh !== asked) return;
          asked = undefined;
          if (mesh === worn) dressing.lost(mesh);
          else if (!session.lost(mesh)) usePreview.setState({ error });
        });
    };
    bring();
    const stops = [usePreview.subscribe(bring), useDressing.subscribe(bring)];
    return () => {
      asked = undefined;
      outlook.key = ' ';
      for (const stop of stops) stop();
    };
  }, [client, dressing, stand]);
}

/** Where the slider is that is being moved, if bodies around it are known. */
function movedValue(state: PreviewState): number | undefined {
  const { live, outlook } = state;
  if (!live || !outlook) return undefined;
  const wish = wishOf(state, true);
  return outlookKey(wish, outlook.slider) === outlook.key ? valueIn(wish, outlook.slider) : undefined;
}
