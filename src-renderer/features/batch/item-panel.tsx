/** Item panel: one picture of a batch large, how sure it is and why, and what can be done about it. */

import { Button, Progress, SegmentedControl } from '@mantine/core';
import { IconArrowBarToUp, IconBrush, IconCheck, IconDownload, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchItemView } from '../../../src-main/contract/calls/batches.ts';
import { told } from '../../../src-main/contract/told.ts';
import { useApp } from '../../app/store.ts';
import { useClient } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { fileSize } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';
import { showGarment } from '../library/show.ts';
import classes from './batch.module.css';
import { wornWords } from './result-grid.tsx';
import { span } from './words.ts';

export interface ItemPanelProps {
  batchId: string;
  item: BatchItemView;
  onStudio: () => void;
  /** The user is content with it, or not after all. */
  onAccept: (accepted: boolean) => void;
}

export function ItemPanel({ batchId, item, onStudio, onAccept }: ItemPanelProps) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const readOnly = useApp((state) => state.info?.readOnly ?? false);
  const [before, setBefore] = useState(false);
  const { number, state, photo, picture, confidence, accepted, worn, changed } = item;
  const done = state === 'done';
  const ended = done || state === 'failed' || state === 'cancelled';
  const share = Math.round((confidence ?? 0) * 100);
  const review = done && item.needsReview && !accepted;
  const shown = before ? photo.hash : (picture ?? photo.hash);
  const again = () =>
    client
      .call('batches.again', { id: batchId, numbers: [number], as: changed ? 'now' : 'planned' })
      .catch(notifyError);
  const first = () =>
    client
      .call('batches.first', { id: batchId, numbers: [number] })
      .then(() => notify((t) => t('batch:item.isFirst', { name: photo.name })))
      .catch(notifyError);
  const apply = (garmentId: string, name: string) =>
    client
      .call('batches.applyFix', { id: batchId, garmentId })
      .then((count) => notify((t) => t('batch:fix.applied', { name, count })))
      .catch(notifyError);
  const save = (index: number) =>
    client
      .call('batches.file', { id: batchId, number, index })
      .then(({ token, fileName }) => client.save(token, fileName))
      .catch(notifyError);
  useCommands([
    {
      id: 'batch.accept',
      title: 'commands:batch.accept',
      group: 'batch',
      keys: ['A'],
      enabled: () => done && !readOnly,
      run: () => onAccept(!accepted),
    },
    {
      id: 'batch.again',
      title: 'commands:batch.again',
      group: 'batch',
      keys: ['R'],
      enabled: () => ended && !readOnly,
      run: again,
    },
    {
      id: 'batch.studio',
      title: 'commands:batch.studio',
      group: 'batch',
      keys: ['O'],
      enabled: () => item.open && !readOnly,
      run: onStudio,
    },
  ]);
  return (
    <div className={classes.item}>
      <div className={classes.large} data-picture>
        {shown && (
          <img
            className={classes.picture}
            src={client.pictureUrl(shown, 1024)}
            alt={before ? photo.name : wornWords(item)}
          />
        )}
      </div>
      {picture && photo.hash && (
        <SegmentedControl
          fullWidth
          aria-label={t('batch:item.view')}
          value={before ? 'photo' : 'picture'}
          onChange={(value) => setBefore(value === 'photo')}
          data={[
            { value: 'picture', label: t('batch:item.result') },
            { value: 'photo', label: t('batch:item.photo') },
          ]}
        />
      )}
      <div>
        <h2 className={classes.itemTitle}>{wornWords(item)}</h2>
        <p className={classes.hint}>
          {[item.client, photo.name, item.ms === undefined ? '' : span(t, item.ms)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {done && confidence !== undefined && (
        <div className={classes.sure}>
          <div>
            <b className={classes.share}>{share} %</b>
            <span data-review={review || undefined}>
              {t(
                accepted ? 'batch:item.accepted' : item.needsReview ? 'batch:item.review' : 'batch:item.fine',
              )}
            </span>
          </div>
          <Progress
            size={4}
            value={share}
            color={review ? 'yellow' : 'blue'}
            aria-label={t('studio:confidence.title')}
          />
          {item.reasons.length > 0 && (
            <ul>
              {item.reasons.map((reason) => (
                <li key={`${reason.code} ${reason.text} ${reason.at?.x}`}>{told(t, reason)}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      {item.error && <ErrorView compact error={item.error} />}
      {worn.map(
        ({ id, name, changed: corrected }) =>
          id &&
          corrected && (
            <div key={id} className={classes.callout}>
              <p>{t('batch:fix.garment', { name })}</p>
              <Button disabled={readOnly} onClick={() => apply(id, name)}>
                {t('batch:fix.all')}
              </Button>
            </div>
          ),
      )}
      {changed && worn.every((one) => !one.changed) && (
        <p className={classes.callout}>{t('batch:fix.look')}</p>
      )}
      <div className={classes.buttons}>
        {done && (item.needsReview || accepted) && (
          <Button
            variant={accepted ? 'default' : 'filled'}
            disabled={readOnly}
            leftSection={<IconCheck size={15} aria-hidden />}
            onClick={() => onAccept(!accepted)}
          >
            {t(accepted ? 'batch:item.unaccept' : 'commands:batch.accept')}
          </Button>
        )}
        {state === 'waiting' && (
          <Button
            disabled={readOnly}
            leftSection={<IconArrowBarToUp size={15} aria-hidden />}
            onClick={first}
          >
            {t('batch:item.first')}
          </Button>
        )}
        <Button
          disabled={readOnly || !item.open}
          leftSection={<IconBrush size={15} aria-hidden />}
          onClick={onStudio}
        >
          {t('commands:batch.studio')}
        </Button>
        {ended && (
          <Button
            variant={changed ? 'filled' : 'default'}
            disabled={readOnly}
            leftSection={<IconRefresh size={15} aria-hidden />}
            onClick={again}
          >
            {t(changed ? 'batch:item.againNow' : 'commands:batch.again')}
          </Button>
        )}
        {worn.map(
          ({ id, name }) =>
            id && (
              <button key={id} type="button" className={classes.link} onClick={() => showGarment(id)}>
                {t('batch:item.garment', { name })}
              </button>
            ),
        )}
      </div>
      {item.files.length > 0 && (
        <ul className={classes.files} aria-label={t('batch:item.files')}>
          {item.files.map(({ name, bytes, width, height }, index) => (
            <li key={name}>
              <button type="button" title={name} onClick={() => save(index)}>
                <IconDownload size={14} aria-hidden />
                <span>{name.slice(name.lastIndexOf('/') + 1)}</span>
                <small>
                  {width} × {height} · {fileSize(bytes, i18n.language)}
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
