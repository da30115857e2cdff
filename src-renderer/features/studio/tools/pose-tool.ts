/** Pose tool: takes hold of a joint and moves it, the limb with it; with Alt the joint alone. */

import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import type { Joint } from '../../../../src-main/contract/seen.ts';
import { type Edit, moveJoints, type Point, type Pose, resetJoints } from '../logic/document-edits.ts';
import { dragJoint, HANDLES, movedWith } from '../logic/skeleton.ts';
import { isDrag, type Keys, nearest, type ToolEvent, type ToolHost, type ToolState } from './tool-machine.ts';

export type { Joint };

/** Where every joint is: as the engine saw it, the user's corrections over that. */
export function jointsOf(rendered: Rendered | undefined, document: LookDocument): Joint[] {
  return (rendered?.joints ?? []).map((joint) => {
    const moved = document.pose[joint.name];
    return moved ? { ...joint, ...moved, corrected: true } : { ...joint, corrected: false };
  });
}

/** Joints with a handle, in Tab order. */
export function handlesOf(joints: Joint[]): Joint[] {
  return HANDLES.flatMap((name) => joints.find((joint) => joint.name === name) ?? []);
}

const placesOf = (joints: Joint[]): Pose =>
  Object.fromEntries(joints.map(({ name, x, y }) => [name, { x, y }]));

export function poseIdle(host: ToolHost): ToolState {
  const joints = () => jointsOf(host.rendered(), host.document());
  const under = (event: ToolEvent) => nearest(handlesOf(joints()), event.at, host.scale());
  const idle = (cursor: string): ToolState => ({
    name: 'pose.idle',
    cursor,
    move(event) {
      const next = under(event) ? 'grab' : 'default';
      return next === cursor ? undefined : idle(next);
    },
    down(event) {
      const joint = under(event);
      host.focus(joint?.name);
      return joint && pressed(host, joint.name, placesOf(joints()), event);
    },
  });
  return idle('default');
}

function pressed(host: ToolHost, name: string, from: Pose, press: ToolEvent): ToolState {
  return {
    name: 'pose.pressed',
    cursor: 'grabbing',
    move: (event) =>
      isDrag(press.at, event.at, host.scale()) ? dragging(host, name, from, press, event) : undefined,
    complete: () => poseIdle(host),
    cancel: () => poseIdle(host),
  };
}

function dragging(host: ToolHost, name: string, from: Pose, press: ToolEvent, first: ToolEvent): ToolState {
  let last = first;
  const edit = (): Edit => {
    const start = from[name]!;
    const target = {
      x: start.x + last.at.x - press.at.x,
      y: start.y + last.at.y - press.at.y,
    };
    return moveJoints(name, dragJoint(from, name, target, last.alt));
  };
  return {
    name: 'pose.dragging',
    cursor: 'grabbing',
    enter: () => host.preview(edit()),
    move(event) {
      last = event;
      host.preview(edit());
      return undefined;
    },
    keys(keys: Keys) {
      last = { ...last, ...keys };
      host.preview(edit());
      return undefined;
    },
    complete(event) {
      last = event;
      host.commit(edit());
      return poseIdle(host);
    },
    cancel() {
      host.drop();
      return poseIdle(host);
    },
  };
}

/** A joint moved by the arrow keys, photo pixels. */
export function nudgeJoint(host: ToolHost, name: string, by: Point, alone: boolean): Edit | undefined {
  const places = placesOf(jointsOf(host.rendered(), host.document()));
  const at = places[name];
  return at && moveJoints(name, dragJoint(places, name, { x: at.x + by.x, y: at.y + by.y }, alone));
}

/** Gives a joint back to the engine, and the joints that came along when it was dragged. */
export const resetJoint = (name: string): Edit => resetJoints([name, ...movedWith(name)]);
