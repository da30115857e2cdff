/** Making a client and deleting everything of one. */

import { modals } from '@mantine/modals';
import type { Client } from '../../../src-main/contract/catalog/client.ts';
import { useApp } from '../../app/store.ts';
import type { StudioClient } from '../../client/studio-client.ts';
import { askForName } from '../../ui/ask-name.tsx';
import { fileSize } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';
import { Words } from '../../ui/words.tsx';

export function newClient(client: StudioClient, made: (client: Client) => void): void {
  askForName(
    { title: 'commands:clients.new', action: 'common:create', label: 'clients:field.name' },
    '',
    async (name) => made(await client.call('clients.create', { name })),
  );
}

/** Deletes the client with all photos and looks, after naming what goes. */
export function eraseClient(
  client: StudioClient,
  who: { id: string; name: string; photos: number; looks: number },
): void {
  modals.openConfirmModal({
    title: <Words of="clients:erase.title" name={who.name} />,
    children: (
      <>
        <p style={{ marginTop: 0 }}>
          <Words of="clients:erase.text" />
        </p>
        <ul style={{ paddingLeft: 20 }}>
          <li>
            <Words of="clients:erase.card" />
          </li>
          <li>
            <Words of="common:trash.photo" count={who.photos} />
          </li>
          <li>
            <Words of="common:trash.look" count={who.looks} />
          </li>
          <li>
            <Words of="clients:erase.pictures" />
          </li>
        </ul>
        <p>
          <Words of="clients:erase.noUndo" />
        </p>
      </>
    ),
    labels: { confirm: <Words of="clients:erase.action" />, cancel: <Words of="common:cancel" /> },
    confirmProps: { color: 'red', variant: 'filled' },
    onConfirm: () => {
      client
        .call('clients.erase', { id: who.id })
        .then(({ bytes }) => {
          if (useApp.getState().clientId === who.id) useApp.getState().setClient(undefined);
          notify((t, language) =>
            t('clients:erase.done', { name: who.name, size: fileSize(bytes, language) }),
          );
        })
        .catch(notifyError);
    },
  });
}
