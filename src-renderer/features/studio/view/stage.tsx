/** Stage: the picture with its overlay, and every pointer and wheel event on it turned into photo pixels for the tool. */

import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BodyOverlay } from '../../preview3d/view/body-overlay.tsx';
import { FITTED, keepInSight, toPhoto, wheelScale, zoomAt } from '../logic/viewport.ts';
import { photoSize, pixelRatio, setPane, setView, useStudio, viewOf } from '../state/store.ts';
import { toolHost } from '../state/tool-host.ts';
import { brushIdle } from '../tools/brush-tool.ts';
import { lookIdle } from '../tools/look-tool.ts';
import { pinsIdle } from '../tools/pins-tool.ts';
import { poseIdle } from '../tools/pose-tool.ts';
import { type ToolEvent, ToolMachine } from '../tools/tool-machine.ts';
import { Handles } from './handles.tsx';
import { useSession } from './hooks.ts';
import { Marks } from './marks.tsx';
import { Overlay } from './overlay.tsx';
import { People } from './people.tsx';
import { Picture, ProgressLine } from './picture.tsx';
import { hand, usePointer } from './pointer.ts';
import classes from './stage.module.css';
import { useGarmentDrop } from './use-garment-drop.ts';

const IDLE = { look: lookIdle, pose: poseIdle, pins: pinsIdle, brush: brushIdle };

/** The tool's machine; while Space is held or with the middle button, a hand that moves the picture. */
function useMachines(element: React.RefObject<HTMLDivElement | null>) {
  const session = useSession();
  const tool = useStudio((state) => state.tool);
  const machine = useRef<ToolMachine>(undefined);
  const [space, setSpace] = useState(false);
  useEffect(() => {
    const host = toolHost(session);
    const idle = space ? lookIdle(host, true) : IDLE[tool](host);
    const show = (cursor: string) => {
      if (element.current) element.current.style.cursor = cursor;
    };
    machine.current = new ToolMachine(idle, (state) => show(state.cursor));
    hand.machine = machine.current;
    show(idle.cursor);
    return () => {
      machine.current?.cancel();
    };
  }, [session, tool, space, element]);
  return { session, machine, setSpace, host: () => toolHost(session) };
}

/** Whether a joint or a pin is being dragged. */
const isDragged = (machine: ToolMachine | undefined): boolean =>
  machine?.state.name === 'pose.dragging' || machine?.state.name === 'pins.dragging';

