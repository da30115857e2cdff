/** Everything about one garment: picture and try-on first, then its card, sizes, colours and what the engine saw. */

import { Button, Select, TagsInput } from '@mantine/core';
import { IconHanger } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GarmentChanges } from '../../../src-main/contract/calls/garments.ts';
import type { CatalogGarment, Category } from '../../../src-main/contract/catalog/garment.ts';
import { CATEGORIES } from '../../../src-main/contract/names.ts';
import { useClient } from '../../client/context.tsx';
import { DraftArea, DraftNumber, DraftText } from '../../ui/fields.tsx';
import { day } from '../../ui/format.ts';
import type { Said } from '../../ui/notify.tsx';
import { change, restore, tryOn } from './actions.ts';
import { BackPhoto } from './back-photo.tsx';
import { Colours } from './colours.tsx';
import classes from './inspector.module.css';
import { Seen } from './seen.tsx';
import { SizeChartEditor } from './size-chart.tsx';
import { useLibrary } from './store.ts';
import { Verdict } from './verdict.tsx';

/** ISO 4217 codes offered; a garment's own is always among them. */
const CURRENCIES = [
  'EUR',
  'USD',
  'GBP',
  'CNY',
  'JPY',
  'CHF',
  'HKD',
  'SGD',
  'AUD',
  'CAD',
  'SEK',
  'NOK',
  'DKK',
  'KRW',
];

export function OneGarment({ garment, tags }: { garment: CatalogGarment; tags: readonly string[] }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const openLoupe = useLibrary((state) => state.openLoupe);
  const trash = useLibrary((state) => state.query.trash);
  const set = (field: Said, changes: GarmentChanges) => void change(client, field, [garment], changes);
  return (
    <div className={classes.inspector}>
      <button
        type="button"
        className={classes.cover}
        aria-label={t('commands:library.loupe')}
        onClick={() => openLoupe()}
      >
        <img src={client.pictureUrl(garment.hash, 1024)} alt="" />
      </button>
      {trash ? (
        <Button onClick={() => void restore(client, [garment.id])}>{t('commands:library.restore')}</Button>
      ) : (
        <Button
          variant="filled"
          leftSection={<IconHanger size={16} aria-hidden />}
          onClick={() => tryOn([garment])}
        >
          {t('commands:library.tryOn')}
        </Button>
      )}
      <Verdict garments={[garment]} />
      <DraftText
        label={t('library:field.name')}
        value={garment.name}
        placeholder={garment.fileName}
        maxLength={200}
        onGive={(name) => set((t) => t('library:field.name'), { name })}
      />
      <div className={classes.pair}>
        <DraftText
          label={t('library:field.brand')}
          value={garment.brand}
          maxLength={100}
          onGive={(brand) => set((t) => t('library:field.brand'), { brand })}
        />
        <DraftText
          label={t('library:field.sku')}
          value={garment.sku}
          maxLength={100}
          onGive={(sku) => set((t) => t('library:field.sku'), { sku })}
        />
      </div>
      <div className={classes.pair}>
        <Select
          label={t('library:field.category')}
          placeholder={t('library:unknown')}
          value={garment.category ?? null}
          data={CATEGORIES.map((value) => ({ value, label: t(`library:category.${value}`) }))}
          onChange={(category) => set((t) => t('library:field.category'), { category: category as Category })}
        />
        <DraftText
          label={t('library:field.season')}
          value={garment.season}
          maxLength={60}
          onGive={(season) => set((t) => t('library:field.season'), { season })}
        />
      </div>
      <div className={classes.pair}>
        <DraftNumber
          label={t('library:field.price')}
          min={0}
          max={1e9}
          decimalScale={2}
          value={garment.price === undefined ? undefined : garment.price / 100}
          onGive={(price) =>
            set((t) => t('library:field.price'), {
              price: price === undefined ? null : Math.round(price * 100),
              ...(price !== undefined && !garment.currency ? { currency: 'EUR' } : {}),
            })
          }
        />
        <Select
          label={t('library:field.currency')}
          value={garment.currency ?? null}
          data={[...new Set([...CURRENCIES, ...(garment.currency ? [garment.currency] : [])])]}
          onChange={(currency) => set((t) => t('library:field.currency'), { currency })}
        />
      </div>
      <TagsInput
        label={t('library:field.tags')}
        value={garment.tags}
        data={[...tags]}
        maxTags={100}
        onChange={(tags) =>
          set((t) => t('library:field.tags'), { tags: tags.map((tag) => tag.slice(0, 60)) })
        }
      />
      <DraftArea
        label={t('library:field.notes')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={20_000}
        value={garment.notes}
        onGive={(notes) => set((t) => t('library:field.notes'), { notes })}
      />
      <Colours
        colours={garment.colours}
        onChange={(colours) => set((t) => t('library:field.colours'), { colours })}
      />
      <Seen garment={garment} />
      <SizeChartEditor
        category={garment.category}
        sizes={garment.sizes}
        onChange={(sizes) => set((t) => t('library:field.sizes'), { sizes })}
      />
      <BackPhoto garment={garment} />
      <dl className={classes.facts}>
        <div>
          <dt>{t('library:field.file')}</dt>
          <dd>{garment.fileName}</dd>
        </div>
        <div>
          <dt>{t('library:field.imported')}</dt>
          <dd>{day(garment.importedAt, i18n.language)}</dd>
        </div>
      </dl>
    </div>
  );
}
