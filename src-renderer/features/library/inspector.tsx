/** Inspector: what is known of the selected garments, and where it is changed. */

import { useTranslation } from 'react-i18next';
import classes from './inspector.module.css';
import { OneGarment } from './one-garment.tsx';
import { useGarments } from './records.ts';
import { SeveralGarments } from './several-garments.tsx';
import { useLibrary } from './store.ts';

export function Inspector() {
  const { t } = useTranslation();
  const { selection } = useLibrary();
  const ids = [...selection.ids];
  const garments = useGarments(ids);
  if (ids.length === 0) return <p className={classes.none}>{t('library:inspectNone')}</p>;
  if (ids.length > 1) return <SeveralGarments ids={ids} known={garments} />;
  return garments[0] ? <OneGarment key={garments[0].id} garment={garments[0]} /> : null;
}
