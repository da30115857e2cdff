/** Choose photos: everybody's, those of clients, or single ones of a client. */

import { ActionIcon, Checkbox } from '@mantine/core';
import { IconChevronRight, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Photo } from '../../../src-main/contract/catalog/client.ts';
import { useClient, useRead } from '../../client/context.tsx';
import classes from './batch.module.css';
import { ChoiceTile, ChooseDialog, toggled } from './choose-dialog.tsx';
import { type Chosen, useBatches } from './store.ts';

const chosenOf = ({ id, hash, fileName }: Photo): Chosen => ({ id, hash, name: fileName });

export function ChoosePhotos({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { everyone, clients, photos } = useBatches((state) => state.draft);
  const { change } = useBatches.getState();
  const cards = useRead('clients.list', opened ? { text, page: { limit: 1000 } } : null, [
    'clients',
    'photos',
    'trash',
  ]);
  const nobody = useRead('photos.list', opened ? {} : null, ['photos', 'trash']);
  const summary = everyone
    ? t('batch:choose.everyPhoto')
    : [
        clients.length > 0 ? t('batch:choose.clients', { count: clients.length }) : '',
        photos.length > 0 ? t('common:trash.photo', { count: photos.length }) : '',
      ]
        .filter(Boolean)
        .join(' · ') || t('batch:choose.none');
  return (
    <ChooseDialog
      title={t('batch:choose.photos')}
      opened={opened}
      close={close}
      search={{ text, onText: setText, label: t('clients:search') }}
      every={{
        label: t('batch:choose.everyPhoto'),
        checked: everyone,
        onChange: (checked) => change({ everyone: checked }),
      }}
      summary={summary}
    >
      <ul className={classes.owners}>
        {(cards.data ?? [])
          .filter((card) => card.photos > 0)
          .map(({ client: { id, name }, photos: count, cover }) => (
            <Owner key={id} one={{ id, name, ...(cover ? { hash: cover } : {}) }} count={count} />
          ))}
      </ul>
      {text === '' && (nobody.data?.length ?? 0) > 0 && (
        <>
          <h3 className={classes.subhead}>{t('studio:photo.nobody')}</h3>
          <div className={classes.choices}>
            {nobody.data?.map((photo) => (
              <ChoiceTile
                key={photo.id}
                portrait
                one={chosenOf(photo)}
                pressed={photos.some(({ id }) => id === photo.id)}
                onPress={() => change({ photos: toggled(photos, chosenOf(photo)) })}
              />
            ))}
          </div>
        </>
      )}
    </ChooseDialog>
  );
}

/** A client with all of their photos, or some of them. */
function Owner({ one, count }: { one: Chosen; count: number }) {
  const { t } = useTranslation();
  const client = useClient();
  const [open, setOpen] = useState(false);
  const { clients, photos } = useBatches((state) => state.draft);
  const { change } = useBatches.getState();
  const own = useRead('photos.list', open ? { clientId: one.id } : null, ['photos', 'trash']);
  const whole = clients.some(({ id }) => id === one.id);
  const picked = own.data?.filter((photo) => photos.some(({ id }) => id === photo.id)).length ?? 0;
  const every = whole || (picked > 0 && picked === own.data?.length);
  const without = (list: readonly Chosen[]) =>
    list.filter(({ id }) => !own.data?.some((photo) => photo.id === id));
  const press = (photo: Photo) => {
    // All but this one are chosen one by one from now on.
    if (whole)
      change({
        clients: toggled(clients, one),
        photos: [...without(photos), ...(own.data ?? []).filter((p) => p.id !== photo.id).map(chosenOf)],
      });
    else change({ photos: toggled(photos, chosenOf(photo)) });
  };
  return (
    <li>
      <div className={classes.owner}>
        <Checkbox
          aria-label={one.name}
          checked={every}
          indeterminate={!every && picked > 0}
          onChange={() =>
            change({
              clients: every ? clients.filter(({ id }) => id !== one.id) : [...clients, one],
              photos: without(photos),
            })
          }
        />
        {one.hash ? (
          <img src={client.pictureUrl(one.hash, 256)} alt="" loading="lazy" />
        ) : (
          <IconUser size={18} />
        )}
        <b>{one.name}</b>
        <small>{t('common:trash.photo', { count })}</small>
        <ActionIcon
          aria-label={t('batch:choose.single', { name: one.name })}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={16} className={classes.chevron} data-open={open || undefined} />
        </ActionIcon>
      </div>
      {open && (
        <div className={classes.choices}>
          {own.data?.map((photo) => (
            <ChoiceTile
              key={photo.id}
              portrait
              one={chosenOf(photo)}
              pressed={whole || photos.some(({ id }) => id === photo.id)}
              onPress={() => press(photo)}
            />
          ))}
        </div>
      )}
    </li>
  );
}
