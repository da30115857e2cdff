/** One line of the settings: what it is at the left, its control at the right. */

import { type ReactNode, useId } from 'react';
import classes from './settings.module.css';

export function Row(props: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={classes.row}>
      <div>
        <div id={id}>{props.label}</div>
        {props.hint && <div className={classes.hint}>{props.hint}</div>}
      </div>
      {props.children(id)}
    </div>
  );
}
