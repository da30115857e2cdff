/** Mounts the app into the page with the client that reaches its core. */

import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import type { StudioClient } from '../client/studio-client.ts';
import { App } from './app.tsx';

export function mount(root: HTMLElement, client: StudioClient): void {
  const page = createRoot(root);
  // the first drawing is the largest: in slices, so that the page hears in between
  startTransition(() =>
    page.render(
      <StrictMode>
        <App client={client} />
      </StrictMode>,
    ),
  );
}
