/** Ahead: the 3D view is made and draws its first frame, unseen, while the studio has nothing else to do. */

import { useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import { whenIdle } from '../../../ui/idle.ts';
import { useStudio } from '../../studio/state/store.ts';
import { previewOf } from '../state/session.ts';

/** The studio has to be at rest for so long, milliseconds. */
const QUIET = 2500;

/** @param make has the view made where it is not seen; called once everything it needs is there */
export function useAhead(make: () => void): void {
  const session = previewOf(useClient());
  const { photoId, clientId, subject, atRest } = useStudio(
    useShallow(({ photo, queue, render, live, view3d }) => ({
      photoId: photo?.id,
      clientId: photo?.clientId,
      subject: queue?.document.subject ?? 1,
      atRest: !view3d && !live && !render.making && render.rendered?.quality === 'final',
    })),
  );
  useEffect(() => {
    if (!photoId || !atRest) return;
    let stop = () => {};
    /** One after the other: each is short enough not to be felt. */
    const steps = [
      () => import('../../../scene/scene-view.tsx'),
      () => import('./body-panel.tsx'),
      () => session.open(photoId, subject, clientId),
      async () => make(),
    ];
    const next = () => {
      const step = steps.shift();
      if (!step) return;
      stop = whenIdle(() => {
        // the view fetches anew what could not be had, and says why
        step().then(next, () => {});
      });
    };
    const timer = setTimeout(next, QUIET);
    return () => {
      clearTimeout(timer);
      stop();
      steps.length = 0;
    };
  }, [session, photoId, clientId, subject, atRest, make]);
}
