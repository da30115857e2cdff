/** Remedies: what the buttons of error views do. The app gives them; outside of it reloading is all there is. */

import { createContext, useContext } from 'react';
import type { Remedy } from './errors.ts';

const reload = () => window.location.reload();
const Context = createContext<Record<Remedy, () => void>>({
  'restart-engine': reload,
  'check-library': reload,
  'open-models': reload,
  reload,
});

export const RemedyProvider = Context.Provider;
export const useRemedies = () => useContext(Context);
