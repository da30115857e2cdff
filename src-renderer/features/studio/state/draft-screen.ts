/** Draft screen: the picture on the stage, which a draft of a drag reaches before the room is drawn anew. */

import type { Rendered } from '../../../../src-main/contract/calls/looks.ts';
import type { RenderQuality } from '../../../../src-main/contract/render-look.ts';
import type { RenderState } from '../logic/render-loop.ts';
import type { RoomNews } from './drag.ts';

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
 * Takes what there is of a picture. A draft is shown at once, and the room hears of it when it is drawn anew; of everything
 * else it is told at once.
 */
export function draftsFirst(news: RoomNews): (render: RenderState) => void {
  let last: Rendered | undefined;
  return (render) => {
    const fresh = render.rendered !== last;
    last = render.rendered;
    if (fresh && last && showDraft(last)) news.later({ render });
    else news.now({ render });
  };
}
