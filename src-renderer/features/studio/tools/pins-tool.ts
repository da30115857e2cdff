/** Pins tool: holds points of the garment at points of the photo: its landmarks, or points of the user's own. */

import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import { type Edit, type Pin, type Point, removePins, setPin } from '../logic/document-edits.ts';
import { garmentPointAt, type Landmark } from '../logic/garment-map.ts';
import { isDrag, nearest, type ToolEvent, type ToolHost, type ToolState } from './tool-machine.ts';

/** A landmark, or a pin of the user's own: a pinned one has the id of its pin. */
export interface PinHandle extends Point {
  key: string;
  garment: { u: number; v: number };
  landmark?: string;
  pinId?: string;
}

/** Handles of a layer, in Tab order: landmarks as the engine lists them, then the user's own pins. */
export function pinHandles(
  rendered: Rendered | undefined,
  document: LookDocument,
  layerId: string | undefined,
): PinHandle[] {
  const layer = document.layers.find((other) => other.id === layerId);
  if (!layer) return [];
  const seen = rendered?.layers.find((other) => other.id === layerId);
  const landmarks = (seen?.landmarks ?? []).map((landmark): PinHandle => {
    const pin = layer.pins.find((other) => other.landmark === landmark.name);
    return {
      key: landmark.name,
      landmark: landmark.name,
      garment: { u: landmark.u, v: landmark.v },
      x: pin?.photo.x ?? landmark.x,
      y: pin?.photo.y ?? landmark.y,
      ...(pin ? { pinId: pin.id } : {}),
    };
  });
  const known = new Set(landmarks.map((handle) => handle.pinId));
  const own = layer.pins
    .filter((pin) => !known.has(pin.id))
    .map((pin): PinHandle => ({ key: pin.id, pinId: pin.id, garment: pin.garment, ...pin.photo }));
  return [...landmarks, ...own];
}

/** Everything that tells where the garment lies: its landmarks and the user's pins. */
const meshOf = (handles: PinHandle[]): Landmark[] =>
  handles.map(({ garment, x, y }) => ({ u: garment.u, v: garment.v, x, y }));

const pinAt = (handle: PinHandle, id: string, photo: Point): Pin => ({
  id: handle.pinId ?? id,
  garment: handle.garment,
  photo,
  ...(handle.landmark ? { landmark: handle.landmark } : {}),
});

export function pinsIdle(host: ToolHost): ToolState {
  const handles = () => pinHandles(host.rendered(), host.document(), host.layerId());
  const locked = () => host.document().layers.find((layer) => layer.id === host.layerId())?.locked ?? true;
  const under = (event: ToolEvent) => nearest(handles(), event.at, host.scale());
  const cursorAt = (event: ToolEvent) => {
    if (locked()) return 'not-allowed';
    if (under(event)) return 'grab';
    return garmentPointAt(meshOf(handles()), event.at) ? 'copy' : 'default';
  };
  const idle = (cursor: string): ToolState => ({
    name: 'pins.idle',
    cursor,
    move(event) {
      const next = cursorAt(event);
      return next === cursor ? undefined : idle(next);
    },
    down(event) {
      if (locked()) return undefined;
      const handle = under(event);
      if (handle) {
        host.focus(handle.key);
        return pressed(host, handle, event);
      }
      const garment = garmentPointAt(meshOf(handles()), event.at);
      host.focus(undefined);
      if (!garment) return undefined;
      return pressed(host, { key: host.newId(), garment, ...event.at }, event);
    },
  });
  return idle('default');
}

function pressed(host: ToolHost, handle: PinHandle, press: ToolEvent): ToolState {
  const fresh = handle.landmark === undefined && handle.pinId === undefined;
  return {
    name: 'pins.pressed',
    cursor: 'grabbing',
    move: (event) =>
      isDrag(press.at, event.at, host.scale()) ? dragging(host, handle, press, event) : undefined,
    complete(event) {
      // a click on bare cloth sets a pin of the user's own; one on a handle only chooses it
      if (fresh) {
        host.commit(setPin(host.layerId()!, pinAt(handle, handle.key, event.at), true));
        host.focus(handle.key);
      }
      return pinsIdle(host);
    },
    cancel: () => pinsIdle(host),
  };
}

function dragging(host: ToolHost, handle: PinHandle, press: ToolEvent, first: ToolEvent): ToolState {
  const id = handle.pinId ?? (handle.landmark ? host.newId() : handle.key);
  const layerId = host.layerId()!;
  const edit = (event: ToolEvent): Edit => {
    const photo = {
      x: handle.x + event.at.x - press.at.x,
      y: handle.y + event.at.y - press.at.y,
    };
    return setPin(layerId, pinAt(handle, id, photo), handle.pinId === undefined);
  };
  return {
    name: 'pins.dragging',
    cursor: 'grabbing',
    enter: () => host.preview(edit(first)),
    move(event) {
      host.preview(edit(event));
      return undefined;
    },
    complete(event) {
      host.commit(edit(event));
      host.focus(handle.landmark ?? id);
      return pinsIdle(host);
    },
    cancel() {
      host.drop();
      return pinsIdle(host);
    },
  };
}

const handleOf = (host: ToolHost, key: string) =>
  pinHandles(host.rendered(), host.document(), host.layerId()).find((handle) => handle.key === key);

/** A handle moved by the arrow keys, photo pixels; pins the landmark if it was not pinned. */
export function nudgePin(host: ToolHost, key: string, by: Point, newId: string): Edit | undefined {
  const handle = handleOf(host, key);
  const layerId = host.layerId();
  if (!handle || !layerId) return undefined;
  return setPin(
    layerId,
    pinAt(handle, newId, { x: handle.x + by.x, y: handle.y + by.y }),
    handle.pinId === undefined,
  );
}

/** Lets the garment go where it was pinned; undefined when it is not pinned there. */
export function unpin(host: ToolHost, key: string): Edit | undefined {
  const pinId = handleOf(host, key)?.pinId;
  return pinId && host.layerId() ? removePins(host.layerId()!, [pinId]) : undefined;
}
