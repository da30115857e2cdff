/** Zoom view: a picture that is zoomed with the wheel and the keys and panned by dragging, with an overlay in its pixels. */

import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMaximize } from '@tabler/icons-react';
import {
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../commands/registry.ts';
import { fitted, type Size, settled, toPicture, type View, zoomedAt } from './view-transform.ts';
import classes from './zoom-view.module.css';

/** CSS pixels left free around a fitted picture. */
const MARGIN = 24;

export interface ZoomViewProps {
  /** What is on show, for screen readers. */
  label: string;
  /** Picture pixels. */
  size: Size;
  /** Laid over each other in the picture's rectangle. */
  pictures: ReactNode;
  /** Drawn over the picture in viewport pixels. */
  overlay?: (view: View) => ReactNode;
  /** Takes presses of the main button instead of panning; picture pixels. Space held pans all the same. */
  tool?: {
    cursor: string;
    down: (x: number, y: number, event: PointerEvent) => void;
    move: (x: number, y: number, event: PointerEvent) => void;
    up: () => void;
    /** Follows the pointer without a press; undefined when it leaves. */
    hover?: (at: { x: number; y: number } | undefined) => void;
  };
  /** Buttons over the lower left corner of the picture, which does not move when they come and go. */
  children?: ReactNode;
}

export function ZoomView({ label, size, pictures, overlay, tool, children }: ZoomViewProps) {
  const { t } = useTranslation();
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [viewport, setViewport] = useState<Size>({ width: 0, height: 0 });
  /** Undefined while the picture is fitted. */
  const [free, setFree] = useState<View>();
  const [panning, setPanning] = useState(false);
  const spaceHeld = useRef(false);
  const ready = viewport.width > 0 && size.width > 0;
  const view = free ? settled(free, size, viewport) : fitted(size, viewport, MARGIN);
  const now = useRef({ view, size, viewport });
  now.current = { view, size, viewport };

  useLayoutEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setViewport(entry.contentRect));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  const zoom = useCallback((scale: (view: View) => number, at?: { x: number; y: number }) => {
    const { view: from, size: picture, viewport: room } = now.current;
    const point = at ?? { x: room.width / 2, y: room.height / 2 };
    setFree(zoomedAt(from, scale(from), point, picture, room));
  }, []);
  useEffect(() => {
    if (!element) return;
    // React's wheel handler is passive, and the page must not zoom
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016));
      zoom((from) => from.scale * factor, { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [element, zoom]);
  useEffect(() => {
    const hold = (event: KeyboardEvent) => {
      if (event.key === ' ') spaceHeld.current = event.type === 'keydown';
    };
    window.addEventListener('keydown', hold);
    window.addEventListener('keyup', hold);
    return () => {
      window.removeEventListener('keydown', hold);
      window.removeEventListener('keyup', hold);
    };
  }, []);
  useCommands([
    {
      id: 'view.actual',
      title: 'commands:view.actual',
      group: 'general',
      keys: ['Z'],
      run: () => zoom(() => 1),
    },
    {
      id: 'view.fit',
      title: 'commands:view.fit',
      group: 'general',
      keys: ['F'],
      run: () => setFree(undefined),
    },
    {
      id: 'view.in',
      title: 'commands:view.in',
      group: 'general',
      keys: ['+', '='],
      run: () => zoom((v) => v.scale * 1.25),
    },
    {
      id: 'view.out',
      title: 'commands:view.out',
      group: 'general',
      keys: ['-'],
      run: () => zoom((v) => v.scale / 1.25),
    },
  ]);

  const at = (event: PointerEvent) => {
    const box = element!.getBoundingClientRect();
    return toPicture(view, event.clientX - box.left, event.clientY - box.top);
  };
  const press = (event: PointerEvent<HTMLDivElement>) => {
    const pan = event.button === 1 || (event.button === 0 && (!tool || spaceHeld.current));
    if (!pan && event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (pan) setPanning(true);
    else {
      const { x, y } = at(event);
      tool!.down(x, y, event);
    }
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const { x, y } = at(event);
    tool?.hover?.({ x, y });
    if (panning) setFree({ ...view, x: view.x + event.movementX, y: view.y + event.movementY });
    else if (event.buttons & 1) tool?.move(x, y, event);
  };
  const release = () => {
    if (panning) setPanning(false);
    else tool?.up();
  };
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture that is worked on is no fieldset */}
      <div
        ref={setElement}
        className={classes.viewport}
        data-picture
        role="group"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it hears the zoom keys
        tabIndex={0}
        style={{ cursor: panning ? 'grabbing' : (tool?.cursor ?? 'grab') }}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onPointerLeave={() => tool?.hover?.(undefined)}
        onDoubleClick={() => !tool && (free ? setFree(undefined) : zoom(() => 1))}
      >
        {ready && (
          <div
            className={classes.pictures}
            data-smooth={view.scale < 2 || undefined}
            style={{
              width: size.width,
              height: size.height,
              transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            }}
          >
            {pictures}
          </div>
        )}
        {ready && overlay?.(view)}
      </div>
      <div className={classes.actions}>{children}</div>
      <div className={classes.controls}>
        <span className="tabular">{Math.round(view.scale * 100)} %</span>
        <Tooltip label={t('commands:view.fit')}>
          <ActionIcon aria-label={t('commands:view.fit')} onClick={() => setFree(undefined)}>
            <IconArrowsMaximize size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('commands:view.actual')}>
          <ActionIcon aria-label={`1:1 ${t('commands:view.actual')}`} onClick={() => zoom(() => 1)}>
            <span className={classes.actual}>1:1</span>
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
