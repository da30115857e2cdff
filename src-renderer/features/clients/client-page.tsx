/** One client: photos to dress and looks that were made. */

import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBook2,
  IconDots,
  IconPhoto,
  IconPhotoPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ClientCard } from '../../../src-main/contract/calls/clients.ts';
import type { LookCard } from '../../../src-main/contract/calls/looks.ts';
import type { Photo } from '../../../src-main/contract/catalog/client.ts';
import { PICTURE_TYPES, useFileTarget } from '../../app/file-target.ts';
import { chooseFiles, importFiles, tellImported } from '../../app/import-files.tsx';
import { useApp } from '../../app/store.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { askForName } from '../../ui/ask-name.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { day } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';
import { useLookbook } from '../lookbook/store.ts';
import { eraseClient } from './client-actions.tsx';
import classes from './clients.module.css';

/** Moves a photo or a look to the trash, with a way back in the note. */
function useTrash() {
  const client = useClient();
  return (kind: 'photo' | 'look', id: string) => {
    client
      .call('trash.put', { kind, ids: [id] })
      .then(() =>
        notify((t) => t(`clients:trashed.${kind}`), {
          label: (t) => t('common:undo'),
          run: () => client.call('trash.restore', { kind, ids: [id] }).catch(notifyError),
        }),
      )
      .catch(notifyError);
  };
}

function PhotoTile({ photo }: { photo: Photo }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const openStudio = useApp((state) => state.openStudio);
  const trash = useTrash();
  const label = t('clients:photo.open', { name: photo.fileName });
  return (
    <figure className={classes.tile}>
      <button
        type="button"
        className={classes.picture}
        aria-label={label}
        title={label}
        onClick={() =>
          openStudio({ photoId: photo.id, ...(photo.clientId ? { clientId: photo.clientId } : {}) })
        }
      >
        <img src={client.pictureUrl(photo.hash, 256)} alt="" loading="lazy" />
      </button>
      <figcaption>
        <span>{day(photo.importedAt, i18n.language)}</span>
        <Tooltip label={t('clients:photo.trash')}>
          <ActionIcon
            size={22}
            aria-label={`${t('clients:photo.trash')}: ${photo.fileName}`}
            onClick={() => trash('photo', photo.id)}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </Tooltip>
      </figcaption>
    </figure>
  );
}

function LookTile({ card }: { card: LookCard }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const openStudio = useApp((state) => state.openStudio);
  const trash = useTrash();
  const { look } = card;
  const name = look.name || day(look.createdAt, i18n.language);
  return (
    <figure className={classes.tile}>
      <button
        type="button"
        className={classes.picture}
        aria-label={t('clients:look.open', { name })}
        title={t('clients:look.open', { name })}
        onClick={() =>
          openStudio({
            lookId: look.id,
            photoId: look.document.photoId,
            ...(look.clientId ? { clientId: look.clientId } : {}),
          })
        }
      >
        <img src={client.pictureUrl(card.picture ?? card.photo, 256)} alt="" loading="lazy" />
        {card.needsReview && (
          <span className={classes.review}>
            <IconAlertTriangle size={12} aria-hidden /> {t('clients:look.review')}
          </span>
        )}
      </button>
      <figcaption>
        <span>{name}</span>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={22} aria-label={t('clients:look.more', { name })}>
              <IconDots size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() =>
                askForName({ title: 'clients:look.rename', action: 'common:save' }, look.name, (given) =>
                  client.call('looks.rename', { id: look.id, name: given }),
                )
              }
            >
              {t('clients:look.rename')}
            </Menu.Item>
            <Menu.Item onClick={() => client.call('looks.duplicate', { id: look.id }).catch(notifyError)}>
              {t('clients:look.duplicate')}
            </Menu.Item>
            <Menu.Item onClick={() => trash('look', look.id)}>{t('clients:look.trash')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </figcaption>
    </figure>
  );
}

export function ClientPage({ card }: { card: ClientCard }) {
  const { t } = useTranslation();
  const client = useClient();
  const { id, name } = card.client;
  const photos = useRead('photos.list', { clientId: id }, ['photos', 'trash']);
  const looks = useRead('looks.list', { clientId: id }, ['looks', 'trash']);
  const start = (uploads: string[]) => client.call('photos.import', { uploads, clientId: id });
  const take = (files: File[]) => {
    if (files.length > 0) void importFiles(client, files, start);
  };
  const choose = async () => take(await chooseFiles({ accept: PICTURE_TYPES }));
  useFileTarget({
    label: t('clients:photo.drop', { name }),
    take,
    takeUploads: (tokens) => {
      if (tokens.length > 0)
        start(tokens)
          .then((job) => tellImported(job))
          .catch(notifyError);
    },
  });
  const makeLookbook = () => useLookbook.getState().open({ kind: 'client', id });
  useCommands([
    {
      id: 'clients.addPhotos',
      title: 'commands:clients.addPhotos',
      group: 'clients',
      keys: ['Ctrl+I'],
      run: choose,
    },
    {
      id: 'clients.lookbook',
      title: 'commands:clients.lookbook',
      group: 'clients',
      enabled: () => Boolean(looks.data?.length),
      run: makeLookbook,
    },
  ]);
  const error = photos.error ?? looks.error;
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{name}</h1>
        <Button leftSection={<IconPhotoPlus size={16} aria-hidden />} onClick={() => void choose()}>
          {t('commands:clients.addPhotos')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('clients:more', { name })}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => eraseClient(client, { id, name, photos: card.photos, looks: card.looks })}
            >
              {t('clients:erase.menu')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {error ? (
        <ErrorView
          error={error}
          onRetry={() => {
            photos.reload();
            looks.reload();
          }}
        />
      ) : null}
      {photos.data?.length === 0 ? (
        <EmptyState
          icon={<IconPhoto size={40} stroke={1.2} />}
          title={t('clients:photo.none')}
          text={t('clients:photo.noneText')}
        >
          <Button variant="filled" onClick={() => void choose()}>
            {t('commands:clients.addPhotos')}
          </Button>
        </EmptyState>
      ) : (
        <section aria-labelledby="client-photos">
          <h2 id="client-photos">{t('clients:photos')}</h2>
          <div className={classes.tiles}>
            {photos.data?.map((photo) => (
              <PhotoTile key={photo.id} photo={photo} />
            ))}
          </div>
        </section>
      )}
      {looks.data && looks.data.length > 0 && (
        <section aria-labelledby="client-looks">
          <div className={classes.sectionHead}>
            <h2 id="client-looks">{t('clients:looks')}</h2>
            <Button
              size="compact-xs"
              leftSection={<IconBook2 size={14} aria-hidden />}
              onClick={makeLookbook}
            >
              {t('lookbook:menu')}
            </Button>
          </div>
          <div className={classes.tiles}>
            {looks.data.map((look) => (
              <LookTile key={look.look.id} card={look} />
            ))}
          </div>
        </section>
      )}
    </div>
  );
}
