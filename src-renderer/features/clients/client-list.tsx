/** List of clients with their covers and a search, walked through with the arrow keys. */

import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconSearch, IconUser } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientCard } from '../../../src-main/contract/calls/clients.ts';
import { useClient } from '../../client/context.tsx';
import classes from './clients.module.css';

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
  const press = (event: KeyboardEvent) => {
    const at = cards.findIndex((card) => card.client.id === chosen);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: cards.length - 1 }[event.key];
    const card = to === undefined ? undefined : cards[to];
    if (!card) return;
    event.preventDefault();
    event.stopPropagation();
    props.onChoose(card.client.id);
    list.current?.querySelector<HTMLElement>(`[data-client="${card.client.id}"]`)?.focus();
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
        {cards.map(({ client: person, cover, photos, looks }) => (
          <li key={person.id}>
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
                <img src={client.pictureUrl(cover, 256)} alt="" loading="lazy" />
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
        ))}
      </ul>
    </div>
  );
}
