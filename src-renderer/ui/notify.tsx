/**
 * Toasts: short notes at the edge, with an undo where there is one, and errors with their words. A note is handed over as what
 * makes its words, so that one on show follows a change of language.
 */

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorView } from './error-view.tsx';
import { isQuiet } from './errors.ts';

/** Makes words in the language of the moment; `language` is its tag, for numbers and lists. */
export type Said<T = string> = (t: TFunction, language: string) => T;

/** The words of now. */
function Say({ what }: { what: Said<ReactNode> }) {
  const { t, i18n } = useTranslation();
  return what(t, i18n.language);
}

/** Shows a note; `action` is a button that also takes the note away. */
export function notify(message: Said<ReactNode>, action?: { label: Said; run: () => unknown }): void {
  const id = notifications.show({
    color: 'gray',
    autoClose: action ? 8000 : 4000,
    withCloseButton: true,
    message: action ? (
      <span style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <span style={{ flex: 1 }}>
          <Say what={message} />
        </span>
        <Button
          size="compact-xs"
          onClick={() => {
            notifications.hide(id);
            void action.run();
          }}
        >
          <Say what={action.label} />
        </Button>
      </span>
    ) : (
      <Say what={message} />
    ),
  });
}

/** Tells an error; what the user wished for (a cancel) is not told. */
export function notifyError(error: unknown, onRetry?: () => void): void {
  if (isQuiet(error)) return;
  const id = notifications.show({
    color: 'red',
    autoClose: false,
    withCloseButton: true,
    message: (
      <ErrorView
        compact
        error={error}
        onRetry={
          onRetry &&
          (() => {
            notifications.hide(id);
            onRetry();
          })
        }
      />
    ),
  });
}
