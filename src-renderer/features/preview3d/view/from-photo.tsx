/** From the photo: has the photo looked at, and says what came of it and how sure that is. */

import { Button, Progress, Switch } from '@mantine/core';
import { IconInfoCircle, IconPhotoSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { told } from '../../../../src-main/contract/told.ts';
import { useClient } from '../../../client/context.tsx';
import { useStudio } from '../../studio/state/store.ts';
import { previewOf } from '../state/session.ts';
import { usePreview } from '../state/store.ts';
import classes from './preview.module.css';

export function FromPhoto() {
  const { t } = useTranslation();
  const session = previewOf(useClient());
  const { asking, seen, name, overlay } = usePreview(
    useShallow(({ asking, told: seen, client, overlay }) => ({ asking, seen, name: client?.name, overlay })),
  );
  if (asking)
    return (
      <div className={classes.photo}>
        <div className={classes.asking}>
          <span>{t('preview3d:photo.looking')}</span>
          <Button variant="subtle" color="gray" onClick={() => session.cancel()}>
            {t('common:cancel')}
          </Button>
        </div>
        <Progress value={asking.fraction * 100} aria-label={t('preview3d:photo.looking')} />
      </div>
    );
  return (
    <div className={classes.photo}>
      <Button
        fullWidth
        leftSection={<IconPhotoSearch size={16} aria-hidden />}
        onClick={() => void session.fromPhoto()}
      >
        {seen ? t('preview3d:photo.again') : t('preview3d:photo.start')}
      </Button>
      {seen && (
        <>
          <p className={classes.iou}>{t('preview3d:photo.iou', { share: Math.round(seen.iou * 100) })}</p>
          {seen.notes.map((note) => (
            <p key={note.code} className={classes.note}>
              <IconInfoCircle size={14} aria-hidden /> <span>{told(t, note)}</span>
            </p>
          ))}
          <Switch
            label={t('preview3d:photo.overlay')}
            checked={overlay}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              usePreview.setState({ overlay: on });
              if (on) useStudio.setState({ view3d: false });
            }}
          />
          <Button fullWidth variant="default" onClick={() => session.adopt()}>
            {name ? t('preview3d:photo.adopt', { name }) : t('preview3d:photo.keep')}
          </Button>
        </>
      )}
    </div>
  );
}
