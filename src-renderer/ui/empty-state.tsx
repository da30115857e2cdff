/** Empty state: one sentence that teaches, and one button. */

import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

export function EmptyState(props: { icon?: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      {props.icon && (
        <div className={classes.icon} aria-hidden>
          {props.icon}
        </div>
      )}
      <h2 className={classes.title}>{props.title}</h2>
      <p className={classes.text}>{props.text}</p>
      {props.children && <div className={classes.actions}>{props.children}</div>}
    </div>
  );
}
