/** Verdict: stars and flag of the selected garments. */

import { ActionIcon, Rating, Tooltip } from '@mantine/core';
import { IconFlag3, IconFlag3Filled, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { useClient } from '../../client/context.tsx';
import { change } from './actions.ts';
import classes from './inspector.module.css';

export function Verdict({ garments }: { garments: readonly CatalogGarment[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const same = <K extends 'rating' | 'flag'>(key: K): CatalogGarment[K] | undefined =>
    garments.every((g) => g[key] === garments[0]?.[key]) ? garments[0]?.[key] : undefined;
  const flag = same('flag');
  const setFlag = (value: CatalogGarment['flag']) =>
    void change(client, (t) => t(`library:flag.${value}`), garments, {
      flag: flag === value ? 'none' : value,
    });
  return (
    <div className={classes.verdict}>
      <Rating
        size="sm"
        value={same('rating') ?? 0}
        allowClear
        onChange={(rating) => void change(client, (t) => t('library:field.rating'), garments, { rating })}
        getSymbolLabel={(count) => t('library:stars', { count })}
        aria-label={t('library:field.rating')}
      />
      <span className={classes.flags}>
        <Tooltip label={t('library:flag.pick')}>
          <ActionIcon
            aria-label={t('library:flag.pick')}
            aria-pressed={flag === 'pick'}
            onClick={() => setFlag('pick')}
          >
            {flag === 'pick' ? <IconFlag3Filled size={16} /> : <IconFlag3 size={16} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('library:flag.reject')}>
          <ActionIcon
            aria-label={t('library:flag.reject')}
            aria-pressed={flag === 'reject'}
            color={flag === 'reject' ? 'red' : 'gray'}
            onClick={() => setFlag('reject')}
          >
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  );
}
