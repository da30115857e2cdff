/** Draft screen: the picture on the stage, which a draft of a drag reaches before the room is drawn anew. */

import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { RenderQuality } from '../../../../src-main/contract/render-look.ts';
import type { RenderState } from '../logic/render-loop.ts';
import { type RoomNews, useDrag } from './drag.ts';

/** A picture on show; `picture` is its hash, and undefined for the photo itself. */
export interface Shown {
  src: string;
  kind: RenderQuality | 'photo';
  picture: string | undefined;
}

/** Puts a picture on an image element, which is left alone where it shows it already. */
export function present(image: HTMLImageElement, { src, kind, picture }: Shown): void {
  // a draft is decoded with the frame that shows it, the one before stays until then
  const decoding = kind === 'draft' ? 'sync' : 'auto';
  if (image.decoding !== decoding) image.decoding = decoding;
  if (image.getAttribute('src') !== src) image.src = src;
  if (image.dataset.shown !== kind) image.dataset.shown = kind;
  if (picture === undefined) delete image.dataset.picture;
  else if (image.dataset.picture !== picture) image.dataset.picture = picture;
}

/** The stage's image element, unless something else than the look is to be seen on it. */
let screen: HTMLImageElement | undefined;

export function setScreen(image: HTMLImageElement | undefined): void {
  screen = image;
}

/** Shows a draft that came with its picture at once. False where there is no stage to show it on. */
function showDraft({ quality, inline, picture }: Rendered): boolean {
  if (!screen || quality !== 'draft' || inline === undefined) return false;
  present(screen, { src: inline, kind: 'draft', picture });
  return true;
}

/**
 * Takes what there is of a picture. A draft is shown at once, its handles with the frame after it and the room when it is told
 * again; of everything else the room is told at once.
 */
export function draftsFirst(news: RoomNews): (render: RenderState) => void {
  let told: Rendered | undefined;
  let drafted: RenderState | undefined;
  return (render) => {
    const { rendered } = render;
    if (!rendered || rendered === told || rendered === drafted?.rendered || !showDraft(rendered)) {
      drafted = undefined;
      told = rendered;
      useDrag.setState({ rendered });
      news.now({ render });
      return;
    }
    if (!drafted)
      afterFrame(() => {
        if (!drafted) return;
        told = drafted.rendered;
        useDrag.setState({ rendered: told });
        news.later({ render: drafted });
        drafted = undefined;
      });
    drafted = render;
  };
}

/** Runs `then` when the next frame has been handed over to be shown. */
function afterFrame(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then, 0));
}
