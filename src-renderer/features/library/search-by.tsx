/** Search by: the chip of what the garments on show are like, and what keeps a search from being a full one. */

import { Button, CloseButton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { useSettingsDialog } from '../settings/settings-dialog.tsx';
import { useKnowledge } from './knowledge.ts';
import classes from './library.module.css';
import { useGarment } from './records.ts';
import { type Like, useLibrary } from './store.ts';

/** What is searched by, to be taken away. */
export function LikeChip({ like }: { like: Like }) {
  const { t } = useTranslation();
  const client = useClient();
  const garment = useGarment('garmentId' in like ? like.garmentId : undefined);
  const name = 'upload' in like ? like.name : garment?.name || garment?.fileName || '';
  const url = 'upload' in like ? like.url : garment && client.pictureUrl(garment.hash, 256);
  return (
    <span className={classes.like}>
      {url && <img src={url} alt="" />}
      <span className={classes.likeName}>{t('library:like.chip', { name })}</span>
      <CloseButton
        size="xs"
        aria-label={t('library:like.remove', { name })}
        onClick={() => useLibrary.getState().showLike(undefined)}
      />
    </span>
  );
}

function Note({ children, action }: { children: ReactNode; action?: { label: string; run: () => void } }) {
  return (
    <div className={classes.searchNote} role="status">
      <IconInfoCircle size={14} aria-hidden />
      <span>{children}</span>
      {action && (
        <Button size="compact-xs" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

/** Says, while something is searched for, which garments it cannot find by their pictures, and what helps. */
export function SearchNote() {
  const { t } = useTranslation();
  const client = useClient();
  const searching = useLibrary(({ query, like }) => like !== undefined || query.text.trim() !== '');
  const { ready, known = 0, total = 0, job, model, trouble, meanwhile } = useKnowledge();
  if (!searching || ready === undefined) return null;
  if (!ready)
    return (
      <Note
        action={{
          label: t('library:knowledge.models'),
          run: () => useSettingsDialog.getState().open('models'),
        }}
      >
        {t('library:knowledge.missing')}
      </Note>
    );
  if (trouble && model)
    return (
      <Note
        action={{
          label: t('library:knowledge.models'),
          run: () => useSettingsDialog.getState().open('models'),
        }}
      >
        {t('library:knowledge.trouble', { model })}
      </Note>
    );
  if (known >= total) return null;
  if (job && meanwhile)
    return (
      <Note>
        {t('library:knowledge.meanwhile', { known, total, model: model ?? t('settings:knowledge.builtIn') })}
      </Note>
    );
  if (job) return <Note>{t('library:knowledge.reading', { known, total })}</Note>;
  return (
    <Note
      action={{
        label: t('library:knowledge.goOn'),
        run: () => void client.call('knowledge.update').catch(notifyError),
      }}
    >
      {t('library:knowledge.partly', { known, total })}
    </Note>
  );
}
