/** History panel: every edit of the look, newest on top; a click goes to the look as it was after that one. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { jointName } from '../../../../src-main/contract/joint-name.ts';
import { useRead } from '../../../client/context.tsx';
import { readEditLabel } from '../logic/edit-labels.ts';
import { useStudio } from '../state/store.ts';
import classes from './history.module.css';
import { useSession } from './hooks.ts';

/** Words of an edit's label. */
function useLabel(): (label: string) => string {
  const { t } = useTranslation();
  const joints = useStudio((state) => state.render.rendered?.joints) ?? [];
  return (label) => {
    const { code, about } = readEditLabel(label);
    if (!code) return about;
    const what = t(`studio:edit.${code}`);
    if (!about) return what;
    const part = code.startsWith('joint')
      ? jointName(t, about, joints)
      : code.startsWith('pin')
        ? t(`studio:landmark.${about}`, { defaultValue: about })
        : about;
    return `${what} · ${part}`;
  };
}

export function HistoryPanel() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const queue = useStudio((state) => state.queue);
  const words = useLabel();
  const steps = useRead('looks.history', queue ? { id: queue.look.id } : null, ['looks']);
  const list = useRef<HTMLDivElement>(null);
  const known = (steps.data ?? []).filter((step) => step.number <= (queue?.edits ?? 0)).reverse();
  const rows = [...known, undefined];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => 27,
    overscan: 10,
  });
  if (!queue) return null;
  const time = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <div ref={list} className={classes.scroll}>
      <ol
        className={classes.steps}
        style={{ height: virtual.getTotalSize() }}
        aria-label={t('studio:history.title')}
      >
        {virtual.getVirtualItems().map((item) => {
          const step = rows[item.index];
          const number = step?.number ?? 0;
          return (
            <li key={number} style={{ transform: `translateY(${item.start}px)` }}>
              <button
                type="button"
                aria-current={queue.applied === number ? 'step' : undefined}
                data-undone={number > queue.applied || undefined}
                onClick={() => session.goTo(number)}
              >
                <span>{step ? words(step.label) : t('studio:history.start')}</span>
                {step && <time dateTime={step.at}>{time.format(new Date(step.at))}</time>}
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
