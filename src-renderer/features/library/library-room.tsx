/** Library room: the garments of the boutique. */

import { SimpleGrid } from '@mantine/core';
import { IconHanger } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useClient, useRead } from '../../client/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';

export function LibraryRoom() {
  const { t } = useTranslation();
  const client = useClient();
  const found = useRead('garments.search', { query: {} }, ['garments', 'trash']);
  if (found.error && !found.data) return <ErrorView error={found.error} onRetry={found.reload} />;
  if (found.data?.total === 0)
    return (
      <EmptyState
        icon={<IconHanger size={40} stroke={1.2} />}
        title={t('library:empty.title')}
        text={t('library:empty.text')}
      />
    );
  return (
    <SimpleGrid cols={5} p={16} spacing={12} style={{ alignContent: 'start', flex: 1 }}>
      {found.data?.garments.map((garment) => (
        <figure key={garment.id} style={{ margin: 0 }}>
          <img src={client.pictureUrl(garment.hash, 256)} alt="" style={{ width: '100%', borderRadius: 6 }} />
          <figcaption>{garment.name}</figcaption>
        </figure>
      ))}
    </SimpleGrid>
  );
}
