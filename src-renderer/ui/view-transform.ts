/** View transform: where a picture lies in its viewport. Screen = picture * scale + offset, in CSS pixels. */

export interface View {
  /** CSS pixels per picture pixel. */
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Largest scale, CSS pixels per picture pixel. */
export const MOST_SCALE = 16;

/** Scale at which the whole picture is seen, never larger than it is. */
export function fitScale(picture: Size, viewport: Size, margin = 0): number {
  const room = { width: viewport.width - 2 * margin, height: viewport.height - 2 * margin };
  if (picture.width <= 0 || picture.height <= 0 || room.width <= 0 || room.height <= 0) return 1;
  return Math.min(1, room.width / picture.width, room.height / picture.height);
}

/** The view with the picture kept in sight: centred along an axis where it fits, else without a gap at its edge. */
export function settled(view: View, picture: Size, viewport: Size): View {
  const along = (offset: number, length: number, room: number) => {
    const drawn = length * view.scale;
    return drawn <= room ? (room - drawn) / 2 : Math.min(0, Math.max(room - drawn, offset));
  };
  return {
    scale: view.scale,
    x: along(view.x, picture.width, viewport.width),
    y: along(view.y, picture.height, viewport.height),
  };
}

export function fitted(picture: Size, viewport: Size, margin = 0): View {
  return settled({ scale: fitScale(picture, viewport, margin), x: 0, y: 0 }, picture, viewport);
}

/** The view at another scale with the picture's point under `at` (viewport pixels) held in place. */
export function zoomedAt(
  view: View,
  scale: number,
  at: { x: number; y: number },
  picture: Size,
  viewport: Size,
): View {
  const least = Math.min(fitScale(picture, viewport), 1) / 2;
  const to = Math.min(MOST_SCALE, Math.max(least, scale));
  const ratio = to / view.scale;
  return settled(
    { scale: to, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio },
    picture,
    viewport,
  );
}

export const toPicture = (view: View, x: number, y: number) => ({
  x: (x - view.x) / view.scale,
  y: (y - view.y) / view.scale,
});

export const toScreen = (view: View, x: number, y: number) => ({
  x: x * view.scale + view.x,
  y: y * view.scale + view.y,
});
