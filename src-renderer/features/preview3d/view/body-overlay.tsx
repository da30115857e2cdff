/** Body overlay: the body as the photo tells it, drawn over the photo on the stage. */

import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import { photoSize, useStudio, viewOf } from '../../studio/state/store.ts';
import { placed } from '../../studio/view/picture.tsx';
import { usePreview } from '../state/store.ts';
import classes from './preview.module.css';

/** True when the photo on show has a body to lay over it. */
export const useHasOverlay = (): boolean => {
  const photoId = useStudio((state) => state.photo?.id);
  return usePreview((state) => state.told !== undefined && state.told.photoId === photoId);
};

export function BodyOverlay() {
  const { t } = useTranslation();
  const client = useClient();
  const there = useHasOverlay();
  const { told, on } = usePreview(useShallow(({ told, overlay }) => ({ told, on: overlay })));
  const view = useStudio(useShallow(viewOf));
  const size = useStudio(useShallow(photoSize));
  if (!there || !on || !told) return null;
  return (
    <img
      className={classes.overlay}
      src={client.pictureUrl(told.overlay)}
      style={placed(view, size)}
      alt={t('preview3d:photo.overlay')}
      data-body-overlay
      draggable={false}
      // drafts make room for one another
      onError={() => usePreview.setState({ overlay: false })}
    />
  );
}
