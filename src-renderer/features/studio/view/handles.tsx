/** Handles: joints and pins as buttons for the keyboard and for screen readers; the pointer goes through them. */

import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { jointName } from '../../../../src-main/contract/joint-name.ts';
import { toScreen } from '../logic/viewport.ts';
import { shownDocument, useStudio, viewOf } from '../state/store.ts';
import { toolHost } from '../state/tool-host.ts';
import { nudgePin, pinHandles, unpin } from '../tools/pins-tool.ts';
import { handlesOf, jointsOf, nudgeJoint, resetJoint } from '../tools/pose-tool.ts';
import { useSession } from './hooks.ts';
import classes from './stage.module.css';

const STEPS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Photo pixels of one press of an arrow key: one pixel on the screen, at least one of the photo. */
function stepOf(event: KeyboardEvent, scale: number): { x: number; y: number } | undefined {
  const step = STEPS[event.key];
  if (!step) return undefined;
  const size = Math.max(1, Math.round(1 / scale)) * (event.shiftKey ? 10 : 1);
  return { x: step.x * size, y: step.y * size };
}

interface Handle {
  key: string;
  name: string;
  at: { x: number; y: number };
  nudge(by: { x: number; y: number }, alone: boolean): void;
  reset(): void;
}

function useHandles(): Handle[] {
  const { t } = useTranslation();
  const session = useSession();
  const document = useStudio(shownDocument);
  const view = useStudio(useShallow(viewOf));
  const rendered = useStudio((state) => state.render.rendered);
  const tool = useStudio((state) => state.tool);
  const layerId = useStudio((state) => state.layerId);
  if (!document) return [];
  const host = toolHost(session);
  const joints = jointsOf(rendered, document);
  if (tool === 'pose')
    return handlesOf(joints).map((joint) => ({
      key: joint.name,
      name: joint.corrected
        ? t('studio:pose.corrected', { joint: jointName(t, joint.name, joints) })
        : t('studio:pose.seen', {
            joint: jointName(t, joint.name, joints),
            share: Math.round(joint.visibility * 100),
          }),
      at: toScreen(view, joint),
      nudge: (by, alone) =>
        session.step(`joint ${joint.name}`, () => nudgeJoint(host, joint.name, by, alone)),
      reset: () => void session.commit(resetJoint(joint.name)),
    }));
  if (tool === 'pins')
    return pinHandles(rendered, document, layerId).map((handle) => ({
      key: handle.key,
      name: t(handle.pinId ? 'studio:pins.pinned' : 'studio:pins.free', {
        name: handle.landmark ? t(`studio:landmark.${handle.landmark}`) : t('studio:pins.own'),
      }),
      at: toScreen(view, handle),
      nudge: (by) =>
        session.step(`pin ${handle.key}`, () => nudgePin(host, handle.key, by, crypto.randomUUID())),
      reset: () => {
        const edit = unpin(host, handle.key);
        if (edit) session.commit(edit);
      },
    }));
  return [];
}

export function Handles() {
  const handles = useHandles();
  const focused = useStudio((state) => state.focused);
  const scale = useStudio((state) => viewOf(state).scale);
  const group = useRef<HTMLDivElement>(null);
  // the handle taken with the pointer is the one the arrow keys move next
  useEffect(() => {
    if (!focused) return;
    group.current?.querySelector<HTMLElement>(`[data-handle="${focused}"]`)?.focus({ preventScroll: true });
  }, [focused]);
  const press = (handle: Handle) => (event: KeyboardEvent) => {
    const by = stepOf(event, scale);
    if (by) handle.nudge(by, event.altKey);
    else if (event.key === 'Delete' || event.key === 'Backspace') handle.reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={group}>
      {handles.map((handle) => (
        <button
          key={handle.key}
          type="button"
          className={classes.handle}
          data-handle={handle.key}
          style={{ left: handle.at.x, top: handle.at.y }}
          aria-label={handle.name}
          onFocus={() => useStudio.setState({ focused: handle.key })}
          onKeyDown={press(handle)}
        />
      ))}
    </div>
  );
}
