/**
 * Drag: what follows a dragged handle at once, and when the rest of the room hears of it. Drawing the whole room takes as long
 * as a draft, and nobody reads its panels while looking at the handle.
 */

import { create } from 'zustand';
import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import { type StudioState, shownDocument, useStudio } from './store.ts';

interface Drag {
  /** Document of the drag under way, ahead of the one the room shows. */
  document: LookDocument | undefined;
  /** The newest picture when the handle was moved last: its own frame shows the picture alone. */
  rendered: Rendered | undefined;
}

export const useDrag = create<Drag>(() => ({ document: undefined, rendered: undefined }));

/** The document under the pointer. */
export const documentNow = (): LookDocument | undefined =>
  useDrag.getState().document ?? shownDocument(useStudio.getState());

export function useDocumentNow(): LookDocument | undefined {
  const dragged = useDrag((state) => state.document);
  const shown = useStudio(shownDocument);
  return dragged ?? shown;
}

/** Milliseconds between two times the room is drawn anew while a handle is dragged on. */
const CALM = 500;
/** A handle that rests so long has the room drawn with what it came to, milliseconds. */
const REST = 150;

export type News = Partial<Pick<StudioState, 'live' | 'render'>>;

/** Hands the room what is new, at once or a few times a second. */
export class RoomNews {
  private readonly tell: (news: News) => void;
  private kept: News | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (news: News) => void) {
    this.tell = tell;
  }

  /** Tells now, with what was kept; the newer of both counts. */
  now(news: News = {}): void {
    clearTimeout(this.timer);
    const all = { ...this.kept, ...news };
    this.kept = undefined;
    this.toldAt = performance.now();
    this.tell(all);
  }

  /** Keeps it until the drag rests, or tells now where `idle` says that nothing else is to be done and the room has waited. */
  later(news: News, idle = false): void {
    clearTimeout(this.timer);
    this.kept = { ...this.kept, ...news };
    if (idle && performance.now() - this.toldAt >= CALM) this.now();
    else this.timer = setTimeout(() => this.now(), REST);
  }
}
