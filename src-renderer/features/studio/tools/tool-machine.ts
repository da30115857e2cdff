/**
 * Tool machine: every pointer interaction is one small state that is entered, completed or cancelled. No DOM: events come
 * in photo pixels, what happens goes out through the host, so that a test can drive it.
 */

import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import type { Edit, Point } from '../logic/document-edits.ts';

export interface Keys {
  alt: boolean;
  shift: boolean;
}

export interface ToolEvent extends Keys {
  /** Photo pixels. */
  at: Point;
}

/** What a tool may ask and do. */
export interface ToolHost {
  document(): LookDocument;
  rendered(): Rendered | undefined;
  layerId(): string | undefined;
  /** CSS pixels a photo pixel. */
  scale(): number;
  newId(): string;
  /** Shows the edit without making it: a drag is under way. */
  preview(edit: Edit): void;
  /** Ends what is previewed without an edit. */
  drop(): void;
  commit(edit: Edit): void;
  focus(id: string | undefined): void;
}

export interface ToolState {
  name: string;
  /** CSS cursor: tells what a drag will do. */
  cursor: string;
  enter?(): void;
  exit?(): void;
  down?(event: ToolEvent): ToolState | undefined;
  move?(event: ToolEvent): ToolState | undefined;
  /** The pointer is let go: the interaction is completed. */
  complete?(event: ToolEvent): ToolState | undefined;
  /** Esc, a lost pointer or another tool: nothing of it remains. */
  cancel?(): ToolState | undefined;
  /** Alt or Shift went down or up while the pointer rests. */
  keys?(keys: Keys): ToolState | undefined;
}

export class ToolMachine {
  state: ToolState;
  private readonly changed: (state: ToolState) => void;

  constructor(first: ToolState, changed: (state: ToolState) => void = () => {}) {
    this.state = first;
    this.changed = changed;
    first.enter?.();
  }

  down(event: ToolEvent): void {
    this.go(this.state.down?.(event));
  }
  move(event: ToolEvent): void {
    this.go(this.state.move?.(event));
  }
  up(event: ToolEvent): void {
    this.go(this.state.complete?.(event));
  }
  keys(keys: Keys): void {
    this.go(this.state.keys?.(keys));
  }
  /** False when there was nothing to cancel. */
  cancel(): boolean {
    const next = this.state.cancel?.();
    this.go(next);
    return next !== undefined;
  }

  private go(next: ToolState | undefined): void {
    if (!next) return;
    this.state.exit?.();
    this.state = next;
    next.enter?.();
    this.changed(next);
  }
}

/** Nearest of `things` within `reach` CSS pixels of `at`. */
export function nearest<T extends Point>(
  things: readonly T[],
  at: Point,
  scale: number,
  reach = 14,
): T | undefined {
  let best: T | undefined;
  let least = reach / scale;
  for (const thing of things) {
    const away = Math.hypot(thing.x - at.x, thing.y - at.y);
    if (away <= least) {
      best = thing;
      least = away;
    }
  }
  return best;
}

/** A press becomes a drag after this many CSS pixels; before that it is a click. */
const SLOP = 3;
export const isDrag = (from: Point, to: Point, scale: number) =>
  Math.hypot(to.x - from.x, to.y - from.y) * scale >= SLOP;
