/** Regions: which of the garments in a picture is searched by, when it shows several or somebody who wears them. */

import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { NamedRegion } from '../../../src-main/contract/regions.ts';
import { told } from '../../../src-main/contract/told.ts';
import { useRead } from '../../client/context.tsx';
import { inLanguage } from './knowledge.ts';
import classes from './library.module.css';
import { type Like, useLibrary } from './store.ts';

/** Side of a small picture, pixels. */
const SIDE = 28;

type Picture = Extract<Like, { upload: string }>;

/** Says nothing of a picture with one garment that nobody wears. */
export function Regions({ like }: { like: Picture }) {
  const { t, i18n } = useTranslation();
  const { data } = useRead('knowledge.regions', { upload: like.upload });
  const { compareWith } = useLibrary.getState();
  if (!data) return null;
  if (data.regions.length === 0)
    return (
      <span className={classes.searchNote} role="status">
        {t('library:region.none')}
      </span>
    );
  if (data.regions.length === 1) return null;
  const chosen = like.garment ?? data.regions[0].number;
  return (
    <fieldset className={classes.regions}>
      <legend className={classes.hidden}>{t('library:region.choose')}</legend>
      {data.regions.map((region) => {
        const { number, kind, name, confidence, reasons } = region;
        const kindWord = t(`library:region.${kind}`);
        const sure = t('library:region.sure', { percent: Math.round(confidence * 100) });
        return (
          <label
            key={number}
            className={classes.region}
            title={[kindWord, sure, ...reasons.map((reason) => told(t, reason))].join(' · ')}
            data-chosen={number === chosen || undefined}
          >
            <input
              type="radio"
              name="region"
              className={classes.hidden}
              checked={number === chosen}
              onChange={() => compareWith(number)}
            />
            <span aria-hidden className={classes.regionPicture} style={cropped(region, data, like.url)} />
            <span className={classes.likeName}>{inLanguage(name, i18n.language) || kindWord}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** The part of the picture that the region is, in the middle of a square. */
function cropped(
  { box: { x0, y0, x1, y1 } }: Pick<NamedRegion, 'box'>,
  picture: { width: number; height: number },
  url: string,
): CSSProperties {
  const scale = SIDE / Math.max(x1 - x0, y1 - y0);
  const [left, top] = [(SIDE - (x0 + x1) * scale) / 2, (SIDE - (y0 + y1) * scale) / 2];
  return {
    width: SIDE,
    height: SIDE,
    backgroundImage: `url("${url}")`,
    backgroundSize: `${picture.width * scale}px ${picture.height * scale}px`,
    backgroundPosition: `${left}px ${top}px`,
    // of what lies beside it nothing is shown
    clipPath: `inset(${(SIDE - (y1 - y0) * scale) / 2}px ${(SIDE - (x1 - x0) * scale) / 2}px)`,
  };
}
