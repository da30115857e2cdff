/** Keycaps: key combinations drawn as keys. */

import { Fragment } from 'react';
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

/** Several combinations of which each does the same. */
export function KeycapsOfAll({ combos }: { combos: readonly string[] }) {
  return combos.map((combo, at) => (
    <Fragment key={combo}>
      {at > 0 && <span className={classes.or}>/</span>}
      <Keycaps combo={combo} />
    </Fragment>
  ));
}
