/** Colourway: the chosen garment in another colour than its picture's, at once in the 3D view and drawn in the photo. */

import { ColorInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ColourName } from '../../../../src-main/contract/catalog/colours.ts';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import { setColourway } from '../../studio/logic/document-edits.ts';
import { useSession } from '../../studio/view/hooks.ts';
import { useDressing } from '../state/dressing.ts';
import classes from './colourway.module.css';

/** Colours of the trade as dyed cloth looks in photographs, sRGB. */
const SWATCHES: readonly (readonly [ColourName, string])[] = [
  ['black', '#1b1a1b'],
  ['grey', '#808285'],
  ['white', '#f4f3f0'],
  ['beige', '#d6c3a3'],
  ['brown', '#6b4428'],
  ['red', '#c4202e'],
  ['burgundy', '#6a1b2d'],
  ['mustard', '#cf9a2b'],
  ['olive', '#6d6b3a'],
  ['dark green', '#1f4a38'],
  ['light blue', '#a9c8e6'],
  ['blue', '#2f5fae'],
  ['navy', '#1e2a4a'],
  ['lavender', '#b9a7d6'],
  ['pink', '#f0a9bd'],
];

export function Colourway({ layer, name }: { layer: LookLayer; name: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const live = useDressing(({ dyeing }) => (dyeing?.layerId === layer.id ? dyeing.hex : undefined));
  const shown = live ?? layer.colourway;
  const choose = (hex: string | undefined) => {
    session.commit(setColourway(layer.id, hex, name));
    useDressing.setState({ dyeing: undefined });
  };
  const hexOf = (value: string) => {
    const hex = value.toLowerCase();
    return /^#[0-9a-f]{6}$/.test(hex) ? hex : undefined;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: swatches that are chosen one at a time, no fields of a form
    <div
      role="group"
      aria-label={t('preview3d:colourway.title')}
      className={classes.colourway}
      data-colourway
    >
      <h4>{t('preview3d:colourway.title')}</h4>
      <div className={classes.swatches}>
        <button
          type="button"
          className={classes.own}
          aria-pressed={shown === undefined}
          disabled={layer.locked}
          onClick={() => choose(undefined)}
        >
          {t('preview3d:colourway.own')}
        </button>
        {SWATCHES.map(([colour, hex]) => {
          const words = t(`library:colourName.${colour.replaceAll(' ', '-')}`);
          return (
            <button
              key={colour}
              type="button"
              className={classes.swatch}
              style={{ background: hex }}
              aria-label={words}
              title={words}
              aria-pressed={shown === hex}
              disabled={layer.locked}
              onClick={() => choose(hex)}
            />
          );
        })}
      </div>
      <ColorInput
        size="xs"
        format="hex"
        withEyeDropper={false}
        aria-label={t('preview3d:colourway.other')}
        placeholder={t('preview3d:colourway.other')}
        disabled={layer.locked}
        value={shown ?? ''}
        onChange={(value) => {
          const hex = hexOf(value);
          if (hex && hex !== layer.colourway) useDressing.setState({ dyeing: { layerId: layer.id, hex } });
        }}
        onChangeEnd={(value) => {
          const hex = hexOf(value);
          if (hex) choose(hex);
        }}
      />
      {shown !== undefined && (
        <p className={classes.note}>
          <IconInfoCircle size={14} aria-hidden /> <span>{t('preview3d:colourway.note')}</span>
        </p>
      )}
    </div>
  );
}
