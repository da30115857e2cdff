/** Emptying the trash, after saying what goes. */

import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import type { StudioClient } from '../../client/studio-client.ts';
import { fileSize } from '../../ui/format.ts';
import { notify, notifyError } from '../../ui/notify.tsx';
import { Words } from '../../ui/words.tsx';

const KINDS = ['client', 'photo', 'garment', 'look'] as const;

function WhatGoes({ counts }: { counts: Readonly<Record<(typeof KINDS)[number], number>> }) {
  const { t, i18n } = useTranslation();
  const what = KINDS.filter((kind) => counts[kind] > 0).map((kind) =>
    t(`common:trash.${kind}`, { count: counts[kind] }),
  );
  if (what.length === 0) return t('common:trash.nothing');
  return t('common:trash.emptyText', { what: new Intl.ListFormat(i18n.language).format(what) });
}

export async function confirmEmptyTrash(client: StudioClient): Promise<void> {
  const counts = await client.call('trash.counts');
  modals.openConfirmModal({
    title: <Words of="common:trash.emptyTitle" />,
    children: <WhatGoes counts={counts} />,
    labels: { confirm: <Words of="common:trash.emptyAction" />, cancel: <Words of="common:cancel" /> },
    confirmProps: { color: 'red', variant: 'filled', disabled: KINDS.every((kind) => counts[kind] === 0) },
    onConfirm: () => {
      client
        .call('trash.empty')
        .then(({ bytes }) =>
          notify((t, language) => t('common:trash.emptied', { size: fileSize(bytes, language) })),
        )
        .catch(notifyError);
    },
  });
}
