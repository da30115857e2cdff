/** Choose garments: whole collections, and single garments by a search; and looks that are made already. */

import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../client/context.tsx';
import { useLibrary } from '../library/store.ts';
import classes from './batch.module.css';
import { ChoiceTile, ChooseDialog, toggled } from './choose-dialog.tsx';
import { type Chosen, useBatches } from './store.ts';

/** Garments shown of a search. */
const SHOWN = 200;

export function ChooseGarments({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { collections, garments } = useBatches((state) => state.draft);
  const { change } = useBatches.getState();
  const selected = useLibrary((state) => state.selection.ids);
  const lists = useRead('collections.list', opened ? undefined : null, ['collections', 'garments']);
  const found = useRead(
    'garments.search',
    opened
      ? { query: { text, sort: text ? 'relevance' : 'name', descending: false }, page: { limit: SHOWN } }
      : null,
    ['garments', 'trash'],
  );
  const all = found.data?.garments ?? [];
  const chosenOf = ({ id, hash, name, fileName }: (typeof all)[number]): Chosen => ({
    ...{ id, hash, name: name || fileName },
  });
  const fromLibrary = all.filter(({ id }) => selected.has(id) && !garments.some((one) => one.id === id));
  const summary =
    [
      ...collections.map(({ name }) => name),
      garments.length > 0 ? t('common:trash.garment', { count: garments.length }) : '',
    ]
      .filter(Boolean)
      .join(' · ') || t('batch:choose.none');
  return (
    <ChooseDialog
      title={t('batch:choose.garments')}
      opened={opened}
      close={close}
      search={{ text, onText: setText, label: t('commands:library.find') }}
      summary={summary}
    >
      {text === '' && (lists.data?.length ?? 0) > 0 && (
        <fieldset className={classes.collections}>
          <legend>{t('batch:choose.collections')}</legend>
          {lists.data?.map(({ id, name, count }) => (
            <Checkbox
              key={id}
              label={`${name} (${count})`}
              checked={collections.some((one) => one.id === id)}
              onChange={() => change({ collections: toggled(collections, { id, name }) })}
            />
          ))}
        </fieldset>
      )}
      {fromLibrary.length > 0 && (
        <button
          type="button"
          className={classes.link}
          onClick={() => change({ garments: [...garments, ...fromLibrary.map(chosenOf)] })}
        >
          {t('batch:choose.selected', { count: fromLibrary.length })}
        </button>
      )}
      <div className={classes.choices}>
        {all.map((garment) => (
          <ChoiceTile
            key={garment.id}
            one={chosenOf(garment)}
            pressed={garments.some(({ id }) => id === garment.id)}
            onPress={() => change({ garments: toggled(garments, chosenOf(garment)) })}
          />
        ))}
      </div>
      {(found.data?.total ?? 0) > SHOWN && (
        <p className={classes.hint}>{t('batch:choose.more', { count: (found.data?.total ?? 0) - SHOWN })}</p>
      )}
    </ChooseDialog>
  );
}

export function ChooseLooks({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const { everyLook, looks } = useBatches((state) => state.draft);
  const { change } = useBatches.getState();
  const cards = useRead('looks.list', opened ? {} : null, ['looks', 'trash']);
  const clients = useRead('clients.list', opened ? { page: { limit: 1000 } } : null, ['clients']);
  const nameOf = (id: string | undefined) =>
    clients.data?.find(({ client }) => client.id === id)?.client.name;
  return (
    <ChooseDialog
      title={t('batch:choose.looks')}
      opened={opened}
      close={close}
      every={{
        label: t('batch:choose.everyLook'),
        checked: everyLook,
        onChange: (checked) => change({ everyLook: checked }),
      }}
      summary={
        everyLook
          ? t('batch:choose.everyLook')
          : looks.length > 0
            ? t('common:trash.look', { count: looks.length })
            : t('batch:choose.none')
      }
    >
      <div className={classes.choices}>
        {cards.data
          ?.filter(({ look }) => look.document.layers.length > 0)
          .map(({ look, picture, photo }) => {
            const owner = nameOf(look.clientId);
            const name = look.name || owner || t('common:palette.unnamed');
            const one = { id: look.id, hash: picture ?? photo, name };
            return (
              <ChoiceTile
                key={look.id}
                portrait
                one={one}
                {...(owner && owner !== name ? { note: owner } : {})}
                pressed={looks.some(({ id }) => id === look.id)}
                onPress={() => change({ looks: toggled(looks, one) })}
              />
            );
          })}
      </div>
    </ChooseDialog>
  );
}
