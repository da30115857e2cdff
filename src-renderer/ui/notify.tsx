/** Toasts: short notes at the edge, with an undo where there is one, and errors with their words. */

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { ErrorView } from './error-view.tsx';
import { isQuiet } from './errors.ts';

/** Shows a note; `action` is a button that also takes the note away. */
export function notify(message: ReactNode, action?: { label: string; run: () => unknown }): void {
  const id = notifications.show({
    color: 'gray',
    autoClose: action ? 8000 : 4000,
    withCloseButton: true,
    message: action ? (
      <span style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <span style={{ flex: 1 }}>{message}</span>
        <Button
          size="compact-xs"
          onClick={() => {
            notifications.hide(id);
            void action.run();
          }}
        >
          {action.label}
        </Button>
      </span>
    ) : (
      message
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
