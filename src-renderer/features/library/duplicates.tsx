/** Duplicates: garments of nearly the same picture, laid side by side to choose which one stays. */

import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LikeGarment } from '../../../src-main/contract/calls/knowledge.ts';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { money } from '../../../src-main/contract/money.ts';
import { useClient } from '../../client/context.tsx';
import { day } from '../../ui/format.ts';
import { Words } from '../../ui/words.tsx';
import { trash } from './actions.ts';
import classes from './inspector.module.css';

const nameOf = ({ name, fileName }: CatalogGarment): string => name || fileName;

function Side({ garment, onTrash }: { garment: CatalogGarment; onTrash: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const facts: [label: string, value: string | undefined][] = [
    [t('library:field.brand'), garment.brand],
    [t('library:field.sku'), garment.sku],
    [
      t('library:field.price'),
      garment.price === undefined ? '' : money(garment.price, garment.currency, i18n.language),
    ],
    [t('library:field.sizes'), garment.sizes.map(({ label }) => label).join(t('told:between'))],
    [t('library:field.tags'), garment.tags.join(t('told:between'))],
    [t('library:field.file'), garment.fileName],
    [t('library:field.imported'), day(garment.importedAt, i18n.language)],
  ];
  return (
    <section className={classes.side} aria-label={nameOf(garment)}>
      <img src={client.pictureUrl(garment.hash, 1024)} alt="" />
      <h3 className={classes.heading}>{nameOf(garment)}</h3>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
      </dl>
      <Button leftSection={<IconTrash size={14} aria-hidden />} onClick={onTrash}>
        {t('library:duplicate.trash')}
      </Button>
    </section>
  );
}

/** Two garments beside each other; one of them may go to the trash. */
function Pair({ garments, close }: { garments: readonly CatalogGarment[]; close: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  return (
    <>
      <div className={classes.sides}>
        {garments.map((garment) => (
          <Side
            key={garment.id}
            garment={garment}
            onTrash={() => {
              close();
              void trash(client, [garment.id]);
            }}
          />
        ))}
      </div>
      <div className={classes.foot}>
        <Button data-autofocus onClick={close}>
          {t('library:duplicate.keep')}
        </Button>
      </div>
    </>
  );
}

function compare(garments: readonly CatalogGarment[]): void {
  const id = modals.open({
    title: <Words of="library:duplicate.compareTitle" />,
    size: 760,
    children: <Pair garments={garments} close={() => modals.close(id)} />,
  });
}

export function Duplicates({ garment, found }: { garment: CatalogGarment; found: readonly LikeGarment[] }) {
  const { t } = useTranslation();
  const client = useClient();
  if (found.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{t('library:duplicate.title')}</h3>
      {found.map(({ garment: other, likeness }) => (
        <div key={other.id} className={classes.duplicate}>
          <img src={client.pictureUrl(other.hash, 256)} alt="" />
          <span>
            {nameOf(other)}
            <small>{t('library:duplicate.likeness', { share: Math.floor(likeness * 100) })}</small>
          </span>
          <Button
            size="compact-xs"
            aria-label={t('library:duplicate.compareWith', { name: nameOf(other) })}
            onClick={() => compare([garment, other])}
          >
            {t('library:duplicate.compare')}
          </Button>
        </div>
      ))}
    </section>
  );
}
