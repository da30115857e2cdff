/** A small dialog that asks for a name. */

import { Button, Group, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorView } from './error-view.tsx';
import { Words } from './words.tsx';

/** Keys of what the dialog says. */
interface Asked {
  title: string;
  action: string;
  /** What the field is called. @default 'common:name' */
  label?: string;
}

function AskName(props: {
  initial: string;
  asked: Asked;
  onName: (name: string) => Promise<unknown>;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(props.initial);
  const [error, setError] = useState<unknown>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onName(name.trim()).then(props.close, setError);
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        data-autofocus
        label={t(props.asked.label ?? 'common:name')}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {error !== undefined && <ErrorView compact error={error} />}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={props.close}>{t('common:cancel')}</Button>
        <Button variant="filled" type="submit" disabled={!name.trim()}>
          {t(props.asked.action)}
        </Button>
      </Group>
    </form>
  );
}

/** Asks for a name; the dialog stays open with the error when `onName` fails. */
export function askForName(asked: Asked, initial: string, onName: (name: string) => Promise<unknown>): void {
  const id = modals.open({
    title: <Words of={asked.title} />,
    size: 380,
    children: <AskName initial={initial} asked={asked} onName={onName} close={() => modals.close(id)} />,
  });
}
