/** Scene view: the canvas of the 3D preview, its size, its keys, and what is done when graphics fail. */

import { createRoot, extend, type ReconcilerRoot } from '@react-three/fiber';
import { Component, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import {
  CircleGeometry,
  DirectionalLight,
  Group,
  HemisphereLight,
  Mesh,
  Object3D,
  PCFShadowMap,
  ShadowMaterial,
  WebGLRenderer,
} from 'three';
import { Room } from './room.tsx';
import { type Drawn, Stand } from './stand.ts';
import { FIELD_OF_VIEW } from './views.ts';

extend({ CircleGeometry, DirectionalLight, Group, HemisphereLight, Mesh, Object3D, ShadowMaterial });

export type GraphicsTrouble = 'missing' | 'lost' | 'broken';

export interface SceneViewProps {
  className?: string;
  label: string;
  visible: boolean;
  /** Views change at once. */
  calm: boolean;
  /** Called with the scene once it can be spoken to, and with undefined when it cannot any more. */
  onStand(stand: Stand | undefined): void;
  onDrawn(drawn: Drawn): void;
  onTrouble(trouble: GraphicsTrouble, error?: unknown): void;
  /** Lost graphics are there again: a new view can be made. */
  onRestored(): void;
}

/** Whether graphics are drawn by the processor. */
function isSoftware(gl: WebGLRenderer): boolean {
  const context = gl.getContext();
  const named = context.getExtension('WEBGL_debug_renderer_info');
  const name = named
    ? context.getParameter(named.UNMASKED_RENDERER_WEBGL)
    : context.getParameter(context.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}

class Boundary extends Component<{ onError(error: unknown): void; children: ReactNode }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override componentDidCatch(error: unknown) {
    this.props.onError(error);
  }
  override render() {
    return this.state.broken ? null : this.props.children;
  }
}

/** Turns of one step of the arrow keys, radians; sideways, metres. */
const STEP = { turn: Math.PI / 24, shift: 0.05, nearer: 1.15 };

/** The scene and its canvas, in the window or kept aside. */
interface Opened {
  /** Holds the canvas. */
  seat: HTMLElement;
  stand: Stand;
  /** Graphics are gone: it is of no more use. */
  lost: boolean;
  dispose(): void;
}

/**
 * The one scene of the window. It is kept when its place is left: entering again takes no time, and three.js holds on to
 * the canvas of every renderer there ever was.
 */
let kept: Opened | undefined;
/** The view that shows it now. */
let shown: { readonly current: SceneViewProps } | undefined;

/** Makes the canvas and the scene on it. @throws Error where there are no graphics */
function openScene(): Opened {
  const seat = document.createElement('div');
  seat.style.cssText = 'position: absolute; inset: 0';
  const canvas = document.createElement('canvas');
  const gl = new WebGLRenderer({
    canvas,
    antialias: false,
    alpha: true,
    powerPreference: 'high-performance',
  });
  seat.append(canvas);
  // asking whether a program is right waits until it is made
  gl.debug.checkShaderErrors = false;
  const stand = new Stand({
    slow: isSoftware(gl),
    calm: false,
    drawn: (drawn) => {
      canvas.dataset.state = drawn.state;
      canvas.dataset.file = drawn.file;
      canvas.dataset.beside = drawn.beside ?? '';
      canvas.dataset.off = drawn.off?.toFixed(5) ?? '';
      canvas.dataset.samples = `${drawn.samples}`;
      canvas.dataset.memory = Object.values(drawn.memory).join();
      shown?.current.onDrawn(drawn);
    },
  });
  const root: ReconcilerRoot<HTMLCanvasElement> = createRoot(canvas);
  const configure = () =>
    root.configure({
      gl,
      size: { width: seat.clientWidth, height: seat.clientHeight, top: 0, left: 0 },
      dpr: Math.min(2, window.devicePixelRatio || 1),
      frameloop: 'demand',
      shadows: { enabled: true, type: PCFShadowMap, autoUpdate: false },
      camera: { fov: FIELD_OF_VIEW, near: 0.05, far: 40, position: [2, 1.3, 5] },
    });
  const observer = new ResizeObserver(() => {
    if (seat.clientWidth > 1) void configure();
  });
  const opened: Opened = {
    seat,
    stand,
    lost: false,
    dispose: () => {
      opened.lost = true;
      observer.disconnect();
      root.unmount();
      stand.dispose();
      seat.remove();
    },
  };
  canvas.addEventListener('webglcontextlost', () => {
    if (opened.lost) return;
    opened.lost = true;
    shown?.current.onTrouble('lost');
  });
  canvas.addEventListener('webglcontextrestored', () => kept === opened && shown?.current.onRestored());
  void configure().then(() => {
    if (opened.lost) return;
    root.render(
      <Boundary
        onError={(error) => {
          opened.lost = true;
          shown?.current.onTrouble('broken', error);
        }}
      >
        <Room stand={stand} />
      </Boundary>,
    );
    observer.observe(seat);
  });
  return opened;
}

/** Brings the scene into a view; returns what takes it out again. */
function enter(
  element: HTMLElement,
  view: { readonly current: SceneViewProps },
): { stand: Stand; leave(): void } | undefined {
  try {
    if (kept?.lost) {
      kept.dispose();
      kept = undefined;
    }
    kept ??= openScene();
  } catch (error) {
    view.current.onTrouble('missing', error);
    return undefined;
  }
  const { seat, stand } = kept;
  shown = view;
  element.append(seat);
  stand.calm = view.current.calm;
  stand.setVisible(view.current.visible);
  view.current.onStand(stand);
  return {
    stand,
    leave: () => {
      view.current.onStand(undefined);
      if (shown !== view) return;
      shown = undefined;
      stand.setVisible(false);
      stand.clear();
      seat.remove();
      const { dataset } = seat.querySelector('canvas')!;
      delete dataset.state;
      delete dataset.file;
      delete dataset.beside;
    },
  };
}

export default function SceneView(props: SceneViewProps) {
  const holder = useRef<HTMLDivElement>(null);
  const stand = useRef<Stand>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    let entered: ReturnType<typeof enter>;
    // a moment later, so that the rest of the view is on show first
    const timer = setTimeout(() => {
      entered = enter(holder.current!, latest);
      stand.current = entered?.stand;
    });
    return () => {
      clearTimeout(timer);
      entered?.leave();
      stand.current = undefined;
    };
  }, []);

  useEffect(() => stand.current?.setVisible(props.visible), [props.visible]);

  const keys = (event: KeyboardEvent) => {
    const scene = stand.current;
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const upwards = { ArrowUp: 1, ArrowDown: -1 }[event.key] ?? 0;
    if (sideways || upwards) {
      if (event.shiftKey) scene.shift(sideways * STEP.shift, upwards * STEP.shift);
      else scene.turn(sideways * STEP.turn, -upwards * STEP.turn);
    } else if (event.key === '+' || event.key === '=') scene.nearer(STEP.nearer);
    else if (event.key === '-') scene.nearer(1 / STEP.nearer);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element is a scene that is turned
    <div
      ref={holder}
      role="group"
      tabIndex={props.visible ? 0 : -1}
      className={props.className}
      aria-label={props.label}
      onKeyDown={keys}
    />
  );
}