export function Stage() {
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const tool = useStudio((state) => state.tool);
  const { session, machine, setSpace, host } = useMachines(element);
  const panning = useRef<ToolMachine>(undefined);
  const touches = useRef(new Map<number, { x: number; y: number }>());
  const drop = useGarmentDrop();

  const local = (event: { clientX: number; clientY: number }) => {
    const { left, top } = element.current!.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const toolEvent = (
    event: Pick<PointerEvent, 'clientX' | 'clientY' | 'altKey' | 'shiftKey'>,
  ): ToolEvent => ({
    at: toPhoto(viewOf(useStudio.getState()), local(event)),
    alt: event.altKey,
    shift: event.shiftKey,
  });

  useEffect(() => {
    const target = element.current!;
    const size = () => setPane({ width: target.clientWidth, height: target.clientHeight });
    size();
    const observer = new ResizeObserver(size);
    observer.observe(target);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = target.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      const unit = event.deltaMode === 1 ? 16 : 1;
      setView((view, state) => {
        const next =
          event.shiftKey && !event.ctrlKey
            ? { ...view, x: view.x - (event.deltaX || event.deltaY) * unit }
            : zoomAt(view, at, wheelScale(view.scale, event.deltaY * unit, event.ctrlKey));
        return keepInSight(next, state.pane, photoSize(state), pixelRatio());
      });
    };
    target.addEventListener('wheel', wheel, { passive: false });
    return () => {
      observer.disconnect();
      target.removeEventListener('wheel', wheel);
    };
  }, []);

  // A dragged handle asks for its draft with the event itself: the usual one waits for the next animation frame.
  const early = useRef<(event: globalThis.PointerEvent) => void>(undefined);
  const heeded = useRef({ x: Number.NaN, y: Number.NaN });
  early.current = (event) => {
    if (!session.loop.ready || !isDragged(machine.current) || touches.current.size > 1) return;
    heeded.current = { x: event.clientX, y: event.clientY };
    machine.current?.move(toolEvent(event));
  };
  useEffect(() => {
    const target = element.current!;
    const take = (event: Event) => early.current?.(event as globalThis.PointerEvent);
    target.addEventListener('pointerrawupdate', take);
    return () => target.removeEventListener('pointerrawupdate', take);
  }, []);

  useEffect(() => {
    const typing = (event: KeyboardEvent) =>
      event.target instanceof HTMLElement &&
      event.target.matches('input, textarea, select, button, a, [role]');
    const press = (event: KeyboardEvent) => {
      if (event.key === ' ' && (!typing(event) || event.target === element.current)) {
        event.preventDefault();
        setSpace(true);
      }
      if (event.key === '\\' && !event.ctrlKey && !typing(event)) useStudio.setState({ peek: true });
      machine.current?.keys({ alt: event.altKey, shift: event.shiftKey });
    };
    const release = (event: KeyboardEvent) => {
      if (event.key === ' ') setSpace(false);
      if (event.key === '\\') useStudio.setState({ peek: false });
      machine.current?.keys({ alt: event.altKey, shift: event.shiftKey });
    };
    const leave = () => {
      setSpace(false);
      useStudio.setState({ peek: false });
    };
    window.addEventListener('keydown', press);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', leave);
      leave();
    };
  }, [machine, setSpace]);

  const heard = () => panning.current ?? machine.current;
  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType === 'touch') touches.current.set(event.pointerId, local(event));
    if (touches.current.size === 2) {
      heard()?.cancel();
      return;
    }
    if (event.button === 2 || touches.current.size > 2) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (useStudio.getState().spot) useStudio.setState({ spot: undefined });
    if (event.button === 1) {
      event.preventDefault();
      panning.current = new ToolMachine(lookIdle(host(), true));
    }
    heard()?.down(toolEvent(event));
  };
  const move = (event: PointerEvent) => {
    const place = local(event);
    const before = touches.current.get(event.pointerId);
    if (before) {
      touches.current.set(event.pointerId, place);
      const other = [...touches.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) return pinch(before, place, other);
    }
    const { x, y } = heeded.current;
    if (isDragged(machine.current) && event.clientX === x && event.clientY === y) return;
    const at = toolEvent(event);
    usePointer.setState({ at: at.at });
    heard()?.move(at);
  };
  const pinch = (
    from: { x: number; y: number },
    to: { x: number; y: number },
    other: { x: number; y: number },
  ) => {
    const spread = (a: { x: number; y: number }) => Math.hypot(a.x - other.x, a.y - other.y);
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    setView((view, state) => {
      const scaled = zoomAt(view, middle, (view.scale * spread(to)) / Math.max(1, spread(from)));
      const moved = { ...scaled, x: scaled.x + (to.x - from.x) / 2, y: scaled.y + (to.y - from.y) / 2 };
      return keepInSight(moved, state.pane, photoSize(state), pixelRatio());
    });
  };
  const up = (event: PointerEvent) => {
    touches.current.delete(event.pointerId);
    heard()?.up(toolEvent(event));
    panning.current = undefined;
  };
  const lost = (event: PointerEvent) => {
    touches.current.delete(event.pointerId);
    heard()?.cancel();
    panning.current = undefined;
  };
  const doubleClick = (event: React.MouseEvent) => {
    if (useStudio.getState().tool !== 'look') return;
    const at = local(event);
    if (useStudio.getState().shared !== FITTED) useStudio.setState({ shared: FITTED });
    else
      setView((view, state) =>
        keepInSight(zoomAt(view, at, 1 / pixelRatio()), state.pane, photoSize(state), pixelRatio()),
      );
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element is a picture with tools on it
    <div
      ref={element}
      role="group"
      className={classes.stage}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture takes keys of its own
      tabIndex={0}
      aria-label={t('studio:picture.stage')}
      data-picture={tool === 'pose' || tool === 'pins' ? undefined : true}
      data-drop={drop.over || undefined}
      data-tool={tool}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={lost}
      onPointerLeave={() => usePointer.setState({ at: undefined })}
      onDoubleClick={doubleClick}
      {...drop.handlers}
    >
      <Picture />
      <BodyOverlay />
      <Overlay />
      <Handles />
      <People />
      <ProgressLine />
      <Marks />
    </div>
  );
}
