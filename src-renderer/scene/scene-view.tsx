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

/** Makes the canvas and the scene on it; returns what ends both. */
function openScene(
  element: HTMLElement,
  latest: { readonly current: SceneViewProps },
  keep: (stand: Stand | undefined) => void,
): (() => void) | undefined {
  const canvas = document.createElement('canvas');
  let gl: WebGLRenderer;
  try {
    gl = new WebGLRenderer({ canvas, antialias: false, alpha: true, powerPreference: 'high-performance' });
  } catch (error) {
    latest.current.onTrouble('missing', error);
    return;
  }
  let gone = false;
  element.append(canvas);
  // asking whether a program is right waits until it is made
  gl.debug.checkShaderErrors = false;
  const lost = () => !gone && latest.current.onTrouble('lost');
  const restored = () => !gone && latest.current.onRestored();
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);
  const made = new Stand({
    slow: isSoftware(gl),
    calm: latest.current.calm,
    drawn: (drawn) => {
      canvas.dataset.state = drawn.state;
      canvas.dataset.file = drawn.file;
      canvas.dataset.memory = Object.values(drawn.memory).join();
      latest.current.onDrawn(drawn);
    },
  });
  keep(made);
  made.setVisible(latest.current.visible);
  const root: ReconcilerRoot<HTMLCanvasElement> = createRoot(canvas);
  const configure = () =>
    root.configure({
      gl,
      size: { width: element.clientWidth, height: element.clientHeight, top: 0, left: 0 },
      dpr: Math.min(2, window.devicePixelRatio || 1),
      frameloop: 'demand',
      shadows: { enabled: true, type: PCFShadowMap, autoUpdate: false },
      camera: { fov: FIELD_OF_VIEW, near: 0.05, far: 40, position: [2, 1.3, 5] },
    });
  let observer: ResizeObserver | undefined;
  void configure().then(() => {
    if (gone) return;
    root.render(
      <Boundary onError={(error) => latest.current.onTrouble('broken', error)}>
        <Room stand={made} />
      </Boundary>,
    );
    latest.current.onStand(made);
    observer = new ResizeObserver(() => element.clientWidth > 1 && void configure());
    observer.observe(element);
  });
  return () => {
    gone = true;
    observer?.disconnect();
    latest.current.onStand(undefined);
    keep(undefined);
    root.unmount();
    made.dispose();
    canvas.removeEventListener('webglcontextlost', lost);
    canvas.removeEventListener('webglcontextrestored', restored);
    canvas.remove();
  };
}

export default function SceneView(props: SceneViewProps) {
  const holder = useRef<HTMLDivElement>(null);
  const stand = useRef<Stand>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    let stop: (() => void) | undefined;
    // a moment later, so that the rest of the view is on show first
    const timer = setTimeout(() => {
      stop = openScene(holder.current!, latest, (made) => {
        stand.current = made;
      });
    });
    return () => {
      clearTimeout(timer);
      stop?.();
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
