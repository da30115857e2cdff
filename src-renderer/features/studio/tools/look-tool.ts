/** Look tool: no tool at all; the pointer moves the picture and chooses the layer under it. */

import { garmentPointAt } from '../logic/garment-map.ts';
import { isDrag, type ToolEvent, type ToolHost, type ToolState } from './tool-machine.ts';

export interface LookHost extends ToolHost {
  chooseLayer(id: string | undefined): void;
  /** Moves the picture on the screen, CSS pixels. */
  pan(dx: number, dy: number): void;
}

/** Outermost layer whose garment lies at the place. */
export function layerAt(host: ToolHost, event: ToolEvent): string | undefined {
  const layers = host.document().layers.filter((layer) => layer.visible);
  return layers.findLast((layer) => {
    const seen = host.rendered()?.layers.find((other) => other.id === layer.id);
    return seen && garmentPointAt(seen.landmarks, event.at);
  })?.id;
}

export function lookIdle(host: LookHost, hand = false): ToolState {
  return {
    name: 'look.idle',
    cursor: hand ? 'grab' : 'default',
    down: (press) => pressed(host, press, hand),
  };
}

function pressed(host: LookHost, press: ToolEvent, hand: boolean): ToolState {
  return {
    name: 'look.pressed',
    cursor: hand ? 'grabbing' : 'default',
    move: (event) =>
      isDrag(press.at, event.at, host.scale()) ? panning(host, press, event, hand) : undefined,
    complete(event) {
      if (!hand) host.chooseLayer(layerAt(host, event));
      return lookIdle(host, hand);
    },
    cancel: () => lookIdle(host, hand),
  };
}

/** Places are photo pixels, and the photo moves under the pointer: the point taken hold of stays under it. */
function panning(host: LookHost, press: ToolEvent, first: ToolEvent, hand: boolean): ToolState {
  const follow = (event: ToolEvent) => {
    const scale = host.scale();
    host.pan((event.at.x - press.at.x) * scale, (event.at.y - press.at.y) * scale);
  };
  return {
    name: 'look.panning',
    cursor: 'grabbing',
    enter: () => follow(first),
    move(event) {
      follow(event);
      return undefined;
    },
    complete: () => lookIdle(host, hand),
    cancel: () => lookIdle(host, hand),
  };
}
