/**
 * Later: what need not be there at once is drawn after the rest of its room, one at a time while the page has nothing else to
 * do, so that no step of it is felt.
 */

import { type ReactNode, startTransition, useEffect, useState } from 'react';
import { whenIdle } from './idle.ts';

/** Milliseconds after which a busy page draws the next one all the same. */
const PATIENCE = 300;

const waiting = new Set<() => void>();
let planned = false;

function plan(): void {
  if (planned || waiting.size === 0) return;
  planned = true;
  whenIdle(() => {
    planned = false;
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next();
    }
    plan();
  }, PATIENCE);
}

export function Later({ children }: { children: ReactNode }) {
  const [there, setThere] = useState(false);
  useEffect(() => {
    const draw = () => startTransition(() => setThere(true));
    waiting.add(draw);
    plan();
    return () => {
      waiting.delete(draw);
    };
  }, []);
  return there ? children : null;
}
