/** Fit legend: what the colours of the fit map say, over the 3D view. */

import { useTranslation } from 'react-i18next';
import { SCALE_END, STRETCH_STOPS } from '../../../../src-main/contract/stretch-scale.ts';
import { useDressing } from '../state/dressing.ts';
import classes from './dressing.module.css';

const RAMP = `linear-gradient(to right, ${STRETCH_STOPS.map(
  ([at, colour]) => `rgb(${colour.join(' ')}) ${((at / SCALE_END) * 100).toFixed(1)}%`,
).join(', ')})`;

export function FitLegend() {
  const { t } = useTranslation();
  const on = useDressing((state) => state.fitMap);
  const dressing = useDressing((state) => state.dressed?.dressing);
  if (!on || !dressing) return null;
  const unknown = dressing.garments.some(({ method }) => method === 'projected');
  return (
    <figure className={classes.legend} data-fit-legend>
      <figcaption>{t('preview3d:map.title')}</figcaption>
      <i style={{ background: RAMP }} aria-hidden />
      <div className={classes.ticks}>
        <span>{t('preview3d:map.free')}</span>
        <span>{t('preview3d:map.limit')}</span>
        <span>{t('preview3d:map.beyond')}</span>
      </div>
      {unknown && <p>{t('preview3d:map.unknown')}</p>}
    </figure>
  );
}
