/** Keycaps: a key combination drawn as keys. */

import { keycaps } from '../commands/keys.ts';
import classes from './shell.module.css';

export const isMac = /mac/i.test(navigator.platform);

export function Keycaps({ combo }: { combo: string }) {
  return (
    <span className={classes.keys}>
      {keycaps(combo, isMac).map((cap) => (
        <kbd key={cap} className={classes.kbd}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
