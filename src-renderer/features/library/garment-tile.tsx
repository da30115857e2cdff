/** One garment in the grid or the list: its picture and what tells it apart. */

import { IconFlag3Filled, IconStarFilled, IconX } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { useClient } from '../../client/context.tsx';
import { money } from '../../ui/format.ts';
import classes from './library.module.css';

interface Props {
  /** Undefined while the record is on its way. */
  garment: CatalogGarment | undefined;
  /** The small thumbnail would look soft. */
  large: boolean;
}

function Stars({ rating }: { rating: number }) {
  const { t } = useTranslation();
  if (rating === 0) return null;
  return (
    <span className={classes.stars} role="img" aria-label={t('library:stars', { count: rating })}>
      {Array.from({ length: rating }, (_, i) => i).map((i) => (
        <IconStarFilled key={i} size={10} aria-hidden />
      ))}
    </span>
  );
}

function Flag({ flag }: { flag: CatalogGarment['flag'] }) {
  const { t } = useTranslation();
  if (flag === 'none') return null;
  const Icon = flag === 'pick' ? IconFlag3Filled : IconX;
  return (
    <span className={classes.flag} data-flag={flag} role="img" aria-label={t(`library:flag.${flag}`)}>
      <Icon size={12} stroke={2.5} aria-hidden />
    </span>
  );
}

export const GarmentTile = memo(function GarmentTile({ garment, large }: Props) {
  const { i18n } = useTranslation();
  const client = useClient();
  if (!garment) return <div className={classes.picture} />;
  return (
    <>
      <div className={classes.picture} data-rejected={garment.flag === 'reject' || undefined}>
        <img
          src={client.pictureUrl(garment.hash, large ? 1024 : 256)}
          alt=""
          draggable={false}
          decoding="async"
          loading="lazy"
        />
        <Flag flag={garment.flag} />
      </div>
      <div className={classes.words}>
        <div className={classes.name}>{garment.name || garment.fileName}</div>
        <div className={classes.sub}>
          <span className={classes.brand}>{garment.brand}</span>
          <Stars rating={garment.rating} />
          {garment.price !== undefined && (
            <span className={classes.price}>{money(garment.price, garment.currency, i18n.language)}</span>
          )}
        </div>
      </div>
    </>
  );
});

export const GarmentRow = memo(function GarmentRow({ garment }: Props) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  if (!garment) return null;
  return (
    <>
      <img
        className={classes.listPicture}
        src={client.pictureUrl(garment.hash, 256)}
        alt=""
        draggable={false}
        decoding="async"
        data-rejected={garment.flag === 'reject' || undefined}
      />
      <span className={classes.listName}>{garment.name || garment.fileName}</span>
      <span className={classes.listCell}>{garment.brand}</span>
      <span className={classes.listCell}>
        {garment.category && t(`library:category.${garment.category}`)}
      </span>
      <span className={classes.listCell}>{garment.season}</span>
      <span className={classes.listCell}>{garment.sku}</span>
      <span className={classes.listEnd}>
        <Stars rating={garment.rating} />
        <Flag flag={garment.flag} />
        <span className={classes.listPrice}>
          {garment.price !== undefined && money(garment.price, garment.currency, i18n.language)}
        </span>
      </span>
    </>
  );
});
