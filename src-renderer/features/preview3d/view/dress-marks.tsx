/** Marks of the 3D view: how sewing is getting on, with a way to cancel, and what went wrong. */

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconNeedleThread } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useClient } from '../../../client/context.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { errorDetails, tellError } from '../../../ui/errors.ts';
import { useGarmentName } from '../../studio/view/hooks.ts';
import stage from '../../studio/view/stage.module.css';
import { MOST_WORN } from '../logic/outfit.ts';
import { dressingOf, useDressing } from '../state/dressing.ts';
import classes from './dressing.module.css';
import { useOutfit } from './use-figure.ts';

export function DressMarks() {
  const { t } = useTranslation();
  const dressing = dressingOf(useClient());
  const nameOf = useGarmentName();
  const { worn, left } = useOutfit();
  const { making, error, stopped, dressed } = useDressing(
    useShallow(({ making, error, stopped, dressed }) => ({ making, error, stopped, dressed })),
  );
  const failed = dressed?.dressing.failed;
  const percent = Math.round((making?.fraction ?? 0) * 100);
  return (
    <>
      <div className={stage.marks} role="status">
        {making && (
          <span className={stage.mark}>
            <IconNeedleThread size={13} aria-hidden />
            {t('preview3d:dress.sewing', { count: worn.length })}
            <button type="button" onClick={() => dressing.stop()}>
              {t('common:cancel')}
            </button>
          </span>
        )}
        {stopped && !making && (
          <span className={stage.mark}>
            <IconInfoCircle size={13} aria-hidden />
            {t(dressed ? 'preview3d:dress.stale' : 'preview3d:dress.stopped')}
            <button type="button" onClick={() => dressing.again()}>
              {t('preview3d:dress.sew')}
            </button>
          </span>
        )}
        {left.map(({ id, garmentId }) => (
          <span key={id} className={stage.mark}>
            <IconAlertTriangle size={13} className={stage.review} aria-hidden />
            {t('preview3d:dress.left', { name: nameOf(garmentId), most: MOST_WORN })}
          </span>
        ))}
      </div>
      {making && (
        <div
          className={classes.line}
          role="progressbar"
          aria-label={t('preview3d:dress.sewing', { count: worn.length })}
          aria-valuenow={percent}
        >
          <i style={{ width: `${percent}%` }} />
        </div>
      )}
      {failed && failed.length > 0 && !making && (
        <div className={stage.told}>
          <div className={classes.failed} role="alert">
            {failed.map(({ index, garmentId, error: why }) => {
              const failure = tellError(why);
              const { code } = failure;
              return (
                <p key={index} title={errorDetails(t, failure)}>
                  <IconAlertTriangle size={14} aria-hidden />
                  <span>
                    <strong>{t('preview3d:dress.failed', { name: nameOf(garmentId) })}</strong>
                    <span>{t(`errors:${code}.title`)}</span>
                    <span>{t(`errors:${code}.advice`)}</span>
                  </span>
                </p>
              );
            })}
            <Button size="compact-sm" onClick={() => dressing.afresh()}>
              {t('common:tryAgain')}
            </Button>
          </div>
        </div>
      )}
      {error !== undefined && (
        <div className={stage.told}>
          <ErrorView compact error={error} onRetry={() => dressing.again()} />
        </div>
      )}
    </>
  );
}
