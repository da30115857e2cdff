/** List of batches: how far each is, how quick it goes and how long it still takes, with pause, resume and cancel. */

import { ActionIcon, Menu, Progress, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconDots,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BatchCard } from '../../../src-main/contract/calls/batches.ts';
import { useApp } from '../../app/store.ts';
import { useClient } from '../../client/context.tsx';
import { MenuEntry } from '../../ui/menu-entry.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Words } from '../../ui/words.tsx';
import classes from './batch.module.css';
import { isMoving, shareOf, useBatches } from './store.ts';
import { pace, span } from './words.ts';

const ICONS = {
  waiting: IconClock,
  running: IconLoader2,
  stopping: IconLoader2,
  paused: IconPlayerPause,
  interrupted: IconAlertTriangle,
  done: IconCircleCheck,
  cancelled: IconX,
};

export function BatchList({ cards, shown }: { cards: readonly BatchCard[]; shown: string | undefined }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.batches} aria-label={t('batch:list.title')}>
      {cards.map((card) => (
        <BatchLine key={card.id} card={card} current={card.id === shown} />
      ))}
    </ul>
  );
}

function BatchLine({ card, current }: { card: BatchCard; current: boolean }) {
  const { t } = useTranslation();
  const { show } = useBatches.getState();
  const Icon = ICONS[card.state];
  const { counts, progress } = card;
  const over = counts.total - counts.waiting - counts.running;
  const running = card.state === 'running' && progress;
  const facts = [
    t(`batch:state.${card.state}`),
    t('batch:list.over', { over, count: counts.total }),
    counts.needsReview > 0 ? t('batch:news.review', { count: counts.needsReview }) : '',
    counts.failed > 0 ? t('batch:news.failed', { count: counts.failed }) : '',
    running && progress.rate ? pace(t, progress.rate) : '',
    running && progress.etaMs ? t('batch:time.left', { time: span(t, progress.etaMs) }) : '',
    card.elsewhere ? t('batch:list.elsewhere') : '',
  ];
  return (
    <li className={classes.batch} data-current={current || undefined} data-state={card.state}>
      <button
        type="button"
        className={classes.batchOpen}
        aria-current={current || undefined}
        onClick={() => show(card.id)}
      >
        <Icon size={17} className={classes.state} aria-hidden />
        <span className={classes.batchWords}>
          <b>{card.name}</b>
          <small>{facts.filter(Boolean).join(' · ')}</small>
        </span>
        {running && progress.photo && <span className={classes.now}>{progress.photo}</span>}
      </button>
      <Actions card={card} />
      {isMoving(card) && (
        <Progress className={classes.progress} size={3} value={100 * shareOf(card)} aria-label={card.name} />
      )}
    </li>
  );
}

function Actions({ card }: { card: BatchCard }) {
  const { t } = useTranslation();
  const client = useClient();
  const readOnly = useApp((state) => state.info?.readOnly ?? false);
  const canOpen = useApp((state) => state.info?.can.openFolder ?? false);
  const { id, name, state, counts } = card;
  const moving = isMoving(card);
  const goesOn =
    state === 'paused' || state === 'interrupted' || (state === 'cancelled' && counts.cancelled > 0);
  const run = (call: 'batches.pause' | 'batches.resume' | 'batches.cancel' | 'batches.retry') =>
    void client
      .call(call, { id })
      .then((now) => useBatches.getState().hear(now))
      .catch(notifyError);
  const remove = () =>
    modals.openConfirmModal({
      title: <Words of="batch:remove.title" name={name} />,
      children: <Words of={card.folder === undefined ? 'batch:remove.own' : 'batch:remove.elsewhere'} />,
      labels: { confirm: <Words of="common:remove" />, cancel: <Words of="common:cancel" /> },
      confirmProps: { color: 'red', variant: 'filled' },
      onConfirm: () => void client.call('batches.remove', { id }).catch(notifyError),
    });
  const pause = t('batch:action.pause', { name });
  const resume = t('batch:action.resume', { name });
  return (
    <span className={classes.actions}>
      {moving && state !== 'stopping' && (
        <Tooltip label={pause}>
          <ActionIcon aria-label={pause} disabled={readOnly} onClick={() => run('batches.pause')}>
            <IconPlayerPause size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {goesOn && (
        <Tooltip label={resume}>
          <ActionIcon aria-label={resume} disabled={readOnly} onClick={() => run('batches.resume')}>
            <IconPlayerPlay size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('batch:action.more', { name })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canOpen && (
            <Menu.Item onClick={() => void client.call('batches.openFolder', { id }).catch(notifyError)}>
              {t('batch:action.folder')}
            </Menu.Item>
          )}
          <MenuEntry off={readOnly || counts.failed === 0} onClick={() => run('batches.retry')}>
            {t('batch:action.retry')}
          </MenuEntry>
          <MenuEntry
            off={readOnly || !(moving || goesOn) || state === 'cancelled'}
            onClick={() => run('batches.cancel')}
          >
            {t('batch:action.cancel')}
          </MenuEntry>
          <MenuEntry off={readOnly} color="red" onClick={remove}>
            {t('batch:action.remove')}
          </MenuEntry>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
