/** Section of the right panel: a heading that folds, remembered. */

import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { notifyError } from '../../../ui/notify.tsx';
import classes from './studio.module.css';

export function Section(props: {
  /** Name its state is remembered under. */
  id: string;
  title: ReactNode;
  actions?: ReactNode;
  folded?: boolean;
  children: ReactNode;
}) {
  const client = useClient();
  const key = `studio.fold.${props.id}`;
  const folded = useSettings((state) => state.settings.layout[key] ?? props.folded ?? false) === true;
  const change = useSettings((state) => state.change);
  return (
    <section className={classes.section} data-section={props.id}>
      <div className={classes.heading}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={!folded}
          onClick={() => change(client, { layout: { [key]: !folded } }).catch(notifyError)}
        >
          <IconChevronRight
            size={14}
            className={classes.chevron}
            data-open={folded ? undefined : true}
            aria-hidden
          />
          {props.title}
        </button>
        {!folded && props.actions}
      </div>
      {!folded && <div className={classes.body}>{props.children}</div>}
    </section>
  );
}
