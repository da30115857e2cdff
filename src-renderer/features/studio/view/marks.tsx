/** Marks: which picture is on show, how it is getting on, and what went wrong with it. */

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ErrorView } from '../../../ui/error-view.tsx';
import { tellError } from '../../../ui/errors.ts';
import { useStudio } from '../state/store.ts';
import { choosePhoto } from './choosing.ts';
import { useSession } from './hooks.ts';
import classes from './stage.module.css';

/** Faults of the photo, which another photo does not have. */
const OF_PHOTO = new Set(['no-person-found', 'person-incomplete']);

export function Marks() {
  const { t } = useTranslation();
  const session = useSession();
  const { rendered, making, error, stale } = useStudio((state) => state.render);
  const saving = useStudio((state) => state.queue?.state);
  const peek = useStudio((state) => state.peek);
  const quality = rendered?.quality;
  return (
    <>
      <div className={classes.marks} role="status" onPointerDown={(event) => event.stopPropagation()}>
        {peek ? (
          <span className={classes.mark}>{t('studio:picture.photo')}</span>
        ) : (
          quality && (
            <span className={classes.mark} data-quality={making ? undefined : quality}>
              {quality === 'final' && !stale && !making && !rendered.needsReview && (
                <IconCheck size={13} aria-hidden />
              )}
              {rendered.needsReview && (
                <IconAlertTriangle
                  size={13}
                  className={classes.review}
                  aria-label={t('studio:looks.review')}
                />
              )}
              {stale && !making ? t('studio:quality.stale') : t(`studio:quality.${quality}`)}
              {rendered.layers.length > 0 && !stale && (
                <span title={t('studio:confidence.title')}>· {Math.round(rendered.confidence * 100)} %</span>
              )}
              {stale && !making ? (
                <button type="button" onClick={() => void session.loop.edited()}>
                  {t('studio:quality.again')}
                </button>
              ) : (
                quality === 'preview' &&
                !making && (
                  <button type="button" onClick={() => void session.loop.finish()}>
                    {t('studio:quality.finish')}
                  </button>
                )
              )}
            </span>
          )
        )}
        {making && (
          <span className={classes.mark}>
            <IconLoader2 size={13} aria-hidden />
            {t(`studio:quality.making.${making.quality}`)}
            <button type="button" onClick={() => session.loop.cancel()}>
              {t('common:cancel')}
            </button>
          </span>
        )}
        {saving === 'waiting' && (
          <span className={classes.mark}>
            <IconCloudOff size={13} aria-hidden />
            {t('studio:saving.waiting')}
          </span>
        )}
      </div>
      {error && (
        <div className={classes.told} onPointerDown={(event) => event.stopPropagation()}>
          <ErrorView compact error={error} onRetry={() => void session.loop.again()}>
            {OF_PHOTO.has(tellError(error).code) && (
              <Button variant="filled" onClick={choosePhoto}>
                {t('studio:photo.other')}
              </Button>
            )}
          </ErrorView>
        </div>
      )}
    </>
  );
}
