/** Clients room: everybody the boutique dresses. */

import { SimpleGrid } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useClient, useRead } from '../../client/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';

export function ClientsRoom() {
  const { t } = useTranslation();
  const client = useClient();
  const cards = useRead('clients.list', {}, ['clients', 'photos', 'looks']);
  if (cards.error && !cards.data) return <ErrorView error={cards.error} onRetry={cards.reload} />;
  if (cards.data?.length === 0)
    return (
      <EmptyState
        icon={<IconUsers size={40} stroke={1.2} />}
        title={t('clients:empty.title')}
        text={t('clients:empty.text')}
      />
    );
  return (
    <SimpleGrid cols={5} p={16} spacing={12} style={{ alignContent: 'start', flex: 1 }}>
      {cards.data?.map(({ client: person, cover }) => (
        <figure key={person.id} style={{ margin: 0 }}>
          {cover && (
            <img src={client.pictureUrl(cover, 256)} alt="" style={{ width: '100%', borderRadius: 6 }} />
          )}
          <figcaption>{person.name}</figcaption>
        </figure>
      ))}
    </SimpleGrid>
  );
}
