/** News of batches for the whole window: keeps the list in step, and tells when one has ended. */

import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useApp } from '../../app/store.ts';
import { useClient, useStudioEvents } from '../../client/context.tsx';
import { notify } from '../../ui/notify.tsx';
import { isMoving, useBatches } from './store.ts';

/** Milliseconds between two looks at a batch that another Toile works on. */
const LOOK_MS = 2000;

export function useBatchNews(): void {
  const client = useClient();
  const { load, hear, show } = useBatches.getState();
  const elsewhere = useBatches(({ cards }) => cards?.some((card) => card.elsewhere) ?? false);
  useEffect(() => client.onConnection((connected) => void (connected && load(client))), [client, load]);
  useEffect(() => {
    if (!elsewhere) return;
    const timer = setInterval(() => void load(client), LOOK_MS);
    return () => clearInterval(timer);
  }, [elsewhere, client, load]);
  useStudioEvents((event) => {
    if (event.type === 'changed' && event.what === 'batches') void load(client);
    if (event.type !== 'batch') return;
    const { batch } = event;
    const before = hear(batch);
    if (!before || !isMoving(before) || isMoving(batch)) return;
    const { name, counts } = batch;
    const look = {
      label: (t: TFunction) => t('batch:news.show'),
      run: () => {
        show(batch.id, counts.needsReview > 0 ? 'review' : 'all');
        useApp.getState().goTo('batch');
      },
    };
    if (batch.state === 'done') {
      const { done, needsReview, failed } = counts;
      notify((t) => {
        const parts = [
          t('batch:news.done', { name, count: done }),
          needsReview > 0 ? t('batch:news.review', { count: needsReview }) : '',
          failed > 0 ? t('batch:news.failed', { count: failed }) : '',
        ];
        return parts.filter(Boolean).join(' · ');
      }, look);
    } else if (batch.trouble) {
      const { code } = batch.trouble;
      notify((t) => t('batch:news.trouble', { name, what: t(`errors:${code}.title`) }), look);
    }
  });
}
