/** Batch room: a plan at the left, the batches above their pictures, and one picture at the right to be looked at. */

import { Button } from '@mantine/core';
import { IconCircleCheck, IconMoon } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchCard } from '../../../src-main/contract/calls/batches.ts';
import { useApp } from '../../app/store.ts';
import { useClient } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { SidePanel } from '../../ui/panel.tsx';
import classes from './batch.module.css';
import { BatchList } from './batch-list.tsx';
import { ItemPanel } from './item-panel.tsx';
import { PlanBuilder } from './plan-builder.tsx';
import { ResultGrid } from './result-grid.tsx';
import { type Filter, isMoving, useBatches } from './store.ts';

export function BatchRoom() {
  const { t } = useTranslation();
  const client = useClient();
  const { cards, error, batchId } = useBatches();
  const { load } = useBatches.getState();
  const readOnly = useApp((state) => state.info?.readOnly ?? false);
  useEffect(() => void load(client), [client, load]);
  const shown = cards?.find(({ id }) => id === batchId) ?? cards?.[0];
  useCommands([
    {
      id: 'batch.pause',
      title: 'commands:batch.pause',
      group: 'batch',
      keys: ['P'],
      enabled: () => shown !== undefined && !readOnly,
      run: () =>
        shown &&
        client
          .call(isMoving(shown) ? 'batches.pause' : 'batches.resume', { id: shown.id })
          .catch(notifyError),
    },
  ]);
  return (
    <>
      <SidePanel
        id="batch.plan"
        side="left"
        label={t('batch:plan.title')}
        initial={292}
        least={260}
        most={440}
      >
        <PlanBuilder />
      </SidePanel>
      {error && !cards ? (
        <div className={classes.centre}>
          <ErrorView error={error} onRetry={() => void load(client)} />
        </div>
      ) : shown && cards ? (
        <div className={classes.page}>
          <BatchList cards={cards} shown={shown.id} />
          <Results key={shown.id} card={shown} />
        </div>
      ) : (
        cards && (
          <div className={classes.centre}>
            <EmptyState
              icon={<IconMoon size={40} stroke={1.2} />}
              title={t('batch:empty.title')}
              text={t('batch:empty.text')}
            />
          </div>
        )
      )}
    </>
  );
}

/** Pictures of a batch by what is to be done about them. */
function Results({ card }: { card: BatchCard }) {
  const { t } = useTranslation();
  const client = useClient();
  const filter = useBatches((state) => state.filter);
  const number = useBatches((state) => state.number);
  const { show, look } = useBatches.getState();
  const openStudio = useApp((state) => state.openStudio);
  const readOnly = useApp((state) => state.info?.readOnly ?? false);
  const { id, counts, trouble } = card;
  const tabs: { filter: Filter; label: string; count: number }[] = [
    { filter: 'all', label: t('batch:tab.all'), count: counts.total },
    { filter: 'review', label: t('batch:tab.review'), count: counts.needsReview },
    { filter: 'failed', label: t('batch:tab.failed'), count: counts.failed },
  ];
  const studio = (wanted: number) => {
    if (readOnly) return;
    client
      .call('batches.openItem', { id, number: wanted })
      .then(({ id: lookId, clientId, document: { photoId } }) =>
        openStudio({ lookId, photoId, ...(clientId ? { clientId } : {}) }),
      )
      .catch(notifyError);
  };
  const resume = () => client.call('batches.resume', { id }).catch(notifyError);
  return (
    <>
      <div className={classes.tabs} role="toolbar" aria-label={t('batch:tab.title')}>
        {tabs.map((tab) => (
          <button
            key={tab.filter}
            type="button"
            aria-pressed={filter === tab.filter}
            onClick={() => show(id, tab.filter)}
          >
            {tab.label}{' '}
            <b className={classes.count} data-alert={(tab.filter !== 'all' && tab.count > 0) || undefined}>
              {tab.count}
            </b>
          </button>
        ))}
        {filter === 'failed' && counts.failed > 0 && (
          <Button
            ml="auto"
            disabled={readOnly}
            onClick={() => client.call('batches.retry', { id }).catch(notifyError)}
          >
            {t('batch:action.retry')}
          </Button>
        )}
      </div>
      {trouble && !isMoving(card) && (
        <div className={classes.trouble}>
          <ErrorView compact error={trouble}>
            <Button variant="filled" disabled={readOnly} onClick={resume}>
              {t('batch:action.goOn')}
            </Button>
          </ErrorView>
        </div>
      )}
      {card.state === 'interrupted' && (
        <div className={classes.interrupted} role="status">
          <span>{t('batch:interrupted')}</span>
          <Button variant="filled" disabled={readOnly} onClick={resume}>
            {t('batch:action.goOn')}
          </Button>
        </div>
      )}
      <div className={classes.results}>
        <ResultGrid
          batchId={id}
          onOpen={studio}
          empty={
            <EmptyState
              icon={<IconCircleCheck size={40} stroke={1.2} />}
              title={t(filter === 'failed' ? 'batch:nothing.failed' : 'batch:nothing.review')}
              text={t('batch:nothing.text')}
            />
          }
          aside={(items) => {
            const item = number === undefined ? undefined : items.numbered(number);
            if (!item) return null;
            const accept = (accepted: boolean) => {
              client
                .call('batches.accept', { id, numbers: [item.number], accepted })
                .then((now) => {
                  useBatches.getState().hear(now);
                  // The next one is looked at without reaching for it.
                  if (filter === 'review' && accepted) look(items.after(item.number));
                })
                .catch(notifyError);
            };
            return (
              <SidePanel
                id="batch.item"
                side="right"
                label={t('batch:item.panel')}
                initial={300}
                least={240}
                most={560}
              >
                <ItemPanel batchId={id} item={item} onStudio={() => studio(item.number)} onAccept={accept} />
              </SidePanel>
            );
          }}
        />
      </div>
    </>
  );
}
