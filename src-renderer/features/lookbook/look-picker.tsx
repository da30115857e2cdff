/** Look picker: which looks of a client are shown. */

import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LookCard } from '../../../src-main/contract/calls/looks.ts';
import { useClient } from '../../client/context.tsx';
import classes from './lookbook.module.css';

export function LookPicker(props: {
  cards: readonly LookCard[];
  without: ReadonlySet<string>;
  onChange(without: ReadonlySet<string>): void;
}) {
  const { cards, without, onChange } = props;
  const { t } = useTranslation();
  const client = useClient();
  const flip = (id: string): void => {
    const next = new Set(without);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className={classes.looks}>
      <legend>{t('lookbook:looks', { count: cards.length - without.size, all: cards.length })}</legend>
      <ul>
        {cards.map(({ look, picture, photo }, i) => {
          const name = look.name || t('studio:looks.numbered', { n: i + 1 });
          return (
            <li key={look.id}>
              {/* biome-ignore lint/a11y/noLabelWithoutControl: the box inside is one */}
              <label data-chosen={!without.has(look.id) || undefined}>
                <img src={client.pictureUrl(picture ?? photo, 256)} alt="" loading="lazy" />
                <Checkbox
                  size="xs"
                  checked={!without.has(look.id)}
                  aria-label={name}
                  onChange={() => flip(look.id)}
                />
                <span aria-hidden>{name}</span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
