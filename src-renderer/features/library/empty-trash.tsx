/** Emptying the trash, after saying what goes. */

import { modals } from '@mantine/modals';
import type { TFunction } from 'i18next';
import type { StudioClient } from '../../client/studio-client.ts';
import { fileSize } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';

export async function confirmEmptyTrash(client: StudioClient, t: TFunction, language: string): Promise<void> {
  const counts = await client.call('trash.counts');
  const what = (['client', 'photo', 'garment', 'look'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => t(`common:trash.${kind}`, { count: counts[kind] }));
  modals.openConfirmModal({
    title: t('common:trash.emptyTitle'),
    children:
      what.length > 0 ? t('common:trash.emptyText', { what: what.join(', ') }) : t('common:trash.nothing'),
    labels: { confirm: t('common:trash.emptyAction'), cancel: t('common:cancel') },
    confirmProps: { color: 'red', variant: 'filled', disabled: what.length === 0 },
    onConfirm: () => {
      client
        .call('trash.empty')
        .then(({ bytes }) => notify(t('common:trash.emptied', { size: fileSize(bytes, language) })))
        .catch(notifyError);
    },
  });
}
