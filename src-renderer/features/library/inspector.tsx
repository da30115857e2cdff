/** Inspector: what is known of the selected garments, and where it is changed. */

import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../client/context.tsx';
import classes from './inspector.module.css';
import { OneGarment } from './one-garment.tsx';
import { useGarment } from './records.ts';
import { SeveralGarments } from './several-garments.tsx';
import { useLibrary } from './store.ts';

export function Inspector() {
  const { t } = useTranslation();
  const selected = useLibrary((state) => state.selection.ids);
  // walking through the list does not wait for the inspector
  const shown = useDeferredValue(selected);
  const ids = useMemo(() => [...shown], [shown]);
  const garment = useGarment(ids.length === 1 ? ids[0] : undefined);
  const facets = useRead('garments.facets', undefined, ['garments']);
  const tags = useMemo(() => facets.data?.tags.map((tag) => tag.value) ?? [], [facets.data]);
  if (ids.length === 0) return <p className={classes.none}>{t('library:inspectNone')}</p>;
  if (ids.length > 1) return <SeveralGarments ids={ids} />;
  return garment ? <OneGarment key={garment.id} garment={garment} tags={tags} /> : null;
}
