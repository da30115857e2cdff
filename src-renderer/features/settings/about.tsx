/** About Toile: version, licence, and what it does not do. */

import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/store.ts';
import classes from './settings.module.css';

export function About() {
  const { t } = useTranslation();
  const info = useApp((state) => state.info);
  return (
    <div className={classes.about}>
      <h2>Toile</h2>
      <p className="tabular">{t('settings:about.version', { version: info?.version ?? '' })}</p>
      <p>{t('settings:about.offline')}</p>
      <p>{t('settings:about.licence')}</p>
      <p>{t('settings:about.warranty')}</p>
      <p>{t('settings:about.credits')}</p>
    </div>
  );
}
