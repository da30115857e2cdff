/** Lookbook dialog: a collection, or looks of a client, as pages to print or as a page to send. */

import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../client/context.tsx';
import { LookPicker } from './look-picker.tsx';
import { LookbookForm } from './lookbook-form.tsx';
import { type LookbookFrom, useLookbook } from './store.ts';

export function LookbookDialog() {
  const { t } = useTranslation();
  const { from, close } = useLookbook();
  return (
    <Modal
      opened={from !== undefined}
      onClose={close}
      title={t('lookbook:title')}
      size={620}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {from?.kind === 'collection' && <OfCollection key={from.id} from={from} onDone={close} />}
      {from?.kind === 'client' && <OfClient key={from.id} from={from} onDone={close} />}
    </Modal>
  );
}

interface Of<K extends LookbookFrom['kind']> {
  from: Extract<LookbookFrom, { kind: K }>;
  onDone(): void;
}

function OfCollection({ from: { id }, onDone }: Of<'collection'>) {
  const collections = useRead('collections.list', undefined, ['collections', 'garments', 'trash']);
  const collection = collections.data?.find((one) => one.id === id);
  return (
    <LookbookForm
      name={collection?.name ?? ''}
      empty={collection?.count === 0 ? 'lookbook:empty.collection' : undefined}
      from={(contents) => ({ kind: 'collection', id, contents })}
      contents
      onDone={onDone}
    />
  );
}

function OfClient({ from: { id }, onDone }: Of<'client'>) {
  const owner = useRead('clients.get', { id }, ['clients']);
  const looks = useRead('looks.list', { clientId: id }, ['looks', 'trash']);
  // oldest first, as the looks of a client are numbered
  const cards = [...(looks.data ?? [])].sort((a, b) => a.look.createdAt.localeCompare(b.look.createdAt));
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const ids = cards.map(({ look }) => look.id).filter((look) => !without.has(look));
  return (
    <LookbookForm
      name={owner.data?.name ?? ''}
      empty={looks.data && ids.length === 0 ? 'lookbook:empty.looks' : undefined}
      from={() => ({ kind: 'looks', ids })}
      onDone={onDone}
    >
      <LookPicker cards={cards} without={without} onChange={setWithout} />
    </LookbookForm>
  );
}
