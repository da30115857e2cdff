/** Side panel: a column beside the picture whose width is dragged or stepped with arrow keys, and remembered. */

import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberedNumber, useSettings } from '../app/settings.ts';
import { useApp } from '../app/store.ts';
import { useClient } from '../client/context.tsx';
import { notifyError } from './notify.tsx';
import classes from './panel.module.css';

export interface SidePanelProps {
  /** Name its width is remembered under: `library.filters`. */
  id: string;
  side: 'left' | 'right' | 'bottom';
  /** What it is, for screen readers. */
  label: string;
  /** Pixels: width, or height at the bottom. */
  initial: number;
  least?: number;
  most?: number;
  children: ReactNode;
}

export function SidePanel({ id, side, label, initial, least = 180, most = 520, children }: SidePanelProps) {
  const { t } = useTranslation();
  const client = useClient();
  const hidden = useApp((state) => state.panelsHidden);
  const key = `${id}.size`;
  const remembered = useSettings((state) => rememberedNumber(state.settings, key, initial));
  const change = useSettings((state) => state.change);
  const [dragged, setDragged] = useState<number>();
  const limit = (size: number) => Math.round(Math.min(Math.max(size, least), most));
  const size = limit(dragged ?? remembered);
  if (hidden) return null;

  const keep = (value: number) => change(client, { layout: { [key]: limit(value) } }).catch(notifyError);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const handle = event.currentTarget;
    const from = side === 'bottom' ? event.clientY : event.clientX;
    const sign = side === 'left' ? 1 : -1;
    let now = size;
    const move = (e: globalThis.PointerEvent) => {
      now = limit(size + sign * ((side === 'bottom' ? e.clientY : e.clientX) - from));
      setDragged(now);
    };
    const end = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('lostpointercapture', end);
      void keep(now).then(() => setDragged(undefined));
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end);
  };
  const step = (event: KeyboardEvent) => {
    const by = event.shiftKey ? 80 : 16;
    const grow = { left: 'ArrowRight', right: 'ArrowLeft', bottom: 'ArrowUp' }[side];
    const shrink = { left: 'ArrowLeft', right: 'ArrowRight', bottom: 'ArrowDown' }[side];
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    event.stopPropagation();
    void keep(size + (event.key === grow ? by : -by));
  };
  const style: CSSProperties = side === 'bottom' ? { height: size } : { width: size };
  return (
    <section className={classes.panel} data-chrome data-side={side} style={style} aria-label={label}>
      <div className={classes.content}>{children}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged */}
      <div
        className={classes.handle}
        role="separator"
        tabIndex={0}
        aria-label={t('common:resizePanel', { panel: label })}
        aria-orientation={side === 'bottom' ? 'horizontal' : 'vertical'}
        aria-valuenow={size}
        aria-valuemin={least}
        aria-valuemax={most}
        onPointerDown={drag}
        onKeyDown={step}
        onDoubleClick={() => void keep(initial)}
      />
    </section>
  );
}
