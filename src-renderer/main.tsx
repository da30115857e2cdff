/** Renderer entry: mounts the fitting room. */

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { FittingRoom } from './features/fitting-room/fitting-room.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <FittingRoom />
    </StrictMode>,
  );
