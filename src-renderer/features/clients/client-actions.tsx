/** Making a client and deleting everything of one. */

import { modals } from '@mantine/modals';
import type { TFunction } from 'i18next';
import type { Client } from '../../../src-main/contract/catalog/client.ts';
import { useApp } from '../../app/store.ts';
import type { StudioClient } from '../../client/studio-client.ts';
import { askForName } from '../../ui/ask-name.tsx';
import { fileSize } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';

export function newClient(client: StudioClient, t: TFunction, made: (client: Client) => void): void {
  askForName(t('commands:clients.new'), '', t('common:create'), async (name) =>
    made(await client.call('clients.create', { name })),
  );
}

/** Deletes the client with all photos and looks, after naming what goes. */
export function eraseClient(
  client: StudioClient,
  t: TFunction,
  language: string,
  who: { id: string; name: string; photos: number; looks: number },
): void {
  modals.openConfirmModal({
    title: t('clients:erase.title', { name: who.name }),
    children: (
      <>
        <p style={{ marginTop: 0 }}>{t('clients:erase.text')}</p>
        <ul style={{ paddingLeft: 20 }}>
          <li>{t('clients:erase.card')}</li>
          <li>{t('common:trash.photo', { count: who.photos })}</li>
          <li>{t('common:trash.look', { count: who.looks })}</li>
          <li>{t('clients:erase.pictures')}</li>
        </ul>
        <p>{t('clients:erase.noUndo')}</p>
      </>
    ),
    labels: { confirm: t('clients:erase.action'), cancel: t('common:cancel') },
    confirmProps: { color: 'red', variant: 'filled' },
    onConfirm: () => {
      client
        .call('clients.erase', { id: who.id })
        .then(({ bytes }) => {
          if (useApp.getState().clientId === who.id) useApp.getState().setClient(undefined);
          notify(t('clients:erase.done', { name: who.name, size: fileSize(bytes, language) }));
        })
        .catch(notifyError);
    },
  });
}
