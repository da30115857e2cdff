/** Later: what need not be there at once is drawn after the rest of its room, in slices. */

import { type ReactNode, useDeferredValue } from 'react';

export function Later({ children }: { children: ReactNode }) {
  return useDeferredValue(true, false) ? children : null;
}
