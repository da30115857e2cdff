/** Clients room: everybody the boutique dresses at the left, one client's photos and looks, and their card at the right. */

import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/store.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { SidePanel } from '../../ui/panel.tsx';
import { newClient } from './client-actions.tsx';
import { ClientCardEditor } from './client-card.tsx';
import { ClientList } from './client-list.tsx';
import { ClientPage } from './client-page.tsx';
import classes from './clients.module.css';

/** Milliseconds without a key before a search begins. */
const PAUSE = 70;

/** `value` once it has stayed the same for a while. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

export function ClientsRoom() {
  const { t } = useTranslation();
  const client = useClient();
  const { clientId, setClient } = useApp();
  const [typed, setTyped] = useState('');
  const text = useSettled(typed);
  const cards = useRead('clients.list', { text, page: { limit: 1000 } }, [
    'clients',
    'photos',
    'looks',
    'trash',
  ]);
  const everybody = useRead('clients.count', undefined, ['clients', 'trash']);
  const shown = cards.data?.find((card) => card.client.id === clientId) ?? cards.data?.[0];
  const chosen = shown?.client.id;
  // the one on show is the current one everywhere; one just made may not be in the list yet
  useEffect(() => {
    if (chosen && clientId === undefined) setClient(chosen);
  }, [chosen, clientId, setClient]);
  const create = () => newClient(client, (made) => setClient(made.id));
  useCommands([
    {
      id: 'clients.new',
      title: 'commands:clients.new',
      group: 'clients',
      keys: ['Ctrl+N', 'N'],
      run: create,
    },
    {
      id: 'clients.find',
      title: 'commands:clients.find',
      group: 'clients',
      keys: ['Ctrl+F'],
      run: () => document.getElementById('client-search')?.focus(),
    },
  ]);

  if (cards.error && !cards.data)
    return (
      <div className={classes.centre}>
        <ErrorView error={cards.error} onRetry={cards.reload} />
      </div>
    );
  if (everybody.data === 0 && !typed)
    return (
      <EmptyState
        icon={<IconUsers size={40} stroke={1.2} />}
        title={t('clients:empty.title')}
        text={t('clients:empty.text')}
      >
        <Button variant="filled" onClick={create}>
          {t('commands:clients.new')}
        </Button>
      </EmptyState>
    );
  return (
    <>
      <SidePanel id="clients.list" side="left" label={t('clients:list')} initial={240} least={180} most={400}>
        <ClientList
          cards={cards.data ?? []}
          chosen={chosen}
          text={typed}
          onText={setTyped}
          onChoose={setClient}
          onNew={create}
        />
      </SidePanel>
      {shown ? (
        <>
          <ClientPage key={shown.client.id} card={shown} />
          <SidePanel
            id="clients.card"
            side="right"
            label={t('clients:card')}
            initial={300}
            least={260}
            most={460}
          >
            <ClientCardEditor key={shown.client.id} client={shown.client} />
          </SidePanel>
        </>
      ) : (
        cards.data && (
          <EmptyState
            icon={<IconUsers size={40} stroke={1.2} />}
            title={t('clients:nothing.title')}
            text={t('clients:nothing.text')}
          >
            <Button onClick={() => setTyped('')}>{t('clients:nothing.clear')}</Button>
          </EmptyState>
        )
      )}
    </>
  );
}
