/** Fields that keep a draft while they are typed in, and give it on when they are left or Enter is pressed. */

import {
  NumberInput,
  type NumberInputProps,
  Textarea,
  type TextareaProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { typedDay, writtenDay } from './format.ts';

/** Draft of a value: undefined while nobody types. */
function useDraft<T>(value: T, give: (value: T) => void) {
  const [draft, setDraft] = useState<T>();
  const latest = useRef<T>(undefined);
  latest.current = draft;
  const giving = useRef(give);
  giving.current = give;
  const held = useRef(value);
  held.current = value;
  // what is typed counts although its field is taken away, as when something else is selected
  useEffect(
    () => () => {
      if (latest.current !== undefined && latest.current !== held.current) giving.current(latest.current);
      latest.current = undefined;
    },
    [],
  );
  return {
    shown: draft ?? value,
    type: setDraft,
    leave: () => {
      const typed = latest.current;
      latest.current = undefined;
      setDraft(undefined);
      if (typed !== undefined && typed !== value) give(typed);
    },
    /** Enter gives, Escape forgets; both leave the field. */
    press: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key === 'Escape') {
        latest.current = undefined;
        setDraft(undefined);
        event.stopPropagation();
        event.currentTarget.blur();
      } else if (event.key === 'Enter' && !(event.currentTarget instanceof HTMLTextAreaElement)) {
        event.currentTarget.blur();
      }
    },
  };
}

type Kept = 'value' | 'onChange' | 'onBlur' | 'onKeyDown' | 'defaultValue';

export function DraftText(
  props: Omit<TextInputProps, Kept> & { value: string; onGive: (value: string) => void },
) {
  const { value, onGive, ...rest } = props;
  const draft = useDraft(value, onGive);
  return (
    <TextInput
      {...rest}
      value={draft.shown}
      onChange={(event) => draft.type(event.currentTarget.value)}
      onBlur={draft.leave}
      onKeyDown={draft.press}
    />
  );
}

export function DraftArea(
  props: Omit<TextareaProps, Kept> & { value: string; onGive: (value: string) => void },
) {
  const { value, onGive, ...rest } = props;
  const draft = useDraft(value, onGive);
  return (
    <Textarea
      {...rest}
      value={draft.shown}
      onChange={(event) => draft.type(event.currentTarget.value)}
      onBlur={draft.leave}
      onKeyDown={draft.press}
    />
  );
}

/**
 * A day, shown as the app's language writes it and typed as year, month, day: fields of the browser follow the browser's
 * language. What is no day, or after `max`, is not given on.
 */
export function DraftDay(
  props: Omit<TextInputProps, Kept | 'max' | 'onFocus'> & {
    value: string | undefined;
    max?: string;
    onGive: (day: string) => void;
  },
) {
  const { value = '', max, onGive, ...rest } = props;
  const { t, i18n } = useTranslation();
  const [typing, setTyping] = useState(false);
  const valid = (text: string): string | undefined => {
    const day = typedDay(text);
    return day !== undefined && (max === undefined || day <= max) ? day : undefined;
  };
  const draft = useDraft(value, (text) => {
    const day = valid(text);
    if (day !== undefined && day !== value) onGive(day);
  });
  const wrong = typing && draft.shown !== value && valid(draft.shown) === undefined;
  return (
    <TextInput
      {...rest}
      placeholder={t('common:dayOrder')}
      error={wrong ? t('common:dayOrder') : undefined}
      value={typing || value === '' ? draft.shown : writtenDay(value, i18n.language)}
      onFocus={() => setTyping(true)}
      onChange={(event) => draft.type(event.currentTarget.value)}
      onBlur={() => {
        draft.leave();
        setTyping(false);
      }}
      onKeyDown={draft.press}
    />
  );
}

/** Empty is undefined. */
export function DraftNumber(
  props: Omit<NumberInputProps, Kept> & {
    value: number | undefined;
    onGive: (value: number | undefined) => void;
  },
) {
  const { value, onGive, ...rest } = props;
  const draft = useDraft<number | string>(value ?? '', (typed) =>
    onGive(typeof typed === 'number' && Number.isFinite(typed) ? typed : undefined),
  );
  return (
    <NumberInput
      hideControls
      {...rest}
      value={draft.shown}
      onChange={draft.type}
      onBlur={draft.leave}
      onKeyDown={draft.press}
    />
  );
}
