/** Figure select: skin, hair, shoes and underwear of the figure in the 3D view. */

import { Select, Switch } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FigureStyle } from '../../../../src-main/contract/figure-style.ts';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { notifyError } from '../../../ui/notify.tsx';
import { STYLE_CHOICES, type StyleChoice, styleKey } from '../logic/figure-style.ts';
import { previewOf } from '../state/session.ts';
import { usePreview } from '../state/store.ts';
import { useStyle } from '../state/style.ts';
import classes from './preview.module.css';

export function FigureSelect() {
  const { t } = useTranslation();
  const client = useClient();
  const session = previewOf(client);
  const change = useSettings((state) => state.change);
  const lacksSkins = usePreview((state) => state.shaped?.hasSkins === false);
  const style = useStyle();
  const before = useRef(style);
  useEffect(() => {
    if (before.current === style) return;
    before.current = style;
    session.shape();
  }, [session, style]);
  const put = (part: keyof FigureStyle, value: string | boolean) =>
    change(client, { layout: { [styleKey(part)]: value } }).catch(notifyError);
  const select = (part: StyleChoice, disabled = false) => (
    <Select
      label={t(`preview3d:figure.${part}.title`)}
      value={style[part]}
      onChange={(value) => value && put(part, value)}
      allowDeselect={false}
      disabled={disabled}
      data={STYLE_CHOICES[part].map((value) => ({ value, label: t(`preview3d:figure.${part}.${value}`) }))}
    />
  );
  return (
    <div className={classes.figure}>
      {select('skin', lacksSkins)}
      {lacksSkins && <p className={classes.quiet}>{t('preview3d:figure.noSkins')}</p>}
      {select('hair')}
      {style.hair !== 'none' && style.skin !== 'stone' && select('hairColour')}
      {select('shoes')}
      <Switch
        label={t('preview3d:figure.underwear')}
        checked={style.underwear}
        onChange={(event) => put('underwear', event.currentTarget.checked)}
      />
    </div>
  );
}
