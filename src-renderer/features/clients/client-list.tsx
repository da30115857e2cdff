/** List of clients with their covers and a search, walked through with the arrow keys. */

import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconSearch, IconUser } from '@tabler/icons-react';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientCard } from '../../../src-main/contract/calls/clients.ts';
import { useClient } from '../../client/context.tsx';
import classes from './clients.module.css';

/** Height of a person's line, pixels. */
const LINE = 60;

export function ClientList(props: {
  cards: readonly ClientCard[];
  chosen: string | undefined;
  text: string;
  onText: (text: string) => void;
  onChoose: (id: string) => void;
  onNew: () => void;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const list = useRef<HTMLUListElement>(null);
  const { cards, chosen } = props;
  const at = cards.findIndex((card) => card.client.id === chosen);
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => list.current,
    estimateSize: () => LINE,
    overscan: 6,
    paddingEnd: 8,
    // the one that Tab comes to is always there
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return at < 0 || shown.includes(at) ? shown : [...shown, at].sort((a, b) => a - b);
    },
  });
  const walked = useRef(false);
  useLayoutEffect(() => {
    if (!walked.current || at < 0) return;
    walked.current = false;
    virtual.scrollToIndex(at);
    list.current?.querySelector<HTMLElement>(`[data-client="${chosen}"]`)?.focus({ preventScroll: true });
  }, [at, chosen, virtual]);
  const press = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: cards.length - 1 }[event.key];
    const card = to === undefined ? undefined : cards[to];
    if (!card) return;
    event.preventDefault();
    event.stopPropagation();
    walked.current = true;
    props.onChoose(card.client.id);
  };
  return (
    <div className={classes.list}>
      <div className={classes.listHead}>
        <TextInput
          id="client-search"
          type="search"
          className={classes.grow}
          aria-label={t('clients:search')}
          placeholder={t('clients:search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            props.text ? (
              <CloseButton
                size="xs"
                aria-label={t('clients:nothing.clear')}
                onClick={() => props.onText('')}
              />
            ) : null
          }
          value={props.text}
          onChange={(event) => props.onText(event.currentTarget.value)}
        />
        <Tooltip label={t('commands:clients.new')}>
          <ActionIcon aria-label={t('commands:clients.new')} onClick={props.onNew}>
            <IconPlus size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
      <ul ref={list} className={classes.people} onKeyDown={press}>
        <li aria-hidden style={{ height: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map((line) => {
          const { client: person, cover, photos, looks } = cards[line.index];
          return (
            <li
              key={person.id}
              className={classes.line}
              aria-setsize={cards.length}
              aria-posinset={line.index + 1}
              style={{ height: LINE, transform: `translateY(${line.start}px)` }}
            >
              <button
                type="button"
                className={classes.person}
                data-client={person.id}
                aria-current={person.id === chosen || undefined}
                // one stop of Tab for the whole list
                tabIndex={person.id === chosen ? 0 : -1}
                onClick={() => props.onChoose(person.id)}
              >
                {cover ? (
                  <img src={client.pictureUrl(cover, 256)} alt="" decoding="async" />
                ) : (
                  <span className={classes.noCover}>
                    <IconUser size={18} aria-hidden />
                  </span>
                )}
                <span className={classes.personWords}>
                  <b>{person.name}</b>
                  <small>
                    {t('common:trash.photo', { count: photos })} · {t('common:trash.look', { count: looks })}
                  </small>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
