/** Choose dialog: the frame of what is chosen for a plan - a search, everything at once, tiles to be pressed. */

import { Button, Checkbox, CloseButton, Modal, TextInput } from '@mantine/core';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.tsx';
import classes from './batch.module.css';
import type { Chosen } from './store.ts';

export function ChooseDialog(props: {
  title: string;
  opened: boolean;
  close: () => void;
  search?: { text: string; onText: (text: string) => void; label: string };
  every?: { label: string; checked: boolean; onChange: (checked: boolean) => void };
  /** What is chosen now. */
  summary: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { search, every } = props;
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={props.title}
      size={760}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={classes.dialogHead}>
        {search && (
          <TextInput
            type="search"
            data-autofocus
            className={classes.grow}
            aria-label={search.label}
            placeholder={search.label}
            leftSection={<IconSearch size={14} aria-hidden />}
            rightSection={
              search.text ? (
                <CloseButton
                  size="xs"
                  aria-label={t('batch:choose.clear')}
                  onClick={() => search.onText('')}
                />
              ) : null
            }
            value={search.text}
            onChange={(event) => search.onText(event.currentTarget.value)}
          />
        )}
        {every && (
          <Checkbox
            label={every.label}
            checked={every.checked}
            onChange={(event) => every.onChange(event.currentTarget.checked)}
          />
        )}
      </div>
      <div className={classes.dialogBody} data-off={every?.checked || undefined}>
        {props.children}
      </div>
      <div className={classes.dialogFoot}>
        <span>{props.summary}</span>
        <Button variant="filled" onClick={props.close}>
          {t('batch:choose.done')}
        </Button>
      </div>
    </Modal>
  );
}

/** Adds what is not chosen, takes away what is. */
export function toggled(chosen: readonly Chosen[], one: Chosen): Chosen[] {
  const others = chosen.filter(({ id }) => id !== one.id);
  return others.length === chosen.length ? [...chosen, one] : others;
}

export function ChoiceTile(props: {
  one: Chosen;
  note?: string;
  /** A photo of a person, whose head must be seen. */
  portrait?: boolean;
  pressed: boolean;
  onPress: () => void;
}) {
  const client = useClient();
  const { one, note, pressed } = props;
  return (
    <button
      type="button"
      className={classes.choice}
      data-portrait={props.portrait || undefined}
      aria-pressed={pressed}
      aria-label={note ? `${one.name}, ${note}` : one.name}
      title={one.name}
      onClick={props.onPress}
    >
      {one.hash && <img src={client.pictureUrl(one.hash, 256)} alt="" loading="lazy" />}
      {pressed && (
        <span className={classes.tick}>
          <IconCheck size={13} stroke={3} aria-hidden />
        </span>
      )}
      <span className={classes.choiceName}>{one.name}</span>
    </button>
  );
}
