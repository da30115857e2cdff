/** Viewport: which part of the photo is on the screen and how large. Screen lengths are CSS pixels. */

export interface Size {
  width: number;
  height: number;
}

/** screen = photo * scale + (x, y). */
export interface View {
  scale: number;
  x: number;
  y: number;
}

interface Point {
  x: number;
  y: number;
}

/** Largest magnification, device pixels a photo pixel. */
export const LARGEST = 16;
const MARGIN = 24;

/** The whole photo, centred, with a margin; never larger than two device pixels a photo pixel. */
export function fitView(pane: Size, photo: Size, pixelRatio: number, margin = MARGIN): View {
  const scale = Math.min(
    Math.max(1, pane.width - 2 * margin) / photo.width,
    Math.max(1, pane.height - 2 * margin) / photo.height,
    2 / pixelRatio,
  );
  return centred(pane, photo, scale);
}

const centred = (pane: Size, photo: Size, scale: number): View => ({
  scale,
  x: (pane.width - photo.width * scale) / 2,
  y: (pane.height - photo.height * scale) / 2,
});

export const toScreen = (view: View, point: Point): Point => ({
  x: point.x * view.scale + view.x,
  y: point.y * view.scale + view.y,
});

export const toPhoto = (view: View, point: Point): Point => ({
  x: (point.x - view.x) / view.scale,
  y: (point.y - view.y) / view.scale,
});

/** Another scale with the photo point under `at` (screen) staying there. */
export function zoomAt(view: View, at: Point, scale: number): View {
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Keeps the scale between a quarter of the fitting one and the largest, and some of the photo on the screen. */
export function keepInSight(view: View, pane: Size, photo: Size, pixelRatio: number): View {
  const fit = fitView(pane, photo, pixelRatio);
  const smallest = Math.min(fit.scale, 1 / pixelRatio) / 4;
  const scale = Math.min(LARGEST / pixelRatio, Math.max(smallest, view.scale));
  const clamped =
    scale === view.scale ? view : zoomAt(view, { x: pane.width / 2, y: pane.height / 2 }, scale);
  const keep = (offset: number, shown: number, room: number) => {
    // what fits stays wholly in the pane, what does not leaves no more than half of the pane empty
    const slack = Math.max(room / 2, room - shown);
    return Math.min(Math.max(offset, Math.min(room - shown, room / 2 - shown)), slack);
  };
  return {
    scale,
    x: keep(clamped.x, photo.width * scale, pane.width),
    y: keep(clamped.y, photo.height * scale, pane.height),
  };
}

/** One photo pixel a device pixel, the photo point under `at` (screen) staying there. */
export const actualPixels = (view: View, at: Point, pixelRatio: number): View =>
  zoomAt(view, at, 1 / pixelRatio);

/** Puts a photo point into the middle of the pane, at least at `scale`. */
export function centreOn(view: View, pane: Size, point: Point, scale = view.scale): View {
  const used = Math.max(view.scale, scale);
  return { scale: used, x: pane.width / 2 - point.x * used, y: pane.height / 2 - point.y * used };
}

/** Scale after a turn of the wheel by `delta` pixels; a pinch on a touch pad turns finer. */
export const wheelScale = (scale: number, delta: number, pinch: boolean): number =>
  scale * Math.exp(-Math.min(240, Math.max(-240, delta)) * (pinch ? 0.01 : 0.002));

/** A view without regard to the pane or the photo: shares of the photo in the middle, and zoom over the fitting one. */
export interface SharedView {
  zoom: number;
  u: number;
  v: number;
}

/** Several panes look at the same place of their own photos. */
export function shareView(view: View, pane: Size, photo: Size, pixelRatio: number): SharedView {
  const middle = toPhoto(view, { x: pane.width / 2, y: pane.height / 2 });
  return {
    zoom: view.scale / fitView(pane, photo, pixelRatio).scale,
    u: middle.x / photo.width,
    v: middle.y / photo.height,
  };
}

export function viewOfShared(shared: SharedView, pane: Size, photo: Size, pixelRatio: number): View {
  const scale = fitView(pane, photo, pixelRatio).scale * shared.zoom;
  return {
    scale,
    x: pane.width / 2 - shared.u * photo.width * scale,
    y: pane.height / 2 - shared.v * photo.height * scale,
  };
}

export const FITTED: SharedView = { zoom: 1, u: 0.5, v: 0.5 };
