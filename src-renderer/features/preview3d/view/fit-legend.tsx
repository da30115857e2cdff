/** Fit legend: what the colours of the fit map say, over the 3D view. */

import { useTranslation } from 'react-i18next';
import { FIT_STOPS, shareOf } from '../../../../src-main/contract/fit-scale.ts';
import { VERDICTS } from '../logic/fit.ts';
import { useDressing } from '../state/dressing.ts';
import classes from './dressing.module.css';

const RAMP = `linear-gradient(to right, ${FIT_STOPS.map(
  ([at, colour]) => `rgb(${colour.join(' ')}) ${(100 * shareOf(at)).toFixed(1)}%`,
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
        {VERDICTS.map((verdict) => (
          <span key={verdict}>{t(`preview3d:verdict.${verdict}`)}</span>
        ))}
      </div>
      {unknown && <p>{t('preview3d:map.unknown')}</p>}
    </figure>
  );
}
