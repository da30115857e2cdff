/** Mounts the app into the page with the client that reaches its core. */

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StudioClient } from '../client/studio-client.ts';
import { App } from './app.tsx';

export function mount(root: HTMLElement, client: StudioClient): void {
  createRoot(root).render(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  );
}
