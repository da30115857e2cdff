/** Colours of a garment: named swatches, largest share first. */

import { ActionIcon, ColorInput, Popover } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colourNamed } from '../../../src-main/contract/catalog/colours.ts';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { DraftText } from '../../ui/fields.tsx';
import classes from './inspector.module.css';

type Colour = CatalogGarment['colours'][number];

/** Most colours of a garment, by the contract. */
const MOST = 12;

function Swatch(props: { colour: Colour; onChange: (colour: Colour) => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const { colour } = props;
  const [mixing, setMixing] = useState<string>();
  const known = colourNamed(colour.name);
  const name = known ? t(`library:colourName.${known.replaceAll(' ', '-')}`) : colour.name || colour.hex;
  const share = Math.round(colour.share * 100);
  return (
    <Popover position="bottom" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.swatch} title={t('library:colour.edit', { name })}>
          <svg width="14" height="14" aria-hidden="true">
            <rect width="14" height="14" rx="3" fill={colour.hex} stroke="currentColor" strokeOpacity="0.4" />
          </svg>
          {name}
          {share > 0 && <small className={classes.share}>{share} %</small>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.swatchEditor}>
        <DraftText
          label={t('library:field.name')}
          value={known ? name : colour.name}
          maxLength={40}
          onGive={(given) => given !== name && props.onChange({ ...colour, name: given })}
        />
        <ColorInput
          size="xs"
          format="hex"
          withEyeDropper={false}
          label={t('library:colour.value')}
          value={mixing ?? colour.hex}
          onChange={setMixing}
          onChangeEnd={(hex) => {
            setMixing(undefined);
            const value = hex.toLowerCase();
            if (/^#[0-9a-f]{6}$/.test(value)) props.onChange({ ...colour, hex: value });
          }}
          popoverProps={{ withinPortal: false }}
        />
        <button type="button" className={classes.link} onClick={props.onRemove}>
          <IconX size={12} aria-hidden /> {t('library:colour.remove')}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}

export function Colours(props: { colours: readonly Colour[]; onChange: (colours: Colour[]) => void }) {
  const { t } = useTranslation();
  const { colours, onChange } = props;
  return (
    <section className={classes.section}>
      <h3>
        {t('library:field.colours')}
        {colours.length < MOST && (
          <ActionIcon
            size={22}
            aria-label={t('library:colour.add')}
            onClick={() => onChange([...colours, { name: '', hex: '#808080', share: 0 }])}
          >
            <IconPlus size={14} />
          </ActionIcon>
        )}
      </h3>
      <div className={classes.swatches}>
        {colours.map((colour, at) => (
          <Swatch
            // biome-ignore lint/suspicious/noArrayIndexKey: a colour has no name of its own, and is changed in place
            key={at}
            colour={colour}
            onChange={(changed) => onChange(colours.map((c, i) => (i === at ? changed : c)))}
            onRemove={() => onChange(colours.filter((_, i) => i !== at))}
          />
        ))}
      </div>
    </section>
  );
}
