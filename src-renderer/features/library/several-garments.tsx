/** Several garments at once: what they share, changed for all of them. */

import { Button, Select, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentChanges } from '../../../src-main/contract/calls/garments.ts';
import type { CatalogGarment, Category } from '../../../src-main/contract/catalog/garment.ts';
import { CATEGORIES } from '../../../src-main/contract/names.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { DraftNumber, DraftText } from '../../ui/fields.tsx';
import { notifyError, type Said } from '../../ui/notify.tsx';
import { addToCollection, change, MOST_LAYERS, restore, retag, trash, tryOn } from './actions.ts';
import classes from './inspector.module.css';
import { loadSelected, useSelected } from './records.ts';
import { useLibrary } from './store.ts';
import { Verdict } from './verdict.tsx';

/** Pictures of the stack. */
const SHOWN = 4;

/** The value all have, or undefined. */
export function shared<K extends keyof CatalogGarment>(
  garments: readonly CatalogGarment[],
  key: K,
): CatalogGarment[K] | undefined {
  const first = garments[0]?.[key];
  return garments.every((garment) => JSON.stringify(garment[key]) === JSON.stringify(first))
    ? first
    : undefined;
}

export function SeveralGarments({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const collections = useRead('collections.list', undefined, ['collections']);
  const [tags, setTags] = useState<string[]>([]);
  const known = useSelected(ids);
  const all = () => loadSelected(client);
  const set = (label: Said, changes: GarmentChanges) =>
    void all()
      .then((garments) => change(client, label, garments, changes))
      .catch(notifyError);
  const tag = (way: 'add' | 'remove') =>
    void all()
      .then((garments) =>
        retag(
          client,
          (t) => t('library:field.tags'),
          garments,
          way === 'add' ? tags : [],
          way === 'remove' ? tags : [],
        ),
      )
      .then(() => setTags([]))
      .catch(notifyError);
  /** A field that is empty with a note when the garments differ. */
  const text = (key: 'brand' | 'season') => ({
    label: t(`library:field.${key}`),
    value: shared(known, key) ?? '',
    placeholder: shared(known, key) === undefined ? t('library:mixed') : '',
    onGive: (value: string) => set((t) => t(`library:field.${key}`), { [key]: value }),
  });
  const price = shared(known, 'price');
  const manual = collections.data?.filter((collection) => collection.kind === 'manual') ?? [];
  return (
    <div className={classes.inspector}>
      <h2 className={classes.heading}>{t('library:selected', { count: ids.length })}</h2>
      <div className={classes.stack}>
        {known.slice(0, SHOWN).map((garment) => (
          <img key={garment.id} src={client.pictureUrl(garment.hash, 256)} alt="" />
        ))}
      </div>
      {query.trash ? (
        <Button onClick={() => void restore(client, ids)}>{t('commands:library.restore')}</Button>
      ) : (
        ids.length <= MOST_LAYERS && (
          <Button variant="filled" onClick={() => void all().then(tryOn, notifyError)}>
            {t('library:tryOnAll', { count: ids.length })}
          </Button>
        )
      )}
      <Verdict garments={known} />
      <DraftText {...text('brand')} maxLength={100} />
      <div className={classes.pair}>
        <Select
          label={t('library:field.category')}
          placeholder={t('library:mixed')}
          value={shared(known, 'category') ?? null}
          data={CATEGORIES.map((value) => ({ value, label: t(`library:category.${value}`) }))}
          onChange={(category) => set((t) => t('library:field.category'), { category: category as Category })}
        />
        <DraftText {...text('season')} maxLength={60} />
      </div>
      <DraftNumber
        label={t('library:field.price')}
        placeholder={price === undefined ? t('library:mixed') : ''}
        min={0}
        max={1e9}
        decimalScale={2}
        value={price === undefined ? undefined : price / 100}
        onGive={(value) =>
          value !== undefined && set((t) => t('library:field.price'), { price: Math.round(value * 100) })
        }
      />
      <TagsInput label={t('library:field.tags')} value={tags} onChange={setTags} maxTags={20} />
      <div className={classes.buttons}>
        <Button disabled={tags.length === 0} onClick={() => tag('add')}>
          {t('library:tag.add')}
        </Button>
        <Button disabled={tags.length === 0} onClick={() => tag('remove')}>
          {t('library:tag.remove')}
        </Button>
      </div>
      {manual.length > 0 && (
        <Select
          label={t('library:collection.addTo')}
          placeholder={t('library:collection.choose')}
          value={null}
          data={manual.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => {
            const chosen = manual.find((collection) => collection.id === id);
            if (chosen) void addToCollection(client, chosen, ids);
          }}
        />
      )}
      {query.collection && manual.some(({ id }) => id === query.collection) && (
        <Button
          onClick={() =>
            client.call('collections.remove', { id: query.collection!, garmentIds: ids }).catch(notifyError)
          }
        >
          {t('library:collection.takeOut')}
        </Button>
      )}
      {!query.trash && <Button onClick={() => void trash(client, ids)}>{t('commands:library.trash')}</Button>}
    </div>
  );
}
