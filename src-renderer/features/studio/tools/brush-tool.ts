/** Occlusion brush: paints what comes in front of the garment and what goes behind it. */

import { addStroke, type Point, type Stroke, tidy } from '../logic/document-edits.ts';
import type { ToolEvent, ToolHost, ToolState } from './tool-machine.ts';

export interface Brush {
  puts: 'front' | 'behind';
  /** Photo pixels. */
  radius: number;
  /** 0 soft .. 1 hard. */
  hardness: number;
  /** Acts on the chosen layer only. */
  oneLayer: boolean;
}

export interface BrushHost extends ToolHost {
  brush(): Brush;
  /** The stroke under way, to be drawn at once; undefined when there is none. */
  stroke(stroke: Stroke | undefined): void;
}

/** A stroke of this many points is as long as the document takes; the rest begins a new one. */
const MOST_POINTS = 10_000;

export function brushIdle(host: BrushHost): ToolState {
  return {
    name: 'brush.idle',
    cursor: 'none',
    down(event) {
      if (!host.document().layers.length || isLocked(host)) return undefined;
      return painting(host, event);
    },
  };
}

function isLocked(host: BrushHost): boolean {
  if (!host.brush().oneLayer) return false;
  return host.document().layers.find((layer) => layer.id === host.layerId())?.locked ?? false;
}

function painting(host: BrushHost, press: ToolEvent): ToolState {
  const { puts, radius, hardness, oneLayer } = host.brush();
  const layerId = oneLayer ? host.layerId() : undefined;
  // Alt paints the other way, as an eraser does
  const side = press.alt ? (puts === 'front' ? 'behind' : 'front') : puts;
  const points: Point[] = [press.at];
  /** Nearer points add nothing that a disc of this radius would show. */
  const apart = Math.max(0.5 / host.scale(), radius / 10);
  const stroke = (): Stroke => ({
    id,
    puts: side,
    radius: Math.min(2000, Math.max(0.5, tidy(radius))),
    hardness,
    points: points.flatMap(({ x, y }) => [tidy(x), tidy(y)]),
    ...(layerId ? { layerId } : {}),
  });
  const id = host.newId();
  return {
    name: 'brush.painting',
    cursor: 'none',
    enter: () => host.stroke(stroke()),
    move(event) {
      const last = points.at(-1)!;
      if (points.length >= MOST_POINTS || Math.hypot(event.at.x - last.x, event.at.y - last.y) < apart)
        return undefined;
      points.push(event.at);
      host.stroke(stroke());
      host.preview(addStroke(stroke()));
      return undefined;
    },
    complete() {
      host.commit(addStroke(stroke()));
      return brushIdle(host);
    },
    cancel() {
      host.drop();
      return brushIdle(host);
    },
    exit: () => host.stroke(undefined),
  };
}

/** Radius after pressing ] or [: steps of a fifth, at least one pixel. */
export const brushRadius = (radius: number, larger: boolean): number =>
  Math.min(2000, Math.max(1, Math.round(larger ? Math.max(radius * 1.2, radius + 1) : radius / 1.2)));
