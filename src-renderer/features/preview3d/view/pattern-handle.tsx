/** Handle of the pattern: dragged, or moved by keys; Alt moves this side alone, with the arrow keys in small steps. */

import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alterations } from '../../../../src-main/contract/alterations.ts';
import { type Handle, moved, placed, unmoved } from '../logic/pattern.ts';
import { type DrawnPattern, usePattern } from '../state/pattern.ts';
import classes from './pattern.module.css';

/** Centimetres that the arrow keys move by; with Shift, and fine with Alt. */
const STEP = { usual: 0.5, large: 2, fine: 0.1 };

/** Handles in words: a seam by its kind, a point by its name, both with their side. */
export function useHandleName(): (handle: Handle) => string {
  const { t } = useTranslation();
  return ({ id, seam }) => {
    const plain = seam ? id.replace(/Seam$/, '') : id;
    const side = /[LR]$/.exec(plain)?.[0] as 'L' | 'R' | undefined;
    const kind = side ? plain.slice(0, -1) : plain;
    const what = seam
      ? t('preview3d:pattern.whole', { seam: t(`preview3d:pattern.seam.${seam}`) })
      : t(`preview3d:pattern.point.${kind as 'hem'}`);
    return side ? t(`library:side.${side}`, { what }) : what;
  };
}

export interface PatternHandleProps {
  handle: Handle;
  drawn: DrawnPattern;
  kept: Alterations;
  now: Alterations;
  /** Pixels a centimetre. */
  scale: number;
  locked: boolean;
  drag(alterations: Alterations): void;
  nudge(alterations: Alterations): void;
  commit(alterations: Alterations): void;
  drop(): void;
}

export function PatternHandle(props: PatternHandleProps) {
  const { handle, drawn, kept, now, scale, locked } = props;
  const symmetric = usePattern((state) => state.symmetric);
  const chosen = usePattern((state) => state.chosen === handle.id);
  const name = useHandleName()(handle);
  const at = placed(handle, drawn.pattern, drawn.alterations, now);
  const by = (x: number, y: number) => ({ out: x * (handle.outwards || 1), down: y });
  const take = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || locked) return;
    event.stopPropagation();
    const target = event.currentTarget;
    const from = { x: event.clientX, y: event.clientY };
    target.setPointerCapture(event.pointerId);
    usePattern.setState({ chosen: handle.id });
    let last: Alterations | undefined;
    const move = (e: globalThis.PointerEvent) => {
      const shift = by((e.clientX - from.x) / scale, (e.clientY - from.y) / scale);
      last = moved(kept, handle, shift, e.altKey || !symmetric);
      props.drag(last);
    };
    const stop = (given: boolean) => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('lostpointercapture', end);
      window.removeEventListener('keydown', leave, true);
      if (given && last) props.commit(last);
      else props.drop();
    };
    const end = () => stop(true);
    const leave = (e: globalThis.KeyboardEvent) => {
      if (e.key !== 'Escape') return;
      e.preventDefault();
      e.stopPropagation();
      stop(false);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('lostpointercapture', end);
    window.addEventListener('keydown', leave, true);
  };
  const reset = (alone: boolean) => props.commit(unmoved(now, handle.points, alone));
  const press = (event: KeyboardEvent) => {
    if (locked) return;
    const step = event.altKey ? STEP.fine : event.shiftKey ? STEP.large : STEP.usual;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') reset(!symmetric);
    else if (way) props.nudge(moved(now, handle, by(way[0] * step, way[1] * step), !symmetric));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      type="button"
      className={classes.handle}
      style={{ left: at.x * scale, top: at.y * scale }}
      data-handle={handle.id}
      data-seam={handle.seam}
      data-moved={handle.points.some((point) => now[point]) || undefined}
      data-ways={handle.ways}
      aria-pressed={chosen}
      aria-label={name}
      disabled={locked}
      onPointerDown={take}
      onFocus={() => usePattern.setState({ chosen: handle.id })}
      onKeyDown={press}
      onDoubleClick={(event) => reset(event.altKey || !symmetric)}
    >
      <span aria-hidden>{name}</span>
    </button>
  );
}
