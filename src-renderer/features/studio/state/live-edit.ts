/** Live edit: an edit in the making, dragged by the pointer or stepped by the arrow keys, on show before it is one. */

import { type Edit, together } from '../logic/document-edits.ts';
import type { RenderLoop } from '../logic/render-loop.ts';
import { type RoomNews, useDrag } from './drag.ts';
import { useStudio } from './store.ts';

/** Steps of the arrow keys become one edit when no further one follows for so long, milliseconds. */
const NUDGE_PAUSE = 450;

export interface LiveEditOptions {
  loop: Pick<RenderLoop, 'drag' | 'state'>;
  news: RoomNews;
  commit(edit: Edit): void;
}

export class LiveEdit {
  private readonly options: LiveEditOptions;
  private nudge: { what: string; edit: Edit; timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(options: LiveEditOptions) {
    this.options = options;
  }

  /** Shows an edit while it is dragged; with `handle` by a handle on the picture, for which the room can wait. */
  show(edit: Edit, handle = false): void {
    const { loop, news } = this.options;
    const document = useStudio.getState().queue?.document;
    if (!document) return;
    const live = edit.apply(document);
    if (live === document && !useDrag.getState().document) return;
    // the draft is on its way while anything is drawn
    loop.drag(live);
    useDrag.setState({ document: live, rendered: loop.state.rendered });
    if (handle) news.later({ live }, true);
    else news.now({ live });
  }

  /**
   * A step of the arrow keys. With those of the same `what` just before it becomes one edit; `make` is asked with them on
   * show already.
   */
  step(what: string, make: () => Edit | undefined): void {
    if (this.nudge && this.nudge.what !== what) this.end();
    const edit = make();
    if (!edit) return;
    clearTimeout(this.nudge?.timer);
    const whole = this.nudge ? together(this.nudge.edit, edit) : edit;
    this.nudge = { what, edit: whole, timer: setTimeout(() => this.end(), NUDGE_PAUSE) };
    this.show(whole);
  }

  /** Makes the steps of the arrow keys an edit now. */
  end(): void {
    if (!this.nudge) return;
    clearTimeout(this.nudge.timer);
    const { edit } = this.nudge;
    this.nudge = undefined;
    this.options.commit(edit);
  }

  /** Takes off the stage what is no edit. False when there was nothing. */
  clear(): boolean {
    const shown = useDrag.getState().document !== undefined;
    useDrag.setState({ document: undefined });
    if (shown) this.options.news.now({ live: undefined });
    return shown;
  }
}
